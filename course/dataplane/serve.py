"""The process: `python -m course.dataplane.serve --home … --endpoint-port … --registry-fd …`. Started and told by the sandbox.

Its messages stand in messages.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from course.channel import Channel, Message
from course.dataplane.balancer.balancers import Balancers
from course.dataplane.registry import serving
from course.home import Home


class DataPlane:
    """The registry and the load balancers, on one event loop."""

    def __init__(self, channel: Channel, home: Home, endpoint_port: int) -> None:
        self._channel = channel
        self._home = home
        self._endpoint_port = endpoint_port
        self._over = asyncio.Event()
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._balancers = Balancers(channel.tell)
        self._places: dict[str, Any] = {}
        """Account and region → what is there."""

    async def run(self, registry: socket.socket) -> None:
        """Serve until the sandbox ends."""
        self._channel.listen(self._messages.put_nowait, self._over.set)
        served = await serving.start(registry, self._home, self._endpoint_port)
        acting = asyncio.create_task(self._act())
        self._channel.tell("ready")
        await self._over.wait()
        acting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await acting
        await self._balancers.close()
        await served.close()

    async def _act(self) -> None:
        """The messages of the sandbox, one after the other."""
        while True:
            message = await self._messages.get()
            try:
                if message["do"] == "configure":
                    self._places |= message["places"]
                    await self._balancers.configure({"version": message["version"], **self._whole()})
                elif message["do"] == "probe":
                    await self._balancers.probe(message)
            except Exception:  # what is there goes on as it was
                traceback.print_exc()

    def _whole(self) -> dict[str, Any]:
        parts = self._places.values()
        return {
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

    async def serve() -> None:
        await DataPlane(channel, Home(asked.home), asked.endpoint_port).run(registry)

    if sys.platform == "win32":
        asyncio.run(serve())
    else:
        import uvloop

        uvloop.run(serve())
    os._exit(0)  # connections that are still open end with the process


if __name__ == "__main__":
    sys.exit(main())
