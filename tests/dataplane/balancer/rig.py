"""What the tests of the load balancers stand on: real sockets, tiny real targets, and a client that hides nothing."""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import uvloop

from course.dataplane.balancer.balancers import Balancers
from course.dataplane.balancer.limits import Limits

HOST = "web-1234567890.us-east-1.elb.localhost"
QUICK = Limits(connect_s=0.3, tick_s=0.02, figures_s=0.05)
ARN = "arn:aws:elasticloadbalancing:us-east-1:123456789012:"


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Response:
    """An answer as it came."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        (value,) = self.all(name)
        return value

    @property
    def text(self) -> str:
        return self.body.decode()


class Wire:
    """A client's connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def response(self, head_only: bool = False) -> Response:
        """The next answer; ConnectionError if there is none."""
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError as error:
            raise ConnectionError(error.partial) from None
        first, *lines = head.split("\r\n")[:-2]
        _, status, reason = first.split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        found = Response(int(status), reason, headers, b"")
        if head_only or found.status in (204, 304) or found.status < 200:
            return found
        if found.all("Transfer-Encoding"):
            while size := int(await self.reader.readline(), 16):
                found.body += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        elif found.all("Content-Length"):
            found.body = await self.reader.readexactly(int(found["Content-Length"]))
        else:
            found.body = await self.reader.read()
        return found

    async def ended(self) -> bool:
        """Whether the other side has closed it, without a word more."""
        try:
            return not await asyncio.wait_for(self.reader.read(1), 3)
        except ConnectionError:
            return True

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()


