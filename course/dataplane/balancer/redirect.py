"""Where a redirect leads: RedirectConfig with its keywords filled in.

Application Load Balancers user guide, "Redirect actions": parts that are not given stay as they were; `#{path}` comes without its
leading slash; the port is always written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_KEYWORD = re.compile(r"#\{(protocol|host|port|path|query)\}")


class Redirect:
    """One redirect action."""

    __slots__ = ("_parts", "status")

    def __init__(self, config: Mapping[str, Any]) -> None:
        self.status = 302 if config.get("StatusCode") == "HTTP_302" else 301
        self._parts = (
            config.get("Protocol") or "#{protocol}",
            config.get("Host") or "#{host}",
            str(config.get("Port") or "#{port}"),
            config.get("Path") or "/#{path}",
            config["Query"] if config.get("Query") is not None else "#{query}",
        )

    def location(
        self,
        protocol: str,
        host: str,
        port: int,
        path: str,
        query: str,
        openable: Callable[[int], int] = lambda port: port,
    ) -> str:
        """The address, for a request that came to this place. `openable` maps a listener's port to the one where it can be
        opened on this machine; it is asked only where the host stays the same."""
        known = {"protocol": protocol, "host": host, "port": str(port), "path": path.removeprefix("/"), "query": query}

        def filled(part: str) -> str:
            return _KEYWORD.sub(lambda found: known[found[1]], part)

        to_protocol, to_host, to_port, to_path, to_query = map(filled, self._parts)
        if to_host == host and to_port.isdigit():
            to_port = str(openable(int(to_port)))
        if not to_path.startswith("/"):
            to_path = f"/{to_path}"
        return f"{to_protocol.lower()}://{to_host}:{to_port}{to_path}" + (f"?{to_query}" if to_query else "")
