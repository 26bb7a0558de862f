"""A full disk and a read-only one. Real ones: a small file system of our own, where we may mount; limits elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.model.errors import ProgressNotReady
from course.progress.log import Log
from tests.progress.logs import NOW, days, note, start
from tests.tools import missing

FILL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import resource
from course.model.errors import ProgressNotReady
from course.progress.log import Log

log = Log(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
for n in range(1000):
    try:
        log.append("check_run", {"day": str(n), "text": "x" * 2000}, now=datetime.now(UTC), versions={})
    except ProgressNotReady as problem:
        print(n, problem)
        break
"""

UNPRIVILEGED = """
import os, sys, urllib.parse  # what Python imports late lies where only root may read, on some machines
from datetime import UTC, datetime
from pathlib import Path
from course.model.errors import ProgressNotReady
from course.progress.log import Log

if os.geteuid() == 0:
    os.setuid(int(sys.argv[2]))
log = Log(Path(sys.argv[1]))
try:
    log.append("day_opened", {"day": "c"}, now=datetime.now(UTC), versions={})
except ProgressNotReady as problem:
    print(problem)
print([event.body["day"] for event in log.events()])
"""
NOBODY = 65534


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB, unmounted afterwards."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"):
        missing("mounting a small file system needs root on Linux")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if done.returncode:
        missing("this container may not mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", folder], check=True)


def fill(log: Log) -> tuple[list[str], ProgressNotReady]:
    """Append until it is refused."""
    stored: list[str] = []
    for n in range(1000):
        try:
            log.append("check_run", {"day": str(n), "text": "x" * 2000}, now=NOW, versions={})
        except ProgressNotReady as problem:
            return stored, problem
        stored.append(str(n))
    raise AssertionError("the disk never filled up")


def test_a_full_disk_is_said_and_nothing_stored_is_lost(disk: Path) -> None:
    log = Log(disk / "progress.sqlite")
    stored, problem = fill(log)
    assert len(stored) > 5
    assert "because the disk is full; free some space" in problem.message
    assert days(Log(log.path)) == stored
    remount(disk, "size=3m")
    note(log, "after")
    assert days(log) == [*stored, "after"]
    assert log.verify() == []


def test_a_disk_that_was_full_from_the_start(disk: Path) -> None:
    room = shutil.disk_usage(disk).free
    (disk / "ballast").write_bytes(b"\0" * (room - 4096))
    log = Log(disk / "home" / "progress.sqlite")
    with pytest.raises(ProgressNotReady, match="disk is full"):
        note(log, "a")
    (disk / "ballast").unlink()
    note(log, "b")
    assert days(log) == ["b"]


def test_a_damaged_log_on_a_full_disk_stays_until_there_is_room(disk: Path) -> None:
    log = Log(disk / "progress.sqlite")
    note(log, "a", "b")
    log.path.write_bytes(b"rubbish " * 100)
    (disk / "ballast").write_bytes(b"\0" * (shutil.disk_usage(disk).free - 4096))
    with pytest.raises(ProgressNotReady, match="disk is full"):
        note(log, "c")
    assert days(log) == ["a", "b"], "read from the twin"
    (disk / "ballast").unlink()
    note(log, "d")
    assert days(log) == ["a", "b", "d"]
    assert log.verify() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes to set")
def test_a_limit_on_file_sizes_is_like_a_full_disk(log: Log) -> None:
    output, errors = start(FILL, log.path).communicate(timeout=60)
    assert errors == ""
    number, _, sentence = output.partition(" ")
    assert int(number) > 5
    assert str(log.path) in sentence
    stored = days(log)
    assert stored == [str(n) for n in range(int(number))]
    note(log, "after")
    assert days(log) == [*stored, "after"]
    assert log.verify() == []


def test_a_read_only_disk_is_said_and_still_read(disk: Path) -> None:
    log = Log(disk / "progress.sqlite")
    note(log, "a", "b")
    remount(disk, "ro")
    with pytest.raises(ProgressNotReady, match=r"is read-only; make the folder writable, or point ECS_COURSE_HOME"):
        note(log, "c")
    assert days(log) == ["a", "b"]
    assert [event.body["day"] for event in log.events("day_opened")] == ["a", "b"]
    remount(disk, "rw")
    note(log, "d")
    assert days(log) == ["a", "b", "d"]
    assert log.verify() == []


def test_a_read_only_disk_without_a_log(disk: Path) -> None:
    remount(disk, "ro")
    log = Log(disk / "home" / "progress.sqlite")
    assert list(log.events()) == []
    with pytest.raises(ProgressNotReady, match="read-only"):
        note(log, "a")


def test_a_twin_that_cannot_be_written_costs_a_note_and_is_completed_later(log: Log) -> None:
    note(log, "a")
    log.twin.unlink()
    log.twin.mkdir()
    note(log, "b")
    (sentence,) = log.notes
    assert sentence.startswith("This is noted, but progress.jsonl could not be written")
    assert days(log) == ["a", "b"]
    log.twin.rmdir()
    note(log, "c")
    assert len(log.twin.read_bytes().splitlines()) == 3
    assert log.verify() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_a_folder_without_permission_is_said_and_still_read() -> None:
    """Tried as `nobody` where we are root, whom permission bits do not bind."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = Log(folder / "progress.sqlite")
        note(log, "a", "b")
        if os.geteuid() == 0:
            for path in (folder, *folder.iterdir()):
                os.chown(path, NOBODY, NOBODY)
        folder.chmod(0o500)
        output, errors = start(UNPRIVILEGED, log.path, NOBODY).communicate(timeout=60)
        folder.chmod(0o700)
    assert errors == ""
    refused, read = output.splitlines()
    assert "is read-only; make the folder writable" in refused
    assert read == "['a', 'b']"
