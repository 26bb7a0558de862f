"""Plain data → a dataclass of the model, without pydantic, whose import and schemas cost more than all else at a start.

For content that `ecs-course dev check` has read strictly: keys and required fields are minded, types inside only as far as they
must be changed (tables to dataclasses, arrays to tuples, whole numbers to floats).
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Convert = Callable[[Any], Any]


def build(kind: type[T], data: Any) -> T:
    """`data` (as TOML or JSON gives it) as `kind`. Raises ValueError, KeyError or TypeError where it does not fit."""
    made: T = _builder(cast(Any, kind))(data)
    return made


@cache
def _builder(kind: type[Any]) -> Convert:
    hints = get_type_hints(kind)
    converts = {f.name: _convert(hints[f.name]) for f in fields(kind)}
    required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def make(data: Any) -> Any:
        if not isinstance(data, dict) or not required <= data.keys() <= converts.keys():
            raise ValueError(f"no {kind.__name__}")
        values = {}
        for name, value in data.items():
            convert = converts[name]
            values[name] = value if convert is None else convert(value)
        return kind(**values)

    return make


def _convert(hint: Any) -> Any:
    """How a value becomes this type, or None where it is taken as it is."""
    origin, inner = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return _builder(hint)
    if origin is tuple:
        convert = _convert(inner[0])
        return _array(convert)
    if hint is float:
        return _number
    if hint is str:
        return _text
    if hint is date:
        return _date
    if origin is Literal:
        return _one_of(frozenset(inner))
    if origin in (Union, types.UnionType):
        raise TypeError("a union has no plain builder")
    return None


def _array(convert: Any) -> Convert:
    def make(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise ValueError("no array")
        return tuple(value) if convert is None else tuple(map(convert, value))

    return make


def _one_of(values: frozenset[Any]) -> Convert:
    def take(value: Any) -> Any:
        if value not in values:
            raise ValueError(f"{value!r} is none of {sorted(values)}")
        return value

    return take


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")
    return float(value)


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
