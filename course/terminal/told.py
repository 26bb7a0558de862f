"""A verdict as paragraphs: sign, word and colour for every part, the reason, the source and its date."""

from __future__ import annotations

from textual.content import Content

from course.app.question_words import feedback_shown, feedback_sign
from course.model.quiz import Asked, Feedback, Graded, PointVerdict
from course.terminal.page import BLANK, Para, styled
from course.terminal.prose import code, inline, prose, safe

SIGNS: dict[str, tuple[str, str, str]] = {
    "covered": ("✔", "covered", "$good"),
    "missed": ("○", "missed", "$warn"),
    "contradicted": ("✘", "contradicted", "$bad"),
    "said": ("✘", "said, but not so", "$bad"),
    "not_said": ("✔", "not said, rightly", "$good"),
}
"""Verdict on a point → sign, word, colour."""
QUOTE = 300
"""Characters of the learner's words that are quoted with a point."""


def graded_paras(graded: Graded, asked: Asked, *, cursor: int | None = None) -> list[Para]:
    """The whole verdict; `cursor` is a point of an open answer."""
    question = asked.question
    said = [verdict_para(graded), BLANK]
    if graded.points:
        said += _points(graded, cursor)
    else:
        for one in feedback_shown(graded, asked):
            said += _feedback(one, asked)
    said += [BLANK, *prose(graded.explain)]
    if graded.model_answer:
        title = "The document, mended:" if question.kind == "fix" else "A good answer:"
        said += [BLANK, Para(Content.styled(title, "bold"))]
        said += (
            [code(graded.model_answer, indent=2)] if question.kind == "fix" else prose(graded.model_answer, indent=2)
        )
    said.append(BLANK)
    for source in question.sources:
        text = f"{source.title}, {source.url} (checked {question.checked.isoformat()})"
        said.append(Para(Content.styled(safe(text), "$quiet"), Content.styled("Source: ", "$quiet")))
    return [*_question(asked), BLANK, *said]


def verdict_para(graded: Graded) -> Para:
    """`✔ Right.` or `✘ Not this one.`, and the share where it is neither whole nor nothing."""
    sign, colour = ("✔", "$good") if graded.right else ("✘", "$bad")
    part = f" ({graded.credit:.0%} of the credit)" if 0 < graded.credit < 1 else ""
    return Para(
        Content.styled(f"{safe(graded.message)}{part}", f"bold {colour}"), Content.styled(f"{sign} ", f"bold {colour}")
    )


def _question(asked: Asked) -> list[Para]:
    return [styled(para, "$quiet") for para in prose(asked.question.ask)]


def _feedback(one: Feedback, asked: Asked) -> list[Para]:
    sign, word = feedback_sign(one, asked)
    strong = one.chosen or one.right
    colour = "$good" if one.right else "$bad" if strong or asked.question.kind == "ordering" else "$quiet"
    mark = Content.styled(f"{sign} {word}: ", f"bold {colour}" if one.chosen else colour)
    return [Para(inline(one.text), mark), *_why(one.why)]


def _points(graded: Graded, cursor: int | None) -> list[Para]:
    said: list[Para] = []
    for at in points_shown(graded):
        point = graded.points[at]
        sign, word, colour = SIGNS[point.verdict]
        by = " (your word)" if point.by == "learner" else " (by the model)" if point.by == "model" else ""
        mark = Content.styled(f"{'▸' if at == cursor else ' '} {sign} {word}{by}: ", f"bold {colour}")
        said.append(Para(inline(point.says), mark, cursor=at == cursor))
        if point.quote:
            quote = point.quote if len(point.quote) <= QUOTE else point.quote[:QUOTE] + " …"
            said.append(Para(Content.styled(f"“{safe(quote)}”", "italic"), Content("you said: "), indent=4))
        if point.better and not point.good:
            said.append(Para(inline(point.better), Content("better: "), indent=4))
        if point.outdated and point.verdict == "said":
            said.append(Para(Content.styled("This was so once, and is outdated.", "$warn"), indent=4))
    return said


def points_shown(graded: Graded) -> list[int]:
    """What a good answer says, then what it never says and this one did; what was rightly not said comes last."""
    ranks = {"not_said": 2, "said": 1}
    places = range(len(graded.points))
    return sorted(places, key=lambda at: ranks.get(graded.points[at].verdict, 0))


def _why(why: str) -> list[Para]:
    return prose(why, indent=4) if why.strip() else []


def point_words(point: PointVerdict) -> str:
    """`✔ covered`."""
    sign, word, _ = SIGNS[point.verdict]
    return f"{sign} {word}"
