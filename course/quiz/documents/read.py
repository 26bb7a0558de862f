"""A learner's document as what it says, with the line of every place in it; what cannot be read is told with line and column."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn

from course.lint.lines import places, second_of_its_name
from course.model.errors import UsageProblem

LONGEST = 20_000
"""Characters of a document that are read: twenty times the longest that a question shows."""
DEEPEST = 60
"""Levels of nesting that are read; a task definition has about seven, a template of services about twelve."""
Place = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class Read:
    """A document that could be read."""

    syntax: str
    text: str
    value: Any
    """Plain data, JSON's kinds only; in HCL an expression that only Terraform can work out is a `Written`."""
    places: Mapping[Place, int]
    """The line, from 1, of each place."""


def cleaned(answer: Any) -> str:
    """The document without control and direction-changing characters, lines ended by \\n alone.

    Raises UsageProblem for what is no text, is empty or longer than LONGEST.
    """
    if not isinstance(answer, str):
        raise UsageProblem("Answer with the whole document as text.")
    if len(answer) > LONGEST:
        raise UsageProblem(f"That is {len(answer):,} characters; a mended document has at most {LONGEST:,}.")
    lines = answer.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    if not kept.strip():
        raise UsageProblem("Hand in the whole document, mended.")
    return kept


@lru_cache(maxsize=64)
def read(syntax: str, text: str) -> Read:
    """The document. Raises UsageProblem, with line and column, where it is not written in its syntax."""
    try:
        if syntax == "json":
            value = _json(text)
            found: Mapping[Place, int] = dict(places(text))
        elif syntax == "yaml":
            from course.quiz.documents.yaml_text import read_yaml

            value, found = read_yaml(text)
        else:
            from course.quiz.documents.hcl_text import read_hcl

            value, found = read_hcl(text)
        deep = any(len(place) > DEEPEST for place in found)
    except RecursionError:
        deep = True
    if deep:
        raise UsageProblem(f"The document is nested more than {DEEPEST} levels deep.")
    return Read(syntax, text, value, found)


def no_document(syntax: str, says: str, line: int, column: int = 0) -> UsageProblem:
    """The problem for a slip of syntax, at a place counted from 1."""
    where = f"line {line}, column {column}" if column else f"line {line}"
    return UsageProblem(f"This is not {syntax} yet ({where}): {says.rstrip('.')}. Nothing was judged.")


def values_in(value: Any) -> Iterator[Any]:
    """The value and all that it holds."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from values_in(inner)


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(made := dict(pairs)) != len(pairs):
        raise _Twice
    return made


def _no_number(word: str) -> NoReturn:
    raise UsageProblem(f"This is not JSON yet: {word} is no JSON number. Nothing was judged.")


def _json(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise no_document("JSON", error.msg[:1].lower() + error.msg[1:], error.lineno, error.colno) from None
    except _Twice:
        name, line = second_of_its_name(text)
        raise no_document("JSON", f"{name!r} stands twice in one object", line) from None
    except ValueError:  # Python reads no integer of more than a few thousand digits
        raise UsageProblem("The document has a number that is too long to be read.") from None
