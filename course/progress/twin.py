"""The JSON-lines twin of the log: the same lines as plain text, from which a damaged log is built again."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from course.progress import store
from course.progress.chain import entry_of, hash_of, kind_of
from course.progress.faults import damage

USUAL_LAG = 8
"""Entries by which the twin may trail without a word: a killed process, or several that write at once, leave a few."""


def lines_of(twin: Path) -> list[bytes]:
    """Every line, without line ends; a torn last one is among them. [] where there is no file."""
    try:
        lines = twin.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    return lines if lines[-1] else lines[:-1]


def in_step(connection: sqlite3.Connection, twin: Path) -> bool:
    """Whether the twin ends where the log says it should. Compares one number."""
    return _size(twin) == store.head(connection).ends


def tend(connection: sqlite3.Connection, twin: Path) -> list[str]:
    """Bring the twin, and through it the log, up to date. Returns sentences for what was not as usual.

    The connection holds the log's write lock, so nobody else writes either file. Raises OSError where the twin cannot be
    written, with what was in it still in one of the files, and sqlite3.Error for a damaged log: its rows must not replace
    good lines.
    """
    size = _size(twin)
    last = store.head(connection)
    if size == last.ends:
        return []
    whole = store.row_ending_by(connection, size)
    lacking = _sound(store.rows_after(connection, whole.seq))
    if lacking and _reaches(twin, whole, lacking[0]):
        _write(twin, whole.ends, lacking)
        if size == whole.ends and len(lacking) <= USUAL_LAG:
            return []
        what = f"lacked {len(lacking)} entries" if size == whole.ends else "ended in a torn line"
        return [f"{twin.name} {what}; it was completed from the log."]
    return _settle(connection, twin, last)


def _reaches(twin: Path, whole: store.Row, following: store.Row) -> bool:
    """Whether the twin is right up to the row `whole`, and what comes after is only a torn start of `following`."""
    if not whole.seq and not twin.exists():
        return True
    start = max(whole.ends - len(whole.line) - 1, 0)
    with twin.open("rb") as file:
        file.seek(start)
        found = file.read()
    own = whole.line + b"\n" if whole.seq else b""
    return found.startswith(own) and (following.line + b"\n").startswith(found[len(own) :])


def _settle(connection: sqlite3.Connection, twin: Path, last: store.Row) -> list[str]:
    """The two do not agree: take over entries that only the twin has, keep it aside if it holds anything else, rewrite it."""
    rows = _sound(store.rows_after(connection, 0))
    known = {row.line for row in rows}
    taken, strange = 0, False
    for line in lines_of(twin):
        entry = entry_of(line)
        if line in known:
            continue
        if entry and entry["seq"] == last.seq + 1 and (not last.seq or entry.get("previous") == hash_of(last.line)):
            last = store.add(connection, last, last.seq + 1, line, kind_of(entry))
            rows.append(last)
            taken += 1
        else:
            strange = True
    notes = [f"{twin.name} held {taken} entries that the log lacked; they are back in the log."] if taken else []
    if strange:
        kept = aside(twin)
        notes.append(f"{twin.name} held lines that the log does not know; it was kept as {kept.name} and written anew.")
    elif not taken:
        notes.append(f"{twin.name} was not in step with the log; it was written anew.")
    fresh = twin.with_suffix(".rewritten")
    try:
        _write(fresh, 0, rows)
        os.replace(fresh, twin)
    finally:
        fresh.unlink(missing_ok=True)
    return notes


def _sound(rows: list[store.Row]) -> list[store.Row]:
    if not all(entry_of(row.line) for row in rows):
        raise damage()
    return rows


def aside(path: Path) -> Path:
    """Move a damaged file out of the way, never over another, under a name with the date of its last change. The new path."""
    target = aside_name(path)
    os.replace(path, target)
    return target


def aside_name(path: Path) -> Path:
    """A free name beside `path` that says when it was last written."""
    stamp = datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y%m%dT%H%M%SZ")
    number = 1
    while True:
        again = f"-{number}" if number > 1 else ""
        target = path.with_name(f"{path.stem}.damaged-{stamp}{again}{path.suffix}")
        if not target.exists():
            return target
        number += 1


def _size(twin: Path) -> int:
    try:
        return twin.stat().st_size
    except FileNotFoundError:
        return 0


def _write(path: Path, start: int, rows: list[store.Row]) -> None:
    """Let the file hold, from byte `start` on, these rows and nothing else."""
    with open(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b") as file:
        file.seek(start)
        file.truncate()
        file.writelines(row.line + b"\n" for row in rows)
