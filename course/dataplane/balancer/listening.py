"""The sockets: one for each port that listeners share, told apart by Host, and one for each listener alone. All on 127.0.0.1."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

from course.dataplane.balancer.client import Client
from course.dataplane.balancer.conditions import bare_host
from course.dataplane.balancer.connections import Connections
from course.dataplane.balancer.listener import Listener
from course.dataplane.balancer.tcp import Flow
from course.dataplane.balancer.tls import Certificates

LOOPBACK = "127.0.0.1"
WAITING = 1024
"""Connections that may wait to be taken."""
REMEMBERED = 1024
"""Host headers whose listener is remembered."""


class Port:
    """A listening socket and the listeners behind it."""

    def __init__(self, kind: str, own: bool) -> None:
        self.kind, self.own = kind, own
        """`kind`: the protocol of its listeners. `own`: whether it is the port of one listener alone."""
        self.number = 0
        self.line = b""
        """X-Forwarded-Port."""
        self.idle_s = 60.0
        """For clients that have not yet said to which load balancer they want."""
        self.closed = False
        self._listeners: dict[bytes, Listener] = {}
        self._only: Listener | None = None
        self._found: dict[bytes, Listener | None] = {}
        self._server: asyncio.Server | None = None

    async def open(self, number: int, connections: Connections, certificates: Certificates) -> None:
        """Listen on a port of 127.0.0.1, 0 for any. OSError where that cannot be."""
        listening = socket.socket()
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((LOOPBACK, number))
            self.number = listening.getsockname()[1]
            self.line = b"X-Forwarded-Port: %d\r\n" % self.number
            made: Callable[[Port, Connections], asyncio.BaseProtocol]
            made = Client if self.kind in ("HTTP", "HTTPS") else Flow
            secure = certificates.context() if self.kind in ("HTTPS", "TLS") else None
            loop = asyncio.get_running_loop()
            self._server = await loop.create_server(
                lambda: made(self, connections), sock=listening, ssl=secure, backlog=WAITING
            )
        except OSError:
            listening.close()
            raise

    def serve(self, listeners: list[Listener]) -> None:
        """From now on it is these listeners'."""
        self._listeners = {listener.balancer.host: listener for listener in listeners}
        self._only = listeners[0] if len(listeners) == 1 else None
        self._found = {}
        self.idle_s = max((listener.balancer.idle_s for listener in listeners), default=60.0)

    def listener_for(self, host: bytes) -> Listener | None:
        """The listener that a Host header names; a name that nobody has leads to the only one, if there is only one."""
        try:
            return self._found[host]
        except KeyError:
            found = self._listeners.get(bare_host(host), self._only)
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[host] = found
            return found

    def only(self) -> Listener | None:
        """Its one listener."""
        return self._only

    def count(self, name: str) -> None:
        """Count something for the only load balancer here."""
        if self._only is not None:
            self._only.balancer.figures.own.add(name)

    def unknown_host(self, host: bytes) -> bytes:
        """What a client is told whose Host names no load balancer here."""
        names = "\n".join(f"  {name.decode('latin-1')}" for name in sorted(self._listeners))
        asked = host.decode("latin-1", "replace")
        return (
            f"The sandbox has no load balancer named {asked!r} on port {self.number}.\nThese are here:\n{names}\n\n"
            "Ask for one of them, or for the address that `ecs-course url NAME` prints.\n"
        ).encode()

    def close(self) -> None:
        """Take no more connections. Requests under way are finished."""
        self.closed = True
        if self._server is not None:
            self._server.close()
