"""The JSON-lines twin of the log: a second copy that a person can read and that outlives a damaged database."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path


def append(path: Path, ends: int, lines: Sequence[bytes]) -> None:
    """Write lines so that they begin at byte `ends`, whatever half-written text stood behind it. Raises OSError."""
    with open(path, "r+b" if path.exists() else "x+b") as file:
        file.truncate(ends)
        file.seek(ends)
        file.write(b"".join(line + b"\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path) -> list[bytes]:
    """Every whole line, without its end; [] where there is no file. A torn last line is left out."""
    return lines_from(path, 0)


def lines_from(path: Path, start: int) -> list[bytes]:
    """Whole lines from byte `start` on."""
    try:
        with open(path, "rb") as file:
            file.seek(start)
            text = file.read()
    except FileNotFoundError:
        return []
    return text.split(b"\n")[:-1]


def cut(path: Path, ends: int) -> None:
    """Keep what stands behind byte `ends` under another name, if it is more than a torn line, and cut it off."""
    extra = path.read_bytes()[ends:]
    if b"\n" in extra:
        number = 1
        while (aside := path.with_name(f"{path.stem}-unmatched-{number}{path.suffix}")).exists():
            number += 1
        aside.write_bytes(extra)
    os.truncate(path, ends)
