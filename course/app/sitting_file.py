"""A sitting on disk: what was asked and answered so far, so that a crash or a closed lid costs nothing.

One JSON file for each, exchanged in one move; beside it a lock that the process which plays it holds, and that falls with it.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from course.catalog.building import build
from course.model.quiz import PointVerdict, Verdict

AskedIn = Literal["quiz", "drill", "exam", "interview"]


@dataclass(kw_only=True)
class Place:
    """One question of a sitting."""

    question: str
    seed: int
    """Its variant and the order of its options come from this."""
    digest: str
    """Of the question as it was asked: a bank that changed meanwhile is seen."""
    why: str = ""
    """Why it was chosen (quiz.queue.Why), or an interview's words for its part."""


@dataclass(kw_only=True)
class Given:
    """One answer."""

    answer: Any
    confidence: int | None = None
    """Percent, as said before the answer."""
    seconds: float = 0.0
    rating: int = 0
    """As the learner rated it; 0 before they did."""
    points: list[Verdict] = field(default_factory=list)
    """Of an open answer that the learner corrected: the verdict on every point."""
    judged: tuple[PointVerdict, ...] = ()
    """Of an open answer that a grader of the learner's own judged: its verdicts, so that it is not asked again."""
    logged: bool = True
    """Whether it stands in the progress log."""


@dataclass(kw_only=True)
class Kept:
    """A sitting as it is kept."""

    id: str
    asked_in: AskedIn
    title: str
    seed: int
    day: str = ""
    """The day's id, of a day's quiz."""
    begun: str = ""
    """ISO 8601, UTC."""
    wanted: dict[str, Any] = field(default_factory=dict)
    """What it was begun with: what a call must ask for to go on with it."""
    places: list[Place] = field(default_factory=list)
    given: dict[str, Given] = field(default_factory=dict)
    """Position as text → answer."""
    spent: float = 0.0
    """Seconds in front of it, over all its processes."""
    limit: float = 0.0
    """Seconds that an exam has; 0 without a limit."""
    more: dict[str, Any] = field(default_factory=dict)
    """What an interview keeps beside."""
    ended: str = ""
    """When it ended (ISO 8601), "" while it goes on."""


class SittingFile:
    """The file of one sitting, held by this process."""

    def __init__(self, folder: Path, id: str) -> None:
        """Raises Timeout where another process holds it."""
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{id}.json"
        self._lock = FileLock(folder / f"{id}.lock")
        self._lock.acquire(timeout=0)

    def read(self) -> Kept | None:
        """What is kept, None where it makes no sense."""
        return read(self.path)

    def write(self, kept: Kept) -> str:
        """Keep it. Returns "" or why it could not be kept, for the learner."""
        name = ""
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".sitting-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps(_plain(kept), ensure_ascii=False))  # at once: dump() goes piece by piece
            os.replace(name, self.path)
        except OSError as error:
            if name:
                Path(name).unlink(missing_ok=True)
            return f"This sitting cannot be kept, so it cannot be resumed: {error}."
        return ""

    def close(self, *, forget: bool = False) -> None:
        """Let go of it; `forget` drops it too."""
        if forget:
            self.path.unlink(missing_ok=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


def _plain(kept: Kept) -> dict[str, Any]:
    """The same as asdict, without copying a thousand answers with every one of them."""
    given = {at: {**vars(one), "judged": [asdict(point) for point in one.judged]} for at, one in kept.given.items()}
    return {**vars(kept), "places": [vars(place) for place in kept.places], "given": given}


def read(path: Path) -> Kept | None:
    """A sitting's file, None where it cannot be read or makes no sense."""
    try:
        data = json.loads(path.read_bytes())
        data["places"] = [build(Place, place) for place in data["places"]]
        for given in data["given"].values():
            given["judged"] = tuple(build(PointVerdict, point) for point in given.get("judged", ()))
        data["given"] = {at: Given(**given) for at, given in data["given"].items()}
        return Kept(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def kept(folder: Path, asked_in: AskedIn | None = None) -> Iterator[Kept]:
    """Every sitting in the folder that can be read, the newest first."""
    found = [one for path in folder.glob("*.json") if (one := read(path)) is not None]
    found.sort(key=lambda one: one.begun, reverse=True)
    yield from (one for one in found if asked_in in (None, one.asked_in))


def goes_on(folder: Path, asked_in: AskedIn, fits: Callable[[Kept], bool]) -> Iterator[tuple[Kept, SittingFile]]:
    """Sittings that go on and fit, the newest first, each held by this process; who does not play one closes it."""
    for found in kept(folder, asked_in):
        file = held(folder, found.id) if not found.ended and fits(found) else None
        if file is None:
            continue
        now = file.read()  # another process may have ended it meanwhile
        if now is None or now.ended:
            file.close()
        else:
            yield now, file


def held(folder: Path, id: str) -> SittingFile | None:
    """The sitting's file for this process, None where another one plays it."""
    try:
        return SittingFile(folder, id)
    except Timeout:
        return None
