"""Where a learner is, in one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from course.app.current_day import first_open
from course.catalog.plan import plan, topics_of
from course.home import Home, home
from course.model.day import CoursePlan, PlannedDay
from course.model.errors import ProgressNotReady
from course.model.progress import Progress
from course.progress.log import Log
from course.progress.snapshot import folded
from course.progress.streak import streak


@dataclass(frozen=True, kw_only=True)
class WeakTopic:
    """A topic in which something was wrong the last time."""

    topic: str
    answered: int
    """Questions of it that were ever answered."""
    wrong: int
    """Those whose latest answer was wrong."""
    criteria: int
    """Criteria of the days that teach it which were tried, and failed in the latest check."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Progress beside the plan."""

    progress: Progress
    plan: CoursePlan
    streak: int
    """Days in a row with work, up to today or yesterday."""
    weak: tuple[WeakTopic, ...] = ()
    """The weakest first."""
    due: int = 0
    """Cards that are due now, lab mistakes among them."""

    @property
    def current(self) -> PlannedDay | None:
        """The day to go on with: the first ready one that has not passed, None where all have."""
        return first_open(self.plan, self.progress.days)

    def as_json(self) -> dict[str, Any]:
        """`progress --json`."""
        days = [
            {
                "day": day.day,
                "id": day.id,
                "title": day.title,
                "ready": day.status == "ready",
                **_day(self.progress, day.id),
            }
            for day in self.plan.days
        ]
        answered = self.progress.questions.values()
        return {
            "days": days,
            "streak": self.streak,
            "current_day": self.current.day if self.current else None,
            "cards_due": self.due,
            "weak_topics": [asdict(topic) for topic in self.weak],
            "questions": {"answers": sum(q.answers for q in answered), "right": sum(q.right for q in answered)},
            "events": self.progress.events,
            "notes": self.progress.notes,
        }


def _day(progress: Progress, id: str) -> dict[str, Any]:
    found = progress.days.get(id)
    if found is None:
        return {"state": "open", "score": 0, "best": 0, "max_score": 0, "checks": 0, "criteria": {}}
    return {
        "state": found.state,
        "score": found.score,
        "best": found.best,
        "max_score": found.max_score,
        "checks": found.checks,
        "criteria": {id: asdict(criterion) for id, criterion in found.criteria.items()},
    }


def progress(learner: Home | None = None) -> Overview:
    """Fold the log. A log that cannot be read gives an empty picture and a note that says why."""
    own = learner or home()
    log = Log(own.progress)
    try:
        found = folded(log)
        found.notes.extend(log.notes)
    except ProgressNotReady as problem:
        found = Progress(notes=[str(problem)])
    course = plan()
    return Overview(
        progress=found,
        plan=course,
        streak=streak(found.dates, datetime.now(UTC).date()),
        weak=weak_topics(found, course, topics_of),
        due=cards_due(own) if found.events else 0,
    )


def cards_due(own: Home) -> int:
    """Cards that are due now. Who never answered pays for none of the imports: the home screen has 0.4 s."""
    from course.app.cards import cards
    from course.catalog.bank import bank
    from course.quiz.queue import due_count

    memory = cards(own).memory
    if not memory.cards and not memory.failed:
        return 0
    return due_count(bank(decks=own.decks).entries, memory, datetime.now(UTC))


def weak_topics(
    progress: Progress, course: CoursePlan, topics: Callable[[str], Iterable[str]]
) -> tuple[WeakTopic, ...]:
    """Topics with questions answered wrong or criteria failed the last time, by their share of all that was tried."""
    answered, wrong, criteria = Counter[str](), Counter[str](), Counter[str]()
    for question in progress.questions.values():
        if question.topic:
            answered[question.topic] += 1
            wrong[question.topic] += not question.last_right
    tried = Counter[str]()
    for day in course.days:
        found = progress.days.get(day.id)
        judged = list(found.criteria.values()) if found and day.status == "ready" else []
        failed = sum(c.status in ("failed", "timed_out") and c.tries > 0 for c in judged)
        for topic in topics(day.id) if failed else ():
            criteria[topic] += failed
            tried[topic] += len(judged)
    found_weak = [
        WeakTopic(topic=topic, answered=answered[topic], wrong=wrong[topic], criteria=criteria[topic])
        for topic in sorted({*wrong, *criteria})
        if wrong[topic] or criteria[topic]
    ]
    return tuple(
        sorted(found_weak, key=lambda weak: -(weak.wrong + weak.criteria) / (weak.answered + tried[weak.topic]))
    )
