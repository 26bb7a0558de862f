"""Lines of places in JSON, beside Python's own reader."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from course.lint.lines import lines_of, places, second_of_its_name
from course.simulator.rules.rule import Path

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def paths(value: Any, path: Path = ()) -> set[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths(each, (*path, key)) for key, each in inner))


@given(VALUES, st.sampled_from([None, 0, 2]), st.booleans())
def test_every_value_has_a_place(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = list(places(text))
    assert {path for path, _ in found} == paths(value)
    assert len(found) == len(paths(value))
    assert [line for _, line in found] == sorted(line for _, line in found)


def test_lines_are_those_an_editor_shows() -> None:
    text = '{\n  "a": [\n    1,\n    {"b": "x\\"]}",\n     "c": {}}\n  ],\n  "d":\n    2\n}'
    asked: list[Path] = [("a",), ("a", 0), ("a", 1, "b"), ("a", 1, "c"), ("d",)]
    assert list(lines_of(text, asked).values()) == [2, 3, 4, 5, 7]


def test_what_is_not_there_is_shown_at_what_is_around_it() -> None:
    text = '{\n"a": {\n"b": 1}\n}'
    assert lines_of(text, [("a", "missing", "deep"), ("x",)]) == {("a", "missing", "deep"): 2, ("x",): 1}


def test_the_second_of_two_names_is_found() -> None:
    assert second_of_its_name('{"a": 1,\n "b": {"a": 2},\n "\\u0061": 3}') == ("a", 3)
    assert second_of_its_name('[{"a": 1}, {"a": 1}]') == ("", 0)
