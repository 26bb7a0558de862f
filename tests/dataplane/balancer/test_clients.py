"""Clients of all kinds: pipelined, old, slow, broken, hostile, many."""

from __future__ import annotations

import asyncio
import dataclasses
import time

import pytest
import uvloop

from tests.dataplane.balancer.rig import (
    HOST,
    QUICK,
    Heard,
    Rig,
    at,
    body_of,
    default,
    fixed,
    played,
    request,
    rig,
    says,
    stand_in,
)


@played
async def test_pipelined_requests_are_answered_in_order(rig: Rig) -> None:
    async def echo(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await body_of(heard, reader)
        if heard.url == "/0":
            await asyncio.sleep(0.05)
        text = heard.url.encode() + body
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text))

    await rig.serve(at(await rig.target(echo)))
    wire = await rig.wire()
    await wire.send(b"".join(request(f"/{n}", method="POST", body=b"+" * (n % 3)) for n in range(50)))
    assert [(await wire.response()).text for _ in range(50)] == [f"/{n}" + "+" * (n % 3) for n in range(50)]


@played
async def test_a_thousand_pipelined_requests_for_a_fixed_answer(rig: Rig) -> None:
    await rig.configure(rig.balancer(rig.listener(default(fixed("ok")))))
    wire = await rig.wire()
    await wire.send(request() * 3000)
    assert {(await wire.response()).text for _ in range(3000)} == {"ok"}
    await wire.send(request() + b"nonsense\r\n\r\n" + request())
    assert [(await wire.response()).status for _ in range(2)] == [200, 400]
    assert await wire.ended()


@played
async def test_http_1_0(rig: Rig) -> None:
    async def streamed(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")

    target = await rig.target(streamed)
    await rig.serve(at(target))
    wire = await rig.wire()
    await wire.send(b"GET / HTTP/1.0\r\n\r\n")  # not even a Host
    found = await wire.response()
    assert (found.status, found.text, found["Connection"]) == (200, "abcde", "close")
    assert found.all("Transfer-Encoding") == []
    assert target.heard[0]["Host"] == HOST


@played
async def test_head_and_answers_without_a_body(rig: Rig) -> None:
    async def handle(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers = {
            "/head": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
            "/304": b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n',
            "/204": b"HTTP/1.1 204 No Content\r\n\r\n",
            "/early": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        }
        writer.write(answers[heard.url])

    target = await rig.target(handle)
    await rig.serve(at(target))
    wire = await rig.wire()
    for _ in range(2):
        await wire.send(request("/head", method="HEAD"))
        found = await wire.response(head_only=True)
        assert (found.status, found["Content-Length"]) == (200, "1000")
        for path, status in (("/304", 304), ("/204", 204), ("/early", 200)):
            await wire.send(request(path))
            assert (await wire.response()).status == status
    assert target.connections == 1


@played
async def test_a_body_that_ends_with_the_connection(rig: Rig) -> None:
    async def old(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nall there is")
        writer.close()

    await rig.serve(at(await rig.target(old)))
    wire = await rig.wire()
    for _ in range(2):
        await wire.send(request())
        found = await wire.response()
        assert (found.text, found["Connection"]) == ("all there is", "keep-alive")


@played
async def test_continue(rig: Rig) -> None:
    target = await rig.target(says("thanks"))
    await rig.serve(at(target))
    wire = await rig.wire()
    await wire.send(request("/", "Content-Length: 4", "Expect: 100-continue", method="POST"))
    assert (await wire.response()).status == 100
    await wire.send(b"data")
    assert (await wire.response()).text == "thanks"
    assert target.heard[0].all("Expect") == []


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 400),
        (b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"GET /" + b"x" * 17_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 17_000 + b"\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 123456789\r\n" * 5_000 + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 1_000_000, 400),  # a head without an end
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 2\r\n\r\nxx", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        (
            b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400,
        ),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ],
)
def test_what_is_refused(data: bytes, status: int) -> None:
    @played
    async def scene(rig: Rig) -> None:
        target = await rig.target(says("never"))
        await rig.serve(at(target))
        wire = await rig.wire()
        wire.writer.write(data)
        found = await wire.response()
        assert (found.status, found["Server"]) == (status, "awselb/2.0")
        if status != 405:
            assert found["Connection"] == "close"
            assert await wire.ended()
        assert [heard.url for heard in target.heard if heard.method != "POST"] == []
        assert (await rig.ask()).status == 200  # and the next client is served

    scene()


SMUGGLED = (
    request("/", "Content-Length: 6", "Transfer-Encoding: chunked", method="POST")
    + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n"
)


