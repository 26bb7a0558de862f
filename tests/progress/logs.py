"""Shared by the tests of the log: a fixed moment, a short way to append, and programs that write from other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from course.home import CHECKOUT
from course.model.event import Event
from course.progress.log import Log

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from course.progress.log import Log

log, name, times = Log(Path(sys.argv[1]), patience_s=30), sys.argv[2], int(sys.argv[3])
for n in range(times):
    log.append("hint_shown", {"day": name, "criterion": "c", "step": n}, now=datetime.now(UTC), versions={})
    print(n, flush=True)
"""
"""Appends events of its own name and prints the number of each once it is stored."""


def note(log: Log, *days: str) -> list[Event]:
    """Append a day_opened event for each name."""
    return [log.append("day_opened", {"day": day}, now=NOW, versions={"course": "2026.11.24"}) for day in days]


def days(log: Log) -> list[str]:
    """The days of all events, in order."""
    return [event.body["day"] for event in log.events()]


def start(program: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A Python program in a process of its own; its output is text to read."""
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", program, *map(str, arguments)],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def files(folder: Path) -> list[str]:
    """What lies in the folder, without SQLite's own side files and the lock."""
    return sorted(p.name for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm", ".lock")))
