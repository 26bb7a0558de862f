"""A verdict as HTML: what is said of every option, the points of an open answer, the reason, sources, the four ratings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from course.app.question_words import feedback_shown, feedback_sign
from course.model.question import ClozeQuestion, FixQuestion, OpenQuestion, OutputQuestion
from course.model.quiz import Asked, Feedback, Graded, PointVerdict
from course.notebook.controls import gapped, numbered
from course.notebook.markup import blocks, inline, link, text
from course.notebook.question import place_words
from course.quiz.kinds.text import LONGEST
from course.quiz.memory import RATINGS, Rating

POINTS = {
    "covered": ("✔", "covered", "passed"),
    "missed": ("✘", "missed", "failed"),
    "contradicted": ("✘", "contradicted", "failed"),
    "said": ("✘", "said, and it is not so", "failed"),
    "not_said": ("✔", "not said, rightly", "passed"),
}
"""Verdict on a point → its sign, word and look."""
TYPED = ("short", "number", "cloze", "fix", "output")
"""Kinds whose feedback holds what a learner typed or a program printed: text, never Markdown."""


def graded_html(
    graded: Graded, asked: Asked, *, number: int, of: int, why: str = "", live: bool = False, after: str = ""
) -> str:
    """The verdict: message, a word on every option or point, the reason, the sources with their date.

    `live`: with buttons that correct the verdict on a point. `after`: what stands below it.
    """
    said = "".join(_feedback(graded, asked))
    listed = f'<ul class="ecs-feedback">{said}</ul>' if said else ""
    sources = ", ".join(link(source.title, source.url) for source in asked.question.sources)
    sign, state = ("✔", "passed") if graded.right else ("✘", "failed")
    return (
        f'<div class="ecs-question" role="group" aria-label="{place_words(number, of)}, answered">'
        f'<p class="ecs-small">{place_words(number, of, why)}</p>{blocks(asked.question.ask)}{_answer(graded, asked)}'
        f'<p class="ecs-verdict ecs-{state}" tabindex="-1" data-ecs-focus><span aria-hidden="true">{sign}</span> '
        f"{text(graded.message)}</p>{listed}{_points(graded.points, live)}"
        f'<div class="ecs-explain">{blocks(graded.explain)}</div>{_model(graded, asked)}'
        f'<p class="ecs-source">Source: {sources}; checked on {asked.question.checked.isoformat()}.</p>{after}</div>'
    )


def rating_html(dates: Mapping[Rating, datetime], suggested: Rating, rated: bool, now: datetime | None = None) -> str:
    """Four buttons, each with its next date. The one that counts is marked by a word, not by colour alone."""
    buttons = []
    for rating, word in RATINGS.items():
        counts = rating == suggested
        mark = f'<span class="ecs-mark">{"your rating" if rated else "suggested"}</span>' if counts else ""
        buttons.append(
            f'<button type="button" class="ecs-button ecs-quiet ecs-rating" data-ecs-do="rate" data-ecs-what="{rating}" '
            f'data-ecs-key="rate-{rating}" aria-pressed="{"true" if counts else "false"}">'
            f'<span><b>{rating}</b> {word}</span> <span class="ecs-when">{ahead(dates[rating], now)}</span>{mark}</button>'
        )
    return (
        '<div class="ecs-rate" role="group" aria-label="How well did you know it? It comes back accordingly.">'
        f'<p class="ecs-small">How well did you know it? Keys 1 to 4.</p><p class="ecs-ratings">{"".join(buttons)}</p></div>'
    )


def ahead(at: datetime, now: datetime | None = None) -> str:
    """`in 10 min`, `in 3 h`, `in 4 days`, `in 2 months`."""
    seconds = max(0.0, (at - (now or datetime.now(UTC))).total_seconds())
    for size, one, many in ((86400 * 365, "year", "years"), (86400 * 30, "month", "months"), (86400, "day", "days")):
        if seconds >= size * 0.95:
            n = max(1, round(seconds / size))
            return f"in {n} {one if n == 1 else many}"
    return f"in {round(seconds / 3600)} h" if seconds >= 3570 else f"in {max(1, round(seconds / 60))} min"


def _feedback(graded: Graded, asked: Asked) -> list[str]:
    kind, items = asked.question.kind, []
    each = kind in (
        "ordering",
        "matching",
        "cloze",
        "fix",
        "scenario",
    )  # every entry was answered, none merely stood there
    for one in feedback_shown(graded, asked):
        sign, word = feedback_sign(one, asked)
        state = "passed" if one.right else "failed" if one.chosen or each else "not_run"
        why = f"<p>{inline(one.why)}</p>" if one.why else ""
        items.append(
            f'<li{" class=ecs-chosen" if one.chosen else ""}><p><span class="ecs-status ecs-{state}">'
            f'<span aria-hidden="true">{sign}</span> {word}<span class="ecs-unseen">:</span></span> '
            f"<span>{_option(one, kind)}</span></p>{why}</li>"
        )
    return items


def _option(feedback: Feedback, kind: str) -> str:
    if kind == "output" and not feedback.text.startswith("line "):
        return inline(feedback.text)
    return f"<code>{text(feedback.text)}</code>" if kind in TYPED and kind != "number" else inline(feedback.text)


def _points(points: tuple[PointVerdict, ...], live: bool) -> str:
    """Each point with its verdict, the learner's words that led to it, what would be better, and how to overrule it."""
    items = []
    for at, point in enumerate(points):
        sign, word, state = POINTS[point.verdict]
        by = {"learner": " (your verdict)", "model": " (judged by your model)"}.get(point.by, "")
        quote = f'<p>You said: <q class="ecs-quote">{text(point.quote)}</q></p>' if point.quote else ""
        better = f"<p>{inline(point.better)}</p>" if point.better and not point.good else ""
        outdated = " This was true once." if point.outdated and point.verdict == "said" else ""
        items.append(
            f'<li{" class=ecs-chosen" if point.quote else ""}><p><span class="ecs-status ecs-{state}">'
            f'<span aria-hidden="true">{sign}</span> {word}{by}<span class="ecs-unseen">:</span></span> '
            f"<span>{inline(point.says)}{outdated}</span></p>{quote}{better}{_overrule(at, point) if live else ''}</li>"
        )
    return f'<ul class="ecs-feedback ecs-rubric">{"".join(items)}</ul>' if items else ""


