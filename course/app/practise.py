"""Use cases of the trainer: a day's quiz, a drill, an exam; each goes on where it stopped."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from course.app.cards import Cards, cards
from course.app.current_day import current_day
from course.app.limits import limits
from course.app.sitting import Sitting, digest
from course.app.sitting_file import AskedIn, Kept, Place, SittingFile, goes_on
from course.catalog.bank import Bank, bank
from course.home import Home, home
from course.model.errors import ProgressNotReady, UsageProblem
from course.model.question import CLOSED
from course.progress.log import Log
from course.progress.snapshot import folded
from course.quiz.pick import draw
from course.quiz.queue import Choice, Wanted, choose, next_due, spread

EXAM_SECONDS = 90
"""Seconds for each question of an exam; AWS's associate exams give 130 minutes for 65 questions, our items are shorter."""


def session(stem: str, number: int, *, seed: int | None = None, learner: Home | None = None, n: int = 10) -> Sitting:
    """A sitting of a day's questions: the one that was begun, or a new one. The same seed and history draw the same.

    Raises UsageProblem where the day has no questions.
    """
    own = learner or home()
    wanted: dict[str, Any] = {"day": stem, "seed": seed}
    questions = bank()
    if seed is None and (begun := _resumed(own, questions, "quiz", {"day": stem}, ("day",))):
        return begun
    try:
        history = folded(Log(own.progress)).questions
    except ProgressNotReady:
        history = {}
    chosen = secrets.randbits(32) if seed is None else seed
    asked = draw(questions.of_day(number), day=number, seed=chosen, history=history, n=n)
    if not asked:
        raise UsageProblem(f"Day {number} has no questions yet.")
    return _begun(
        own, questions, "quiz", f"Day {number}", chosen, [(one.question.id, "") for one in asked], wanted, day=stem
    )


def drill(
    *,
    topics: Collection[str] = (),
    levels: Collection[str] = (),
    days: Collection[int] = (),
    kinds: Collection[str] = (),
    count: int = 20,
    seed: int | None = None,
    ahead: bool = False,
    new_a_day: int | None = None,
    fresh: bool = False,
    learner: Home | None = None,
) -> Sitting:
    """Due cards, lab mistakes and new questions: the drill that was begun with the same wishes, or a new one (`fresh`, `seed`).

    Raises UsageProblem where a topic or level does not exist, and where nothing is left to ask today; it says when something is.
    """
    own = learner or home()
    questions = bank(decks=own.decks)
    kept_limits = limits(own)
    wanted = Wanted(
        topics=sorted(topics),
        levels=sorted(levels),
        days=sorted(days),
        kinds=sorted(kinds),
        count=count,
        ahead=ahead,
        new_a_day=kept_limits.new_a_day if new_a_day is None else new_a_day,
        reviews_a_day=kept_limits.reviews_a_day,
    )
    _proven(questions, wanted)
    asked_for = asdict(wanted)
    if not fresh and seed is None and (begun := _resumed(own, questions, "drill", asked_for, tuple(asked_for))):
        return begun
    chosen = secrets.randbits(32) if seed is None else seed
    found = cards(own)
    now = datetime.now(UTC)
    choices = choose(questions.entries, found.memory, now, wanted, chosen, reached=current_day(own))
    if not choices:
        raise UsageProblem(_nothing(questions, found.memory, now), run="ecs-course drill --ahead")
    title = "Drill: " + ", ".join(wanted.topics) if wanted.topics else "Drill"
    return _begun(own, questions, "drill", title, chosen, _why(choices), asked_for, known=found)


def exam(
    *,
    topics: Collection[str] = (),
    levels: Collection[str] = (),
    days: Collection[int] = (),
    count: int = 30,
    seed: int | None = None,
    minutes: float | None = None,
    extra_time: int = 0,
    fresh: bool = False,
    learner: Home | None = None,
) -> Sitting:
    """Questions against the clock, no verdict before the end: the exam that was begun, or a new one.

    `minutes`: None for EXAM_SECONDS a question, 0 for no clock. `extra_time`: percent on top. Raises UsageProblem like `drill`.
    """
    own = learner or home()
    questions = bank()
    wanted = Wanted(topics=sorted(topics), levels=sorted(levels), days=sorted(days), kinds=CLOSED, count=count)
    _proven(questions, wanted)
    asked_for = {**asdict(wanted), "minutes": minutes, "extra_time": extra_time}
    if not fresh and seed is None and (begun := _resumed(own, questions, "exam", asked_for, tuple(asked_for))):
        return begun
    chosen = secrets.randbits(32) if seed is None else seed
    ids = spread(questions.entries, wanted, chosen)
    if not ids:
        raise UsageProblem("No question of the bank fits these wishes.")
    seconds = (EXAM_SECONDS * len(ids) if minutes is None else minutes * 60) * (1 + extra_time / 100)
    return _begun(own, questions, "exam", "Exam", chosen, [(id, "") for id in ids], asked_for, limit=seconds)


def _begun(
    own: Home,
    questions: Bank,
    asked_in: AskedIn,
    title: str,
    seed: int,
    chosen: Iterable[tuple[str, str]],
    wanted: dict[str, Any],
    *,
    day: str = "",
    limit: float = 0.0,
    known: Cards | None = None,
) -> Sitting:
    places = [
        Place(question=id, seed=seed, digest=digest(question), why=why)
        for id, why in chosen
        if (question := questions.get(id)) is not None
    ]
    now = datetime.now(UTC)
    new = Kept(
        id=f"{now:%Y%m%d-%H%M%S}-{uuid4().hex[:8]}",
        asked_in=asked_in,
        title=title,
        seed=seed,
        day=day,
        begun=now.isoformat(timespec="milliseconds"),
        wanted=wanted,
        places=places,
        limit=limit,
    )
    sitting = Sitting(own, questions, known or cards(own), new, SittingFile(own.sittings, new.id))
    sitting.keep()
    return sitting


def _resumed(
    own: Home, questions: Bank, asked_in: AskedIn, wanted: dict[str, Any], same: tuple[str, ...]
) -> Sitting | None:
    """The newest sitting of this kind and these wishes that goes on and that no other process plays."""

    def fits(found: Kept) -> bool:
        return all(_plain(found.wanted.get(key)) == _plain(wanted.get(key)) for key in same)

    for now, file in goes_on(own.sittings, asked_in, fits):
        sitting = Sitting(own, questions, cards(own), now, file)
        if sitting.next() is None and sitting.reveals:
            sitting.end()
            continue
        return sitting
    return None


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _why(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    return [(choice.id, choice.why) for choice in choices]


def _proven(questions: Bank, wanted: Wanted) -> None:
    for name, asked, known in (
        ("topic", wanted.topics, sorted({entry.topic for entry in questions.entries})),
        ("level", wanted.levels, ["beginner", "intermediate", "advanced"]),
        ("kind", wanted.kinds, sorted({*CLOSED, "open"})),
    ):
        for one in asked:
            if one not in known:
                raise UsageProblem(f"There is no {name} {one}. There are: {', '.join(known)}.")
    if wanted.count < 1:
        raise UsageProblem("Ask for at least one question.")


def _nothing(questions: Bank, memory: Any, now: datetime) -> str:
    later = next_due(questions.entries, memory, now)
    when = f" The next card comes due on {later:%Y-%m-%d at %H:%M} UTC." if later else ""
    return f"Nothing is due now, and today's new questions are done.{when}"
