"""The log of the background process, kept below a size: what is older moves to sandbox.log.1, once."""

from __future__ import annotations

import io
import os
import shutil
import threading
from pathlib import Path

LIMIT = 1_000_000
"""Bytes after which the log begins anew."""


class BoundedLog(io.TextIOBase):
    """Stands in for stdout and stderr. The file is emptied in place, because other holders append to it too."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        self._path, self._limit = path, limit
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._lock = threading.Lock()

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Append `text`. A disk that refuses loses the line, never the sandbox."""
        data = text.encode("utf-8", "backslashreplace")
        with self._lock:
            try:
                if os.fstat(self._file).st_size + len(data) > self._limit:
                    shutil.copyfile(self._path, self._path.with_name(self._path.name + ".1"))
                    os.ftruncate(self._file, 0)
                os.write(self._file, data[-self._limit :])
            except OSError:
                pass
        return len(text)
