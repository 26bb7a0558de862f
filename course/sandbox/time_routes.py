"""The control routes of sandbox time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from course.sandbox.clock import Clock, current, to_datetime
from course.sandbox.durations import read_duration
from course.sandbox.engine import Engine

Given = dict[str, str]
PREFIX = "/_sandbox/time"


def routes(engine: Engine) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def changed(change: Callable[[Clock, float], None]) -> dict[str, Any]:
        with engine.held() as (memory, _):
            memory.change_clock(change)
            return facts()

    def told(given: Given) -> dict[str, Any]:
        with engine.held() as (memory, _):
            memory.mark()
            return facts()

    def forward(given: Given) -> dict[str, Any]:
        by = _by(given)
        return changed(lambda clock, wall: clock.jump(wall, by))

    def step(given: Given) -> dict[str, Any]:
        by = _by(given)
        return changed(lambda clock, wall: clock.step(wall, by))

    def speed(given: Given) -> dict[str, Any]:
        factor = given.get("factor", "")
        if not (factor.isascii() and factor.isdigit() and len(factor) < 10):
            raise ValueError("The speed is a whole number from 1 to 3600.")
        return changed(lambda clock, wall: clock.set_factor(wall, int(factor)))

    return {
        ("GET", PREFIX): told,
        ("POST", f"{PREFIX}/forward"): forward,
        ("POST", f"{PREFIX}/freeze"): lambda given: changed(lambda clock, wall: clock.freeze(wall)),
        ("POST", f"{PREFIX}/run"): lambda given: changed(lambda clock, wall: clock.unfreeze(wall)),
        ("POST", f"{PREFIX}/step"): step,
        ("POST", f"{PREFIX}/speed"): speed,
    }


def facts() -> dict[str, Any]:
    """How the clock stands, in plain values."""
    clock = current.facts()
    return {
        "now": to_datetime(clock["sandbox_us"]).isoformat(),
        "now_s": clock["sandbox_us"] / 1e6,
        "wall": to_datetime(clock["wall_us"]).isoformat(),
        "ahead_s": (clock["sandbox_us"] - clock["wall_us"]) / 1e6,
        "frozen": clock["frozen"],
        "hurried": clock["hurried"],
        "rate": clock["rate"],
        "factor": clock["factor"],
    }


def _by(given: Given) -> timedelta:
    if "by" not in given:
        raise ValueError("Say by how much: ?by=90, ?by=10m, ?by=24h.")
    return read_duration(given["by"])
