"""What the disk or SQLite refuses, as one sentence for the learner."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path

from course.model.errors import ProgressNotReady

_SCARCE_BYTES = 256 * 1024
"""SQLite calls a disk that filled up while it grew its index an I/O error; below this much room, full is what it was."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EROFS, errno.EACCES, errno.EPERM}


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 where the error has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is not (any more) the database it should be.

    Our statements are fixed, so SQLITE_ERROR can only mean that the tables are not there: an emptied or a foreign file.
    """
    return code_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def damage() -> sqlite3.DatabaseError:
    """What SQLite would raise, for a row that it can read and that is no entry."""
    error = sqlite3.DatabaseError("a row is no entry")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another program holds the file."""
    return code_of(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def refusal(error: sqlite3.Error | OSError, path: Path, patience_s: float) -> ProgressNotReady:
    """The error to raise for what SQLite or the disk said about `path` after waiting up to `patience_s` seconds."""
    if isinstance(error, sqlite3.Error) and is_locked(error):
        return ProgressNotReady(
            f"Another program has held your progress ({path}) for more than {patience_s:g} s; "
            "close what uses it, or wait, and do this again."
        )
    if _is_full(error, path.parent):
        return ProgressNotReady(
            f"Your progress ({path}) could not be written because the disk is full; free some space and do this again."
        )
    if _is_not_allowed(error):
        return ProgressNotReady(
            f"Your progress could not be written because {path.parent} is read-only; make the folder writable, "
            "or point ECS_COURSE_HOME to one that is."
        )
    return ProgressNotReady(f"Your progress ({path}) could not be read or written ({error}).", run="ecs-course doctor")


def _is_full(error: sqlite3.Error | OSError, folder: Path) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    if code_of(error) == sqlite3.SQLITE_FULL:
        return True
    if code_of(error) not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return False
    try:
        return shutil.disk_usage(folder).free < _SCARCE_BYTES
    except OSError:
        return False


def _is_not_allowed(error: sqlite3.Error | OSError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NOT_ALLOWED
    return code_of(error) in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)
