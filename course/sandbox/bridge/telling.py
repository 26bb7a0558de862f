"""The story of a region, for people: lines of the simulator as plain values."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.clock import to_datetime
from course.simulator.story import Line

MOST_LINES = 2_000


def story(account: str, region: str, given: dict[str, str], since_us: int) -> list[dict[str, Any]]:
    """Oldest first: the lines at or after a time, of a service or cluster if one is named; the newest `MOST_LINES`."""
    cluster, service = given.get("cluster", ""), given.get("service", "")
    found = [
        line
        for line in simulation.region(account, region).story.lines
        if line.at_us >= since_us and cluster in ("", line.cluster) and service in ("", line.service)
    ]
    return [_shown(line) for line in found[-MOST_LINES:]]


def _shown(line: Line) -> dict[str, Any]:
    return {"at": to_datetime(line.at_us).isoformat(timespec="milliseconds")} | line._asdict()
