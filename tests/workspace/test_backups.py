"""Resets and their undo: nothing a learner made is ever lost, whatever happens in the middle."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.home import CHECKOUT, Home
from course.model.errors import WorldNotReady
from course.workspace import backups as module
from course.workspace.backups import Backup, backups, exchange, restore
from course.workspace.copies import create

DAY = "day08_clusters"
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def originals(tmp_path: Path) -> dict[str, Path]:
    files = {"split.py": "# starter\n", "deep/a.py": "# a\n"}
    for name, text in files.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {name: tmp_path / "course" / name for name in files}


@pytest.fixture
def own(tmp_path: Path, originals: dict[str, Path]) -> Home:
    home = Home(tmp_path / "Zoë's home")
    create(home, DAY, originals)
    return home


def contents(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def reset(home: Home, originals: dict[str, Path], names: list[str] | None = None) -> Backup | None:
    arriving = {name: originals[name] for name in names} if names else originals
    return exchange(home, DAY, arriving, leaving=names, why="reset", now=NOW)


def test_a_reset_and_its_undo_and_the_undo_of_that(own: Home, originals: dict[str, Path]) -> None:
    folder = own.day(DAY)
    (folder / "split.py").write_text("# mine\n")
    (folder / "deep" / "a.py").unlink()
    (folder / "notes.txt").write_text("do not lose me\n")
    before, inode = contents(folder), folder.stat().st_ino
    first = reset(own, originals)
    assert contents(folder) == {"split.py": "# starter\n", "deep/a.py": "# a\n"}
    assert folder.stat().st_ino == inode  # who stands in it (a kernel, a shell) still does
    assert first is not None
    assert first.complete
    second = restore(own, first, now=NOW)
    assert contents(folder) == before
    assert second is not None
    restore(own, second, now=NOW)
    assert contents(folder) == {"split.py": "# starter\n", "deep/a.py": "# a\n"}
    assert contents(first.files) == before  # a backup that was put back is still one
    assert [(one.number, one.why) for one in backups(own)] == [(3, "undo"), (2, "undo"), (1, "reset")]


def test_one_file_alone(own: Home, originals: dict[str, Path]) -> None:
    folder = own.day(DAY)
    (folder / "split.py").write_text("# mine\n")
    (folder / "deep" / "a.py").write_text("# mine too\n")
    backup = reset(own, originals, ["split.py"])
    assert contents(folder) == {"split.py": "# starter\n", "deep/a.py": "# mine too\n"}
    assert backup is not None
    restore(own, backup, now=NOW)
    assert contents(folder) == {"split.py": "# mine\n", "deep/a.py": "# mine too\n"}


def test_a_folder_where_a_file_was_and_a_file_where_a_folder_was(own: Home, originals: dict[str, Path]) -> None:
    folder = own.day(DAY)
    (folder / "split.py").unlink()
    (folder / "split.py").mkdir()
    (folder / "split.py" / "inside.txt").write_text("in\n")
    shutil.rmtree(folder / "deep")
    (folder / "deep").write_text("a file\n")
    before = contents(folder)
    backup = reset(own, originals, ["split.py", "deep/a.py"])
    assert contents(folder) == {"split.py": "# starter\n", "deep/a.py": "# a\n"}
    assert backup is not None
    assert contents(backup.files) == before


def test_a_link_stays_a_link_and_what_it_points_to_stays(own: Home, originals: dict[str, Path], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    elsewhere.write_text("# elsewhere\n")
    (own.day(DAY) / "split.py").unlink()
    (own.day(DAY) / "split.py").symlink_to(elsewhere)
    backup = reset(own, originals)
    assert elsewhere.read_text() == "# elsewhere\n"
    assert backup is not None
    restore(own, backup, now=NOW)
    assert (own.day(DAY) / "split.py").is_symlink()


def test_a_file_open_elsewhere_stops_it_before_anything_changed(
    own: Home, originals: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows moves no file that another program holds."""
    before, real = contents(own.day(DAY)), os.replace

    def held(source: object, target: object) -> None:
        if str(source).endswith("split.py") and "files" in str(target):
            raise PermissionError(errno.EACCES, "The process cannot access the file")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(module.os, "replace", held)
    with pytest.raises(WorldNotReady, match=r"split\.py could not be moved .* Your files are where they were"):
        reset(own, originals)
    assert contents(own.day(DAY)) == before
    assert backups(own) == []


def test_a_full_disk_stops_it_before_anything_changed(
    own: Home, originals: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(own.day(DAY))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.shutil, "copy2", full)
    with pytest.raises(WorldNotReady, match="No space left on device"):
        reset(own, originals)
    assert contents(own.day(DAY)) == before
    assert backups(own) == []


