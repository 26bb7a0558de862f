"""my_progress(): days done, best scores, answers right and streak, as a static card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.app import words
from course.model.day import PlannedDay
from course.notebook.calm import calm
from course.notebook.card import notes_html
from course.notebook.markup import text
from course.notebook.shown import Shown

if TYPE_CHECKING:
    from course.app.overview import Overview


@calm
def my_progress() -> Shown:
    """Show what you have done so far."""
    from course.app import overview

    return progress_card(overview.progress())


def progress_card(overview: Overview) -> Shown:
    """Draw an overview."""
    rows = "".join(_row(overview, day) for day in words.worth_showing(overview))
    return Shown(
        words.overview_words(overview),
        '<div class="ecs-card" role="group" aria-label="Your progress">'
        f'<p class="ecs-head"><span class="ecs-title">{text(overview.plan.title)}</span></p>'
        f'<p class="ecs-score"><strong>{words.days_done(overview)}</strong> '
        f"<span>{words.answers_right(overview)} {words.streak_words(overview)}</span></p>"
        '<table class="ecs-days"><thead><tr><th scope="col">Day</th><th scope="col">State</th><th scope="col">Best check</th>'
        f'<th scope="col">Quiz answers</th></tr></thead><tbody>{rows}</tbody></table>'
        f'<p class="ecs-small">{words.more_days(overview)}</p>{notes_html(overview.progress.notes)}</div>',
    )


def _row(overview: Overview, day: PlannedDay) -> str:
    progress = words.progress_of(overview, day)
    sign, word = words.STATES[progress.state]
    look = "passed" if progress.state == "passed" else "not_run"
    answers = (
        f"{progress.questions_right} of {progress.questions_answered} right"
        if progress.questions_answered
        else "none yet"
    )
    best = words.best_words(progress).removeprefix("best ") if progress.checks else "not checked yet"
    return (
        f'<tr><th scope="row">{text(words.day_words(day))}</th>'
        f'<td><span class="ecs-status ecs-{look}"><span aria-hidden="true">{sign}</span> {word}</span></td>'
        f"<td>{best}</td><td>{answers}</td></tr>"
    )
