"""The controls of each question kind: native ones, every one with a name, filled with what was answered or half typed before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from course.model.question import (
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderingQuestion,
    OutputQuestion,
    ScenarioQuestion,
    ScenarioStep,
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked
from course.notebook.markup import blocks, inline, spoken, text
from course.quiz.kinds.scenario import step_after
from course.quiz.kinds.text import LONGEST

HOW = {
    "single": "One of them is right.",
    "multiple": "One or more are right; choose all of them and no other.",
    "ordering": "Put them in order, first to last.",
    "matching": "Choose the one that belongs to each. One can be chosen more than once.",
    "cloze": "Fill the gaps. In code upper and lower case count.",
    "fix": "Something is wrong in this document. Mend it, and change nothing else.",
    "output": "Choose what happened, and the line that shows it.",
    "short": "A word or a short phrase.",
    "scenario": "Choose; what is asked next depends on it.",
}
"""What a form wants, by kind."""
MISSING = {
    "matching": "Choose one for each of them first.",
    "cloze": "Fill at least one gap first.",
    "output": "Choose what happened, and the line that shows it.",
}
"""What is said where something is left open; for all others "Give an answer first."."""
GAP = re.compile(r"\[\[([^\[\]]+)\]\]")


def listed(asked: Asked) -> list[tuple[int, str]]:
    """Position in the bank and text of each option or line, in the order in which they are shown; none for other kinds."""
    question = asked.question
    match question:
        case SingleQuestion() | MultipleQuestion() | OutputQuestion():
            texts = [option.text for option in question.options]
        case OrderingQuestion():
            texts = [item.text for item in question.items]
        case MatchingQuestion():
            texts = list(question.rights)
        case _:
            return []
    return [(place, texts[place]) for place in asked.order or range(len(texts))]


def controls(asked: Asked, before: Any = None, walk: Sequence[int] = ()) -> str:
    """The controls. `before`: an answer as the model has it, shown again; `walk`: a scenario's choices so far."""
    question = asked.question
    how = f'<p class="ecs-small">{text(HOW[question.kind])}</p>' if question.kind in HOW else ""
    match question:
        case NumberQuestion():
            return (
                f'<p><label class="ecs-number">Your answer, in {text(question.unit)} <input type="number" step="any" '
                f'name="answer" autocomplete="off" data-ecs-key="number"{_value(before)}></label></p>'
            )
        case ShortQuestion():
            return (
                f'{how}<p><label class="ecs-short">Your answer <input type="text" name="answer" maxlength="500" '
                f'autocomplete="off" spellcheck="false" data-ecs-key="short"{_value(before)}></label></p>'
            )
        case OrderingQuestion():
            places = listed(asked)
            if isinstance(before, list) and sorted(before) == sorted(place for place, _ in places):
                places = [(place, question.items[place].text) for place in before]
            return f'{how}<ol class="ecs-order">{"".join(map(_line, places))}</ol>'
        case MatchingQuestion():
            return how + _matching(question, listed(asked), before)
        case ClozeQuestion():
            return how + _cloze(question, before)
        case FixQuestion():
            return how + _document(question, before)
        case OutputQuestion():
            return how + _output(question, listed(asked), before)
        case OpenQuestion():
            return _open(question, before)
        case ScenarioQuestion():
            step = step_after(question, walk) or question.steps[0]
            return (
                way(question, walk)
                + step_ask(step)
                + how
                + _choices(list(enumerate(o.text for o in step.options)), None)
            )
        case _:
            return how + _choices(listed(asked), before, many=question.kind == "multiple")


def way(question: ScenarioQuestion, walk: Sequence[int]) -> str:
    """What was asked and chosen on the way to a step, without a verdict."""
    items = []
    for at, choice in enumerate(walk):
        step = step_after(question, walk[:at])
        if step is not None:
            items.append(f"<li>{blocks(step.ask)}<p>You chose: {inline(step.options[choice].text)}</p></li>")
    return f'<ol class="ecs-way">{"".join(items)}</ol>' if items else ""


def step_ask(step: ScenarioStep) -> str:
    """What a step asks."""
    return f'<div class="ecs-step">{blocks(step.ask)}</div>'


def gapped(question: ClozeQuestion, filled: Any = None) -> str:
    """A text with gaps to be read: each gap as its number, or as what it was filled with."""
    names = [gap.name for gap in question.gaps]

    def gap(found: re.Match[str]) -> str:
        name = found[1].strip()
        number = names.index(name) + 1 if name in names else 0
        shown = filled.get(name, "") if isinstance(filled, dict) else ""
        return f'<b class="ecs-hole">{number}: {text(str(shown)) if shown else "……"}</b>'

    return f"<pre>{_gaps(question.text, gap)}</pre>"


def numbered(output: str) -> str:
    """An output to be read, its lines numbered."""
    lines = output.rstrip("\n").split("\n")
    width = len(str(len(lines)))
    return "<pre>" + "\n".join(f"{at:>{width}}  {text(line)}" for at, line in enumerate(lines, 1)) + "</pre>"


