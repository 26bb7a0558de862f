"""A whole record passes; any change, drop, swap or repetition of a line, and any changed byte, is found and named."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.model.errors import WorldNotReady
from course.model.record import Judged
from course.progress.chain import canonical, hash_of
from course.progress.record.judge import judge
from course.progress.record.keys import fingerprint
from course.progress.record.lines import signature_line
from tests.progress.record.records import DAYS, KEY, OTHER_KEY, of_days

RECORD = of_days(*DAYS)
LINES = RECORD.splitlines()
SIZE = len(LINES)
HEAD, SIGNATURE = SIZE - 2, SIZE - 1
"""Places from 0: the opening, four labs, the head, the signature."""
places = st.integers(0, SIZE - 1)


def judged(lines: list[bytes]) -> Judged:
    return judge(b"".join(line + b"\n" for line in lines), "record.jsonl")


def named(found: Judged) -> set[int]:
    """Places, from 0, of the lines that the sentences name."""
    for finding in found.findings:
        assert finding.line == 0 or f"ine {finding.line}" in finding.says
        assert finding.day in finding.says
    return {finding.line - 1 for finding in found.findings}


def day_of(place: int) -> str:
    return DAYS[place - 1] if 1 <= place <= len(DAYS) else ""


def signed_anew(lines: list[bytes], head: dict[str, Any], key: Any = KEY, *, names: Any = None) -> list[bytes]:
    """The lines under another head, signed with `key`; `names`: the key that the head names."""
    line = canonical({**head, "key": (names or key).public})
    return [*lines, line, signature_line(len(lines) + 2, line, key.public, key.sign(line))]


def test_a_whole_record_is_whole_and_says_what_it_holds() -> None:
    found = judge(of_days(*DAYS, name="Zoë"), "r")
    assert found.whole
    assert [lab.day for lab in found.labs] == list(DAYS)
    assert (found.name, found.course, found.log_entries, found.key) == ("Zoë", "ECS in 30 Days", 8, KEY.public)
    assert (found.log_problems, found.countersignatures) == ((), 0)


def test_the_same_log_gives_the_same_bytes() -> None:
    assert of_days(*DAYS) == RECORD


def test_every_line_follows_from_the_one_before() -> None:
    entries = [json.loads(line) for line in LINES]
    assert [entry["seq"] for entry in entries] == list(range(1, SIZE + 1))
    assert all(after["previous"] == hash_of(line) for line, after in pairwise([*LINES, b""]) if after
               for after in [json.loads(after)])  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(place=places, data=st.data())
def test_any_changed_byte_is_found_and_its_line_named(place: int, data: st.DataObject) -> None:
    line = LINES[place]
    at = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b not in (line[at], 10)))
    found = judged([*LINES[:place], line[:at] + bytes([byte]) + line[at + 1 :], *LINES[place + 1 :]])
    assert named(found) == {place}
    assert {finding.day for finding in found.findings} == {day_of(place)}


@settings(max_examples=300, deadline=None)
@given(place=places, data=st.data())
def test_any_changed_value_is_found_and_its_line_named(place: int, data: st.DataObject) -> None:
    entry = json.loads(LINES[place])
    key = data.draw(st.sampled_from(sorted(entry)))
    value = data.draw(
        st.one_of(
            st.none(), st.booleans(), st.integers(-3, 40), st.text(max_size=5), st.lists(st.integers(), max_size=2)
        )
    )
    if key == "countersignatures" and isinstance(value, list):
        return  # the one place that others may fill; see below
    changed = canonical({**entry, key: value})
    if changed != LINES[place]:
        assert named(judged([*LINES[:place], changed, *LINES[place + 1 :]])) == {place}


@given(place=st.integers(0, HEAD - 1))
def test_a_dropped_line_is_named(place: int) -> None:
    (finding,) = judged([*LINES[:place], *LINES[place + 1 :]]).findings
    assert (finding.line, finding.day) == (place + 1, day_of(place))
    assert finding.says.endswith("was dropped.")


@given(dropped=st.sets(st.integers(0, HEAD - 1), min_size=1))
def test_all_dropped_lines_are_named(dropped: set[int]) -> None:
    assert named(judged([line for place, line in enumerate(LINES) if place not in dropped])) == dropped


@given(place=places, other=places)
def test_swapped_lines_are_named(place: int, other: int) -> None:
    lines = list(LINES)
    lines[place], lines[other] = lines[other], lines[place]
    found = judged(lines)
    if place == other:
        assert found.whole
    else:
        assert named(found)
        assert named(found) <= {place, other}
        assert all("was moved" in finding.says for finding in found.findings)


@given(order=st.permutations(range(SIZE)))
def test_any_other_order_is_found(order: list[int]) -> None:
    assert judged([LINES[place] for place in order]).whole == (order == list(range(SIZE)))


@given(place=places, before=st.integers(0, SIZE))
def test_a_line_that_stands_twice_is_named(place: int, before: int) -> None:
    findings = judged([*LINES[:before], LINES[place], *LINES[before:]]).findings
    assert any("stands twice" in finding.says and finding.day == day_of(place) for finding in findings)


@given(line=st.one_of(st.binary(max_size=40).filter(lambda b: b"\n" not in b), st.just(LINES[2] + b" ")), at=places)
def test_an_added_line_is_named(line: bytes, at: int) -> None:
    assert named(judged([*LINES[:at], line, *LINES[at:]])) == {at}


def test_a_line_after_the_end_is_named() -> None:
    assert named(judged([*LINES, b"{}"])) == {SIZE}


@given(size=st.integers(1, len(RECORD) - 2))
def test_a_file_that_was_cut_off_anywhere_is_found(size: int) -> None:
    try:
        found = judge(RECORD[:size], "r")
    except WorldNotReady:
        assert size < len(LINES[0])  # not even a first line
    else:
        assert not found.whole


def test_a_head_that_was_cut_off_is_named() -> None:
    (finding,) = judged(LINES[:HEAD]).findings
    assert "The signed head was cut off" in finding.says
    (finding,) = judged(LINES[:SIGNATURE]).findings
    assert "The signature was cut off" in finding.says


def test_lines_changed_under_a_lost_head_are_named_by_the_chain() -> None:
    findings = judged([LINES[0], LINES[1].replace(b'"hints":0', b'"hints":1'), *LINES[2:HEAD]]).findings
    assert any(DAYS[0] in finding.says and DAYS[1] in finding.says for finding in findings)


def test_a_chain_that_was_forged_after_a_change_is_named_from_there_on() -> None:
    forged = [LINES[0], canonical({**json.loads(LINES[1]), "score": 99})]
    for line in LINES[2:HEAD]:
        forged.append(canonical({**json.loads(line), "previous": hash_of(forged[-1])}))
    assert named(judged([*forged, *LINES[HEAD:]])) == {1, 2, 3, 4}


def test_a_head_forged_with_another_key_is_told_from_the_key_that_it_names() -> None:
    head = json.loads(LINES[HEAD])
    (finding,) = judged(signed_anew(LINES[:HEAD], head, OTHER_KEY, names=KEY)).findings
    assert "another key" in finding.says
    assert fingerprint(OTHER_KEY.public) in finding.says
    assert fingerprint(KEY.public) in finding.says


def test_a_signature_that_was_made_to_name_another_key_is_told() -> None:
    line = LINES[SIGNATURE].replace(KEY.public.encode(), OTHER_KEY.public.encode())
    (finding,) = judged([*LINES[:SIGNATURE], line]).findings
    assert finding.line == SIZE
    assert f"names another key ({fingerprint(OTHER_KEY.public)}) than the head" in finding.says


def test_a_record_signed_anew_with_another_key_is_whole_and_names_that_key() -> None:
    found = judged(signed_anew(LINES[:HEAD], json.loads(LINES[HEAD]), OTHER_KEY))
    assert (found.whole, found.key) == (True, OTHER_KEY.public)


def test_what_was_signed_but_never_written_by_a_course_is_named() -> None:
    odd = canonical({**json.loads(LINES[1]), "score": "all of them"})
    head = json.loads(LINES[HEAD])
    head["lines"][1]["sha256"] = hash_of(odd)
    found = judged(signed_anew([LINES[0], odd, *LINES[2:HEAD]], head))
    assert 1 in named(found)
    assert all("not as this course writes it" in finding.says for finding in found.findings)


@pytest.mark.parametrize("count", [1, 3])
def test_countersignatures_are_counted_and_change_nothing(count: int) -> None:
    entry = json.loads(LINES[SIGNATURE])
    more = [{"by": "a class", "signature": "…"}] * count
    line = signature_line(SIZE, LINES[HEAD], entry["key"], entry["signature"], more)
    found = judged([*LINES[:SIGNATURE], line])
    assert (found.whole, found.countersignatures) == (True, count)


def test_a_record_buried_in_lines_is_judged_in_a_moment() -> None:
    began = time.perf_counter()
    found = judge(RECORD + b"\n" * 30_000, "r")
    assert time.perf_counter() - began < 20
    assert len(found.findings) == 30_000
    assert found.findings[0].line == SIZE + 1


def test_line_ends_of_windows_change_nothing_when_all_are() -> None:
    assert judge(RECORD.replace(b"\n", b"\r\n"), "r").whole
    assert judge(RECORD[:-1], "r").whole
    assert named(judged([LINES[0] + b"\r", *LINES[1:]])) == {0}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\n\n\n", b"{}", b"[]", b"null\n", b"\x00\xff" * 500, b'{"seq":1,"kind":"check_run"}\n', b"[" * 50_000,
        b"A letter.\nOf two lines.\n",
    ],
    ids=range(9),
)  # fmt: skip
def test_a_file_of_another_kind_is_told(data: bytes) -> None:
    with pytest.raises(WorldNotReady, match="no record of this course"):
        judge(data, "letter.txt")


def test_a_newer_format_is_told_and_one_that_only_claims_it_is_named() -> None:
    newer = [line.replace(b'"format":1', b'"format":2') for line in LINES]
    with pytest.raises(WorldNotReady, match="newer version of the course"):
        judged(newer)
    assert named(judged([newer[0], *LINES[1:]])) == {0}
    assert named(judged([*LINES[:HEAD], newer[HEAD], LINES[SIGNATURE]])) == {HEAD}
