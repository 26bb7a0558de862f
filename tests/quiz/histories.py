"""Logs of a made-up learner who answers the course's bank for months: for pictures, benches and tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from course.catalog.bank import Entry
from course.model.event import Event
from course.progress import store
from course.progress.chain import FIRST_PREVIOUS, hash_of, line_of
from course.progress.log import Log

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def answer(question: str, at: datetime, *, credit: float = 1.0, **more: Any) -> tuple[str, datetime, dict[str, Any]]:
    """A question_answered event's kind, time and body."""
    body = {
        "question": question,
        "topic": "ecs-core",
        "kind": "single",
        "right": credit >= 1.0,
        "credit": credit,
        **more,
    }
    return "question_answered", at, body


def events(happened: Iterable[tuple[str, datetime, dict[str, Any]]]) -> list[Event]:
    """A chained log of these."""
    found: list[Event] = []
    previous = FIRST_PREVIOUS
    for seq, (kind, at, body) in enumerate(happened, 1):
        event = Event(
            id=f"id-{seq}",
            seq=seq,
            previous=previous,
            learner="l",
            device="d",
            wall_time=at.astimezone(UTC).isoformat(timespec="milliseconds"),
            sandbox_time="",
            versions={"course": "2026.11.24"},
            kind=kind,
            body=body,
        )
        found.append(event)
        previous = hash_of(line_of(event))
    return found


def written(path: Path, log: Sequence[Event]) -> Log:
    """The log on the disk, with its twin."""
    path.parent.mkdir(parents=True, exist_ok=True)
    store.build(path, ((event.seq, line_of(event), event.kind) for event in log), {"learner": "l"})
    made = Log(path)
    made.twin.write_bytes(b"".join(line_of(event) + b"\n" for event in log))
    return made


def months_of_answers(
    entries: Sequence[Entry], number: int, *, days: int = 120, seed: int = 1, now: datetime = NOW
) -> list[tuple[str, datetime, dict[str, Any]]]:
    """`number` answers over `days` days up to `now`: more is met as the plan goes on, some of it never sits, and the learner is
    too sure of it."""
    chance = random.Random(seed)
    ordered = sorted(entries, key=lambda entry: (min(entry.days, default=99), entry.id))
    hard = {entry.id: chance.random() ** 2 for entry in ordered}
    happened = []
    for n in range(number):
        at = now - timedelta(days=days) * (1 - n / number) - timedelta(minutes=chance.random() * 60)
        reach = max(10, int(len(ordered) * 0.75 * (n + 1) / number))
        entry = ordered[chance.randrange(reach)]
        right = chance.random() > 0.05 + 0.75 * hard[entry.id]
        sure = chance.choices((25, 50, 75, 95), (1, 2, 4, 4) if right else (3, 3, 3, 2))[0]
        body: dict[str, Any] = {
            "topic": entry.topic,
            "kind": entry.kind,
            "seconds": round(chance.lognormvariate(2.9, 0.7), 1),
        }
        if n % 3:
            body["confidence"] = sure
        happened.append(answer(entry.id, at, credit=1.0 if right else chance.choice((0.0, 0.0, 0.4)), **body))
    return sorted(happened, key=lambda one: one[1])
