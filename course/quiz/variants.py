"""A question with the values of one variant put in: {names} in its texts, and the answer where the variant has one."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any, TypeVar

from course.model.errors import ContentProblem
from course.model.question import NumberQuestion, QuestionBase

Q = TypeVar("Q", bound=QuestionBase)
NAME = re.compile(r"(?<![{$])\{([A-Za-z_]\w*)\}(?!\})")
"""`{name}` alone: `${name}` and `{{name}}` are the syntax of shells and templates, which questions show."""
FIXED = frozenset(
    {"id", "kind", "topic", "level", "days", "variants", "sources", "criteria", "former_ids", "checked", "status"}
)
"""What tells a question apart, or where it comes from: no text of it."""


def varied(question: Q, seed: int) -> Q:
    """The question with one of its variants, chosen by the seed; unchanged where it has none.

    Only {names} of the variant are replaced, in texts: other braces, as in JSON, stay. In a number question the variant's
    `answer` is the answer, and its `wrong` holds the values of the known slips, in the order of the question's. Raises
    ContentProblem where one of these is no number.
    """
    if not question.variants:
        return question
    values = Random(f"{seed}/{question.id}/variant").choice(question.variants)
    changed: Q = _put(question, values)
    return _with_numbers(changed, values) if isinstance(changed, NumberQuestion) else changed


def _with_numbers(question: Any, values: dict[str, Any]) -> Any:
    answer, slips = values.get("answer", question.answer), values.get("wrong", [w.value for w in question.wrong])
    if not isinstance(slips, list | tuple) or len(slips) != len(question.wrong):
        raise ContentProblem(
            f"{question.id}: a variant's `wrong` needs {len(question.wrong)} numbers, one for each slip."
        )
    for value in (answer, *slips):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ContentProblem(f"{question.id}: {value!r} in a variant is no number.")
    wrong = tuple(replace(slip, value=float(value)) for slip, value in zip(question.wrong, slips, strict=True))
    return replace(question, answer=float(answer), wrong=wrong)


def _put(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, str):
        return NAME.sub(lambda found: str(values.get(found[1], found[0])), value)
    if isinstance(value, tuple):
        return tuple(_put(entry, values) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        texts = (f.name for f in fields(value) if f.name not in FIXED)
        return replace(value, **{name: _put(getattr(value, name), values) for name in texts})
    return value
