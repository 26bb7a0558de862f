"""Entries made up for tests, and a strategy for many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from course.timeline.entry import Entry, Mark, Timeline

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def entry(id: str, seconds: float = 0, **facts: Any) -> Entry:
    """An entry so many seconds after noon."""
    given = {"kind": "task", "cluster": "wanderly", "service": "api", "subject": id, "says": "RUNNING"} | facts
    return Entry(id=id, at=NOON + timedelta(seconds=seconds), **given)


def timeline(*entries: Entry, standing: tuple[Entry, ...] = (), **facts: Any) -> Timeline:
    """A timeline ten minutes after noon."""
    given: dict[str, Any] = {"world": "sandbox", "services": ("wanderly/api", "wanderly/web"), "notes": ()} | facts
    return Timeline(now=NOON + timedelta(minutes=10), entries=entries, standing=standing, **given)


ENTRIES = st.lists(
    st.builds(
        entry,
        id=st.sampled_from([f"e{n}" for n in range(12)]),
        seconds=st.sampled_from([0.0, 1.0, 1.5, 60.0, 200.0, 86_400.0, -5.0]),
        kind=st.sampled_from(["task", "service", "deployment", "target", "alarm"]),
        service=st.sampled_from(["api", "web", ""]),
        says=st.sampled_from(
            ["RUNNING", "STOPPED: no", "images pulled in 3 s", "images pulled in 4 s", "10.0.0.1:80 healthy"]
        ),
        mark=st.sampled_from(list(Mark)),
        place=st.integers(-2, 2),
    ),
    max_size=30,
)