@pytest.mark.parametrize(("mode", "status"), [("defensive", 200), ("monitor", 200), ("strictest", 400)])
def test_two_lengths_are_no_way_in(mode: str, status: int) -> None:
    @played
    async def scene(rig: Rig) -> None:
        rig.attributes["routing.http.desync_mitigation_mode"] = mode
        target = await rig.target(says("fine"))
        await rig.serve(at(target))
        wire = await rig.wire()
        await wire.send(SMUGGLED)
        found = await wire.response()
        assert found.status == status
        if status == 200:
            assert target.heard[0].all("Content-Length") == []
            assert target.heard[0]["Transfer-Encoding"] == "chunked"
        if mode != "monitor":
            assert found["Connection"] == "close"
            assert await wire.ended()
        assert (await rig.ask()).text == "fine"
        assert "/smuggled" not in [heard.url for heard in target.heard]
        if mode == "defensive":
            assert {heard.connection for heard in target.heard} == {1, 2}  # the target's connection was not used again

    scene()


@played
async def test_a_head_that_does_not_end_is_408(rig: Rig) -> None:
    rig.attributes["idle_timeout.timeout_seconds"] = "0.2"
    await rig.serve(stand_in())
    wire = await rig.wire()
    await wire.send(b"GET / HTTP/1.1\r\nHost: a\r\n")
    begun = time.monotonic()
    for _ in range(20):  # a byte now and then does not help
        await asyncio.sleep(0.03)
        try:
            await wire.send(b"X")
        except ConnectionError:
            break
    assert (await wire.response()).status == 408
    assert await wire.ended()
    assert time.monotonic() - begun < 2
    wire = await rig.wire()
    assert await wire.ended()  # silence from the start is closed without a word


@played
async def test_a_body_that_does_not_come_is_408(rig: Rig) -> None:
    rig.attributes["idle_timeout.timeout_seconds"] = "0.2"
    await rig.serve(at(await rig.target(says("never"))))
    wire = await rig.wire()
    await wire.send(request("/", "Content-Length: 10", method="POST") + b"half")
    assert (await wire.response()).status == 408


@played
async def test_a_client_that_leaves_is_460(rig: Rig) -> None:
    gone = asyncio.Event()

    async def slow(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        gone.set()

    await rig.serve(at(await rig.target(slow)))
    wire = await rig.wire()
    await wire.send(request())
    await asyncio.sleep(0.05)
    await wire.close()
    await asyncio.wait_for(gone.wait(), 2)
    (figures,) = (await rig.figures()).values()
    assert figures["HTTPCode_ELB_4XX_Count"] == 1


@played
async def test_a_connection_is_kept_only_so_long(rig: Rig) -> None:
    rig.attributes["client_keep_alive.seconds"] = "0.1"
    await rig.serve(stand_in())
    wire = await rig.wire()
    await wire.send(request())
    assert (await wire.response()).status == 200
    assert await wire.ended()


@played
async def test_an_answer_before_the_body_has_come(rig: Rig) -> None:
    async def refuse(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig")
        await writer.drain()
        await reader.read(1)
        writer.close()

    await rig.serve(at(await rig.target(refuse)))
    wire = await rig.wire()
    await wire.send(request("/", "Content-Length: 3000000", method="POST") + b"x" * 100)
    assert (await wire.response()).status == 413
    await wire.send(b"x" * 2_999_900 + request())
    assert (await wire.response()).status == 413  # the connection goes on with the next request


@played
async def test_a_header_that_resembles_a_length_ends_both_connections(rig: Rig) -> None:
    target = await rig.target(says("fine"))
    await rig.serve(at(target))
    wire = await rig.wire()
    await wire.send(request("/", "Transfer_Encoding: chunked"))
    found = await wire.response()
    assert (found.status, found["Connection"]) == (200, "close")
    assert await wire.ended()
    await rig.ask()
    assert {heard.connection for heard in target.heard} == {1, 2}


@played
async def test_a_body_for_which_there_is_no_target_any_more(rig: Rig) -> None:
    await rig.serve(at(None))
    wire = await rig.wire()
    await wire.send(request("/", "Transfer-Encoding: chunked", method="POST"))
    piece = b"%x\r\n%b\r\n" % (100_000, b"x" * 100_000)
    wire.writer.write(piece * 30 + b"0\r\n\r\n" + request("/fixed"))
    assert [(await wire.response()).status for _ in range(2)] == [504, 504]


def test_slow_clients_keep_nobody_out() -> None:
    async def play() -> None:
        async with rig(dataclasses.replace(QUICK, clients=50)) as made:
            await made.serve(stand_in())
            slow = [await made.wire() for _ in range(200)]
            for wire in slow:
                wire.writer.write(b"GET / HTTP/1.1\r\nX-Slow: ")
            await asyncio.sleep(0.05)
            for _ in range(5):
                assert (await made.ask()).status == 200

    uvloop.run(play())


def test_where_everybody_is_busy_a_client_is_turned_away() -> None:
    async def play() -> None:
        async with rig(dataclasses.replace(QUICK, clients=3)) as made:
            await made.serve(stand_in(delay_s=0.3))
            busy = [asyncio.create_task(made.ask()) for _ in range(3)]
            await asyncio.sleep(0.1)
            assert await (await made.wire()).ended()
            assert [found.status for found in await asyncio.gather(*busy)] == [200] * 3
            (figures,) = (await made.figures()).values()
            assert figures["RejectedConnectionCount"] == 1

    uvloop.run(play())
