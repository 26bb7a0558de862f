"""The process: `python -m course.dataplane.serve --home … --endpoint-port … --registry-fd …`. Started and told by the sandbox.

Its messages stand in messages.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import Any

from course.channel import Channel, Message
from course.home import Home


class DataPlane:
    """The registry and the load balancers, on one event loop."""

    def __init__(self, channel: Channel, home: Home, endpoint_port: int) -> None:
        self._channel = channel
        self._home = home
        self._endpoint_port = endpoint_port
        self._over = asyncio.Event()
        self._places: dict[str, Any] = {}
        """Account and region → what is there."""

    async def run(self, registry: socket.socket) -> None:
        """Serve until the sandbox ends."""
        self._channel.listen(self.heard, self._over.set)
        self._channel.tell("ready")
        await self._over.wait()

    def heard(self, message: Message) -> None:
        """One message of the sandbox."""
        if message["do"] == "configure":
            self._places |= message["places"]
            parts = self._places.values()
            whole = {
                "version": message["version"],
                "balancers": [balancer for part in parts for balancer in part["balancers"]],
                "groups": {arn: group for part in parts for arn, group in part["groups"].items()},
            }


def main(argv: list[str] | None = None) -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m course.dataplane.serve")
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--endpoint-port", required=True, type=int)
    parser.add_argument("--registry-fd", required=True, type=int)
    asked = parser.parse_args(argv)
    channel = Channel()
    registry = socket.socket(fileno=asked.registry_fd)
    plane = None

    async def serve() -> None:
        nonlocal plane
        plane = DataPlane(channel, Home(asked.home), asked.endpoint_port)
        await plane.run(registry)

    if sys.platform == "win32":
        asyncio.run(serve())
    else:
        import uvloop

        uvloop.run(serve())
    os._exit(0)  # connections that are still open end with the process


if __name__ == "__main__":
    sys.exit(main())
