"""Events → the labs that were passed. Pure: the same log gives the same labs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from course.model.event import Event
from course.model.record import PassedIn, PassedLab
from course.progress.chain import hash_of, line_of


@dataclass
class _Work:
    """What happened on a day so far."""

    checks: int = 0
    solution_shown: bool = False
    hints: dict[str, int] = field(default_factory=dict)


def passed_labs(events: Iterable[Event], titles: Mapping[str, str]) -> tuple[PassedLab, ...]:
    """The first pass of each day, in the log's order; `titles`: day id → title.

    An entry's hash is the one that the entry after it names, so it stays the same when a newer course wrote keys that this
    one does not know. Later passes, and work after the pass, change nothing.
    """
    found: dict[str, PassedLab] = {}
    work: dict[str, _Work] = {}
    for event, following in pairwise([*events, None]):
        assert event is not None
        day = event.body.get("day")
        if type(day) is not str or not day or day in found:
            continue
        so_far = work.setdefault(day, _Work())
        if event.kind == "hint_shown":
            criterion, step = event.body.get("criterion"), event.body.get("step")
            if type(criterion) is str and type(step) is int:
                so_far.hints[criterion] = max(so_far.hints.get(criterion, 0), step)
        elif event.kind == "solution_shown":
            so_far.solution_shown = True
        elif event.kind == "check_run":
            if event.body.get("passed") is True:
                found[day] = replace(_passed(event, following, so_far), title=titles.get(day, ""))
            so_far.checks += 1
    return tuple(found.values())


def _passed(event: Event, following: Event | None, so_far: _Work) -> PassedLab:
    follows = following is not None and following.seq == event.seq + 1 and following.previous
    return PassedLab(
        day=event.body["day"],
        title="",
        passed_at=event.wall_time,
        score=_whole(event.body.get("score")),
        max_score=_whole(event.body.get("max_score")),
        checks_before=so_far.checks,
        hints=sum(so_far.hints.values()),
        solution_shown=so_far.solution_shown,
        world=_world(event.body.get("world")),
        course_version=str(event.versions.get("course", "")),
        moto_version=str(event.versions.get("moto", "")),
        check_digest=str(event.versions.get("checks", "")),
        lab_digest=str(event.versions.get("lab", "")),
        entry=event.seq,
        entry_id=event.id,
        entry_hash=following.previous if following and follows else hash_of(line_of(event)),
    )


def _world(words: object) -> PassedIn:
    """The kind of a world in words (`World.words`): the account's number stays in the log."""
    if words == "sandbox":
        return "sandbox"
    return "account" if str(words).startswith("account ") else "other"


def _whole(value: object) -> int:
    return value if type(value) is int else 0
