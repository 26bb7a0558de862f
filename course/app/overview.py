"""Where a learner is, in one value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from course.catalog.plan import plan
from course.home import Home, home
from course.model.day import CoursePlan
from course.model.errors import ProgressNotReady
from course.model.progress import Progress
from course.progress.fold import fold
from course.progress.log import Log
from course.progress.streak import streak


@dataclass(frozen=True, kw_only=True)
class Overview:
    """Progress beside the plan."""

    progress: Progress
    plan: CoursePlan
    streak: int
    """Days in a row with work, up to today or yesterday."""

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
    log = Log((learner or home()).progress)
    try:
        found = fold(log.events())
        found.notes.extend(log.notes)
    except ProgressNotReady as problem:
        found = Progress(notes=[str(problem)])
    return Overview(progress=found, plan=plan(), streak=streak(found.dates, datetime.now(UTC).date()))
