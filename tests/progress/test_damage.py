"""Damaged files: whatever one of the two still holds comes back, and nothing is thrown away."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from course.model.errors import ProgressNotReady
from course.progress.log import Log
from tests.progress.logs import NOW, WRITER, days, files, note, start

NAMES = [f"day{n:02}" for n in range(40)]


@pytest.fixture
def written(log: Log) -> Log:
    """A log of forty events, some of them long, so that it has many pages."""
    for name in NAMES:
        log.append("check_run", {"day": name, "text": name * 300}, now=NOW, versions={})
    return log


def header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"\xff" * 100)


def middle(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096 * 2)


def all_but_header(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\x07" * (size - 100))


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (url)")


def a_row_of_rubbish(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE events SET line = substr(line, 1, 50) WHERE seq = 17")


def a_row_that_is_nothing(path: Path) -> None:
    """What SQLite hands out for some damaged pages; the table itself would not take it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema=ON")
        other.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '')")
        other.execute("PRAGMA writable_schema=RESET")
        other.execute("UPDATE events SET line = NULL WHERE seq = 17")
        other.execute("UPDATE identities SET value = NULL")


def a_row_that_is_no_text(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("UPDATE events SET line = x'fffe00' WHERE seq = 17")


HARMS = [
    header,
    middle,
    all_but_header,
    cut,
    empty,
    foreign,
    a_row_of_rubbish,
    a_row_that_is_no_text,
    a_row_that_is_nothing,
]


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_database_is_kept_and_built_again_from_its_twin(written: Log, harm: Callable[[Path], None]) -> None:
    harm(written.path)
    damaged = written.path.read_bytes()
    learner = json.loads(written.twin.read_bytes().splitlines()[0])["learner"]
    assert written.verify() != []
    assert days(written) == NAMES
    (event,) = note(written, "after")
    assert (event.seq, event.learner) == (41, learner)
    assert written.verify() == []
    (kept,) = [name for name in files(written.path.parent) if ".damaged-" in name]
    assert written.path.with_name(kept).read_bytes() == damaged
    (sentence,) = written.notes
    assert sentence.startswith(f"progress.sqlite was damaged: it was kept as {kept}")


@pytest.mark.parametrize("harm", [header, empty, foreign])
def test_an_append_meets_the_damage_first(written: Log, harm: Callable[[Path], None]) -> None:
    harm(written.path)
    note(written, "after")
    assert days(written) == [*NAMES, "after"]
    assert len(written.notes) == 1


def test_what_a_damaged_database_still_tells_is_used_where_the_twin_is_gone(written: Log) -> None:
    written.twin.unlink()
    middle(written.path)
    found = days(written)
    assert found[0] == NAMES[0]
    assert found[-1] == NAMES[-1]
    assert 10 < len(found) < len(NAMES)
    assert any(" lost: neither file" in sentence for sentence in written.notes)
    later = Log(written.path)
    assert days(later) == found
    assert any(" missing from the log." in sentence for sentence in later.notes), "said again, whoever reads it"
    note(written, "after")
    assert days(written) == [*found, "after"]


def test_both_damaged_in_different_places_lose_nothing(written: Log) -> None:
    a_row_of_rubbish(written.path)
    lines = written.twin.read_bytes().splitlines(keepends=True)
    lines[4] = b"\x00" * 60 + b"\n"
    written.twin.write_bytes(b"".join(lines))
    assert days(written) == NAMES
    note(written, "after")
    assert written.verify() == []
    assert len([name for name in files(written.path.parent) if ".damaged-" in name]) == 2


def test_a_missing_database_is_built_again(written: Log) -> None:
    written.path.unlink()
    assert written.verify() == ["progress.sqlite is missing; the next event builds it again from progress.jsonl."]
    assert days(written) == NAMES
    assert written.notes == [
        "progress.sqlite was missing: the log was built again from progress.jsonl with 40 entries."
    ]


def test_a_missing_twin_is_written_again(written: Log) -> None:
    whole = written.twin.read_bytes()
    written.twin.unlink()
    assert days(written) == NAMES
    assert written.twin.read_bytes() == whole
    assert written.notes == ["progress.jsonl lacked 40 entries; it was completed from the log."]


@pytest.mark.parametrize("lost", [1, 30, 1500])
def test_a_torn_twin_is_completed(written: Log, lost: int) -> None:
    whole = written.twin.read_bytes()
    written.twin.write_bytes(whole[:-lost])
    assert days(written) == NAMES
    assert written.twin.read_bytes() == whole
    assert files(written.path.parent) == ["progress.jsonl", "progress.sqlite"]


def test_lines_that_only_the_twin_has_come_back_into_the_log(written: Log) -> None:
    """An older copy of the database was put back, say."""
    shutil.copy(written.path, written.path.with_name("older"))
    note(written, "x", "y")
    written.path.with_name("older").replace(written.path)
    assert days(written) == [*NAMES, "x", "y"]
    assert written.notes == ["progress.jsonl held 2 entries that the log lacked; they are back in the log."]
    assert written.verify() == []


def test_strange_lines_of_the_twin_are_kept_aside(written: Log) -> None:
    whole = written.twin.read_bytes()
    with written.twin.open("ab") as file:
        file.write(b"a note of my own\n")
    note(written, "after")
    assert written.twin.read_bytes().startswith(whole)
    assert written.verify() == []
    (kept,) = [name for name in files(written.path.parent) if ".damaged-" in name]
    assert written.path.with_name(kept).read_bytes().endswith(b"a note of my own\n")


def test_a_shortened_line_of_the_twin_is_not_written_over(written: Log) -> None:
    text = written.twin.read_bytes()
    written.twin.write_bytes(text.replace(b'"day":"day03"', b'"day":"d"'))
    note(written, "after")
    assert written.verify() == []
    assert any("kept as progress.damaged-" in sentence for sentence in written.notes)


def test_rubbish_at_the_end_does_not_reach_the_twin(written: Log) -> None:
    lines = written.twin.read_bytes().splitlines(keepends=True)
    written.twin.write_bytes(b"".join(lines[:-1]))
    with closing(sqlite3.connect(written.path, isolation_level=None)) as other:
        other.execute("UPDATE events SET line = substr(line, 2) WHERE seq = 40")
    assert days(written) == NAMES[:-1]
    assert written.verify() == []


def test_who_waits_while_the_log_is_replaced_writes_into_the_new_one(written: Log) -> None:
    patient = Log(written.path, patience_s=20)
    fresh = written.path.with_name("fresh")
    with closing(sqlite3.connect(written.path, isolation_level=None)) as mending:
        mending.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        mending.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(note, patient, "after")
            time.sleep(0.3)
            shutil.copy(written.path, fresh)
            written.path.replace(written.path.with_name("aside.sqlite"))
            for side in ("-wal", "-shm"):
                Path(f"{written.path}{side}").replace(written.path.with_name(f"aside.sqlite{side}"))
            fresh.replace(written.path)
            mending.execute("ROLLBACK")
            waiting.result(timeout=30)
    assert days(written) == [*NAMES, "after"]
    assert written.verify() == []


def test_two_damages_in_a_row_are_both_kept(written: Log) -> None:
    for _ in range(2):
        header(written.path)
        assert days(written) == NAMES
    assert len([name for name in files(written.path.parent) if name.endswith(".sqlite") and "damaged" in name]) == 2


def test_the_folder_deleted_while_a_kernel_runs(written: Log) -> None:
    shutil.rmtree(written.path.parent)
    assert days(written) == []
    (event,) = note(Log(written.path), "afresh")
    assert event.seq == 1
    later = Log(written.path)
    assert days(later) == ["afresh"]
    (sentence,) = later.notes
    assert "was deleted" in sentence
    assert "a new log begins" in sentence
    assert later.verify() == []


def test_several_processes_meet_the_damage_at_once(written: Log) -> None:
    header(written.path)
    writers = [start(WRITER, written.path, f"writer{n}", 5) for n in range(3)]
    failed = [errors for writer in writers if (errors := writer.communicate(timeout=120)[1])]
    assert failed == []
    found = days(written)
    assert found[:40] == NAMES
    assert sorted(found[40:]) == sorted(f"writer{n}" for n in range(3) for _ in range(5))
    assert written.verify() == []
    assert len([name for name in files(written.path.parent) if ".damaged-" in name]) == 1


def test_a_folder_in_the_place_of_the_file_is_said(log: Log) -> None:
    log.path.mkdir(parents=True)
    with pytest.raises(ProgressNotReady):
        note(log, "a")
    with pytest.raises(ProgressNotReady):
        days(log)
