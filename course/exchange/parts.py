"""What several formats say alike: a question's text with its document, its sources, the pieces of a cloze."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from course.catalog.judging import GAP
from course.exchange.markdown import code, html, inline, words
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    Gap,
    OpenQuestion,
    Option,
    OutputQuestion,
    Question,
    QuestionBase,
    RubricPoint,
    Wanted,
)

AS_ASKED = "As interviewers ask it:"
DEPENDS = "its questions depend on the answers before; this format asks one thing at a time"
NO_LINE = "that the line which proves it is pointed out; the line stands in the feedback"


def ask(question: QuestionBase) -> str:
    """What is asked, as HTML, and how interviewers word it."""
    return html(question.ask) + (f"<p>{AS_ASKED} {inline(question.asked_as)}</p>" if question.asked_as else "")


def prompt(question: Question) -> str:
    """The question as HTML, with the document or output that it is about (a cloze's gaps are the format's own)."""
    asked = ask(question)
    if isinstance(question, OutputQuestion):
        return f"{asked}<p><code>{words(question.shows)}</code></p>{code(question.output)}"
    if isinstance(question, FixQuestion):
        return asked + code(question.document)
    return asked


def sources(question: QuestionBase) -> str:
    """Where the answer was read and when it was checked, as HTML."""
    links = [
        f'<a href="{words(source.url).replace(chr(34), "%22")}">{words(source.title)}</a>'
        if source.url.startswith("https://")
        else words(source.title)
        for source in question.sources
    ]
    said = f"Source: {', '.join(links)}; checked" if links else "Checked"
    return f"<p>{said} on {question.checked.isoformat()}.</p>"


def reasons(question: Question) -> str:
    """What is said after any answer, as HTML: the reason, the evidence of an output, the sources."""
    evidence = ""
    if isinstance(question, OutputQuestion):
        rows = [f"<li><code>{words(one.line)}</code> {inline(one.why)}</li>" for one in question.evidence]
        evidence = f"<p>The line that proves it:</p><ul>{''.join(rows)}</ul>"
    return html(question.explain) + evidence + sources(question)


def options_of(question: Question) -> tuple[Option, ...]:
    """The options of the kinds that have them."""
    return getattr(question, "options", ())


def pieces(question: ClozeQuestion) -> list[str | Gap]:
    """The text of a cloze, and its gaps where they stand. A mark without a gap of that name stays text."""
    gaps = {gap.name: gap for gap in question.gaps}
    found: list[str | Gap] = []
    at = 0
    for match in GAP.finditer(question.text):
        if match[1] in gaps:
            found += [question.text[at : match.start()], gaps[match[1]]]
            at = match.end()
    return [*found, question.text[at:]]


def order_of(question: Question, order: Sequence[int], size: int) -> list[int]:
    """The order in which to show options or lines: the drawn one, or one that always is the same for this question."""
    if order:
        return list(order)
    places = list(range(size))
    Random(f"exchange/{question.id}").shuffle(places)
    return places


def condition(wanted: Wanted) -> str:
    """`memory is 512`: what must hold in a mended document, as HTML."""
    place = f"<code>{words(wanted.path)}</code>"
    if wanted.absent:
        return f"{place} is not there"
    if wanted.one_of:
        return f"{place} is one of {', '.join(f'<code>{words(str(one))}</code>' for one in wanted.one_of)}"
    return f"{place} is <code>{words(str(wanted.equals))}</code>" if wanted.equals is not None else f"{place} is there"


def guide(question: OpenQuestion | FixQuestion) -> str:
    """How to judge an answer in the learner's own words or a mended document, as HTML."""
    if isinstance(question, FixQuestion):
        rows = "".join(f"<li>{condition(one)}: {inline(one.why)}</li>" for one in question.wanted)
        return f"<p>It must hold:</p><ul>{rows}</ul><p>Mended:</p>{code(question.model_answer)}"
    good = "".join(_point(point) for point in question.rubric if not point.must_not)
    bad = "".join(_point(point) for point in question.rubric if point.must_not)
    said = f"<p>A good answer says:</p><ul>{good}</ul>" + (f"<p>It never says:</p><ul>{bad}</ul>" if bad else "")
    said += f"<p>A model answer:</p>{html(question.model_answer)}"
    if question.follow_ups:
        said += f"<p>What an interviewer asks next:</p><ul>{''.join(f'<li>{inline(f)}</li>' for f in question.follow_ups)}</ul>"
    return said + (f"<p>The picture (mermaid):</p>{code(question.picture)}" if question.picture else "")


def _point(point: RubricPoint) -> str:
    marks = (f" (counts {point.weight})" if point.weight != 1 else "") + (" (outdated)" if point.outdated else "")
    return f"<li>{inline(point.says)}{marks}{f' Better: {inline(point.better)}' if point.better else ''}</li>"


def number(value: float) -> str:
    """`3`, `2.5`: without needless digits."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
}
"""The shares that Moodle's import knows as grades; others are refused there."""


def share(n: int) -> str:
    """An nth of the credit, in percent."""
    return SHARES.get(n, "5")
