"""Events → progress. Pure: the same log gives the same picture, whatever way it is split."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course.model.event import Event
from course.model.progress import CriterionProgress, DayProgress, Progress, QuestionProgress

JUDGED = frozenset({"passed", "failed", "timed_out"})


def fold(events: Iterable[Event], onto: Progress | None = None) -> Progress:
    """What the events say. Unknown kinds count as work of their date and change nothing else; missing keys are empty.

    `onto`: go on from an earlier fold (it is changed in place).
    """
    progress = Progress() if onto is None else onto
    dates = set(progress.dates)
    for event in events:
        progress.events += 1
        date = event.wall_time[:10]
        if date and date not in dates:
            dates.add(date)
            progress.dates.append(date)
        act = _ACTS.get(event.kind)
        if act is not None:
            act(progress, event.body, event.wall_time)
    progress.dates.sort()
    return progress


def _day(progress: Progress, body: dict[str, Any]) -> DayProgress | None:
    id = body.get("day")
    if not isinstance(id, str) or not id:
        return None
    return progress.days.setdefault(id, DayProgress())


def _opened(progress: Progress, body: dict[str, Any], at: str) -> None:
    day = _day(progress, body)
    if day is not None:
        day.opened_at = day.opened_at or at
        if day.state == "open":
            day.state = "started"


def _checked(progress: Progress, body: dict[str, Any], at: str) -> None:
    day = _day(progress, body)
    if day is None:
        return
    day.checks += 1
    day.score = _number(body.get("score"))
    day.best = max(day.best, day.score)
    day.max_score = _number(body.get("max_score"))
    day.last_report = body
    if body.get("passed") is True:
        day.passed_at = day.passed_at or at
        day.state = "passed"
    elif day.state == "open":
        day.state = "started"
    for result in body.get("criteria") or ():
        if not isinstance(result, dict) or not isinstance(result.get("id"), str):
            continue
        criterion = day.criteria.setdefault(result["id"], CriterionProgress())
        criterion.status = str(result.get("status", ""))
        criterion.attempts += criterion.status in JUDGED
        if criterion.status == "passed":
            criterion.passed_at = criterion.passed_at or at


def _hinted(progress: Progress, body: dict[str, Any], at: str) -> None:
    day, id = _day(progress, body), body.get("criterion")
    if day is not None and isinstance(id, str):
        criterion = day.criteria.setdefault(id, CriterionProgress())
        criterion.hints = max(criterion.hints, _number(body.get("step")))


def _answered(progress: Progress, body: dict[str, Any], at: str) -> None:
    id, credit = body.get("question"), body.get("credit")
    if not isinstance(id, str):
        return
    right = body.get("right") is True
    question = progress.questions.setdefault(id, QuestionProgress())
    question.answers += 1
    question.right += right
    question.last_right = right
    question.last_at = at
    question.history.append((at, float(credit) if isinstance(credit, int | float) else float(right)))
    day = _day(progress, body)
    if day is not None:
        day.questions_answered += 1
        day.questions_right += right


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


_ACTS = {"day_opened": _opened, "check_run": _checked, "hint_shown": _hinted, "question_answered": _answered}
