"""Which target a request goes to, and what the client sees when there is none, or none that answers."""

from __future__ import annotations

import asyncio
import time
from collections import Counter

import pytest

from tests.dataplane.balancer.rig import Heard, Rig, at, free_port, group, played, request, says, stand_in

PAGE = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"


async def silent(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A target that never answers."""
    await reader.read()


async def hangs_up(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A target that closes the connection instead of answering."""
    writer.close()


async def babbles(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A target that speaks no HTTP."""
    writer.write(b"220 mail.example.com ESMTP\r\n\r\n")


@played
async def test_targets_take_turns_and_only_the_healthy_ones(rig: Rig) -> None:
    tiny = [await rig.target(says(name)) for name in "abcd"]
    states = ("healthy", "healthy", "unhealthy", "draining")
    await rig.serve(*(at(each, id=f"10.0.1.{n}", state=states[n]) for n, each in enumerate(tiny)))
    assert Counter([(await rig.ask()).text for _ in range(10)]) == {"a": 5, "b": 5}


@played
async def test_it_fails_open_where_nobody_is_healthy(rig: Rig) -> None:
    tiny = [await rig.target(says(name)) for name in "abcd"]
    states = ("initial", "unhealthy", "draining", "unused")
    await rig.serve(*(at(each, id=f"10.0.1.{n}", state=states[n]) for n, each in enumerate(tiny)))
    assert Counter([(await rig.ask()).text for _ in range(10)]) == {"a": 5, "b": 5}


@played
async def test_nobody_registered_is_503_as_aws_gives_it(rig: Rig) -> None:
    for targets in ([], [stand_in() | {"state": "draining"}], [stand_in() | {"state": "unused"}]):
        await rig.serve(*targets)
        found = await rig.ask()
        assert (found.status, found.reason) == (503, "Service Temporarily Unavailable")
        assert found.text == PAGE.format("503 Service Temporarily Unavailable")
        assert found["Content-Length"] == "162"
        assert (found["Server"], found["Content-Type"]) == ("awselb/2.0", "text/html")


@played
async def test_a_refused_connection_is_502(rig: Rig) -> None:
    await rig.serve(at(free_port()))
    found = await rig.ask()
    assert (found.status, found.text, found["Content-Length"]) == (502, PAGE.format("502 Bad Gateway"), "122")
    await rig.serve(stand_in(listens=False))
    assert (await rig.ask()).status == 502


@played
async def test_a_target_that_hangs_up_or_babbles_is_502(rig: Rig) -> None:
    for handler in (hangs_up, babbles):
        target = await rig.target(handler)
        await rig.serve(at(target))
        assert (await rig.ask()).status == 502
        assert len(target.heard) == 1  # a new connection is no stale one: nothing is sent twice


@played
async def test_a_connection_that_is_not_taken_is_504(rig: Rig) -> None:
    target = await rig.target(says("never"))
    for lost in (at(target, reachable=False), at(None)):
        await rig.serve(lost)
        begun = time.monotonic()
        found = await rig.ask()
        assert (found.status, found.text) == (504, PAGE.format("504 Gateway Time-out"))
        assert 0.25 < time.monotonic() - begun < 2
    assert target.heard == []


@played
async def test_a_target_that_never_answers_is_504_after_the_idle_timeout(rig: Rig) -> None:
    rig.attributes["idle_timeout.timeout_seconds"] = "0.2"
    await rig.serve(at(await rig.target(silent)))
    begun = time.monotonic()
    wire = await rig.wire()
    await wire.send(request())
    assert (await wire.response()).status == 504
    assert 0.15 < time.monotonic() - begun < 2


@played
async def test_a_body_that_stops_short_ends_the_connection(rig: Rig) -> None:
    async def short(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        writer.close()

    await rig.serve(at(await rig.target(short)))
    wire = await rig.wire()
    await wire.send(request())
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await wire.response()


@played
async def test_connections_are_kept_on_both_sides(rig: Rig) -> None:
    target = await rig.target(says("hello"))
    await rig.serve(at(target))
    wire = await rig.wire()
    for _ in range(5):
        await wire.send(request())
        assert (await wire.response())["Connection"] == "keep-alive"
    assert (await rig.ask()).text == "hello"
    assert {heard.connection for heard in target.heard} == {1}


@played
async def test_a_stale_connection_is_replaced_where_that_is_safe(rig: Rig) -> None:
    quiet: set[int] = set()

    async def handle(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if heard.connection in quiet:
            writer.close()
        else:
            await says("hello")(heard, reader, writer)

    target = await rig.target(handle)
    await rig.serve(at(target))
    assert (await rig.ask()).status == 200
    quiet.add(1)  # the target closes it just as the next request comes
    assert (await rig.ask()).status == 200
    assert [heard.connection for heard in target.heard] == [1, 1, 2]
    quiet.add(2)
    assert (await rig.ask(method="POST", body=b"order")).status == 502  # an order might have been taken
    assert [heard.connection for heard in target.heard] == [1, 1, 2, 2]


@played
async def test_a_draining_target_finishes_what_it_began_and_gets_nothing_new(rig: Rig) -> None:
    go_on = asyncio.Event()

    async def slow(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if heard.url == "/slow":
            await go_on.wait()
        await says("old")(heard, reader, writer)

    old, new = await rig.target(slow), await rig.target(says("new"))
    await rig.serve(at(old))
    assert (await rig.ask()).text == "old"
    under_way = asyncio.create_task(rig.ask("/slow"))
    while len(old.heard) < 2:
        await asyncio.sleep(0.01)
    await rig.serve(at(old, state="draining"), at(new, id="10.0.1.6"))
    assert [(await rig.ask()).text for _ in range(4)] == ["new"] * 4
    await rig.serve(at(new, id="10.0.1.6"))
    assert [(await rig.ask()).text for _ in range(4)] == ["new"] * 4
    go_on.set()
    assert (await under_way).text == "old"
    assert len(old.heard) == 2


@played
async def test_nothing_fails_while_targets_come_and_go(rig: Rig) -> None:
    tiny = [await rig.target(says(str(n))) for n in range(4)]
    over = False
    found: Counter[int] = Counter()

    async def client() -> None:
        wire = await rig.wire()
        while not over:
            await wire.send(request())
            found[(await wire.response()).status] += 1

    def targets(turn: int) -> list[dict[str, object]]:
        return [
            at(each, f"10.0.1.{n}", state="draining" if n == turn % 4 else "healthy") for n, each in enumerate(tiny)
        ]

    await rig.serve(*targets(0))
    clients = [asyncio.create_task(client()) for _ in range(8)]
    for turn in range(40):
        await rig.serve(*(each for n, each in enumerate(targets(turn)) if n != (turn + 1) % 4))
        await asyncio.sleep(0.01)
    over = True
    await asyncio.gather(*clients)
    assert set(found) == {200}
    assert found[200] > 100


@played
async def test_least_outstanding_requests(rig: Rig) -> None:
    go_on = asyncio.Event()

    async def slow(heard: Heard, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await go_on.wait()
        await says("slow")(heard, reader, writer)

    slow_one, quick = await rig.target(slow), await rig.target(says("quick"))
    await rig.serve(
        at(slow_one, "10.0.1.1"), at(quick, "10.0.1.2"), load_balancing__algorithm__type="least_outstanding_requests"
    )
    waiting = []
    while not slow_one.heard:
        waiting.append(asyncio.create_task(rig.ask()))
        await asyncio.sleep(0.02)
    assert [(await rig.ask()).text for _ in range(6)] == ["quick"] * 6
    go_on.set()
    await asyncio.gather(*waiting)


@played
async def test_a_slow_start_gives_a_growing_share(rig: Rig) -> None:
    warm, cold = await rig.target(says("warm")), await rig.target(says("cold"))
    now = time.time()
    await rig.serve(at(warm, "10.0.1.1"), at(cold, "10.0.1.2", slow_start=[now - 100, now + 300]))
    answers = Counter([(await rig.ask()).text for _ in range(50)])
    assert answers == {"warm": 40, "cold": 10}  # a quarter of the weight: a fifth of the requests
    await rig.serve(at(warm, "10.0.1.1"), at(cold, "10.0.1.2", slow_start=[now - 400, now - 1]))
    assert Counter([(await rig.ask()).text for _ in range(10)]) == {"warm": 5, "cold": 5}


@played
async def test_without_cross_zone_balancing_zones_share_equally(rig: Rig) -> None:
    zones = {"a1": "us-east-1a", "b1": "us-east-1b", "b2": "us-east-1b", "c1": "us-east-1c"}
    tiny = [at(await rig.target(says(name)), name, zone=zone) for name, zone in zones.items()]
    await rig.serve(*tiny, load_balancing__cross_zone__enabled="false")
    assert Counter([(await rig.ask()).text for _ in range(12)]) == {"a1": 6, "b1": 3, "b2": 3}
    await rig.serve(*tiny)  # zone c is not enabled for the load balancer
    assert Counter([(await rig.ask()).text for _ in range(12)]) == {"a1": 4, "b1": 4, "b2": 4}


@played
async def test_a_stand_in_says_whose_it_is(rig: Rig) -> None:
    await rig.serve(stand_in(paths={"/teapot": 418, "/gone": 204}, otherwise=404) | {"state": "healthy"})
    found = await rig.ask("/teapot?x=1", "Accept: text/html,*/*")
    assert (found.status, found["X-Task-Version"], found["X-Task-Zone"]) == (418, "1.4.0", "us-east-1a")
    assert found["X-Task-Id"] == "task-10.0.1.5"
    assert "<!doctype html>" in found.text
    assert "simulated task" in found.text
    said = await rig.ask("/else", "Accept: application/json")
    assert (said.status, said["Content-Type"]) == (404, "application/json")
    assert '"version": "1.4.0"' in said.text
    gone = await rig.ask("/gone")
    assert (gone.status, gone.all("Content-Length")) == (204, [])
    head = await rig.ask("/teapot", method="HEAD")
    assert (head.status, head.body) == (418, b"")
    assert (await rig.ask("/teapot", method="POST", body=b"x" * 100_000)).status == 418


@played
async def test_a_slow_stand_in_takes_its_time(rig: Rig) -> None:
    await rig.serve(stand_in(delay_s=0.2))
    begun = time.monotonic()
    assert (await rig.ask()).status == 200
    assert time.monotonic() - begun >= 0.2


@played
async def test_an_https_group_is_reached_over_tls(rig: Rig) -> None:
    from course.dataplane.balancer.tls import Certificates

    target = await rig.target(says("secret"), ssl=Certificates().context())
    await rig.configure(rig.balancer(), web=group(at(target), protocol="HTTPS"))
    assert [(await rig.ask()).text for _ in range(2)] == ["secret"] * 2
    plain = await rig.target(says("plain"))
    await rig.configure(rig.balancer(), web=group(at(plain), protocol="HTTPS"))
    assert (await rig.ask()).status == 502
