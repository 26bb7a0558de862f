"""A file that appears whole, and takes another's place only where that is wanted."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write(path: Path, data: bytes, *, over: bool = False, private: bool = False) -> None:
    """Write a file whole or not at all. `over`: replace what is there; `private`: readable by its owner alone.

    Raises FileExistsError where something is there already and `over` is not set, also when it appeared this very moment,
    and OSError as the disk says.
    """
    if not over and os.path.lexists(path):
        raise FileExistsError(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)
        if over:
            os.replace(name, path)
        else:
            _appear(name, path, data)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _appear(name: str, path: Path, data: bytes) -> None:
    """Give the whole file its name; never over one that appeared meanwhile."""
    try:
        os.link(name, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without hard links
        mode = os.stat(name).st_mode & 0o777
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb") as file:
            file.write(data)
