"""What happened becomes an event; a log that cannot be written costs a sentence, never the verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from course.catalog.plan import plan
from course.home import Home
from course.model.errors import ProgressNotReady
from course.model.event import EventKind
from course.progress.log import Log


def record(
    home: Home,
    kind: EventKind,
    body: dict[str, Any],
    *,
    sandbox_time: str = "",
    judged_by: dict[str, str] | None = None,
) -> str:
    """Append an event. Returns "" or what the learner should know: it could not be kept, or the log was mended.

    `judged_by`: further versions that can change a verdict (`app.digests`).
    """
    log = Log(home.progress)
    try:
        log.append(
            kind, body, now=datetime.now(UTC), sandbox_time=sandbox_time, versions={**versions(), **(judged_by or {})}
        )
    except ProgressNotReady as problem:
        return str(problem)
    return " ".join(log.notes)


@cache
def versions() -> dict[str, str]:
    """What can change a verdict: the course's content version and moto's."""
    from importlib.metadata import version

    return {"course": plan().version, "moto": version("moto")}
