"""The kept fold: always the same as folding the whole log, whatever happened to the log or to it."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.progress import snapshot, store
from course.progress.chain import FIRST_PREVIOUS, hash_of
from course.progress.fold import NEWER, fold
from course.progress.log import Log
from course.progress.snapshot import folded
from tests.progress.test_fold import KEYS, KINDS, json_values

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ANSWER = {"question": "q", "topic": "t", "day": "d", "right": True, "credit": 0.5}
CHECK = {
    "day": "d",
    "score": 1,
    "max_score": 2,
    "work": "w",
    "criteria": [{"id": "a", "status": "passed"}, {"id": "b", "status": "failed", "hint_step": 1}],
}


@pytest.fixture(autouse=True)
def _kept_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_WORTH_KEEPING", 3)


def append(log: Log, *bodies: tuple[str, dict[str, Any]]) -> None:
    for kind, body in bodies:
        log.append(kind, body, now=NOW)


def kept(log: Log) -> Path:
    return log.path.with_suffix(".fold")


def test_the_kept_fold_is_used_and_gives_the_same(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, ("check_run", CHECK), ("question_answered", ANSWER), ("duel", {}))
    first = folded(log)
    assert kept(log).is_file()
    append(log, ("question_answered", ANSWER))
    read: list[int] = []
    real = Log.events
    monkeypatch.setattr(
        Log, "events", lambda self, kind="", after=0: read.append(after) or real(self, kind, after=after)
    )
    again = folded(log)
    assert read == [3]
    assert again == fold(real(log))
    assert again.notes == [NEWER]
    assert first.events == 3


def test_without_questions_everything_else_is_there(log: Log) -> None:
    append(log, ("check_run", CHECK), ("question_answered", ANSWER), ("question_answered", ANSWER))
    folded(log)
    append(log, ("question_answered", ANSWER))
    quick, whole = folded(log, questions=False), fold(log.events())
    assert (quick.days, quick.dates, quick.events) == (whole.days, whole.dates, whole.events)
    folded(log)
    assert folded(log) == whole


@pytest.mark.parametrize("text", ["", "{", "[]\n{}", '{"made_by": 3}\n', "\udcff", "null\nnull"])
def test_a_kept_fold_that_makes_no_sense_is_passed_over(text: str, log: Log) -> None:
    append(log, *[("check_run", CHECK)] * 4)
    folded(log)
    kept(log).write_text(text, "utf-8", errors="surrogateescape")
    assert folded(log) == fold(log.events())


@pytest.mark.parametrize("key", ["seq", "hash", "days", "dates", "events", "notes", "made_by"])
def test_a_kept_fold_with_a_part_missing_is_passed_over(key: str, log: Log) -> None:
    append(log, *[("check_run", CHECK)] * 4)
    folded(log)
    head, _, body = kept(log).read_text().partition("\n")
    facts = json.loads(head)
    del facts[key]
    kept(log).write_text(f"{json.dumps(facts)}\n{body}")
    assert folded(log) == fold(log.events())


def test_the_fold_of_another_course_is_made_again(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, *[("duel", {})] * 4)
    monkeypatch.setattr(snapshot, "_made_by", lambda: "an older course")
    folded(log)
    before = kept(log).read_text()
    monkeypatch.undo()
    monkeypatch.setattr(snapshot, "_WORTH_KEEPING", 3)
    assert folded(log) == fold(log.events())
    assert kept(log).read_text() != before


def test_a_log_that_was_deleted_or_exchanged_is_folded_anew(log: Log) -> None:
    append(log, *[("check_run", CHECK)] * 5)
    folded(log)
    log.path.unlink()
    log.twin.unlink()
    append(log, *[("question_answered", ANSWER)] * 6)  # as long as the old one, but another
    assert folded(log) == fold(log.events())
    assert folded(log).days["d"].checks == 0


def test_of_a_log_with_a_gap_nothing_is_kept(log: Log) -> None:
    append(log, *[("check_run", CHECK)] * 6)
    with store.writing(log.path, 1) as connection:
        connection.execute("DELETE FROM events WHERE seq = 2")
    for _ in range(2):
        assert folded(log).events == 5
        assert any("Entry 2 is missing" in note for note in log.notes)
    assert not kept(log).exists()


def test_a_mended_log_loses_its_kept_fold(log: Log) -> None:
    append(log, *[("check_run", CHECK)] * 6)
    folded(log)
    log.path.write_bytes(b"no database any more")
    assert folded(log) == fold(log.events())
    assert any("was damaged" in note for note in log.notes)


def test_a_read_only_folder_costs_nothing_but_time(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    append(log, *[("check_run", CHECK)] * 4)

    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(snapshot.tempfile, "mkstemp", refused)
    assert folded(log) == fold(log.events())
    assert not kept(log).exists()


def test_a_log_of_a_newer_course_is_read_as_far_as_it_is_known(log: Log) -> None:
    body = {**CHECK, "mood": {"calm": True}, "criteria": [{"id": "a", "status": "radiant", "aura": 3}]}
    append(log, ("check_run", body), ("duel", {"day": "d"}), ("check_run", CHECK), ("duel", {}))
    for _ in range(2):  # the second time from the kept fold
        found = folded(log)
        assert found.notes == [NEWER]
        assert found.days["d"].criteria["a"].status == "passed"
        assert found.events == 4


def test_a_clock_that_went_back(log: Log) -> None:
    for days in (5, 3, -400, 4):
        log.append("question_answered", ANSWER, now=NOW + timedelta(days=days))
        assert folded(log).dates == sorted(folded(log).dates)
    assert folded(log) == fold(log.events())
    assert len(folded(log).dates) == 4


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.dictionaries(st.sampled_from(KEYS), json_values), st.booleans()),
        max_size=14,
    )
)
def test_whatever_the_log_holds_the_kept_fold_changes_nothing(entries: list[tuple[str, dict[str, Any], bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / "progress.sqlite")
        for kind, body, look in entries:
            log.append(kind, body, now=NOW)
            if look:
                assert folded(log) == fold(log.events())
        assert folded(log) == fold(log.events())


def test_the_standing_names_the_line(log: Log) -> None:
    assert log.standing(1) is None
    append(log, ("duel", {}))
    standing = log.standing(1)
    assert standing is not None
    assert (standing.last, standing.later) == (1, 0)
    assert standing.hash != FIRST_PREVIOUS
    with store.reading(log.path, 1) as connection:
        assert standing.hash == hash_of(store.head(connection).line)