def _choices(places: list[tuple[int, str]], before: Any, *, many: bool = False) -> str:
    chosen = before if isinstance(before, list) else [before]
    return "".join(
        f'<label class="ecs-choice"><input type="{"checkbox" if many else "radio"}" name="answer" value="{place}" '
        f'data-ecs-key="choice-{place}"{" checked" if place in chosen else ""}> <span>{inline(option)}</span></label>'
        for place, option in places
    )


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


def _matching(question: MatchingQuestion, places: list[tuple[int, str]], before: Any) -> str:
    """A labelled select for each left. What a select holds is text only: marks are left out."""
    rows = []
    for at, pair in enumerate(question.pairs):
        chosen = before[at] if isinstance(before, list) and at < len(before) else None
        options = "".join(
            f'<option value="{place}"{" selected" if place == chosen else ""}>{spoken(right)}</option>'
            for place, right in places
        )
        rows.append(
            f'<label class="ecs-pair"><span>{inline(pair.left)}</span> <select name="answer" data-ecs-key="pair-{at}">'
            f'<option value="">Choose …</option>{options}</select></label>'
        )
    return "".join(rows)


def _cloze(question: ClozeQuestion, before: Any) -> str:
    names, met = [gap.name for gap in question.gaps], set[str]()
    filled = before if isinstance(before, dict) else {}

    def gap(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in names or name in met:
            return f'<b class="ecs-hole">{names.index(name) + 1 if name in names else "?"}</b>'
        met.add(name)
        number = names.index(name) + 1
        longest = max(len(accepted) for one in question.gaps for accepted in one.accept)
        return (
            f'<span class="ecs-gap"><b aria-hidden="true">{number}</b><input type="text" name="{escape(name)}" '
            f'aria-label="Gap {number} of {len(names)}" maxlength="500" size="{min(max(longest + 2, 8), 40)}" autocomplete="off" '
            f'autocapitalize="off" spellcheck="false" data-ecs-gap data-ecs-key="gap-{number}"{_value(filled.get(name))}></span>'
        )

    return f'<pre class="ecs-cloze">{_gaps(question.text, gap)}</pre>'


def _gaps(source: str, gap: Any) -> str:
    """The text escaped, its gaps replaced."""
    parts, at = [], 0
    for found in GAP.finditer(source):
        parts += [text(source[at : found.start()], LONGEST), gap(found)]
        at = found.end()
    return "".join([*parts, text(source[at:], LONGEST)])


def _document(question: FixQuestion, before: Any) -> str:
    document = before if isinstance(before, str) else question.document
    beside = "".join(
        '<details class="ecs-folded"><summary>Judged with it, not to be changed</summary>'
        f"<pre>{text(one, LONGEST)}</pre></details>"
        for one in question.beside
    )
    rows = min(max(document.count("\n") + 2, 6), 28)
    return (
        f'{beside}<label class="ecs-write">The document ({question.syntax.upper()}) '
        f'<textarea name="answer" class="ecs-code" rows="{rows}" wrap="off" spellcheck="false" autocapitalize="off" '
        f'autocomplete="off" data-ecs-write data-ecs-indent data-ecs-key="document">\n{escape(document)}</textarea></label>'
        '<p class="ecs-small">Enter keeps the indentation, Tab goes on to the button, Ctrl+Enter answers.</p>'
    )


def _output(question: OutputQuestion, places: list[tuple[int, str]], before: Any) -> str:
    given = before if isinstance(before, dict) else {}
    lines = question.output.rstrip("\n").split("\n")
    shown = "".join(
        f'<label class="ecs-outline"><input type="radio" name="line" value="{at}" data-ecs-key="line-{at}"'
        f'{" checked" if given.get("line") == at else ""}> <span class="ecs-at">{at}</span> '
        f"<code>{text(line) or ' '}</code></label>"
        for at, line in enumerate(lines, 1)
    )
    return (
        f'<p class="ecs-small">Printed by <code>{text(question.shows)}</code>. Which line shows it?</p>'
        f'<div class="ecs-lines" role="radiogroup" aria-label="The line that shows it">{shown}</div>'
        '<div role="radiogroup" aria-label="What happened"><p class="ecs-small" aria-hidden="true">What happened?</p>'
        f"{_choices(places, given.get('option'))}</div>"
    )


def _open(question: OpenQuestion, before: Any) -> str:
    picture = (
        f'<figure class="ecs-figure"><pre>{text(question.picture, LONGEST)}</pre>'
        "<figcaption>The picture, as Mermaid source</figcaption></figure>"
        if question.picture
        else ""
    )
    return (
        f'{picture}<label class="ecs-write">Your answer, as you would say it '
        f'<textarea name="answer" rows="8" maxlength="{LONGEST}" data-ecs-write data-ecs-words data-ecs-key="words">\n'
        f"{escape(before) if isinstance(before, str) else ''}</textarea></label>"
        f'<p class="ecs-small"><span data-ecs-counted>0 words</span>; an interviewer gives about '
        f"{_minutes(question.seconds)}. Ctrl+Enter answers.</p>"
    )


def _minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return " ".join(filter(None, (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "")))


def _value(before: Any) -> str:
    return f' value="{escape(str(before))}"' if isinstance(before, str | int | float) and before != "" else ""
