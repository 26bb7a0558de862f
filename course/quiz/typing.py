"""Answers as people type them, and scripts write them: letters as shown, `1b 2a`, `name=value`, `b 7`, text, or JSON as it is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from course.model.errors import UsageProblem
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
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked
from course.quiz.kinds.scenario import step_after

LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""Under which options, lines and rights are shown."""
LONGEST_CHOICE = 500
"""Characters of an answer that is made of letters and numbers."""


def answer_of(typed: Any, asked: Asked, *, before: Sequence[int] = (), bare_numbers: bool = False) -> Any:
    """The answer in the bank's own positions, as `grade` takes it (see Graded), of what somebody typed.

    Text means: letters as shown for choices, orders and a scenario's steps · `1b 2a 3c`, or `b a c`, for a matching ·
    `name=value` lines, or the values in order, for gaps · `b 7` for an output · the text itself for everything else. Text that
    is JSON of the form that Graded names, and anything that is no text, is taken as it stands: in the bank's positions.

    `before`: choices of a scenario that were made already; the answer holds them, too. `bare_numbers`: a number alone is a
    position in JSON; without it, people who count options from 1 are told to use letters. Raises UsageProblem, with an example,
    for text that cannot be understood; nothing is judged then.
    """
    question = asked.question
    if not isinstance(typed, str):
        return [*before, typed] if isinstance(question, ScenarioQuestion) and type(typed) is int else typed
    if isinstance(question, NumberQuestion | ShortQuestion | OpenQuestion | FixQuestion):
        return _text(typed, asked)
    given = _json(typed)
    if isinstance(given, dict | list) or (bare_numbers and type(given) is int):
        if isinstance(question, ClozeQuestion) and isinstance(given, dict):
            return given if given.keys() <= {gap.name for gap in question.gaps} else _gaps(typed, question)
        if not isinstance(question, ClozeQuestion):
            return given
    if isinstance(question, ClozeQuestion):
        return _gaps(typed, question)
    line = "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs") else " " for c in typed).strip().lower()
    if len(line) > LONGEST_CHOICE:
        raise _problem(asked)
    return _READ[type(question)](line, asked, before)


def example(asked: Asked) -> str:
    """What an answer to this question can look like, in half a sentence: `a letter, such as b`."""
    question = asked.question
    match question:
        case SingleQuestion():
            return "a letter, such as b"
        case MultipleQuestion():
            return "letters, such as a c"
        case NumberQuestion():
            return f"a number of {question.unit}, such as 3 or 9.01" if question.unit else "a number, such as 3 or 9.01"
        case OrderingQuestion():
            letters = LETTERS[: len(question.items)]
            return f"all letters in their order, such as {' '.join([*letters[1:], letters[0]])}"
        case MatchingQuestion():
            pairs = " ".join(f"{n}{LETTERS[-n % len(question.rights)]}" for n in range(1, len(question.pairs) + 1))
            return f"a letter for each number, such as {pairs}"
        case ClozeQuestion():
            names = [gap.name for gap in question.gaps]
            more = f"a line for each gap, such as {names[0]}=value"
            return more if len(names) > 1 else f"the gap's text, or {names[0]}=value"
        case OutputQuestion():
            return "a letter and the number of the line that shows it, such as b 2"
        case ScenarioQuestion():
            return "a letter for each step, such as b"
        case FixQuestion():
            return "the whole document, mended"
        case _:
            return "a text"


def shown_order(asked: Asked) -> tuple[int, ...]:
    """The bank's positions of options, lines or rights, in the order in which they are shown under letters."""
    return asked.order or tuple(range(_size(asked)))


def _size(asked: Asked) -> int:
    question = asked.question
    if isinstance(question, SingleQuestion | MultipleQuestion | OutputQuestion):
        return len(question.options)
    if isinstance(question, OrderingQuestion):
        return len(question.items)
    return len(question.rights) if isinstance(question, MatchingQuestion) else 0


def _problem(asked: Asked, more: str = "") -> UsageProblem:
    return UsageProblem(f"Answer with {example(asked)}.{more}")


def _json(typed: str) -> Any:
    text = typed.strip()
    if text[:1] not in tuple('[{"-0123456789') or len(text) > 100_000:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _text(typed: str, asked: Asked) -> str:
    """The text, or the text of a JSON string."""
    given = _json(typed) if typed.lstrip()[:1] == '"' else None
    if isinstance(given, str):
        return given
    if isinstance(asked.question, NumberQuestion):
        return typed.strip()
    return typed


