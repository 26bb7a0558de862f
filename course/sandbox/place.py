"""The sandbox's state folder: which port it keeps, and the record of the process that runs now."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from course.model.errors import SandboxNotReady

PORT_FILE = "port"
RECORD_FILE = "sandbox.json"
LOG_FILE = "sandbox.log"
LOCK_FILE = "lock"


@dataclass(frozen=True)
class Record:
    """What a start leaves behind. `instance` is fresh for each start: it, never the pid, says who is who."""

    instance: str
    pid: int
    port: int


def prepare(folder: Path) -> None:
    """Make the state folder; SandboxNotReady when the disk refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> SandboxNotReady:
    """The sentence for a disk that is full, read-only or not ours."""
    why = error.strerror or type(error).__name__
    return SandboxNotReady(
        f"The sandbox cannot write to its folder {folder} ({why}).",
        run="ecs-course doctor",
    )


def read_record(folder: Path) -> Record | None:
    """The record of the last start, or None where there is none or it is damaged (then it is as good as none)."""
    try:
        raw = json.loads((folder / RECORD_FILE).read_text(encoding="utf-8"))
        return Record(instance=str(raw["instance"]), pid=int(raw["pid"]), port=int(raw["port"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_record(folder: Path, record: Record) -> None:
    """Replace the record in one step, so that a reader never sees half of it. OSError when the disk refuses."""
    _replace(folder / RECORD_FILE, json.dumps(asdict(record)))


def drop_record(folder: Path, instance: str) -> None:
    """Remove the record, unless another start has written its own since."""
    record = read_record(folder)
    if record is not None and record.instance == instance:
        (folder / RECORD_FILE).unlink(missing_ok=True)


def read_port(folder: Path) -> int | None:
    """The port this home keeps, or None before the first start."""
    try:
        port = int((folder / PORT_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return port if 0 < port < 65536 else None


def write_port(folder: Path, port: int) -> None:
    """Keep the port for all later starts. OSError when the disk refuses."""
    _replace(folder / PORT_FILE, str(port))


def last_lines(folder: Path, count: int = 3) -> str:
    """The end of the log on one line, for error messages; "" where there is none."""
    try:
        text = (folder / LOG_FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return " / ".join(line.strip() for line in text.splitlines()[-count:] if line.strip())


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)
