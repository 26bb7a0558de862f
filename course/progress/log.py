"""The learner's log: append, read, verify. A damaged database is rebuilt from the twin, a damaged twin from the database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from course.model.event import Event
from course.model.ids import uuid7
from course.progress import store, twin
from course.progress.chain import FIRST_PREVIOUS, broken, differences, entry_of, event_of, hash_of, line_of
from course.progress.faults import code_of, is_damage, refusal

T = TypeVar("T")


class Log:
    """An append-only log at `path` (SQLite), with a JSON-lines twin beside it. Holds nothing open between two calls."""

    def __init__(self, path: Path, *, patience_s: float = 5.0) -> None:
        """`patience_s`: longest wait for another program that holds the file, in seconds."""
        self.path = path.absolute()
        self.twin = self.path.with_suffix(".jsonl")
        self.patience_s = patience_s
        self.notes: list[str] = []
        """Sentences about what was healed during the last calls."""

    def append(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        now: datetime,
        sandbox_time: str = "",
        versions: dict[str, str] | None = None,
    ) -> Event:
        """Add an event and return it once it is on the disk. `now` is aware; the body is JSON.

        Any number of processes may append at once. Raises ProgressNotReady with one sentence where it cannot be kept.
        """
        stamp = now.astimezone(UTC)

        def add() -> Event:
            with store.writing(self.path, self.patience_s) as connection:
                last = self._in_step(connection)
                event = Event(
                    id=str(uuid7(int(stamp.timestamp() * 1000), int.from_bytes(os.urandom(10)) >> 6)),
                    seq=last.seq + 1,
                    previous=hash_of(last.line) if last.seq else FIRST_PREVIOUS,
                    learner=store.identity(connection, "learner"),
                    device=store.identity(connection, "device"),
                    wall_time=stamp.isoformat(timespec="milliseconds"),
                    sandbox_time=sandbox_time,
                    versions=dict(versions or {}),
                    kind=kind,
                    body=body,
                )
                line = line_of(event)
                store.add(connection, last, event.seq, line, kind)
                twin.append(self.twin, last.ends, [line])
                return event

        return self._kept(add)

    def events(self, kind: str = "") -> Iterator[Event]:
        """Every event in order, or those of one kind. A log that does not exist yet has none. Raises ProgressNotReady."""
        if not self.path.exists() and not self.twin.exists():
            return iter(())

        def read() -> list[bytes]:
            with store.reading(self.path, self.patience_s) as connection:
                return list(store.lines(connection, kind))

        try:
            found = self._kept(read)
        except Exception as error:
            # Where SQLite may not even open its side files (a read-only disk), the twin still tells everything.
            if isinstance(error.__cause__, sqlite3.Error) and not self._writable():
                found = [
                    line for line in twin.lines(self.twin) if not kind or (entry_of(line) or {}).get("kind") == kind
                ]
            else:
                raise
        entries = (entry_of(line) for line in found)
        return (event_of(entry) for entry in entries if entry is not None)

    def verify(self) -> list[str]:
        """What is wrong with the log, in sentences that name the changed, dropped or moved entry; [] when it is whole."""
        if not self.path.exists() and not self.twin.exists():
            return []

        def read() -> list[bytes]:
            with store.reading(self.path, self.patience_s) as connection:
                return list(store.lines(connection))

        database, beside = self._kept(read), twin.lines(self.twin)
        problems = broken(database, self.path.name) + broken(beside, self.twin.name)
        return list(dict.fromkeys(problems + differences(database, beside, (self.path.name, self.twin.name))))

    def _kept(self, work: Callable[[], T]) -> T:
        """Do the work; make the file first where there is none, heal it where it is damaged, then do it again."""
        for _ in range(4):
            try:
                return work()
            except FileNotFoundError:
                self._make()
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise refusal(error, self.path, self.patience_s) from error
                self._heal(code_of(error))
            except OSError as error:
                raise refusal(error, self.path, self.patience_s) from error
        raise refusal(OSError("it changes under our hands"), self.path, self.patience_s)

    def _make(self) -> None:
        """A new database: empty, or from the twin where one is there."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with store.alone(self.path, self.patience_s):
                if not self.path.exists():
                    self._build()
        except (sqlite3.Error, OSError) as error:
            raise refusal(error, self.path, self.patience_s) from error

    def _heal(self, code: int) -> None:
        """Move the damaged database aside and build a new one from the twin."""
        try:
            with store.alone(self.path, self.patience_s):
                if self._sound():
                    return  # another process healed it while we waited
                date = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
                aside = self.path.with_name(f"{self.path.stem}-damaged-{date}{self.path.suffix}")
                for suffix in ("-wal", "-shm", ""):
                    part = self.path.with_name(self.path.name + suffix)
                    if part.exists():
                        part.replace(aside.with_name(aside.name + suffix))
                self.notes.append(f"{self.path.name} was damaged (code {code}); it is kept as {aside.name}.")
                self._build()
        except (sqlite3.Error, OSError) as error:
            raise refusal(error, self.path, self.patience_s) from error

    def _build(self) -> None:
        """Write a whole new database under another name, then put it in place."""
        lines = twin.lines(self.twin)
        entries = [(line, entry) for line in lines if (entry := entry_of(line)) is not None]
        if lines:
            self.notes.append(f"{self.path.name} was rebuilt from {self.twin.name}: {len(entries)} entries.")
            self.notes.extend(broken(lines, self.twin.name))
        whole: dict[int, tuple[int, bytes, str]] = {}
        for line, entry in entries:
            whole.setdefault(entry["seq"], (entry["seq"], line, str(entry.get("kind", ""))))
        last = entries[-1][1] if entries else {}
        ids = {name: str(last.get(name) or uuid4()) for name in ("learner", "device")}
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.unlink(missing_ok=True)
        store.build(fresh, (whole[seq] for seq in sorted(whole)), ids)
        fresh.replace(self.path)

    def _sound(self) -> bool:
        try:
            with store.reading(self.path, self.patience_s) as connection:
                return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == b"ok")
        except (sqlite3.Error, FileNotFoundError):
            return False

    def _in_step(self, connection: sqlite3.Connection) -> store.Row:
        """The last row, after the twin was brought into step with it: completed, or its further lines taken over."""
        last = store.head(connection)
        size = self.twin.stat().st_size if self.twin.exists() else 0
        if size > last.ends:
            for line in twin.lines_from(self.twin, last.ends):
                entry = entry_of(line)
                if entry is None or entry["seq"] != last.seq + 1 or entry.get("previous") != self._hash(last):
                    break
                last = store.add(connection, last, entry["seq"], line, str(entry.get("kind", "")))
            if size > last.ends:
                twin.cut(self.twin, last.ends)
        elif size < last.ends:
            row = store.row_ending_by(connection, size)
            twin.append(self.twin, row.ends, [later.line for later in store.rows_after(connection, row.seq)])
            if size:
                self.notes.append(f"{self.twin.name} lacked entries; they were added from {self.path.name}.")
        return last

    @staticmethod
    def _hash(last: store.Row) -> str:
        return hash_of(last.line) if last.seq else FIRST_PREVIOUS

    def _writable(self) -> bool:
        return os.access(self.path.parent, os.W_OK) and not _read_only(self.path.parent)


def _read_only(folder: Path) -> bool:
    """Whether the disk itself is mounted read-only; permission bits do not tell root."""
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
