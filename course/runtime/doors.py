"""How a container reaches the metadata endpoint and the sandbox's AWS endpoint: the best way that the engine allows.

- namespace: AWS's own addresses and the very same endpoint URL, inside the task's network namespace (namespaces.py);
- gateway: the engine's bridge is an interface of this machine, and we listen on its address;
- host: the engine runs elsewhere (Docker Desktop's virtual machine), and `host.docker.internal` leads back to our loopback.

SDKs take a task role's credentials from 169.254.170.2 only, so with the last two they come as plain variables.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any

from course.runtime.engine import Engine
from course.runtime.forward import forward
from course.runtime.metadata_server import MetadataServer
from course.runtime.namespaces import METADATA_ADDRESS, is_here, may_enter, open_doors
from course.runtime.task import Container, Pause, Task

HOST = "host.docker.internal"
LOOPBACK = "127.0.0.1"


class Doors:
    """The ways of one sandbox into its containers' reach."""

    def __init__(self, engine: Engine, server: MetadataServer, endpoint_port: int) -> None:
        self._engine = engine
        self._server = server
        self._endpoint_port = endpoint_port
        self.way = ""
        """namespace, gateway, host; "" until `learn`."""
        self._metadata = ""
        self._endpoint = ""
        self._closing: list[Any] = []

    @property
    def direct(self) -> bool:
        """Whether this machine reaches containers at their own addresses."""
        return self.way in ("namespace", "gateway")

    @property
    def hosts(self) -> list[str]:
        """Lines of /etc/hosts that containers need."""
        return [f"{HOST}:host-gateway"] if self.way == "host" else []

    async def learn(self, pid: int, argument: str, gateway: str) -> None:
        """Find the way: `pid` is a pause container's as the engine tells it, whose command line ends with `argument`."""
        self.close()
        if may_enter() and is_here(pid, argument) and await self._through_namespace(pid):
            self.way, self._metadata = "namespace", METADATA_ADDRESS
            self._endpoint = f"{LOOPBACK}:{self._endpoint_port}"
            return
        try:
            self._metadata, self._endpoint = await self._listen(gateway)
            self.way = "gateway"
        except OSError:
            await self._listen_for_host()

    async def _through_namespace(self, pid: int) -> bool:
        try:
            opened = await self._engine.thread(partial(open_doors, pid, self._endpoint_port))
        except (OSError, AttributeError) as error:
            print(f"no way into the namespaces of containers: {error}", file=sys.stderr)
            return False
        for each in opened:
            each.close()
        return True

    async def _listen(self, address: str) -> tuple[str, str]:
        """Listen for both on an address of this machine, the endpoint at its own port if that is free there."""
        if not address:
            raise OSError("no address")
        metadata, endpoint = _bound(address, 0), _bound(address, self._endpoint_port, 0)
        places = tuple(f"{address}:{each.getsockname()[1]}" for each in (metadata, endpoint))
        site = await self._server.listen(metadata)
        server = await forward(endpoint, LOOPBACK, self._endpoint_port)
        self._closing += [partial(_stop, site), server.close]
        return places[0], places[1]

    async def _listen_for_host(self) -> None:
        opened = _bound(LOOPBACK, 0)
        self._metadata = f"{HOST}:{opened.getsockname()[1]}"
        self._endpoint = f"{HOST}:{self._endpoint_port}"
        self._closing.append(partial(_stop, await self._server.listen(opened)))
        self.way = "host"

    async def open(self, pause: Pause, pid: int) -> None:
        """For the namespace of one pause container that has started. Raises OSError."""
        if self.way != "namespace":
            return
        metadata, endpoint = await self._engine.thread(partial(open_doors, pid, self._endpoint_port))
        pause.doors.append(partial(_stop, await self._server.listen(metadata)))
        pause.doors.append((await forward(endpoint, LOOPBACK, self._endpoint_port)).close)

    def environment(self, task: Task, container: Container) -> dict[str, str]:
        """What ECS adds to a container's variables, and the way to the sandbox. Developer guide, "Task metadata endpoint
        version 4", "Task IAM role"; AWS SDKs and Tools guide, "Service-specific endpoints"."""
        base = f"http://{self._metadata}"
        region = task.given.get("region") or "us-east-1"
        found = {
            "AWS_EXECUTION_ENV": "AWS_ECS_FARGATE" if task.fargate else "AWS_ECS_EC2",
            "AWS_REGION": region,
            "AWS_DEFAULT_REGION": region,
            "AWS_ENDPOINT_URL": f"http://{self._endpoint}",
            "ECS_CONTAINER_METADATA_URI": f"{base}/v3/{container.token}",
            "ECS_CONTAINER_METADATA_URI_V4": f"{base}/v4/{container.token}",
        }
        if task.credentials is not None:
            found.update(self._credentials(task, task.credentials))
        return found

    def _credentials(self, task: Task, credentials: Mapping[str, Any]) -> dict[str, str]:
        if self.way == "namespace":
            return {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": f"/v2/credentials/{task.credentials_id}"}
        return {
            "AWS_ACCESS_KEY_ID": credentials.get("AccessKeyId", ""),
            "AWS_SECRET_ACCESS_KEY": credentials.get("SecretAccessKey", ""),
            "AWS_SESSION_TOKEN": credentials.get("Token", ""),
        }

    def close(self) -> None:
        """What listens for all tasks together goes, and the way is unknown again."""
        for close in self._closing:
            close()
        self._closing, self.way = [], ""


def _bound(address: str, *ports: int) -> socket.socket:
    """A socket that listens at the first of these ports that is free."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        for number, port in enumerate(ports):
            try:
                opened.bind((address, port))
                break
            except OSError:
                if number == len(ports) - 1:
                    raise
        opened.listen(128)
    except OSError:
        opened.close()
        raise
    return opened


_stopping: set[asyncio.Task[None]] = set()


def _stop(site: Any) -> None:
    stopping = asyncio.get_running_loop().create_task(site.stop())
    _stopping.add(stopping)
    stopping.add_done_callback(_stopping.discard)
