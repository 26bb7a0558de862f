"""Bodies: chunked, large, slow on either side, and the tunnel of a WebSocket."""

from __future__ import annotations

import asyncio
import hashlib
import os
import tracemalloc
from typing import Any

import aiohttp
import psutil
from aiohttp import web

from tests.dataplane.balancer.rig import HOST, Heard, Rig, at, body_of, played, request, rig, says

PIECE = os.urandom(64 * 1024)
PIECES = 8_000
"""About 500 MB."""


def megabytes() -> float:
    """What this process holds: load balancer, target and client are all in it."""
    return float(psutil.Process().memory_info().rss) / 2**20


@played
async def test_chunks_both_ways(rig: Rig) -> None:
    async def echo(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await body_of(heard, reader)
        half = len(body) // 2
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
        for part in (body[:half], body[half:]):
            writer.write(b"%x\r\n%b\r\n" % (len(part), part))
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.write(b"0\r\nX-Sum: 1\r\n\r\n")

    target = await rig.target(echo)
    await rig.serve(at(target))
    wire = await rig.wire()
    for _ in range(2):
        await wire.send(
            request("/", "Transfer-Encoding: chunked", method="POST") + b"3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-T: 1\r\n\r\n"
        )
        found = await wire.response()
        assert (found.text, found["Transfer-Encoding"]) == ("abcd", "chunked")
    assert target.heard[0].all("Content-Length") == []
    assert target.connections == 1


@played
async def test_half_a_gigabyte_down_stays_out_of_memory(rig: Rig) -> None:
    async def large(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(PIECE) * PIECES))
        for _ in range(PIECES):
            writer.write(PIECE)
            await writer.drain()

    await rig.serve(at(await rig.target(large)))
    wire = await rig.wire()
    await wire.send(request())
    await wire.reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.2)  # a client that does not read at first
    before, most, left = megabytes(), 0.0, len(PIECE) * PIECES
    while left:
        left -= len(await wire.reader.read(2**20))
        most = max(most, megabytes())
    assert most - before < 40


@played
async def test_half_a_gigabyte_up_stays_out_of_memory(rig: Rig) -> None:
    received = 0

    async def slow(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        await asyncio.sleep(0.2)  # a target that does not read at first
        while received < len(PIECE) * PIECES:
            received += len(await reader.read(2**20))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    await rig.serve(at(await rig.target(slow)))
    wire = await rig.wire()
    before, most = megabytes(), 0.0
    await wire.send(request("/", f"Content-Length: {len(PIECE) * PIECES}", method="PUT"))
    for _ in range(PIECES):
        await wire.send(PIECE)
        most = max(most, megabytes())
    assert (await wire.response()).status == 200
    assert received == len(PIECE) * PIECES
    assert most - before < 40


@played
async def test_a_large_body_arrives_as_it_was_sent(rig: Rig) -> None:
    async def echo(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await body_of(heard, reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        writer.write(body)

    await rig.serve(at(await rig.target(echo)))
    body = os.urandom(5_000_001)
    found = await rig.ask(method="POST", body=body)
    assert hashlib.sha256(found.body).digest() == hashlib.sha256(body).digest()


@played
async def test_a_websocket(rig: Rig) -> None:
    async def handle(asked: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(asked)
        async for message in socket:
            await socket.send_str(f"{asked.headers['Host']} {message.data}")
        return socket

    application = web.Application()
    application.router.add_get("/ws", handle)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert runner.addresses
    await rig.serve(at(int(runner.addresses[0][1])))
    try:
        async with aiohttp.ClientSession() as session:
            address = f"http://127.0.0.1:{rig.bind}/ws"
            async with session.ws_connect(address, headers={"Host": HOST}) as socket:
                for word in ("one", "two", "x" * 500_000):
                    await socket.send_str(word)
                    assert (await socket.receive_str()) == f"{HOST} {word}"
    finally:
        await runner.cleanup()


@played
async def test_an_upgrade_that_the_target_does_not_want(rig: Rig) -> None:
    target = await rig.target(says("plain"))
    await rig.serve(at(target))
    wire = await rig.wire()
    upgrade = request("/", "Connection: Upgrade", "Upgrade: websocket")
    await wire.send(upgrade + request("/after"))
    assert [(await wire.response()).text for _ in range(2)] == ["plain", "plain"]
    assert [heard.url for heard in target.heard] == ["/", "/after"]
    assert target.heard[0]["Upgrade"] == "websocket"
    await wire.send(request("/h2c", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAA"))
    assert (await wire.response()).text == "plain"
    assert target.heard[-1].all("Upgrade") == target.heard[-1].all("HTTP2-Settings") == []


def test_asyncios_own_loop_will_do() -> None:
    """Where there is no uvloop."""

    async def play() -> None:
        async with rig() as made:
            await made.serve(at(await made.target(says("hello"))))
            wire = await made.wire()
            for _ in range(3):
                await wire.send(request("/", method="POST", body=b"x" * 300_000))
                assert (await wire.response()).text == "hello"

    asyncio.run(play())


@played
async def test_nothing_is_left_behind(rig: Rig) -> None:
    """Many requests, then everything closed: no exchange, no buffer is kept by anybody."""
    await rig.serve(at(await rig.target(says("x" * 1000))))

    async def many(count: int) -> None:
        wire = await rig.wire()
        for _ in range(count):
            await wire.send(request())
            await wire.response()
        await wire.close()

    await many(50)
    rig.targets[0].heard.clear()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    await many(1000)
    rig.targets[0].heard.clear()
    await rig.figures()
    grown: Any = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 300_000
