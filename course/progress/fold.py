"""Events → progress. Pure: the same log gives the same picture, on the learner's machine and on a class server."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any

from course.model.event import Event
from course.model.progress import CriterionProgress, DayProgress, Progress, QuestionProgress

_JUDGED = frozenset(("passed", "failed", "timed_out"))
NEWER = "Some entries were written by a newer version of the course: they are kept, but do not show here."


def fold(events: Iterable[Event], onto: Progress | None = None) -> Progress:
    """What the events, in the log's order, add up to.

    A kind that is unknown counts as work of its date and adds a note; keys that are missing or make no sense are empty.
    `onto`: go on from the fold of all earlier events (it is changed in place), with the result of one fold over both.
    """
    progress = Progress() if onto is None else onto
    dates = progress.dates
    latest = dates[-1] if dates else ""
    count = 0
    for event in events:
        count += 1
        at = event.wall_time
        date = at[:10]
        if date != latest and date:
            _insert(dates, date)
            latest = dates[-1]
        add = _KINDS.get(event.kind)
        if add is not None:
            add(progress, event.body, at)
        elif event.kind not in _WITHOUT_TRACE and NEWER not in progress.notes:
            progress.notes.append(NEWER)
    progress.events += count
    return progress


def _insert(dates: list[str], date: str) -> None:
    """Keep the calendar in order even where a clock went back."""
    place = bisect_left(dates, date)
    if place == len(dates) or dates[place] != date:
        dates.insert(place, date)


def _day(progress: Progress, body: dict[str, Any]) -> DayProgress | None:
    id = body.get("day")
    if type(id) is not str or not id:
        return None
    day = progress.days.get(id)
    if day is None:
        day = progress.days[id] = DayProgress()
    return day


def _criterion(day: DayProgress, id: str) -> CriterionProgress:
    criterion = day.criteria.get(id)
    if criterion is None:
        criterion = day.criteria[id] = CriterionProgress()
    return criterion


def _day_opened(progress: Progress, body: dict[str, Any], at: str) -> None:
    day = _day(progress, body)
    if day is None:
        return
    day.opened_at = day.opened_at or at
    if day.state == "open":
        day.state = "started"


def _check_run(progress: Progress, body: dict[str, Any], at: str) -> None:
    day = _day(progress, body)
    if day is None:
        return
    get = body.get
    day.checks += 1
    day.last_report = body
    day.score = score = _whole(get("score"))
    day.max_score = _whole(get("max_score"))
    if score > day.best:
        day.best = score
    if get("passed") is True:
        if day.state != "passed":
            day.state, day.passed_at = "passed", at
    elif day.state == "open":
        day.state = "started"
    work = get("work")
    tried = type(work) is str and work != "" and work != day.work and get("passed") is not True
    if tried:
        day.work = work  # type: ignore[assignment]
        day.attempts += 1
    results = get("criteria")
    if type(results) is not list:
        return
    criteria = day.criteria
    for result in results:
        try:
            id, status = result["id"], result["status"]
            criterion = criteria.get(id)
        except (KeyError, TypeError):  # a key that is missing, or no object at all
            continue
        if criterion is None:
            if type(id) is not str:
                continue
            criterion = criteria[id] = CriterionProgress()
        criterion.status = status = status if type(status) is str else str(status)
        if status in _JUDGED:
            criterion.attempts += 1
            if status == "passed":
                criterion.passed_at = criterion.passed_at or at
                continue
            criterion.tries += tried
            step = result.get("hint_step")
            if type(step) is int and step > criterion.hints:
                criterion.hints = step


def _hint_shown(progress: Progress, body: dict[str, Any], at: str) -> None:
    day, criterion, step = _day(progress, body), body.get("criterion"), body.get("step")
    if day is not None and type(criterion) is str:
        shown = _criterion(day, criterion)
        shown.hints = max(shown.hints, _whole(step))


def _question_answered(progress: Progress, body: dict[str, Any], at: str) -> None:
    id = body.get("question")
    if type(id) is not str:
        return
    right = body.get("right") is True
    credit = body.get("credit")
    question = progress.questions.get(id)
    if question is None:
        question = progress.questions[id] = QuestionProgress()
    topic = body.get("topic")
    if type(topic) is str:
        question.topic = topic
    question.answers += 1
    question.right += right
    question.last_right = right
    question.last_at = at
    question.history.append((at, float(credit) if type(credit) in (int, float) else float(right)))  # type: ignore[arg-type]
    day = _day(progress, body)
    if day is not None:
        day.questions_answered += 1
        day.questions_right += right


def _answer_corrected(progress: Progress, body: dict[str, Any], at: str) -> None:
    """The learner overruled the verdict on the latest answer: what counts is the corrected one."""
    id, credit = body.get("question"), body.get("credit")
    question = progress.questions.get(id) if type(id) is str else None
    if question is None or not question.history or type(credit) not in (int, float):
        return
    right = body.get("right") is True
    question.right += right - question.last_right
    question.last_right = right
    question.history[-1] = (question.history[-1][0], float(credit))  # type: ignore[arg-type]


def _solution_shown(progress: Progress, body: dict[str, Any], at: str) -> None:
    day = _day(progress, body)
    if day is not None:
        day.solution_at = day.solution_at or at


def _whole(value: object) -> int:
    return value if type(value) is int else 0  # True is no number of points


_KINDS: dict[str, Callable[[Progress, dict[str, Any], str], None]] = {
    "day_opened": _day_opened,
    "check_run": _check_run,
    "hint_shown": _hint_shown,
    "question_answered": _question_answered,
    "answer_corrected": _answer_corrected,
    "solution_shown": _solution_shown,
}
_WITHOUT_TRACE = frozenset(("lab_reset", "lab_restored", "world_chosen", "card_rated", "card_put", "sitting_ended"))
"""Kinds that are known and change nothing here but the calendar."""
