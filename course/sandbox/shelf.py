"""Worlds on disk: the one in use, its successor while they change places, and the named ones.

world/            the world in use: journal, logs/, metrics/, keys/ (what chance gave, remembered)
world.next/       a whole world that is about to take its place; a start finishes what was interrupted
checkpoints/NAME/ saved worlds, of the same form
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from course.sandbox.clock import to_datetime
from course.sandbox.entry import Damaged, from_line
from course.sandbox.journal import NAME as JOURNAL

AUTOMATIC = "before-"
"""How the names of checkpoints begin that the sandbox makes itself."""
AUTOMATIC_KEPT = 10

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


@dataclass(frozen=True)
class Checkpoint:
    """A saved world."""

    name: str
    saved_at: str
    """Wall time, ISO 8601, UTC."""
    sandbox_time: str
    """The time in it, ISO 8601, UTC."""
    calls: int
    bytes: int
    automatic: bool
    """Whether the sandbox made it by itself, before it changed to another world."""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


class Shelf:
    """The worlds of one home. OSError from any method means that the disk refuses, and the world in use is as it was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = folder / "world"
        self.checkpoints = folder / "checkpoints"
        self._next = folder / "world.next"

    def settle(self) -> None:
        """Finish a change of worlds that was interrupted, and make sure that there is a folder to work in."""
        for old in self.checkpoints.glob(".*.old") if self.checkpoints.is_dir() else []:
            place = self.checkpoints / old.name[1:].removesuffix(".old")
            if not place.exists():
                os.replace(old, place)
        if self._next.is_dir():
            self.take_next("restore")
        self.world.mkdir(parents=True, exist_ok=True)

    def prepare_next(self, fill: Callable[[Path], None]) -> None:
        """Make a whole world beside the one in use; `fill` writes it into the folder it is given."""
        self._build(self._next, fill)

    def take_next(self, why: str) -> str:
        """Put the prepared world in place of the one in use; the name of the checkpoint that this one becomes, or ""."""
        name = self._automatic_name(why) if self.world.is_dir() else ""
        kept = self.checkpoints / name
        try:
            if name:
                self.checkpoints.mkdir(parents=True, exist_ok=True)
                if kept.exists():
                    shutil.rmtree(kept)
                os.replace(self.world, kept)
            os.replace(self._next, self.world)
        except OSError:
            if name and not self.world.exists():
                os.replace(kept, self.world)
            shutil.rmtree(self._next, ignore_errors=True)  # or the next start would finish what was refused
            raise
        self._thin_out()
        return name

    def save(self, name: str, fill: Callable[[Path], None], *, replace: bool = False) -> None:
        """Keep a world under a name. ValueError for a name that is none, or that is taken and not to be replaced."""
        place = self.place(name)
        if name.startswith(AUTOMATIC):
            raise ValueError(f"Names that begin with {AUTOMATIC!r} are the sandbox's own.")
        if place.exists() and not replace:
            raise ValueError(f"There is a checkpoint {name} already; choose another name, or replace it (--replace).")
        self.checkpoints.mkdir(parents=True, exist_ok=True)
        self._build(place, fill)

    def copy_of(self, name: str) -> Callable[[Path], None]:
        """What fills a folder with the saved world of this name. ValueError when there is none, or not a whole one."""
        place = self.place(name)
        if not (place / JOURNAL).is_file():
            known = ", ".join(checkpoint.name for checkpoint in self.all()) or "none yet"
            raise ValueError(f"There is no checkpoint {name}. There are: {known}.")
        return lambda folder: _copy(place, folder)

    def all(self) -> list[Checkpoint]:
        """The saved worlds, newest first."""
        places = self.checkpoints.iterdir() if self.checkpoints.is_dir() else []
        found = [c for place in places if _NAME.fullmatch(place.name) and (c := _described(place)) is not None]
        return sorted(found, key=lambda checkpoint: checkpoint.saved_at, reverse=True)

    def place(self, name: str) -> Path:
        """Where the saved world of a name is. ValueError for what is no name."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name[:80]!r} is no name for a checkpoint: use up to 64 letters, digits, - and _.")
        return self.checkpoints / name

    def _build(self, place: Path, fill: Callable[[Path], None]) -> None:
        fresh, old = (place.with_name(f".{place.name}.{kind}") for kind in ("new", "old"))
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            fresh.mkdir(parents=True)
            fill(fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        if place.exists():
            shutil.rmtree(old, ignore_errors=True)
            os.replace(place, old)
        os.replace(fresh, place)
        shutil.rmtree(old, ignore_errors=True)

    def _automatic_name(self, why: str) -> str:
        if why == "reset":
            return f"{AUTOMATIC}reset"  # tests and labs reset often: only the last one is worth keeping
        stem = f"{AUTOMATIC}{why}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        return next(n for n in (stem, *(f"{stem}-{i}" for i in range(2, 1000))) if not (self.checkpoints / n).exists())

    def _thin_out(self) -> None:
        automatic = [checkpoint.name for checkpoint in self.all() if checkpoint.automatic]
        for name in automatic[AUTOMATIC_KEPT:]:
            shutil.rmtree(self.checkpoints / name, ignore_errors=True)


def _copy(source: Path, folder: Path) -> None:
    for part in source.iterdir():
        (shutil.copytree if part.is_dir() else shutil.copyfile)(part, folder / part.name)


def _described(place: Path) -> Checkpoint | None:
    journal = place / JOURNAL
    last = None
    calls = 0
    try:
        with journal.open("rb") as lines:
            for line in lines:
                calls += b' ["call",' in line[:20]
                last = line
        facts = journal.stat()
    except OSError:
        return None
    at = ""
    if last is not None:
        with suppress(Damaged):
            at = to_datetime(from_line(last).at_us).isoformat()
    return Checkpoint(
        name=place.name,
        saved_at=datetime.fromtimestamp(facts.st_mtime, UTC).isoformat(timespec="seconds"),
        sandbox_time=at,
        calls=calls,
        bytes=facts.st_size,
        automatic=place.name.startswith(AUTOMATIC),
    )
