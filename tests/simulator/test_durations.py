"""AWS's durations: one table, each with a source, each draw within it and always the same."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import course.simulator as package
from course.simulator import chance
from course.simulator.durations import seconds, table


def test_each_duration_says_what_and_where_from() -> None:
    for name, duration in table().items():
        assert 0 < duration.least <= duration.most, name
        assert duration.says.endswith("."), name
        assert duration.source, name


def test_each_duration_is_used_and_each_that_is_used_is_there() -> None:
    folder = Path(str(package.__file__)).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    used = {name for name in table() if re.search(rf'"{name}"', code)}
    assert used == set(table())


@given(st.sampled_from(sorted(table())), st.text(max_size=8), st.text(max_size=8))
def test_a_draw_lies_within_and_stays(name: str, seed: str, who: str) -> None:
    drawn = seconds(name, seed, who)
    assert table()[name].least <= drawn <= table()[name].most
    assert seconds(name, seed, who) == drawn


@given(st.text(max_size=5), st.integers(), st.integers())
def test_names_have_their_forms(seed: str, one: int, other: int) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", chance.hexadecimal(seed, one))
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", chance.uuid(seed, one))
    assert re.fullmatch(r"\d{19}", chance.decimal(seed, one))
    assert re.fullmatch(r"[A-Za-z0-9_-]{21}", chance.base64_name(seed, one))
    assert 0 <= chance.fraction(seed, one) < 1
    assert (chance.hexadecimal(seed, one) == chance.hexadecimal(seed, other)) == (one == other)
