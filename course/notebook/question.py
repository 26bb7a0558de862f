"""A question as HTML: a form of native controls, or, where no kernel listens, text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.app.question_words import how_to_answer
from course.app.sitting import CONFIDENCE
from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    OpenQuestion,
    OutputQuestion,
    ScenarioQuestion,
)
from course.model.quiz import Asked
from course.notebook.controls import MISSING, controls, gapped, listed, numbered, step_ask, way
from course.notebook.markup import blocks, inline, lead_and_rest, text
from course.quiz.kinds.scenario import step_after
from course.quiz.kinds.text import LONGEST


def form_html(
    asked: Asked,
    number: int,
    of: int,
    *,
    others: str = "",
    before: Any = None,
    walk: Sequence[int] = (),
    confidence: int | None = None,
    sure: bool = True,
    why: str = "",
) -> str:
    """The question to be answered; `others` are buttons beside the one for the answer.

    `before`: an earlier or half-typed answer. `walk`: a scenario's choices so far. `sure`: ask how sure the learner is,
    `confidence` being what they said before. `why`: why it is asked. Values are positions in the bank, never the shown ones.
    """
    lead, rest = lead_and_rest(asked.question.ask)
    kind = asked.question.kind
    missing = f' data-ecs-missing="{text(MISSING[kind])}"' if kind in MISSING else ""
    asks_sure = _sure(confidence) if sure and not walk else ""
    return (
        f'<form class="ecs-question" data-ecs-kind="{kind}" data-ecs-position="{number - 1}" data-ecs-page="{number}/{len(walk)}"'
        f"{missing}>"
        f'<fieldset tabindex="-1" data-ecs-focus>'
        f'<legend><span class="ecs-small">{place_words(number, of, why)}</span> <span class="ecs-ask">{lead}</span></legend>'
        f"{rest}"
        f"{controls(asked, before, walk)}{asks_sure}"
        f'<p class="ecs-actions"><button type="submit" class="ecs-button" data-ecs-key="answer">Answer</button>{others}</p>'
        f"</fieldset></form>"
    )


def place_words(number: int, of: int, why: str = "") -> str:
    """`Question 3 of 20 · due today`; `of` 0: nobody knows yet how many there will be."""
    return f"Question {number}" + (f" of {of}" if of else "") + (f" · {text(why)}" if why else "")


def text_html(asked: Asked, number: int, of: int, *, walk: Sequence[int] = ()) -> str:
    """The question to be read."""
    return (
        f'<div class="ecs-question"><p class="ecs-small">Question {number} of {of}</p>{blocks(asked.question.ask)}'
        f"{_material(asked, walk)}<p>{text(how_to_answer(asked))}</p></div>"
    )


def _material(asked: Asked, walk: Sequence[int]) -> str:
    question = asked.question
    options = _letters([option for _, option in listed(asked)])
    match question:
        case ClozeQuestion():
            return gapped(question)
        case FixQuestion():
            return "".join(f"<pre>{text(one, LONGEST)}</pre>" for one in (*question.beside, question.document))
        case OutputQuestion():
            return f"<p><code>{text(question.shows)}</code></p>{numbered(question.output)}{options}"
        case MatchingQuestion():
            lefts = "".join(f"<li>{inline(pair.left)}</li>" for pair in question.pairs)
            return f'<ol class="ecs-letters">{lefts}</ol>{options}'
        case OpenQuestion():
            return f"<pre>{text(question.picture, LONGEST)}</pre>" if question.picture else ""
        case ScenarioQuestion():
            step = step_after(question, walk) or question.steps[0]
            return way(question, walk) + step_ask(step) + _letters([option.text for option in step.options])
        case _:
            return options


def _letters(options: Sequence[str]) -> str:
    items = "".join(f"<li>{inline(option)}</li>" for option in options)
    return f'<ol type="a" class="ecs-letters">{items}</ol>' if items else ""


def _sure(confidence: int | None) -> str:
    choices = "".join(
        f'<label><input type="radio" name="confidence" value="{percent}" data-ecs-key="sure-{percent}"'
        f"{' checked' if percent == confidence else ''}> {word}</label>"
        for percent, word in CONFIDENCE.items()
    )
    return (
        '<div class="ecs-sure" role="radiogroup" aria-label="How sure are you? You can leave this open.">'
        f'<span aria-hidden="true">How sure are you?</span> {choices}</div>'
    )