def test_course_folder_on_another_disk(own: Home, originals: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    (own.day(DAY) / "split.py").write_text("# mine\n")
    before, real = contents(own.day(DAY)), os.replace

    def two_disks(source: object, target: object) -> None:
        if ("backups" in str(source)) != ("backups" in str(target)):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(module.os, "replace", two_disks)
    backup = reset(own, originals)
    assert backup is not None
    assert contents(backup.files) == before
    assert contents(own.day(DAY)) == {"split.py": "# starter\n", "deep/a.py": "# a\n"}


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from course.home import Home
from course.workspace import backups
root, originals, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
real = os.replace
def dying(source, target):
    global left
    left -= 1
    if left < 0:
        os._exit(9)
    real(source, target)
os.replace = dying
files = {n: originals / n for n in ("split.py", "deep/a.py")}
backups.exchange(Home(root), "day08_clusters", files, leaving=None, why="reset", now=datetime(2026, 11, 24, tzinfo=UTC))
os._exit(0)
"""


@pytest.mark.parametrize("moves", range(8))
def test_killed_in_the_middle_nothing_is_lost_and_both_ways_lead_on(
    moves: int, own: Home, originals: dict[str, Path], tmp_path: Path
) -> None:
    folder = own.day(DAY)
    (folder / "split.py").write_text("# mine\n")
    (folder / "notes.txt").write_text("notes\n")
    mine = contents(folder)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(own.root), str(tmp_path / "course"), str(moves)], cwd=CHECKOUT
    )
    assert done.returncode in (9, 0)
    here = {**contents(folder), **{k: v for one in backups(own) for k, v in contents(one.files).items()}}
    assert {name: here[name] for name in mine} == mine  # every byte is in its place or in the backup
    if found := backups(own):
        restore(own, found[0], now=NOW)
        assert {name: contents(folder)[name] for name in mine} == mine
    reset(own, originals)
    assert contents(folder) == {"split.py": "# starter\n", "deep/a.py": "# a\n"}


def test_a_clock_that_went_back_does_not_change_which_is_newest(own: Home, originals: dict[str, Path]) -> None:
    (own.day(DAY) / "split.py").write_text("# first\n")
    exchange(own, DAY, originals, leaving=None, why="reset", now=NOW.replace(year=2030))
    (own.day(DAY) / "split.py").write_text("# second\n")
    exchange(own, DAY, originals, leaving=None, why="reset", now=NOW)
    assert (backups(own)[0].files / "split.py").read_text() == "# second\n"


def test_a_backup_from_outside_cannot_reach_out_of_the_folder(own: Home, originals: dict[str, Path]) -> None:
    backup = reset(own, originals)
    assert backup is not None
    path = backup.folder / "backup.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps({**facts, "names": ["deep", "../../outside.py", "/etc/passwd", "", 3]}))
    assert backups(own)[0].names == ("deep",)
    path.write_text(json.dumps({**facts, "day": "../elsewhere"}))
    assert backups(own) == []
    path.write_text("[]")
    (own.state / "backups" / "no folder of ours").mkdir()
    assert backups(own) == []


names = st.sampled_from(["split.py", "deep/a.py", "notes.txt", "deep/b.txt", "é.txt"])
steps = st.one_of(
    st.tuples(st.just("write"), names, st.text("xyz\n", max_size=5)),
    st.tuples(st.just("remove"), names, st.just("")),
    st.tuples(st.just("reset"), st.just(""), st.just("")),
    st.tuples(st.just("reset one"), st.just("split.py"), st.just("")),
    st.tuples(st.just("undo"), st.just(""), st.just("")),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(steps, max_size=9))
def test_whatever_a_learner_does_every_text_before_a_reset_or_undo_is_still_somewhere(
    done: list[tuple[str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root, home = Path(name) / "course", Home(Path(name) / "home")
        sources = {"split.py": root / "split.py", "deep/a.py": root / "deep" / "a.py"}
        for path in sources.values():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("# starter\n")
        create(home, DAY, sources)
        folder = home.day(DAY)
        for what, path, text in done:
            before = contents(folder)
            if what == "write":
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_text(text)
            elif what == "remove":
                (folder / path).unlink(missing_ok=True)
            elif what == "undo":
                if found := backups(home):
                    aside = restore(home, found[0], now=NOW)
                    if aside:
                        restore(home, aside, now=NOW)
                        assert contents(folder) == before or not found[0].whole
                        restore(home, backups(home)[0], now=NOW)
            else:
                reset(home, sources, [path] if path else None)
            if what not in ("write", "remove"):
                kept = [(n, t) for one in backups(home) for n, t in contents(one.files).items()]
                assert all((n, t) in kept or contents(folder).get(n) == t for n, t in before.items())
