"""The driver against a real server: exact counts, times from when requests were due, errors by kind."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from course.dataplane.load.driver import Plan, drive
from course.dataplane.load.resolver import Resolver, is_local
from course.dataplane.load.shapes import constant, ramp
from course.dataplane.load.tally import MOST_VERSIONS, OTHERS, Tally
from tests.dataplane.load.tiny_server import TinyServer


@pytest.fixture
def server() -> Iterator[TinyServer]:
    with TinyServer().running() as running:
        yield running


def run(port: int, path: str = "/", *, host: str = "127.0.0.1", stop_after: float | None = None, **facts: Any) -> Tally:
    tally = Tally()
    facts = {"shape": constant(100, 0.5)} | facts

    async def main() -> None:
        stop = asyncio.Event()
        if stop_after is not None:
            asyncio.get_running_loop().call_later(stop_after, stop.set)
        await drive(Plan(url=f"http://{host}:{port}{path}", **facts), tally, stop)

    asyncio.run(main())
    return tally


def test_every_request_is_sent_and_counted(server: TinyServer) -> None:
    tally = run(server.port, "/?a=b", shape=ramp(200, 1), headers={"X-Trace": "7"}, method="HEAD")
    assert (tally.due, len(server.heads)) == (100, 100)
    assert server.heads[0].startswith("HEAD /?a=b HTTP/1.1\r\n")
    assert "X-Trace: 7" in server.heads[0]


def test_counts_of_a_run(server: TinyServer) -> None:
    tally = run(server.port)
    assert (tally.due, tally.answered, tally.failed, tally.unfinished) == (50, 50, 0, 0)
    assert (tally.statuses, tally.versions, tally.errors) == ({200: 50}, {"v1": 50}, {})
    assert tally.received == 50 * 17
    assert tally.latency.count == tally.lag.count == 50
    assert 0.5 <= tally.seconds < 5
    assert run(server.port, "/v2").versions == {"v2": 50}


def test_failures_are_told_from_answers(server: TinyServer) -> None:
    tally = run(server.port, "/status/503")
    assert (tally.answered, tally.failed, tally.statuses) == (50, 50, {503: 50})
    assert tally.first_failure == (0.0, "HTTP 503")
    assert tally.last_failure is not None
    assert tally.last_failure[0] == pytest.approx(0.49)
    assert run(server.port, "/status/301").failed == 0


def test_a_server_that_hangs_up(server: TinyServer) -> None:
    tally = run(server.port, "/hang-up", method="POST")
    assert (tally.answered, tally.errors) == (0, {"connection closed without an answer": 50})


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can come to listen there
        tally = run(taken.getsockname()[1])
    assert tally.errors == {"connection refused": 50}
    assert tally.as_json()["latency_ms"]["max"] == 0


def test_no_answer_in_time_counts_from_when_it_was_due(server: TinyServer) -> None:
    """Two connections, held for ever: all others wait for one, and their patience ends all the same."""
    tally = run(server.port, "/stall", patience_s=0.3, connections=2)
    assert tally.errors == {"no answer in time": 50}
    assert tally.seconds < 3


def test_a_pause_of_the_server_is_in_the_times_of_all_who_waited(server: TinyServer) -> None:
    """No coordinated omission: while it stood still for half a second, 50 requests were due, and each one's wait is counted.
    A loop that waits for answers would have sent one, and would show one slow answer."""
    server.gap_s = 0.5
    tally = run(server.port, "/gap", shape=constant(100, 1), connections=50)
    assert tally.answered == 100
    assert tally.latency.most_us >= 490_000
    slow = sum(tally.latency.percentile(percent) > 100_000 for percent in range(1, 101))
    assert 30 <= slow <= 60
    assert tally.latency.mean_us > 80_000


def test_stopped_early_it_ends_soon_and_says_what_is_open(server: TinyServer) -> None:
    tally = run(server.port, "/stall", shape=constant(50, 60), stop_after=0.4)
    assert 10 <= tally.due <= 30
    assert (tally.unfinished, tally.answered, tally.failed) == (tally.due, 0, 0)
    assert tally.seconds < 3


def test_names_below_localhost_are_this_machine(server: TinyServer) -> None:
    tally = run(server.port, host="web-1234.us-east-1.elb.localhost")
    assert tally.answered == 50
    assert f"Host: web-1234.us-east-1.elb.localhost:{server.port}" in server.heads[0]


def test_the_resolver_asks_the_system_for_all_else() -> None:
    async def found(name: str) -> str:
        resolver = Resolver()
        try:
            return (await resolver.resolve(name, 80))[0]["host"]
        finally:
            await resolver.close()

    assert asyncio.run(found("127.0.0.1")) == "127.0.0.1"
    assert asyncio.run(found("a.b.LOCALHOST.")) == "127.0.0.1"
    assert [is_local(name) for name in ("localhost", "x.localhost", "notlocalhost", "localhost.com", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_more_versions_than_can_be_told_apart_are_one() -> None:
    tally = Tally()
    for number in range(100):
        tally.answer(200, 1, 0, f"v{number}", 0.0)
    assert len(tally.versions) == MOST_VERSIONS + 1
    assert tally.versions[OTHERS] == 80
