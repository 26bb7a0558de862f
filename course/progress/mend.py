"""A missing or damaged log is built again from its twin and from what can still be read of it; nothing is deleted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from course.progress import store, twin
from course.progress.chain import entry_of, hash_of, kind_of, missing, span
from course.progress.faults import is_damage

_SIDE_FILES = ("-wal", "-shm")
"""SQLite's own files beside a database: they belong to it and go where it goes."""


def mend(path: Path, copy: Path, patience_s: float) -> list[str]:
    """Make a good log at `path`, from its twin `copy` where there is one. Returns sentences for the learner.

    Another process may have done it while we waited: then nothing happens. Raises sqlite3.Error or OSError when the disk
    does not allow it; everything is then as it was.
    """
    with store.alone(path, patience_s):
        if path.exists() and is_whole(path, patience_s):
            return []
        return _rebuild(path, copy, patience_s)


def is_whole(path: Path, patience_s: float) -> bool:
    """Whether SQLite finds the file sound and every row is an entry. Reads all of it."""
    try:
        with store.reading(path, patience_s) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == b"ok"
            store.identity(connection, "learner")
            return sound and all(entry_of(row.line) for row in store.rows_after(connection, 0))
    except sqlite3.Error as error:
        if is_damage(error):
            return False
        raise


def _rebuild(path: Path, copy: Path, patience_s: float) -> list[str]:
    there = path.exists()
    fresh = path.with_suffix(".rebuilt")
    _discard(fresh)
    notes: list[str] = []
    try:
        with _held(path, patience_s) as connection:
            rescued, identities = _rescued(connection)
            copied = {entry["seq"]: line for line in twin.lines_of(copy) if (entry := entry_of(line))}
            lines = _chosen(copied, rescued)
            learner = next((entry.get("learner") for line in lines.values() if (entry := entry_of(line))), None)
            if learner:
                identities.setdefault("learner", str(learner))
            store.build(fresh, ((seq, line, kind_of(entry_of(line) or {})) for seq, line in lines.items()), identities)
            if os.name == "nt" and connection is not None:
                connection.close()  # Windows moves no open file
            kept = _set_aside(path)
            os.replace(fresh, path)
    finally:
        _discard(fresh)
    if there:
        notes.append(
            f"{path.name} was damaged: it was kept as {kept}, and the log was built again with {len(lines)} entries."
        )
    elif lines:
        notes.append(f"{path.name} was missing: the log was built again from {copy.name} with {len(lines)} entries.")
    notes += [f"{span(*run)} lost: neither file of the log could be read there." for run in missing(lines)]
    if there and not copied:
        notes.append(f"{copy.name} was of no help, so entries that could not be read in {kept} are not in the log.")
    return notes


@contextmanager
def _held(path: Path, patience_s: float) -> Iterator[sqlite3.Connection | None]:
    """The damaged file with its write lock, so that nobody adds to it while it is replaced; None where it cannot be opened.

    Whoever waits for the lock finds afterwards that the file was replaced (store.writing looks) and takes the new one.
    SQLite sees the same and leaves the new file's -wal alone when the old one is closed.
    """
    connection = None
    try:
        connection = store.open_existing(path, patience_s) if path.exists() else None
        if connection is not None:
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        if not is_damage(error):
            raise
        connection = None
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


def _rescued(connection: sqlite3.Connection | None) -> tuple[dict[int, bytes], dict[str, str]]:
    """What can still be read of a damaged file: entries from both ends up to the damage, and the identities."""
    lines: dict[int, bytes] = {}
    identities: dict[str, str] = {}
    if connection is None:
        return lines, identities
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error):
            for (line,) in connection.execute(f"SELECT line FROM events ORDER BY seq {order}"):
                if isinstance(line, bytes) and (entry := entry_of(line)):
                    if order == "DESC" and entry["seq"] in lines:
                        break
                    lines[entry["seq"]] = line
    with suppress(sqlite3.Error, AttributeError, UnicodeDecodeError):  # damaged values are no text, or nothing at all
        kept = connection.execute("SELECT name, value FROM identities").fetchall()
        identities = {name.decode(): value.decode() for name, value in kept}
    return lines, identities


def _chosen(copied: dict[int, bytes], rescued: dict[int, bytes]) -> dict[int, bytes]:
    """One line for each place. Where two readings differ, the one that the next entry was written after; else the twin's."""
    chosen = rescued | copied
    for seq in copied.keys() & rescued.keys():
        if copied[seq] != rescued[seq]:
            following = entry_of(chosen.get(seq + 1, b"")) or {}
            if following.get("previous") == hash_of(rescued[seq]):
                chosen[seq] = rescued[seq]
    return dict(sorted(chosen.items()))


def _set_aside(path: Path) -> str:
    """Move a damaged file and its side files away together. Returns its new name, "" where there was none."""
    target = twin.aside_name(path) if path.exists() else path.with_name(f"{path.name}.left-over")
    if path.exists():
        os.replace(path, target)
    for side in _SIDE_FILES:
        with suppress(FileNotFoundError):
            os.replace(f"{path}{side}", f"{target}{side}")
    return target.name


def _discard(fresh: Path) -> None:
    """Remove a half-built file of our own."""
    for side in ("", *_SIDE_FILES):
        Path(f"{fresh}{side}").unlink(missing_ok=True)