def _overrule(at: int, point: PointVerdict) -> str:
    """The one button by which a learner corrects a verdict; of what must not be said and was not, there is nothing to say."""
    to, label = {
        "covered": ("missed", "I did not say that"),
        "missed": ("covered", "I did say that"),
        "contradicted": ("covered", "I did say that"),
        "said": ("not_said", "I did not say that"),
        "not_said": ("said", "I did say that"),
    }[point.verdict]
    if point.verdict == "not_said" and point.by != "learner":
        return ""
    return (
        f'<p><button type="button" class="ecs-button ecs-quiet" data-ecs-do="correct" data-ecs-what="{at}:{to}" '
        f'data-ecs-key="point-{at}" aria-label="{label}: {text(point.says)}">{label}</button></p>'
    )


def _answer(graded: Graded, asked: Asked) -> str:
    """What was given, for kinds whose feedback does not show it; an output to look at once more."""
    question, answer = asked.question, graded.answer
    if isinstance(question, OpenQuestion):
        return _folded("Your answer", f'<p class="ecs-own">{text(str(answer), LONGEST)}</p>')
    if isinstance(question, ClozeQuestion):
        return gapped(question, answer)
    if isinstance(question, FixQuestion):
        return _folded("Your document", f"<pre>{text(str(answer), LONGEST)}</pre>")
    return numbered(question.output) if isinstance(question, OutputQuestion) else ""


def _model(graded: Graded, asked: Asked) -> str:
    if not graded.model_answer:
        return ""
    if isinstance(asked.question, OpenQuestion):
        further = "".join(f"<li>{inline(one)}</li>" for one in asked.question.follow_ups)
        asks = f'<p>An interviewer goes on with:</p><ul class="ecs-goals">{further}</ul>' if further else ""
        return _folded("A model answer", blocks(graded.model_answer) + asks)
    return _folded("The document, mended", f"<pre>{text(graded.model_answer, LONGEST)}</pre>")


def _folded(name: str, html: str) -> str:
    return f'<details class="ecs-folded"><summary>{name}</summary>{html}</details>'
