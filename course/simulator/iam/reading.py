"""What stands where in a policy document: the places of its statements, and the condition keys it asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from course.simulator.iam.patterns import LITERAL_VARIABLES, VARIABLE
from course.simulator.iam.statement import Policy, Statement

Place = tuple[int, int]
"""Line and column, from 1."""
_BLANK = re.compile(r"\s*")
_JSON = json.JSONDecoder()


def places(text: str) -> list[tuple[Place, Place]]:
    """Beginning and end of each statement; [] where the text is no policy."""
    try:
        return [(_place(text, begin), _place(text, end)) for begin, end in _statements(text)]
    except (ValueError, IndexError):
        return []


def keys_of(policies: Iterable[Policy]) -> list[str]:
    """The condition keys and policy variables of these policies, each once, as they are written."""
    return list(dict.fromkeys(key for policy in policies for each in policy.statements for key in keys_in(each)))


def keys_in(statement: Statement) -> list[str]:
    """Those of one statement."""
    texts = [*statement.resources, *statement.not_resources]
    texts += [value for _, _, values in statement.conditions for value in values]
    variables = [found[1] for text in texts for found in VARIABLE.finditer(text)] if statement.variables else []
    return [
        *(key for _, key, _ in statement.conditions),
        *(name for name in variables if name not in LITERAL_VARIABLES),
    ]


def _statements(text: str) -> list[tuple[int, int]]:
    at = _after(text, 0, "{")
    while True:
        name, at = _JSON.raw_decode(text, at)
        at = _after(text, at, ":")
        if name == "Statement":
            break
        _, at = _JSON.raw_decode(text, at)
        at = _after(text, at, ",")
    if text[at] != "[":
        return [(at, _JSON.raw_decode(text, at)[1])]
    found, at = [], _after(text, at, "[")
    while text[at] != "]":
        _, end = _JSON.raw_decode(text, at)
        found.append((at, end))
        at = _blanks(text, end)
        at = _after(text, at, ",") if text[at] == "," else at
    return found


def _blanks(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _after(text: str, at: int, sign: str) -> int:
    at = _blanks(text, at)
    if text[at] != sign:
        raise ValueError(sign)
    return _blanks(text, at + 1)


def _place(text: str, at: int) -> Place:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
