"""AWS's own durations, out of one table with their sources (durations.toml). The clock's factor is the only scale."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import NamedTuple

from course.simulator.agenda import SECOND
from course.simulator.chance import fraction


class Duration(NamedTuple):
    """How long something takes: seconds, at least and at most."""

    least: float
    most: float
    says: str
    source: str


@functools.cache
def table() -> dict[str, Duration]:
    """Name → duration."""
    entries = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {
        name: Duration(entry["seconds"][0], entry["seconds"][1], entry["says"], entry["source"])
        for name, entry in entries.items()
    }


def seconds(name: str, seed: str = "", *drawn_for: object) -> float:
    """How long it takes for what is named by `drawn_for`: between least and most, the same each time it is asked."""
    duration = table()[name]
    if duration.least == duration.most:
        return duration.least
    return duration.least + (duration.most - duration.least) * fraction(seed, name, *drawn_for)


def microseconds(name: str, seed: str = "", *drawn_for: object) -> int:
    """The same in microseconds."""
    return round(seconds(name, seed, *drawn_for) * SECOND)
