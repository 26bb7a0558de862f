"""The learner's append-only log: an SQLite file, the JSON-lines twin beside it, and a chain of hashes through both."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

from course.model.errors import OurBug, ProgressNotReady
from course.model.event import Event
from course.model.ids import uuid7
from course.progress import store, twin
from course.progress.chain import (
    FIRST_PREVIOUS,
    broken,
    differences,
    entry_of,
    event_of,
    hash_of,
    is_entry,
    kind_of,
    line_of,
    span,
)
from course.progress.faults import damage, is_damage, is_locked, refusal
from course.progress.mend import mend

T = TypeVar("T")
_AT_ONCE = 2000
"""Entries read in one go: few enough to hold, many enough that opening the file does not count."""
_ATTEMPTS = 4


@dataclass
class _Memory:
    """What this process knows of a log, whichever Log object learned it."""

    seen: int = 0
    """The highest place written or read."""
    notes: list[str] = field(default_factory=list)


class Standing(NamedTuple):
    """What `Log.standing` says."""

    last: int
    """The highest place."""
    later: int
    """How many entries stand after the place asked for; fewer than the places there where some were lost."""
    hash: str
    """SHA-256 of the entry at the place asked for, "" where there is none."""


_memory: dict[Path, _Memory] = {}


class Log:
    """The log at `path` (its twin has the suffix .jsonl); made on the first append, never by reading.

    Every call opens the file and closes it again, so several processes and threads may each have a Log of the same path.
    `notes` holds sentences for the learner about what was mended on the way: after append, what that append met; after
    events, also what any Log of this path met earlier in this process.
    """

    def __init__(self, path: Path, *, patience_s: float = 5.0) -> None:
        """`patience_s`: how long to wait, in seconds, for another process that holds the file."""
        self.path = path.absolute()
        self.twin = self.path.with_suffix(".jsonl")
        self.patience_s = patience_s
        self.notes: list[str] = []
        self._known = _memory.setdefault(self.path, _Memory())

    def append(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        now: datetime,
        sandbox_time: str = "",
        versions: dict[str, str] | None = None,
    ) -> Event:
        """Add an event and return it once it is safe on the disk.

        `now` has a time zone; `sandbox_time` is ISO 8601 or "". Raises ProgressNotReady, with nothing stored, when the file
        is locked for longer than `patience_s`, or the disk is full or read-only; OurBug for a body that is no JSON.
        """
        if now.tzinfo is None:
            raise OurBug("An event's time has no time zone.")
        wall_time = now.astimezone(UTC).isoformat(timespec="milliseconds")
        chance = int.from_bytes(os.urandom(10), "big") >> 6
        id = str(uuid7(int(now.timestamp() * 1000), chance))

        def add() -> Event:
            with store.writing(self.path, self.patience_s) as connection:
                last = store.head(connection)
                learner, device = self._identities(connection)
                event = Event(
                    id=id,
                    seq=last.seq + 1,
                    previous=hash_of(last.line) if last.seq else FIRST_PREVIOUS,
                    learner=learner,
                    device=device,
                    wall_time=wall_time,
                    sandbox_time=sandbox_time,
                    versions=dict(versions or {}),
                    kind=kind,
                    body=body,
                )
                try:
                    line = line_of(event)
                except (TypeError, ValueError) as error:
                    raise OurBug(f"The body of a {kind} event is no JSON: {error}.") from error
                store.add(connection, last, event.seq, line, kind)
            return event

        event = self._with_mending(add)
        self._known.seen = event.seq
        self._tend(after_append=True)
        return event

    def events(self, kind: str = "", *, after: int = 0) -> Iterator[Event]:
        """Every event in order after the place `after`, or those of one kind; none where there is no log yet.

        A damaged log is mended first; one that cannot be opened (on a read-only disk, say) is read from its twin.

        Raises ProgressNotReady where neither can be read.
        """
        if self._is_absent():
            self._note_deletion()
        else:
            self._tend()
            last = after
            for event in self._stored(kind, after):
                if event.seq > last + 1 and not kind:
                    self._note(f"{span(last + 1, event.seq - 1)} missing from the log.")
                last = max(last, event.seq)
                yield event
            self._known.seen = max(self._known.seen, last)
        for sentence in self._known.notes:
            self._note(sentence)

    def verify(self) -> list[str]:
        """What was changed, dropped or moved in either file, in sentences that name the entry; [] for a whole log.

        Mends nothing. Raises ProgressNotReady when a file cannot be opened just now; damage is a sentence.
        """
        if self._is_absent():
            return []
        copied = twin.lines_of(self.twin)
        try:
            with store.reading(self.path, self.patience_s) as connection:
                lines = [row.line for row in store.rows_after(connection, 0)]
        except FileNotFoundError:
            return [f"{self.path.name} is missing; the next event builds it again from {self.twin.name}."]
        except sqlite3.Error as error:
            if not is_damage(error):
                raise refusal(error, self.path, self.patience_s) from error
            return [f"{self.path.name} is damaged; it is built again from {self.twin.name} when it is next read."]
        names = (self.path.name, self.twin.name)
        return broken(lines, names[0]) + broken(copied, names[1]) + differences(lines, copied, names)

    def standing(self, seq: int) -> Standing | None:
        """Whether a fold that ended at place `seq` still fits the log; None where the log cannot say so just now."""
        try:
            with store.reading(self.path, self.patience_s) as connection:
                return Standing(*store.standing(connection, seq))
        except (sqlite3.Error, OSError):
            return None

    def _stored(self, kind: str, after: int) -> Iterator[Event]:
        """The events of the log, and from where it cannot be read on those of the twin."""
        place = after
        while True:
            try:
                rows = self._with_mending(partial(self._entries, place, kind))
            except ProgressNotReady as problem:
                if not self.twin.exists():
                    raise
                self._note(f"Read from {self.twin.name}: {problem.message}")
                later = (entry for line in twin.lines_of(self.twin) if (entry := entry_of(line)))
                yield from (event_of(e) for e in later if e["seq"] > place and kind in ("", kind_of(e)))
                return
            if not rows:
                return
            yield from (event_of(entry) for _, entry in rows)
            place = rows[-1][0]

    def _entries(self, after: int, kind: str) -> list[tuple[int, dict[str, Any]]]:
        """The next entries after a place, decoded, each with its row's place. Raises like SQLite where a row is no entry."""
        with store.reading(self.path, self.patience_s) as connection:
            rows = store.rows_after(connection, after, _AT_ONCE, kind)
        try:
            found = json.loads(b"[" + b",".join(row.line for row in rows) + b"]")  # one call is twice as fast as many
        except (ValueError, RecursionError):
            found = []
        if len(found) != len(rows) or not all(map(is_entry, found)):
            raise damage()
        return [(row.seq, entry) for row, entry in zip(rows, found, strict=True)]

    def _with_mending(self, work: Callable[[], T]) -> T:
        """Do the work; where the file is missing or damaged, mend it and do it again. Raises only ProgressNotReady."""
        try:
            for _ in range(_ATTEMPTS):
                try:
                    return work()
                except FileNotFoundError:
                    self._mend()
                except sqlite3.Error as error:
                    if not is_damage(error):
                        raise
                    self._mend()
        except (sqlite3.Error, OSError) as error:
            raise refusal(error, self.path, self.patience_s) from error
        raise ProgressNotReady(f"Your progress ({self.path}) could not be mended.", run="ecs-course doctor")

    def _mend(self) -> None:
        deleted = self._is_absent()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for kept in (".fold", ".cards"):  # computed from the log; what was lost may come back in the middle
            self.path.with_suffix(kept).unlink(missing_ok=True)
        notes = mend(self.path, self.twin, self.patience_s)
        if deleted:
            self._note_deletion()
        for sentence in notes:
            self._note(sentence, keep=True)

    def _tend(self, *, after_append: bool = False) -> None:
        """Bring the twin up to date. Whoever holds the write lock just now will do it for us, so nobody waits here."""
        try:
            if not after_append:
                with store.reading(self.path, self.patience_s) as connection:
                    if twin.in_step(connection, self.twin):
                        return
            with store.writing(self.path, 0) as connection:
                notes = twin.tend(connection, self.twin)
        except FileNotFoundError:
            return
        except (sqlite3.Error, OSError) as error:
            unusual = isinstance(error, OSError) or not (is_locked(error) or is_damage(error))
            if after_append and unusual:
                self._note(
                    f"This is noted, but {self.twin.name} could not be written ({error}); it is completed later."
                )
            return
        for sentence in notes:
            self._note(sentence, keep=True)

    def _identities(self, connection: sqlite3.Connection) -> tuple[str, str]:
        """(learner, device): random, made on first use. The device is new where the folder came to another machine."""
        learner = store.identity(connection, "learner")
        if not learner:
            learner = str(uuid4())
            store.keep_identity(connection, "learner", learner)
        machine = "device on " + sha256(f"{learner} {platform.node()}".encode()).hexdigest()[:16]
        device = store.identity(connection, machine)
        if not device:
            device = str(uuid4())
            store.keep_identity(connection, machine, device)
        return learner, device

    def _is_absent(self) -> bool:
        return not self.path.exists() and not self.twin.exists()

    def _note_deletion(self) -> None:
        if self._known.seen:
            self._note(
                f"Your progress was deleted from {self.path.parent} while this was running; a new log begins.",
                keep=True,
            )
            self._known.seen = 0

    def _note(self, sentence: str, *, keep: bool = False) -> None:
        for notes in (self.notes, self._known.notes) if keep else (self.notes,):
            if sentence not in notes:
                notes.append(sentence)
