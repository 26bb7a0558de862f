"""Names that end in .localhost lead to this machine, in this process too.

Browsers and curl see to that themselves (RFC 6761, section 6.3); Python asks the system, and not every system knows.
"""

from __future__ import annotations

import socket
from typing import Any

ENDING = ".localhost"
_plain = socket.getaddrinfo


def resolve() -> None:
    """From now on every *.localhost is 127.0.0.1. Idempotent."""
    socket.getaddrinfo = _resolved


def _resolved(host: Any, *more: Any, **named: Any) -> Any:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if isinstance(name, str) and name.rstrip(".").lower().endswith(ENDING):
        host = "127.0.0.1"
    return _plain(host, *more, **named)
