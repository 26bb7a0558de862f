"""A question with the values of one variant put in: {names} in its texts, and the answer where the variant has one."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any, TypeVar

from course.model.question import NumberQuestion, QuestionBase

Q = TypeVar("Q", bound=QuestionBase)
NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def varied(question: Q, seed: int) -> Q:
    """The question with one of its variants, chosen by the seed; unchanged where it has none.

    Only {names} of the variant are replaced: other braces, as in JSON, stay. A variant's `answer` replaces the answer of a
    number question.
    """
    if not question.variants:
        return question
    values = Random(f"{seed}/{question.id}").choice(question.variants)
    changed: Q = _put(question, values)
    if isinstance(changed, NumberQuestion) and "answer" in values:
        return replace(changed, answer=float(values["answer"]))
    return changed


def _put(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, str):
        return NAME.sub(lambda found: str(values.get(found[1], found[0])), value)
    if isinstance(value, tuple):
        return tuple(_put(entry, values) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"id", "variants", "sources", "criteria", "former_ids", "topic", "kind", "checked"}
        return replace(
            value, **{f.name: _put(getattr(value, f.name), values) for f in fields(value) if f.name not in kept}
        )
    return value
