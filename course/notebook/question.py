"""A quiz question and its verdict as HTML: a form of native controls, or, where no kernel listens, text."""

from __future__ import annotations

from course.app.words import LETTERS, feedback_shown, feedback_sign, how_to_answer, options_shown
from course.model.question import NumberQuestion
from course.model.quiz import Asked, Graded
from course.notebook.markup import blocks, inline, lead_and_rest, link, spoken, text


def form_html(asked: Asked, number: int, of: int, *, others: str = "") -> str:
    """The question to be answered; `others` are buttons beside the one for the answer.

    Values are positions in the bank, never the shown ones.
    """
    lead, rest = lead_and_rest(asked.question.ask)
    kind = asked.question.kind
    return (
        f'<form class="ecs-question" data-ecs-kind="{kind}" '
        f'data-ecs-position="{number - 1}"><fieldset tabindex="-1" data-ecs-focus>'
        f'<legend><span class="ecs-small">Question {number} of {of}</span> <span class="ecs-ask">{lead}</span></legend>{rest}'
        f"{_controls(asked)}"
        f'<p class="ecs-actions"><button type="submit" class="ecs-button" data-ecs-key="answer">Answer</button>{others}</p>'
        f"</fieldset></form>"
    )


def text_html(asked: Asked, number: int, of: int) -> str:
    """The question to be read."""
    options = "".join(f"<li>{inline(option)}</li>" for option in options_shown(asked))
    listed = f'<ol type="a" class="ecs-letters">{options}</ol>' if options else ""
    return (
        f'<div class="ecs-question"><p class="ecs-small">Question {number} of {of}</p>{blocks(asked.question.ask)}'
        f"{listed}<p>{text(how_to_answer(asked))}</p></div>"
    )


def graded_html(graded: Graded, asked: Asked, *, number: int, of: int) -> str:
    """The verdict: message, a word on every option, the reason, the sources with their date."""
    said = "".join(_feedback(graded, asked))
    sources = ", ".join(link(source.title, source.url) for source in asked.question.sources)
    sign, state = ("✔", "passed") if graded.right else ("✘", "failed")
    return (
        f'<div class="ecs-question" role="group" aria-label="{text(f"Question {number} of {of}, answered")}">'
        f'<p class="ecs-small">Question {number} of {of}</p>{blocks(asked.question.ask)}'
        f'<p class="ecs-verdict ecs-{state}" tabindex="-1" data-ecs-focus><span aria-hidden="true">{sign}</span> '
        f"{text(graded.message)}</p>"
        f'<ul class="ecs-feedback">{said}</ul><div class="ecs-explain">{blocks(graded.explain)}</div>'
        f'<p class="ecs-source">Source: {sources}; checked on {asked.question.checked.isoformat()}.</p></div>'
    )


def _feedback(graded: Graded, asked: Asked) -> list[str]:
    items = []
    for one in feedback_shown(graded, asked):
        sign, word = feedback_sign(one, asked)
        state = "passed" if one.right else "failed" if one.chosen or asked.question.kind == "ordering" else "not_run"
        why = f"<p>{inline(one.why)}</p>" if one.why else ""
        items.append(
            f'<li{" class=ecs-chosen" if one.chosen else ""}><p><span class="ecs-status ecs-{state}">'
            f'<span aria-hidden="true">{sign}</span> {word}<span class="ecs-unseen">:</span></span> '
            f"<span>{inline(one.text)}</span></p>{why}</li>"
        )
    return items


def _controls(asked: Asked) -> str:
    question, texts = asked.question, options_shown(asked)
    places = list(zip(asked.order or range(len(texts)), texts, strict=True))
    if isinstance(question, NumberQuestion):
        return (
            f'<p><label class="ecs-number">Your answer, in {text(question.unit)} '
            f'<input type="number" step="any" name="answer" autocomplete="off" data-ecs-key="number"></label></p>'
        )
    if question.kind == "ordering":
        return f'<p class="ecs-small">{text(how_to_answer(asked))}</p><ol class="ecs-order">{"".join(map(_line, places))}</ol>'
    control = "radio" if question.kind == "single" else "checkbox"
    choices = "".join(
        f'<label class="ecs-choice"><input type="{control}" name="answer" value="{position}" data-ecs-key="choice-{position}"> '
        f"<span>{inline(option)}</span></label>"
        for position, option in places
    )
    return f'<p class="ecs-small">{text(how_to_answer(asked))}</p>{choices}'


def _line(place: tuple[int, str]) -> str:
    position, option = place
    name = spoken(option)
    return (
        f'<li data-ecs-position="{position}" data-ecs-name="{name}"><span>{inline(option)}</span> <span class="ecs-moves">'
        f"{_mover('up', 'Up', name)} {_mover('down', 'Down', name)}</span></li>"
    )


def _mover(move: str, label: str, name: str) -> str:
    return (
        f'<button type="button" class="ecs-button ecs-quiet" data-ecs-move="{move}" aria-label="{label}: {name}">'
        f"{label}</button>"
    )


def letters_to_positions(letters: str, asked: Asked) -> list[int] | None:
    """`b`, `a c`, `cab` → positions in the bank; None where a letter is not among the shown ones."""
    order = asked.order or tuple(range(len(options_shown(asked))))
    found = [LETTERS.find(c) for c in letters.lower() if not c.isspace() and c != ","]
    return [order[n] for n in found] if found and all(0 <= n < len(order) for n in found) else None
