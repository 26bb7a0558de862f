"""The journal of one world: a file to which every input is appended before it takes effect.

An entry is one write to the operating system, so it outlives the end of this process at any moment (kill -9, a crash of
Python). A crash of the whole machine may lose what the system had not yet brought to the disk, some seconds at most;
then, as after a write that was cut short, the file ends in half a line, which was never acknowledged and is dropped.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from course.sandbox.entry import Damaged, Entry, from_line, to_line

NAME = "journal"
"""The file's name in a world's folder."""
FORMAT = 1


class Journal:
    """One file, open for appending. Not thread-safe: its owner holds a lock."""

    def __init__(self, path: Path) -> None:
        """Open what is there. OSError when the disk refuses; a journal that can only be read refuses appends instead."""
        self.path = path
        self.notes: list[str] = []
        """What was found wrong, one sentence each."""
        self.refusal: OSError | None = None
        """Why the last append failed, None while all is well."""
        self._file = -1
        self._size = 0
        self._cut = False
        """Whether half an entry may stand at the end, to be cut off before the next one."""

    @property
    def size(self) -> int:
        """Bytes of whole entries."""
        return self._size

    def read(self) -> list[Entry]:
        """All entries, oldest first. Half a line at the end is cut off, a damaged one in between is passed over."""
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return []
        entries = []
        self._size = 0
        for number, line in enumerate(lines, start=1):
            try:
                entries.append(from_line(line))
            except Damaged as error:
                if number == len(lines):
                    self.notes.append("The last entry was cut short while it was written; it was never acknowledged.")
                    self._cut = True
                    break
                self.notes.append(f"Entry {number} of the journal is damaged and was passed over ({error}).")
            self._size += len(line)
        return entries

    def append(self, entry: Entry) -> None:
        """Write one entry. OSError when the disk refuses; then nothing of it stays, and a later one may succeed."""
        line = to_line(entry)
        try:
            self._ready()
            self._cut = True
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            self._cut = False
        except OSError as error:
            self.refusal = error
            self._cut_off()
            raise
        self._size += len(line)
        self.refusal = None

    def sync(self) -> None:
        """Bring all of it to the disk, against a power cut."""
        if self._file >= 0:
            os.fsync(self._file)

    def close(self) -> None:
        """Let the file go."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _ready(self) -> None:
        if self._file < 0:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._file = os.open(self.path, flags, 0o600)
        if self._cut:
            os.ftruncate(self._file, self._size)
            self._cut = False

    def _cut_off(self) -> None:
        if self._file >= 0 and self._cut:
            with suppress(OSError):  # it is tried again before the next entry is written
                self._ready()
