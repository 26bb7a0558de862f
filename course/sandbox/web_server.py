"""The web server: waitress, with room for many idle clients, sending the head and the body of an answer together.

Why together: AWS's SDK for Go, and with it Terraform, closes its request's body as soon as it has read an answer's head.
Where Go's net/http is not quite done with that body, it takes the request for failed and closes the connection: the call ends in
"use of closed network connection" under a 200. Plain waitress sends the head, then the body, and on a busy machine
milliseconds lie between them. What arrives together is read together, so nothing is left to lose.

Sources: aws/smithy-go, transport/http/client.go (Handle) and internal/io/safe.go (WriteTo answers io.EOF after Close, up to
v1.27.7); Go's net/http, transfer.go (writeBody) and transport.go (writeLoop, and the 4 KB that one read takes).
"""

from __future__ import annotations

import select
import socket
import sys
from contextlib import suppress
from typing import Any

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask

THREADS = 16
"""Calls take turns under one lock anyway; the threads only keep clients from waiting for each other's bodies."""
CONNECTIONS = 450
"""Open connections before further ones wait. SDKs keep idle ones, two minutes until waitress closes them, and waitress's own
limit of 100 is soon reached by notebooks and shells. Windows can watch 512 sockets at once."""


def web_server(application: Any, bound: socket.socket) -> Any:
    """A server of the WSGI application on a bound socket, listening; `run()` serves."""
    _allow_files(CONNECTIONS + 100)
    server = create_server(
        application,
        sockets=[bound],
        threads=THREADS,
        ident="ecs-course",
        connection_limit=CONNECTIONS,
        asyncore_use_poll=hasattr(select, "poll"),
    )
    server.channel_class = Connection
    return server


def _allow_files(number: int) -> None:
    # macOS starts processes with 256, and a server out of them turns round its listening socket at full speed
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft != resource.RLIM_INFINITY and soft < number:
            with suppress(ValueError, OSError):
                most = number if hard == resource.RLIM_INFINITY else min(number, hard)
                resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


class Answered(WSGITask):  # type: ignore[misc]
    """An answer of the application, sent when it is whole."""

    def finish(self) -> None:
        """End the answer and let it go."""
        super().finish()
        self.channel.let_go()


class Refused(ErrorTask):  # type: ignore[misc]
    """An answer of waitress itself to what is no HTTP, sent when it is whole."""

    def finish(self) -> None:
        """End the answer and let it go."""
        super().finish()
        self.channel.let_go()


class Connection(HTTPChannel):  # type: ignore[misc]
    """waitress's connection, which keeps the pieces of an answer until `let_go`. The application's bodies are bytes."""

    task_class = Answered
    error_task_class = Refused
    _pieces: tuple[bytes, ...] = ()

    def write_soon(self, data: bytes) -> int:
        """Keep a piece; the number of its bytes. Called by the one thread that answers on this connection."""
        self._pieces += (data,)
        return len(data)

    def let_go(self) -> None:
        """Send the pieces as one. waitress's ClientDisconnected when nobody is there any more."""
        whole, self._pieces = b"".join(self._pieces), ()
        super().write_soon(whole)
