"""What a learner is told, as plain text: a check, a question, an answer, where one is. For terminals and screen readers alike."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from course.app.question_words import feedback_shown as feedback_shown
from course.app.question_words import feedback_sign as feedback_sign
from course.app.question_words import graded_words as graded_words
from course.app.question_words import how_to_answer as how_to_answer
from course.app.question_words import options_shown as options_shown
from course.app.question_words import question_words as question_words
from course.app.question_words import verdict_words as verdict_words
from course.app.showing import LONGEST as LONGEST
from course.app.showing import WIDTH as WIDTH
from course.app.showing import count as count
from course.app.showing import plain as plain
from course.model.day import DayFacts, PlannedDay
from course.model.lab import HINTS
from course.model.progress import DayProgress
from course.model.result import CriterionResult, Report, Status
from course.quiz.typing import LETTERS as LETTERS

if TYPE_CHECKING:
    from course.app.overview import Overview

STATES = {"open": ("○", "not begun"), "started": ("◐", "begun"), "passed": ("✔", "done")}
"""State of a day → its sign and word."""


def day_words(facts: DayFacts | PlannedDay) -> str:
    """`Day 8: Clusters and capacity providers`."""
    return f"Day {facts.day}: {facts.title}"


# A check


def report_words(report: Report, *, title: str = "", notes: Iterable[str] = ()) -> str:
    """A check run: world, score, every criterion, and for each that has not passed all that helps."""
    lines = [
        plain(title or report.day),
        f"World: {plain(report.world)}",
        f"Score: {score_words(report)}",
        tally(report),
        "",
    ]
    for criterion in report.criteria:
        lines += [criterion_words(criterion), *_rows(details(criterion))]
    return _with_notes(lines, notes)


def score_words(report: Report) -> str:
    """`5 of 12 points`, and what could not be judged: a score is never whole while something was withheld."""
    withheld = report.max_score - report.available
    points = f"{report.score} of {count(report.max_score, 'point')}"
    return f"{points}; {count(withheld, 'point')} could not be judged" if withheld else points


def tally(report: Report) -> str:
    """How many criteria came out how, in one sentence."""
    if report.passed:
        return f"All {count(len(report.criteria), 'criterion', 'criteria')} passed."
    counts = ((status, sum(c.status is status for c in report.criteria)) for status in Status)
    said = ", ".join(f"{n} {status.word}" for status, n in counts if n)
    return f"{count(len(report.criteria), 'criterion', 'criteria')}: {said}."


def criterion_words(criterion: CriterionResult) -> str:
    """`✘ not yet    Container Insights is enhanced (insights_enhanced, 2 points)`."""
    status = criterion.status
    points = count(criterion.points, "point")
    return f"{status.sign} {status.word:<10} {plain(criterion.title)} ({criterion.id}, {points})"


def details(criterion: CriterionResult) -> list[tuple[str, str]]:
    """Label and value of all that is said about a criterion that has not passed; a passed one needs no words.

    Of a blocked one only what it needs: the rest matters once that has passed.
    """
    if criterion.status is Status.PASSED:
        return []
    if criterion.status is Status.BLOCKED:
        return [("blocked by", criterion.why.removeprefix("first: "))]
    rows = [
        ("why", criterion.why),
        ("expected", criterion.expected),
        ("found", criterion.found),
        ("see", criterion.see),
        ("read", criterion.read),
        ("hint", hint_words(criterion)),
    ]
    return [(label, value) for label, value in rows if value]


def hint_words(criterion: CriterionResult) -> str:
    """`1 of 3: Look at the cluster's settings.`, or "" without a hint."""
    step = f"{criterion.hint_step} of {HINTS}: " if criterion.hint_step else ""
    return criterion.hint and f"{step}{criterion.hint}"


# Where one is


def overview_words(overview: Overview) -> str:
    """Days done, best scores, answers right and streak."""
    lines = [overview.plan.title, days_done(overview), answers_right(overview), streak_words(overview), ""]
    for day in worth_showing(overview):
        progress = progress_of(overview, day)
        sign, word = STATES[progress.state]
        best = f", {best_words(progress)}" if progress.checks else ""
        lines.append(f"{sign} {word:<9}  {day_words(day)}{best}")
    return _with_notes([*lines, *filter(None, [more_days(overview)])], overview.progress.notes)


def days_done(overview: Overview) -> str:
    """`3 of 30 days done.`"""
    done = sum(progress_of(overview, day).state == "passed" for day in overview.plan.days)
    return f"{done} of {count(len(overview.plan.days), 'day')} done."


def answers_right(overview: Overview) -> str:
    """`14 of 20 quiz answers right.`"""
    answers = sum(q.answers for q in overview.progress.questions.values())
    right = sum(q.right for q in overview.progress.questions.values())
    return f"{right} of {count(answers, 'quiz answer')} right." if answers else "No quiz question answered yet."


def streak_words(overview: Overview) -> str:
    """`2 days in a row with work.`"""
    if overview.streak > 1:
        return f"{overview.streak} days in a row with work."
    return "1 day with work." if overview.streak else "No work yet today or yesterday."


def worth_showing(overview: Overview) -> list[PlannedDay]:
    """Days that can be done, or were."""
    return [day for day in overview.plan.days if day.status == "ready" or day.id in overview.progress.days]


def more_days(overview: Overview) -> str:
    """How many days are still to be written, or ""."""
    missing = len(overview.plan.days) - len(worth_showing(overview))
    return f"{count(missing, 'more day is', 'more days are')} being written." if missing else ""


def progress_of(overview: Overview, day: PlannedDay) -> DayProgress:
    """What the log says about a day."""
    return overview.progress.days.get(day.id) or DayProgress()


def best_words(progress: DayProgress) -> str:
    """`best 7 of 12 points in 3 checks`."""
    return f"best {progress.best} of {count(progress.max_score, 'point')} in {count(progress.checks, 'check')}"


# Lines


def _rows(rows: list[tuple[str, str]]) -> list[str]:
    lines = []
    for label, value in rows:
        parts = plain(value).splitlines()
        if label != "see":  # a command is copied whole
            parts = [piece for part in parts for piece in textwrap.wrap(part, WIDTH - 16) or [""]]
        lines += [
            f"    {label + ':' if n == 0 else '':<{max(10, len(label) + 2)}}{part}" for n, part in enumerate(parts)
        ]
    return lines


def _with_notes(lines: list[str], notes: Iterable[str]) -> str:
    said = [f"Note: {plain(note)}" for note in notes if note]
    return "\n".join([*lines, *(["", *said] if said else [])])
