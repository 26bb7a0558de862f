"""The log's SQLite file: one row for each entry, opened for a single piece of work and closed again.

Nothing stays open between two calls, so a folder that is deleted, moved or restored by hand meets no process that goes on
writing into the old one. A row keeps the entry's line exactly as the twin has it, and the byte at which it ends there:
comparing one number with the twin's size tells whether the two are in step.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from course.progress.chain import hash_of
from course.progress.faults import damage

_TABLES = (
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, line TEXT NOT NULL, ends INTEGER NOT NULL, kind TEXT NOT NULL)",
    "CREATE INDEX events_by_kind ON events (kind, seq)",
    "CREATE TABLE identities (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


class Row(NamedTuple):
    """An entry as stored."""

    seq: int
    line: bytes
    ends: int
    """The byte after its line end in a twin that is in step."""


NO_ROW = Row(0, b"", 0)


@contextmanager
def reading(path: Path, patience_s: float) -> Iterator[sqlite3.Connection]:
    """The existing file, to read. Raises FileNotFoundError when there is none, else sqlite3.Error."""
    path.stat()
    connection = open_existing(path, patience_s)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def writing(path: Path, patience_s: float) -> Iterator[sqlite3.Connection]:
    """The existing file, with its one write lock held; committed at the end, rolled back on any error.

    Waits up to `patience_s` seconds for the lock. Raises FileNotFoundError when there is no file or when it was replaced
    while we waited (a rebuild does that under the same lock): look again.
    """
    before = path.stat()
    connection = open_existing(path, patience_s)
    try:
        connection.execute("BEGIN IMMEDIATE")
        if not os.path.samestat(before, path.stat()):
            raise FileNotFoundError(path)
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


@contextmanager
def alone(path: Path, patience_s: float) -> Iterator[None]:
    """Only one process at a time makes or replaces the log at `path`.

    The lock is SQLite's on an empty file of its own: it works on every system and dies with the process that holds it.
    """
    connection = sqlite3.connect(path.with_suffix(".lock"), timeout=patience_s, isolation_level=None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()


def build(path: Path, entries: Iterable[tuple[int, bytes, str]], identities: Mapping[str, str]) -> None:
    """A new file at `path` holding these (place, line, kind) entries, whole and on the disk. `path` must not exist yet."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            connection.execute(table)
        for name, value in identities.items():
            keep_identity(connection, name, value)
        row = NO_ROW
        for seq, line, kind in entries:
            row = add(connection, row, seq, line, kind)
        connection.execute("COMMIT")
    finally:
        connection.close()


def head(connection: sqlite3.Connection) -> Row:
    """The last row, NO_ROW in an empty log."""
    found = connection.execute("SELECT seq, line, ends FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return _row(found) if found else NO_ROW


def row_ending_by(connection: sqlite3.Connection, size: int) -> Row:
    """The last row whose line lies whole within the first `size` bytes of a twin in step, or NO_ROW."""
    query = "SELECT seq, line, ends FROM events WHERE ends <= ? ORDER BY seq DESC LIMIT 1"
    found = connection.execute(query, (size,)).fetchone()
    return _row(found) if found else NO_ROW


def rows_after(connection: sqlite3.Connection, seq: int, limit: int = -1, kind: str = "") -> list[Row]:
    """Rows after the place `seq` in order, at most `limit` of them (-1: all); with a kind only those, found by index."""
    only, values = ("kind = ? AND ", (kind, seq, limit)) if kind else ("", (seq, limit))
    query = f"SELECT seq, line, ends FROM events WHERE {only}seq > ? ORDER BY seq LIMIT ?"
    return [_row(found) for found in connection.execute(query, values)]


def standing(connection: sqlite3.Connection, seq: int) -> tuple[int, int, str]:
    """The highest place, the number of entries after `seq`, and the hash of the line at `seq` or ""."""
    found = connection.execute("SELECT seq, line, ends FROM events WHERE seq = ?", (seq,)).fetchone()
    (count,) = connection.execute("SELECT count(*) FROM events WHERE seq > ?", (seq,)).fetchone()
    (last,) = connection.execute("SELECT max(seq) FROM events").fetchone()
    return last or 0, count, hash_of(_row(found).line) if found else ""


def _row(found: tuple[object, object, object]) -> Row:
    """A row as it should be; a damaged page may hand out anything in its place, without a word from SQLite."""
    seq, line, ends = found
    if not (isinstance(seq, int) and isinstance(line, bytes) and isinstance(ends, int)):
        raise damage()
    return Row(seq, line, ends)


def add(connection: sqlite3.Connection, last: Row, seq: int, line: bytes, kind: str) -> Row:
    """Store a line after the row `last`."""
    row = Row(seq, line, last.ends + len(line) + 1)
    connection.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (seq, line.decode("utf-8", "replace"), row.ends, kind))
    return row


def identity(connection: sqlite3.Connection, name: str) -> str:
    """A random id kept under `name`, or ""."""
    found = connection.execute("SELECT value FROM identities WHERE name = ?", (name,)).fetchone()
    if found and not isinstance(found[0], bytes):
        raise damage()
    return found[0].decode("utf-8", "replace") if found else ""


def keep_identity(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a random id under `name`."""
    connection.execute("INSERT OR REPLACE INTO identities VALUES (?, ?)", (name, value))


def open_existing(path: Path, patience_s: float) -> sqlite3.Connection:
    """A connection to the existing file that hands out texts as bytes. The caller closes it."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=patience_s, isolation_level=None)
    try:
        # Bytes, so that a damaged text is ours to judge and not a decoding error deep in a read.
        connection.text_factory = bytes
        # With the kernel before we say so: a killed process loses nothing, and a check stays as quick as its AWS calls. A
        # machine that loses its power may lose the last events, never the ones before them.
        connection.execute("PRAGMA synchronous=NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
