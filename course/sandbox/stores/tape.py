"""An append-only record of JSON lines in a folder of numbered segments, bounded by dropping the oldest segment."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SEGMENT_BYTES = 8_000_000
"""Bytes after which a new segment begins."""
SEGMENTS = 24
"""Segments kept: with SEGMENT_BYTES, the most that a folder takes on disk."""


class Tape:
    """Each append is one write to the operating system, so a killed process loses nothing it had appended."""

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES, segments: int = SEGMENTS) -> None:
        self.folder = folder
        self._segment_bytes, self._segments = segment_bytes, segments
        folder.mkdir(parents=True, exist_ok=True)
        self._names = sorted(int(path.stem) for path in folder.glob("*.jsonl") if path.stem.isdigit())
        self._file = -1
        self._size = 0
        self._open(self._names[-1] if self._names else 1)

    def append(self, record: list[Any]) -> None:
        """Write one record. OSError when the disk refuses; then nothing of it stays."""
        data = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        if self._size and self._size + len(data) > self._segment_bytes:
            self._open(self._names[-1] + 1)
            while len(self._names) > self._segments:
                self._path(self._names.pop(0)).unlink(missing_ok=True)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)

    def records(self) -> Iterator[list[Any]]:
        """What was appended, oldest first. A line that is not whole is passed over."""
        for name in self._names:
            with self._path(name).open("rb") as file:
                for line in file:
                    try:
                        record = json.loads(line)
                    except ValueError:
                        continue
                    if isinstance(record, list) and line.endswith(b"\n"):
                        yield record

    def clear(self) -> None:
        """Forget everything."""
        last = self._names[-1]
        for name in self._names[:-1]:
            self._path(name).unlink(missing_ok=True)
        self._names = [last]
        os.ftruncate(self._file, 0)
        self._size = 0

    def close(self) -> None:
        """Let go of the file; idempotent."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _path(self, name: int) -> Path:
        return self.folder / f"{name:08}.jsonl"

    def _open(self, name: int) -> None:
        self.close()
        path = self._path(name)
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        self._size = os.fstat(self._file).st_size
        if self._size and os.pread(self._file, 1, self._size - 1) != b"\n":
            # a write that a kill cut short: later records must not join it
            self._size = path.read_bytes().rfind(b"\n") + 1
            os.ftruncate(self._file, self._size)
        if name not in self._names:
            self._names.append(name)


def write_whole(folder: Path, records: Iterable[list[Any]]) -> None:
    """Make `folder` hold exactly `records`: complete, or as it was before."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    tape = Tape(fresh)
    try:
        for record in records:
            tape.append(record)
    finally:
        tape.close()
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
