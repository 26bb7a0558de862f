"""Progress of what may take more than a second: the use case says what it does and how far it is, a face may show it.

    with step("Starting the sandbox"): …
    with step("Going ahead 24 hours") as at: at(0.4)

Nothing is shown for what ends within a second, and nothing where no face listens. The terminal's bar is course/cli/bar.py, the
notebook's course/notebook/bar.py.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

PATIENCE_S = 1.0
"""What is over sooner is not worth a bar."""
EVERY_S = 0.25


@dataclass
class Step:
    """Something under way."""

    says: str
    began: float
    part: float | None = None
    """How far it is, 0 to 1; None where nobody knows."""

    def __call__(self, part: float) -> None:
        """It has come so far. Never goes back."""
        self.part = max(self.part or 0.0, min(1.0, part))

    @property
    def seconds(self) -> float:
        """Wall seconds since it began."""
        return time.monotonic() - self.began


class Face(Protocol):
    """Who shows it."""

    def show(self, step: Step) -> None:
        """Draw it, or draw it anew; called from a thread of its own, every quarter of a second."""

    def clear(self) -> None:
        """Take it away: it is over."""


_face: Callable[[], Face | None] = lambda: None  # noqa: E731
_under_way = threading.local()


def shown_by(face: Callable[[], Face | None]) -> None:
    """From now on this process's steps are shown by what `face` makes; None shows nothing."""
    global _face
    _face = face


@contextmanager
def step(says: str) -> Iterator[Step]:
    """Do something that may take long. A step inside another one is part of it and shows nothing of its own."""
    here = Step(says, time.monotonic())
    outer = getattr(_under_way, "step", None)
    face = _face() if outer is None else None
    if face is None:
        yield here
        return
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(here, face, over), daemon=True)
    _under_way.step = here
    watcher.start()
    try:
        yield here
    finally:
        _under_way.step = None
        over.set()
        watcher.join()


def _watch(here: Step, face: Face, over: threading.Event) -> None:
    if over.wait(PATIENCE_S):
        return
    with suppress(Exception):  # a bar that cannot be drawn must not disturb the work
        face.show(here)
        while not over.wait(EVERY_S):
            face.show(here)
    with suppress(Exception):
        face.clear()


def step_words(here: Step) -> str:
    """`Going ahead 24 h: 40 %, 3 s`."""
    part = "" if here.part is None else f"{here.part:.0%}, "
    return f"{here.says}: {part}{here.seconds:.0f} s"
