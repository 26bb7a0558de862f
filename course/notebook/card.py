"""The card: a check report as HTML, text and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from course.app.words import count, details, hint_words, report_words, score_words, tally
from course.model.lab import HINTS
from course.model.result import CriterionResult, Report
from course.notebook.markup import inline, link, spoken, text
from course.notebook.shown import Shown

MIME = "application/vnd.ecs-course.report+json"
VERSION = 1
"""Of the JSON form; a reader refuses a number that it does not know."""


class Hint(Protocol):
    """One step of a criterion's hints (course.app.helping.Hint)."""

    @property
    def step(self) -> int: ...
    @property
    def of(self) -> int: ...
    @property
    def text(self) -> str: ...


Hints = Mapping[str, Sequence[Hint]]
"""Criterion id → the hints that were asked for, in order."""


@dataclass(frozen=True, repr=False)
class Card(Shown):
    """What `d.check()` returns: the report, displayed."""

    report: Report | None = None


def card(report: Report, *, title: str = "", notes: Sequence[str] = ()) -> Card:
    """Draw a report; `title` is what the learner calls the day."""
    return Card(
        text=report_words(report, title=title, notes=notes),
        html=card_html(report, title=title, notes=notes),
        data={MIME: {"version": VERSION, **report.as_json()}},
        report=report,
    )


def card_html(report: Report, *, title: str = "", notes: Iterable[str] = (), asked: Hints | None = None) -> str:
    """The report as HTML. `asked`: the hints shown so far, where buttons for more make sense; None for a static card."""
    name = title or report.day
    return (
        f'<div class="ecs-card ecs-{"good" if report.passed else "open"}" role="group" aria-label="{text("Check: " + name)}">'
        f'<p class="ecs-head"><span class="ecs-title">{text(name)}</span> '
        f'<span class="ecs-world">World: {text(report.world)}</span></p>'
        f'<p class="ecs-score"><strong>{text(score_words(report))}</strong> <span>{text(tally(report))}</span></p>'
        f'<ul class="ecs-criteria">{"".join(_criterion(c, asked) for c in report.criteria)}</ul>{notes_html(notes)}</div>'
    )


def notes_html(notes: Iterable[str]) -> str:
    """Sentences below a card."""
    return "".join(f'<p class="ecs-note">Note: {text(note)}</p>' for note in notes if note)


def _criterion(criterion: CriterionResult, asked: Hints | None) -> str:
    """One criterion: sign and word, title, points, and what helps where it has not passed."""
    status = criterion.status
    rows = "".join(_row(criterion, label, value, asked) for label, value in details(criterion))
    return (
        f'<li class="ecs-criterion" data-ecs-status="{status}">'
        f'<span class="ecs-status ecs-{status}"><span aria-hidden="true">{status.sign}</span> {status.word}</span>'
        f'<div class="ecs-what"><p class="ecs-line"><span>{inline(criterion.title)}<span class="ecs-unseen">,</span></span> '
        f'<span class="ecs-points">{count(criterion.points, "point")}</span></p>'
        f"{f'<dl>{rows}</dl>' if rows else ''}</div></li>"
    )


def _row(criterion: CriterionResult, label: str, value: str, asked: Hints | None) -> str:
    if label == "see":
        said = f"<code>{text(value)}</code>"
    elif label == "hint":
        said = _hint(criterion, asked)
    elif label == "read" and value.startswith("https://"):
        said = link(value, value)
    else:
        said = text(value)
    return f"<dt>{label}</dt><dd>{said}</dd>"


def _hint(criterion: CriterionResult, asked: Hints | None) -> str:
    """The hints so far, and the way to the next: a button where a kernel listens, otherwise the call."""
    key, name = f"hint-{text(criterion.id)}", text(criterion.id)
    shown = [hint for hint in (asked or {}).get(criterion.id, ()) if hint.step > criterion.hint_step]
    said = [f"<p>{inline(hint_words(criterion))}</p>"]
    said += [f"<p>{hint.step} of {hint.of}: {inline(hint.text)}</p>" for hint in shown]
    if (shown[-1].step if shown else criterion.hint_step) >= HINTS:
        focus = "" if asked is None else f' tabindex="-1" data-ecs-key="{key}"'
        said.append(f'<p class="ecs-aside"{focus}>That was the last hint.</p>')
    elif asked is None:
        said.append(f'<p class="ecs-aside">The next hint: <code>d.hint("{name}")</code></p>')
    else:
        said.append(
            f'<p><button type="button" class="ecs-button ecs-quiet" data-ecs-do="hint" data-ecs-what="{name}" '
            f'data-ecs-key="{key}">Show next hint<span class="ecs-unseen"> for: {spoken(criterion.title)}</span></button></p>'
        )
    return "".join(said)
