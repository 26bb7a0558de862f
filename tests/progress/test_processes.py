"""Several processes at once, and processes that are killed."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing

import pytest

from course.model.errors import ProgressNotReady
from course.progress.log import Log
from tests.progress.logs import WRITER, days, note, start


def test_four_processes_interleave_without_loss_or_gap(log: Log) -> None:
    writers = [start(WRITER, log.path, f"writer{n}", 50) for n in range(4)]
    failed = [errors for writer in writers if (errors := writer.communicate(timeout=120)[1])]
    assert failed == []
    events = list(log.events())
    assert [event.seq for event in events] == list(range(1, 201))
    for n in range(4):
        assert [e.body["step"] for e in events if e.body["day"] == f"writer{n}"] == list(range(50))
    assert len({event.learner for event in events}) == 1
    assert log.verify() == []


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_process_leaves_every_event_it_was_told_is_stored(log: Log, seed: int) -> None:
    chance = random.Random(seed)
    told = {}
    for name in ("first", "second"):
        writer = start(WRITER, log.path, name, 100_000)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.15))
        writer.kill()
        told[name] = int(([0, *writer.communicate()[0].split()])[-1])
    (after,) = note(log, "after")
    events = list(log.events())
    assert [event.seq for event in events] == list(range(1, after.seq + 1))
    for name, last in told.items():
        stored = [e.body["step"] for e in events if e.body["day"] == name]
        assert stored == list(range(len(stored)))
        assert last < len(stored) <= last + 2, "only the one under way may be there beyond what was told"
    assert log.verify() == []


def test_a_process_killed_between_log_and_twin_is_made_good(log: Log) -> None:
    note(log, "a", "b")
    whole = log.twin.read_bytes()
    log.twin.write_bytes(whole.splitlines(keepends=True)[0])
    assert log.verify() == ["Entry 2 stands only in progress.sqlite."]
    assert days(log) == ["a", "b"]
    assert log.twin.read_bytes() == whole
    assert log.notes == [], "nothing that a learner need know"


def test_a_locked_log_is_refused_promptly_and_still_read(log: Log) -> None:
    note(log, "a")
    with closing(sqlite3.connect(log.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        with pytest.raises(ProgressNotReady, match=r"Another program has held your progress .* 0\.2 s; close"):
            note(log, "b")
        assert time.monotonic() - began < 3
        assert days(log) == ["a"]
        other.execute("COMMIT")
    note(log, "c")
    assert days(log) == ["a", "c"]


def test_a_log_held_against_readers_too_is_read_from_its_twin(log: Log) -> None:
    note(log, "a", "b")
    with closing(sqlite3.connect(log.path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert days(log) == ["a", "b"]
        assert list(log.events("hint_shown")) == []
        assert len(log.notes) == 1
        assert log.notes[0].startswith("Read from progress.jsonl: Another program")


def test_readers_and_a_writer_do_not_hinder_each_other(log: Log) -> None:
    note(log, "a")
    reading = log.events()
    next(reading)
    note(Log(log.path), "b")
    assert [event.seq for event in reading] in ([], [2])