Handler = Callable[["Heard", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Heard:
    """A request as it reached a target."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    connection: int

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name: str) -> str:
        (value,) = self.all(name)
        return value


async def body_of(heard: Heard, reader: asyncio.StreamReader) -> bytes:
    """The body of a request."""
    if heard.all("Transfer-Encoding"):
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readexactly(2)
        return body
    return await reader.readexactly(int((heard.all("Content-Length") or ["0"])[0]))


def says(text: str, *lines: str, status: str = "200 OK") -> Handler:
    """A handler that always answers the same."""

    async def handle(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await body_of(heard, reader)
        head = "".join(f"{line}\r\n" for line in lines)
        body = "" if heard.method == "HEAD" else text
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(text)}\r\n{head}\r\n{body}".encode())

    return handle


@dataclass
class TinyTarget:
    """A real HTTP server that remembers what it heard."""

    handler: Handler
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    _writers: list[asyncio.StreamWriter] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def start(self, ssl: Any = None) -> TinyTarget:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=ssl)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        self._writers.append(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")[:-2]
                method, url, _ = first.split(" ")
                headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
                heard = Heard(method, url, headers, number)
                self.heard.append(heard)
                await self.handler(heard, reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def hang_up(self) -> None:
        """Close all connections."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)


class Rig:
    """Load balancers, and a way to tell and ask them."""

    def __init__(self, limits: Limits = QUICK) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.balancers = Balancers(lambda what, **facts: self.told.append((what, facts)), limits)
        self.bind = free_port()
        self.attributes: dict[str, str] = {}
        self.targets: list[TinyTarget] = []
        self.wires: list[Wire] = []
        self.version = 0

    async def target(self, handler: Handler, ssl: Any = None) -> TinyTarget:
        made = await TinyTarget(handler).start(ssl)
        self.targets.append(made)
        return made

    def listener(self, *rules: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """A listener on port 80; without rules it forwards to the group `web`."""
        listed = list(rules) or [default(forward("web"))]
        bind = changed.get("bind", self.bind)
        return {"arn": f"{ARN}listener/{bind}", "protocol": "HTTP", "port": 80, "bind": bind, "rules": listed} | changed

    def balancer(self, *listeners: dict[str, Any], name: str = "web", **changed: Any) -> dict[str, Any]:
        return {
            "arn": f"{ARN}loadbalancer/app/{name}",
            "name": name,
            "host": HOST.replace("web", name, 1),
            "type": "application",
            "zones": ["us-east-1a", "us-east-1b"],
            "attributes": self.attributes,
            "listeners": list(listeners) or [self.listener()],
        } | changed

    async def configure(self, *balancers: dict[str, Any], **groups: dict[str, Any]) -> dict[str, Any]:
        """Tell; what is reported of the listeners."""
        self.version += 1
        message = {"do": "configure", "version": self.version, "balancers": list(balancers), "groups": groups}
        await self.balancers.configure(message)
        what, facts = self.told[-1]
        assert (what, facts["version"]) == ("configured", self.version)
        listeners: dict[str, Any] = facts["listeners"]
        return listeners

    async def serve(self, *targets: dict[str, Any], **attributes: str) -> dict[str, Any]:
        """One load balancer with one group, `web`."""
        return await self.configure(self.balancer(), web=group(*targets, **attributes))

    async def wire(self, port: int = 0, **more: Any) -> Wire:
        reader, writer = await asyncio.open_connection("127.0.0.1", port or self.bind, limit=2**20, **more)
        self.wires.append(Wire(reader, writer))
        return self.wires[-1]

    async def ask(
        self, path: str = "/", *lines: str, method: str = "GET", body: bytes = b"", port: int = 0
    ) -> Response:
        """One request on a connection of its own."""
        wire = await self.wire(port)
        await wire.send(request(path, *lines, method=method, body=body))
        try:
            return await wire.response(head_only=method == "HEAD")
        finally:
            await wire.close()

    async def figures(self) -> dict[str, Any]:
        """The figures of all load balancers so far, added up."""
        await asyncio.sleep(0.15)
        sums: dict[str, Any] = {}
        for what, facts in self.told:
            if what == "figures":
                add(sums, facts["balancers"])
        return sums

    async def close(self) -> None:
        for wire in self.wires:
            await wire.close()
        await self.balancers.close()
        for target in self.targets:
            await target.stop()
        await asyncio.sleep(0.02)


def add(sums: dict[str, Any], more: dict[str, Any]) -> None:
    """Add figures to figures."""
    for name, value in more.items():
        if isinstance(value, dict):
            add(sums.setdefault(name, {}), value)
        elif isinstance(value, list):
            sums[name] = [sums.get(name, [0])[0] + value[0], *value[1:4]]
        else:
            sums[name] = value if name.startswith("Active") else sums.get(name, 0) + value


def request(path: str = "/", *lines: str, method: str = "GET", body: bytes = b"", host: str = HOST) -> bytes:
    """The bytes of a request."""
    length = (f"Content-Length: {len(body)}",) if body else ()
    head = "".join(f"{line}\r\n" for line in (f"{method} {path} HTTP/1.1", f"Host: {host}", *length, *lines))
    return head.encode("latin-1") + b"\r\n" + body


def group(
    *targets: dict[str, Any], protocol: str = "HTTP", version: str = "HTTP1", **attributes: str
) -> dict[str, Any]:
    """A target group; attributes with __ for the dot."""
    named = {name.replace("__", "."): value for name, value in attributes.items()}
    return {"protocol": protocol, "protocol_version": version, "attributes": named, "targets": list(targets)}


def at(target: TinyTarget | int | None, id: str = "10.0.1.5", **changed: Any) -> dict[str, Any]:
    """A healthy target where a tiny target answers."""
    port = target.port if isinstance(target, TinyTarget) else target
    address = ["127.0.0.1", port] if port else None
    told = {"id": id, "port": 3000, "zone": "us-east-1a", "state": "healthy", "at": address}
    return told | {"stand_in": None, "reachable": True, "slow_start": None} | changed


def stand_in(id: str = "10.0.1.5", **changed: Any) -> dict[str, Any]:
    """A healthy target that is simulated."""
    facts = {
        "image": "wanderly/api:1.4.0",
        "version": "1.4.0",
        "task": f"task-{id}",
        "zone": "us-east-1a",
        "service": "api",
    }
    answers = {"listens": True, "paths": {}, "otherwise": 200, "delay_s": 0, "facts": facts} | changed
    return at(None, id, stand_in=answers)


def forward(*arns: str, weights: tuple[int, ...] = (), sticky_s: int = 0) -> dict[str, Any]:
    """A forward action."""
    shares = [{"TargetGroupArn": arn, "Weight": (weights or (1,) * len(arns))[place]} for place, arn in enumerate(arns)]
    sticky = {"Enabled": bool(sticky_s), "DurationSeconds": sticky_s}
    config = {"TargetGroups": shares, "TargetGroupStickinessConfig": sticky}
    return {"Type": "forward", "Order": 1, "ForwardConfig": config}


def fixed(text: str, status: str = "200") -> dict[str, Any]:
    """A fixed-response action."""
    return {
        "Type": "fixed-response",
        "FixedResponseConfig": {"StatusCode": status, "ContentType": "text/plain", "MessageBody": text},
    }


def default(*actions: dict[str, Any]) -> dict[str, Any]:
    """A listener's default rule."""
    return {"arn": f"{ARN}rule/default", "priority": "default", "conditions": [], "actions": list(actions)}


def rule(priority: int, conditions: list[dict[str, Any]], *actions: dict[str, Any]) -> dict[str, Any]:
    """A rule."""
    return {
        "arn": f"{ARN}rule/{priority}",
        "priority": str(priority),
        "conditions": conditions,
        "actions": list(actions),
    }


@asynccontextmanager
async def rig(limits: Limits = QUICK) -> AsyncIterator[Rig]:
    """Load balancers for a moment."""
    made = Rig(limits)
    try:
        yield made
    finally:
        await made.close()


def played(scene: Callable[[Rig], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """A test that plays on a rig of its own, on the loop that the data plane uses. An exception in a callback fails it."""

    @functools.wraps(scene)
    def test() -> None:
        async def play() -> None:
            wrong: list[Any] = []
            asyncio.get_running_loop().set_exception_handler(lambda _, context: wrong.append(context))
            async with rig() as made:
                await scene(made)
            assert not wrong, wrong

        uvloop.run(play())

    del test.__wrapped__  # type: ignore[attr-defined]  # pytest would look for a fixture called rig
    return test
