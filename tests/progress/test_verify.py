"""verify() names whatever was changed, dropped or moved."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.progress.chain import broken
from course.progress.log import Log
from tests.progress.logs import note

SIZE = 9


@pytest.fixture(scope="module")
def lines() -> list[bytes]:
    """The lines of a good log."""
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / "progress.sqlite")
        note(log, *"abcdefghi")
        return log.twin.read_bytes().splitlines()


def changed(line: bytes) -> bytes:
    return line.replace(b'"day":"', b'"day":"not ')


def test_a_good_chain_has_no_problems(lines: list[bytes]) -> None:
    assert broken(lines, "log") == []
    assert broken([], "log") == []


@given(place=st.integers(0, SIZE - 2))
def test_a_changed_line_is_named(lines: list[bytes], place: int) -> None:
    lines = [changed(line) if n == place else line for n, line in enumerate(lines)]
    assert broken(lines, "log") == [
        f"Entry {place + 2} of log does not follow from entry {place + 1}: one of the two was changed."
    ]


@given(dropped=st.sets(st.integers(0, SIZE - 2), min_size=1))
def test_dropped_lines_are_named(lines: list[bytes], dropped: set[int]) -> None:
    problems = broken([line for n, line in enumerate(lines) if n not in dropped], "log")
    named: set[int] = set()
    for sentence in problems:
        assert sentence.endswith(" missing from log.")
        numbers = [int(word) for word in sentence.split() if word.isdigit()]
        named.update(range(numbers[0] - 1, numbers[-1]))
    assert named == dropped


@given(order=st.permutations(range(SIZE)))
def test_moved_lines_are_named(lines: list[bytes], order: list[int]) -> None:
    problems = broken([lines[n] for n in order], "log")
    moved = [n for at, n in enumerate(order) if any(before > n for before in order[:at])]
    assert problems == [
        f"Entry {n + 1} was moved: it stands in line {order.index(n) + 1} of log, "
        f"after entry {max(order[: order.index(n)]) + 1}."
        for n in moved
    ]


def test_a_line_that_stands_twice_and_one_that_is_rubbish(lines: list[bytes]) -> None:
    assert broken([*lines, lines[2]], "log") == ["Entry 3 stands twice in log, the second time in line 10."]
    assert broken([*lines, b"{"], "log") == ["Line 10 of log was changed: it is no entry any more."]
    assert broken([*lines, b'{"seq": 100000000000, "previous": ""}'], "log") == [
        "Entries 10 to 99999999999 are missing from log."
    ]


def test_the_first_entry_changed_to_hide_what_was_before(lines: list[bytes]) -> None:
    first = json.loads(lines[0]) | {"previous": "1" * 64}
    assert broken([json.dumps(first).encode()], "log") == ["Entry 1 of log was changed: it names an entry before it."]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), in_twin=st.booleans(), harm=st.sampled_from(["change", "drop", "swap"]))
def test_harm_to_either_file_is_found_at_any_place_and_the_entry_named(
    data: st.DataObject, in_twin: bool, harm: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / "progress.sqlite")
        note(log, *"abcde")
        place = data.draw(st.integers(1, 5))
        other = data.draw(st.integers(1, 5).filter(lambda n: n != place)) if harm == "swap" else place
        (_in_twin if in_twin else _in_database)(log)[harm](place, other)
        problems = log.verify()
        named = {n for n in (place, other) for sentence in problems if f"Entry {n} " in sentence}
        assert named, problems


def _in_twin(log: Log) -> dict[str, Callable[[int, int], object]]:
    text = log.twin.read_bytes().splitlines(keepends=True)

    def change(place: int, other: int) -> None:
        text[place - 1] = changed(text[place - 1])
        log.twin.write_bytes(b"".join(text))

    def drop(place: int, other: int) -> None:
        log.twin.write_bytes(b"".join(line for n, line in enumerate(text, 1) if n != place))

    def swap(place: int, other: int) -> None:
        text[place - 1], text[other - 1] = text[other - 1], text[place - 1]
        log.twin.write_bytes(b"".join(text))

    return {"change": change, "drop": drop, "swap": swap}


def _in_database(log: Log) -> dict[str, Callable[[int, int], object]]:
    def run(*statements: tuple[str, tuple[int, ...]]) -> None:
        with closing(sqlite3.connect(log.path, isolation_level=None)) as file:
            for statement, values in statements:
                file.execute(statement, values)

    move = "UPDATE events SET seq = ? WHERE seq = ?"
    return {
        "change": lambda place, other: run(
            ('UPDATE events SET line = replace(line, \'"day":"\', \'"day":"not \') WHERE seq = ?', (place,))
        ),
        "drop": lambda place, other: run(("DELETE FROM events WHERE seq = ?", (place,))),
        "swap": lambda place, other: run((move, (99, place)), (move, (place, other)), (move, (other, 99))),
    }
