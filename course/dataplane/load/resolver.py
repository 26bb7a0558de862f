"""Names for the load driver: *.localhost is this machine, as browsers and curl have it; all else is asked of the system."""

from __future__ import annotations

import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class Resolver(AbstractResolver):
    """Source: RFC 6761, 6.3. Python asks the system, which on many machines knows no name below localhost."""

    def __init__(self) -> None:
        self._system = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        if is_local(host):
            return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=socket.AF_INET, proto=0, flags=0)]
        return await self._system.resolve(host, port, family)

    async def close(self) -> None:
        """Nothing is held open."""
        await self._system.close()


def is_local(host: str) -> bool:
    """Whether a name means this machine: localhost itself or a name below it."""
    return host.rstrip(".").lower().rpartition(".")[2] == "localhost"
