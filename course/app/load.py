"""Driving load: at what (a load balancer of the chosen world, or an address), in which shape, for how long."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

from course.app.urls import addresses
from course.dataplane.load.driver import Plan, drive
from course.dataplane.load.shapes import SHAPES
from course.dataplane.load.tally import Tally
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox.durations import read_duration

LOOK_S = 0.25
"""Between two looks of a face at the run."""
LONGEST_S = 24 * 3600
MOST_RPS = 20_000

Watch = Callable[[Tally], None]


def plan(
    home: Home,
    target: str,
    *,
    rps: float,
    shape: str,
    lasts: str,
    path: str,
    method: str,
    headers: Mapping[str, str],
    connections: int,
    patience_s: float,
) -> Plan:
    """A run against `target`: a load balancer's name in the chosen world, or an http address.

    Raises UsageProblem for what makes no sense (a duration, a rate, a load balancer that is not there), WorldNotReady.
    """
    try:
        seconds = read_duration(lasts).total_seconds()
    except ValueError as error:
        raise UsageProblem(str(error)) from None
    if not 0 < rps <= MOST_RPS:
        raise UsageProblem(f"--rps is a number above 0, at most {MOST_RPS}.")
    if seconds > LONGEST_S:
        raise UsageProblem("A run lasts at most 24h.")
    return Plan(
        url=_url(home, target, path),
        shape=SHAPES[shape](rps, seconds),
        method=method,
        headers=headers,
        connections=connections,
        patience_s=patience_s,
    )


def run(what: Plan, watch: Watch) -> Tally:
    """Drive the load; `watch` is called several times a second. Ctrl-C ends it early, with what has come of it so far."""
    tally = Tally()
    with _runner() as runner:
        runner.run(_drive(what, tally, watch))
    return tally


async def _drive(what: Plan, tally: Tally, watch: Watch) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):  # Windows: there Ctrl-C cancels the run instead
        loop.add_signal_handler(signal.SIGINT, stop.set)
    driving = loop.create_task(drive(what, tally, stop))
    while not driving.done():
        await asyncio.wait({driving}, timeout=LOOK_S)
        watch(tally)
    await driving


def _runner() -> asyncio.Runner:
    """On uvloop, where there is one: it costs half."""
    if sys.platform == "win32":
        return asyncio.Runner()
    import uvloop

    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


def _url(home: Home, target: str, path: str) -> str:
    if target.startswith(("http://", "https://")):
        if not urlsplit(target).hostname:
            raise UsageProblem(f"{target} is no address.")
        return urljoin(target, path) if path else target
    found = [each for each in addresses(home, target) if each.url.startswith("http")]
    if not found:
        raise UsageProblem(f"{target} has no HTTP or HTTPS listener; load speaks no other protocol.")
    first = found[0]
    return urljoin(first.local if first.trouble and first.local else first.url, path or "/")
