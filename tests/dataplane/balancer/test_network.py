"""Network Load Balancers: TCP goes through as it is."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.dataplane.balancer.rig import (
    Rig,
    TinyTarget,
    at,
    default,
    forward,
    free_port,
    group,
    played,
    request,
    stand_in,
)
from tests.dataplane.balancer.test_secure import trusting


async def start_echo(rig: Rig, prefix: bytes) -> tuple[asyncio.Server, int]:
    """A TCP server that is no HTTP server: says its prefix, then what it hears, until the client has said all."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(prefix)
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write(b".")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


def network(rig: Rig, protocol: str = "TCP", name: str = "net", **changed: Any) -> dict[str, Any]:
    """A Network Load Balancer with one listener."""
    listener = rig.listener(default(forward("web")), protocol=protocol, port=5432, arn=f"{name}-listener", **changed)
    return rig.balancer(listener, name=name, type="network")


@played
async def test_bytes_go_through_both_ways(rig: Rig) -> None:
    servers = [await start_echo(rig, prefix) for prefix in (b"A", b"B")]
    targets = [at(port, f"10.0.1.{n}") for n, (_, port) in enumerate(servers)]
    await rig.configure(network(rig), web=group(*targets, protocol="TCP"))
    heard = set()
    for _ in range(4):
        wire = await rig.wire()
        await wire.send(b"\x00\xff hello")
        heard.add(await wire.reader.readexactly(1))
        assert await wire.reader.readexactly(8) == b"\x00\xff hello"
        wire.writer.write_eof()  # one direction ends, the other goes on
        assert await wire.reader.read() == b"."
    assert heard == {b"A", b"B"}
    (figures,) = (await rig.figures()).values()
    assert figures["NewFlowCount"] == 4
    assert figures["ProcessedBytes"] == 4 * (1 + 8 + 8 + 1)
    for server, _ in servers:
        server.close()


@played
async def test_large_transfers(rig: Rig) -> None:
    server, port = await start_echo(rig, b"")
    await rig.configure(network(rig), web=group(at(port), protocol="TCP"))
    wire = await rig.wire()
    wire.writer.write(b"x" * 20_000_000)
    left = 20_000_000
    while left:
        left -= len(await wire.reader.read(2**20))
    server.close()


@played
async def test_nobody_there_is_a_reset(rig: Rig) -> None:
    for targets in ([], [at(free_port())], [stand_in(listens=False)], [at(None)]):
        await rig.configure(network(rig), web=group(*targets, protocol="TCP"))
        assert await (await rig.wire()).ended()


@played
async def test_a_simulated_task_behind_it(rig: Rig) -> None:
    await rig.configure(network(rig), web=group(stand_in(), protocol="TCP"))
    wire = await rig.wire()
    for _ in range(2):
        await wire.send(request("/", "Accept: application/json"))
        found = await wire.response()
        assert (found.status, found["X-Task-Version"]) == (200, "1.4.0")
    await wire.send(b"\x00\x01\x02\x03")
    assert (await wire.response()).status == 400


@played
async def test_a_port_belongs_to_one(rig: Rig) -> None:
    server, port = await start_echo(rig, b"!")
    told = await rig.configure(network(rig), network(rig, name="other"), web=group(at(port), protocol="TCP"))
    assert told["net-listener"]["bound"]
    assert not told["other-listener"]["bound"]
    assert told["other-listener"]["error"]
    wire = await rig.wire(told["other-listener"]["own"])
    assert await wire.reader.readexactly(1) == b"!"
    server.close()


@played
async def test_tls_ends_at_the_listener(rig: Rig) -> None:
    server, port = await start_echo(rig, b"!")
    await rig.configure(network(rig, "TLS"), web=group(at(port), protocol="TCP"))
    wire = await rig.wire(ssl=trusting(), server_hostname="db.example.com")
    assert await wire.reader.readexactly(1) == b"!"
    await wire.send(b"hello")
    assert await wire.reader.readexactly(5) == b"hello"
    server.close()


@played
async def test_udp_is_refused_in_words(rig: Rig) -> None:
    told = await rig.configure(network(rig, "UDP"), web=group())
    assert told["net-listener"] == {
        "bound": False,
        "own": None,
        "error": "The sandbox's load balancers forward no UDP.",
    }


@played
async def test_an_alb_may_take_over_a_port(rig: Rig) -> None:
    server, port = await start_echo(rig, b"!")
    await rig.configure(network(rig), web=group(at(port), protocol="TCP"))
    target: TinyTarget | None = None
    told = await rig.configure(rig.balancer(), web=group(stand_in()))
    assert all(each["bound"] for each in told.values())
    assert target is None
    assert (await rig.ask()).status == 200
    server.close()