def _letters(line: str, asked: Asked) -> list[int]:
    """`b`, `b)`, `a c`, `a,c`, `cab` as positions in the bank."""
    order = shown_order(asked)
    found = [LETTERS.find(c) for c in re.sub(r"[\s,;.()]+", "", line)]
    if not found or not all(0 <= n < len(order) for n in found):
        last = LETTERS[min(len(order), len(LETTERS)) - 1]
        raise _problem(asked, f" The letters a to {last} stand for what is listed.")
    return [order[n] for n in found]


def _single(line: str, asked: Asked, _: Sequence[int]) -> Any:
    found = _letters(line, asked)
    if len(found) != 1:
        raise _problem(asked, " One of them is right.")
    return found[0]


def _several(line: str, asked: Asked, _: Sequence[int]) -> Any:
    found = _letters(line, asked)
    if isinstance(asked.question, OrderingQuestion) and sorted(found) != sorted(shown_order(asked)):
        raise _problem(asked, f" It needs all {len(shown_order(asked))} letters, each once.")
    return list(dict.fromkeys(found))


def _matching(line: str, asked: Asked, _: Sequence[int]) -> Any:
    question, order = asked.question, shown_order(asked)
    assert isinstance(question, MatchingQuestion)
    size = len(question.pairs)
    pairs = re.findall(r"(\d{1,3})\s*[-=:>→.)]*\s*([a-z])(?![a-z])", line)
    if pairs:
        chosen = {int(number): letter for number, letter in pairs}
        if len(chosen) != len(pairs) or sorted(chosen) != list(range(1, size + 1)):
            raise _problem(asked, f" Each of the numbers 1 to {size} stands once.")
        letters = [chosen[number] for number in range(1, size + 1)]
    else:
        letters = list(re.sub(r"[\s,;.()]+", "", line))
    places = [LETTERS.find(letter) for letter in letters]
    if len(places) != size or not all(0 <= place < len(order) for place in places):
        last = LETTERS[min(len(order), len(LETTERS)) - 1]
        raise _problem(asked, f" The numbers go from 1 to {size}, the letters from a to {last}.")
    return [order[place] for place in places]


def _output(line: str, asked: Asked, _: Sequence[int]) -> Any:
    found = re.fullmatch(r"([a-z])[\s,.):]*(?:line)?\s*(\d{1,6})", line) or re.fullmatch(
        r"(?:line)?\s*(?P<line>\d{1,6})[\s,.:]*(?P<letter>[a-z])\)?", line
    )
    if found is None:
        raise _problem(asked)
    letter, number = (found["letter"], found["line"]) if "letter" in found.re.groupindex else found.groups()
    return {"option": _letters(letter, asked)[0], "line": int(number)}


def _scenario(line: str, asked: Asked, before: Sequence[int]) -> Any:
    """Letters in the bank's order: a scenario's options are not shuffled."""
    question = asked.question
    assert isinstance(question, ScenarioQuestion)
    chosen = list(before)
    letters = re.sub(r"[\s,;.()]+", "", line)
    for letter in letters:
        step = step_after(question, chosen)
        if step is None:
            raise UsageProblem(f"The scenario ends after {len(chosen)} steps; you chose {len(before) + len(letters)}.")
        place = LETTERS.find(letter)
        if not 0 <= place < len(step.options):
            raise _problem(asked, f" The letters a to {LETTERS[len(step.options) - 1]} stand for what is listed.")
        chosen.append(place)
    if not letters:
        raise _problem(asked)
    return chosen


def _gaps(typed: str, question: ClozeQuestion) -> dict[str, str]:
    names = [gap.name for gap in question.gaps]
    lines = [line for line in typed.replace("\r", "\n").split("\n") if line.strip()]
    named = [re.fullmatch(r"\s*([\w-]+)\s*[=:]\s?(.*)", line) for line in lines]
    if lines and all(found and found[1] in names for found in named):
        found = {hit[1]: hit[2].strip() for hit in named if hit}
        if len(found) == len(lines):
            return found
        raise UsageProblem("A gap stands twice in the answer.")
    if len(names) == 1 and len(lines) == 1:
        return {names[0]: lines[0].strip()}
    for values in (lines, lines[0].split(",") if len(lines) == 1 else [], typed.split()):
        if len(values) == len(names):
            return {name: value.strip() for name, value in zip(names, values, strict=True)}
    raise UsageProblem(
        f"Answer with {example(Asked(question=question))}; or with all {len(names)} values, in order, a line for each. "
        f"The gaps are {', '.join(names)}."
    )


_READ: dict[type, Callable[[str, Asked, Sequence[int]], Any]] = {
    SingleQuestion: _single,
    MultipleQuestion: _several,
    OrderingQuestion: _several,
    MatchingQuestion: _matching,
    OutputQuestion: _output,
    ScenarioQuestion: _scenario,
}
