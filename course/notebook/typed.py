"""An answer typed in a call of a notebook: letters as the text form lists them, a number, a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from course.app.words import LETTERS, how_to_answer
from course.model.errors import UsageProblem
from course.model.question import ClozeQuestion, MatchingQuestion, ScenarioQuestion
from course.model.quiz import Asked
from course.notebook.controls import listed
from course.quiz.kinds.scenario import step_after

EXAMPLES = {
    "single": '"b"',
    "multiple": '"a c"',
    "ordering": '"b a c"',
    "number": "12",
    "short": '"…"',
    "matching": '"b a c"',
    "output": '"b 3"',
    "scenario": '"b"',
    "fix": 'open("mended.json").read()',
    "open": '"…"',
}


def example(asked: Asked, walk: Sequence[int] = ()) -> str:
    """What stands between the brackets of the call, as an example of this kind."""
    if isinstance(asked.question, ClozeQuestion):
        return '"' + "; ".join(f"{gap.name}=…" for gap in asked.question.gaps) + '"'
    return EXAMPLES[asked.question.kind]


def read(typed: str, asked: Asked, walk: Sequence[int] = ()) -> Any:
    """The answer as the model has it (model.quiz.Graded). Raises UsageProblem, which says what can be typed."""
    question = asked.question
    match question.kind:
        case "number" | "short" | "fix" | "open":
            return typed
        case "cloze":
            assert isinstance(question, ClozeQuestion)
            return _gaps(typed, question)
        case "scenario":
            assert isinstance(question, ScenarioQuestion)
            step = step_after(question, walk)
            return _one(typed, list(range(len(step.options) if step else 0)), asked)
        case "output":
            found = re.fullmatch(r"\s*([A-Za-z])[\s,:]*(?:line\s*)?(\d{1,6})\s*", typed)
            if found is None:
                raise UsageProblem('Type the letter of what happened, and the number of the line that shows it: "b 3".')
            return {"option": _one(found[1], [place for place, _ in listed(asked)], asked), "line": int(found[2])}
    places = [place for place, _ in listed(asked)]
    if question.kind == "single":
        return _one(typed, places, asked)
    chosen = _letters(re.sub(r"\d", "", typed) if isinstance(question, MatchingQuestion) else typed, places)
    if chosen is None:
        raise _unknown(places, asked)
    if isinstance(question, MatchingQuestion) and len(chosen) != len(question.pairs):
        raise UsageProblem(f"Type a letter for each of the {len(question.pairs)}, in the order in which they stand.")
    return chosen


def _letters(typed: str, places: Sequence[int]) -> list[int] | None:
    """`b`, `a c`, `cab` → positions in the bank; None where a letter is not among the shown ones."""
    found = [LETTERS.find(c) for c in typed.lower() if not c.isspace() and c not in ",;="]
    return [places[n] for n in found] if found and all(0 <= n < len(places) for n in found) else None


def _one(typed: str, places: Sequence[int], asked: Asked) -> int:
    chosen = _letters(typed, places)
    if chosen is None or len(chosen) != 1:
        raise _unknown(places, asked)
    return chosen[0]


def _unknown(places: Sequence[int], asked: Asked) -> UsageProblem:
    last = LETTERS[len(places) - 1] if places else "…"
    return UsageProblem(f"The letters a to {last} stand for what is listed. {how_to_answer(asked)}")


def _gaps(typed: str, question: ClozeQuestion) -> dict[str, str]:
    """`memory=512; cpu=256`, or the texts alone in the gaps' order."""
    names = [gap.name for gap in question.gaps]
    parts = [part.strip() for part in re.split(r"[;\n]", typed) if part.strip()]
    named = [part.partition("=") for part in parts]
    if parts and all(sign and name.strip() in names for name, sign, _ in named):
        return {name.strip(): value.strip() for name, _, value in named}
    if len(parts) == len(names):
        return dict(zip(names, parts, strict=True))
    raise UsageProblem(f"Fill the gaps {', '.join(names)}: type " + "; ".join(f"{name}=…" for name in names) + ".")
