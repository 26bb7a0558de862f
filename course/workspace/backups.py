"""Every change of many files at once leaves a dated backup that can be put back. Nothing a learner made is deleted or overwritten.

A backup is a folder `NUMBER-DAY-DATE` below `.course/backups`: `backup.json` says what it is, `files/` holds what was moved
there. Numbers, not dates, tell which is the newest: a clock may go back. The order of every exchange, so that a kill or a full
disk at any moment loses nothing: what arrives is copied beside its place; what leaves is moved (never copied and deleted, so
an editor's last save is in it); what arrived takes its place; the backup is marked complete.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from course.home import Home
from course.model.errors import WorldNotReady
from course.model.ids import SLUG
from course.workspace.copies import known_origins, note_origins, not_writable, write_json

_ARRIVING = ".arriving-"


@dataclass(frozen=True, kw_only=True)
class Backup:
    """What was set aside in one go."""

    folder: Path
    number: int
    """Counts up; the labs of one `reset --all` share theirs."""
    day: str
    """The day's id."""
    at: str
    """Wall time, ISO 8601."""
    why: str
    """`reset`, `undo` or `solution`."""
    names: tuple[str, ...]
    """Paths in the day's folder that were to leave it."""
    whole: bool
    """The whole folder, not single files of it."""
    complete: bool
    """False where the exchange was cut off: names that are not in `files` never left their place."""
    origins: dict[str, str]
    """The digests of the originals of what was set aside."""

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def kept(self) -> list[str]:
        """The names that are here."""
        return [name for name in self.names if os.path.lexists(self.files / name)]


def backups(home: Home) -> list[Backup]:
    """All backups, the newest first; folders that are none are passed over."""
    found = [_read(path) for path in (home.state / "backups").glob("*/backup.json")]
    return sorted((backup for backup in found if backup), key=lambda one: (one.number, one.at, one.day), reverse=True)


def next_number(home: Home) -> int:
    """One more than any backup has."""
    return max((backup.number for backup in backups(home)), default=0) + 1


def exchange(
    home: Home,
    stem: str,
    arriving: Mapping[str, Path],
    *,
    leaving: Sequence[str] | None,
    why: str,
    now: datetime,
    number: int = 0,
    origins: Mapping[str, str] | None = None,
) -> Backup | None:
    """Set names of the day's folder aside and put copies of `arriving` (name → file or folder) in place.

    `leaving`: None for all that lies in the folder. `origins`: what to note about the originals of what arrives. `number`: the
    backup's, 0 for a new one. Returns the backup, None where nothing had to leave. Raises WorldNotReady: before anything
    was moved, or after all of it was moved back.
    """
    folder = home.day(stem)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(home):
            for left in folder.glob(f"{_ARRIVING}*"):  # of an exchange that was killed: copies, nobody's only ones
                shutil.rmtree(left, ignore_errors=True)
            staged = Path(tempfile.mkdtemp(dir=folder, prefix=_ARRIVING))
            try:
                for name, source in arriving.items():
                    _copy(source, staged / name)
                names = _leaving(folder, staged, leaving)
                backup = _begin(home, stem, names, leaving is None, why, now, number) if names else None
                if backup:
                    _move_all(folder, backup)
                for name in arriving:
                    _land(staged / name, folder / name)
                note_origins(home, stem, origins or {})
            finally:
                shutil.rmtree(staged, ignore_errors=True)
            return _finish(backup) if backup else None
    except OSError as error:
        raise not_writable(folder, error) from None


def restore(home: Home, backup: Backup, *, now: datetime, number: int = 0) -> Backup | None:
    """Put a backup back in place. It stays a backup, and what was there becomes another, which is returned."""
    kept = backup.kept()
    return exchange(
        home,
        backup.day,
        {name: backup.files / name for name in kept},
        leaving=None if backup.whole and backup.complete else kept,
        why="undo",
        now=now,
        number=number,
        origins=backup.origins,
    )


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One exchange at a time, whatever window it was asked for in."""
    from filelock import FileLock, Timeout

    place = home.state / "backups"
    place.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place / ".lock", timeout=30):
            yield
    except Timeout:
        raise WorldNotReady("Another reset is at work in this folder; wait for its end and do this again.") from None


def _leaving(folder: Path, staged: Path, leaving: Sequence[str] | None) -> tuple[str, ...]:
    """What has to leave: all, or the names that exist; for a name below a file, that file."""
    if leaving is None:
        return tuple(sorted(path.name for path in folder.iterdir() if path != staged))
    found = set()
    for name in leaving:
        parts = Path(name).parts
        for end in range(1, len(parts) + 1):
            part = folder.joinpath(*parts[:end])
            if os.path.lexists(part) and (end == len(parts) or not part.is_dir()):
                found.add(Path(*parts[:end]).as_posix())
    return tuple(sorted(found))


def _begin(
    home: Home, stem: str, names: tuple[str, ...], whole: bool, why: str, now: datetime, number: int
) -> Backup:
    known = known_origins(home, stem)
    number = number or next_number(home)
    backup = Backup(
        folder=home.state / "backups" / f"{number:04}-{stem}-{now:%Y-%m-%dT%H-%M-%S}",
        number=number,
        day=stem,
        at=now.isoformat(timespec="seconds"),
        why=why,
        names=names,
        whole=whole,
        complete=False,
        origins=known if whole else {name: known[name] for name in names if name in known},
    )
    backup.files.mkdir(parents=True)
    _write(backup)
    return backup


def _finish(backup: Backup) -> Backup:
    done = replace(backup, complete=True)
    _write(done)
    return done


def _write(backup: Backup) -> None:
    facts: dict[str, Any] = {key: value for key, value in vars(backup).items() if key != "folder"}
    write_json(backup.folder / "backup.json", facts)


def _read(path: Path) -> Backup | None:
    try:
        facts = json.loads(path.read_text("utf-8"))
        if not SLUG.fullmatch(facts["day"]):
            return None
        return Backup(
            folder=path.parent,
            number=int(facts["number"]),
            day=str(facts["day"]),
            at=str(facts["at"]),
            why=str(facts["why"]),
            names=tuple(name for name in facts["names"] if _within(name)),
            whole=facts["whole"] is True,
            complete=facts["complete"] is True,
            origins=dict(facts["origins"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _within(name: object) -> bool:
    """Whether a name read from a file stays in the folder."""
    return isinstance(name, str) and name not in ("", ".") and not Path(name).is_absolute() and ".." not in Path(name).parts


def _move_all(folder: Path, backup: Backup) -> None:
    """Move the names into the backup, or none of them."""
    moved: list[str] = []
    try:
        for name in backup.names:
            _move(folder / name, backup.files / name)
            moved.append(name)
    except OSError as error:
        for name in moved:
            with suppress(OSError):  # what cannot come back is in the backup
                _move(backup.files / name, folder / name)
        if not backup.kept():
            shutil.rmtree(backup.folder, ignore_errors=True)
        raise WorldNotReady(
            f"{backup.names[len(moved)]} could not be moved to the backup ({error.strerror or error}); another program may "
            "have it open. Close it and do this again. Your files are where they were."
        ) from None


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(source, target)  # .course lies on another disk
        shutil.rmtree(source) if source.is_dir() and not source.is_symlink() else source.unlink()


def _land(staged: Path, target: Path) -> None:
    """Into its place, unless an editor has put something there just now."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if not os.path.lexists(target):
        os.replace(staged, target)


def _copy(source: Path, target: Path) -> None:
    """A file or a folder; links stay links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
