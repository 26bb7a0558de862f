"""Looks again and again, in a thread of its own, so that a cell that runs never stops the picture."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from course.map.scene import Scene
from course.model.errors import CourseError

PATIENCE_S = 900.0
"""So long after the last sign of a viewer it goes on."""
PAUSED = "Paused: nobody has looked for a while. Refresh goes on."


class Surveys(Protocol):
    """What is watched (course.map.survey.Surveyor)."""

    def survey(self) -> Scene: ...
    def fresh(self) -> None: ...
    def changed(self) -> bool: ...


@dataclass(frozen=True)
class Pace:
    """Seconds between two looks."""

    moving: float = 0.5
    """While something is in transition: the sandbox's clock runs twenty times as fast then."""
    still: float = 3.0
    glance: float = 0.5
    """Until the next glance at the services alone, which costs little, while nothing moves."""
    most: float = 30.0
    """After many failures."""

    def wait(self, scene: Scene | None, failures: int) -> float:
        """Seconds until the next look. It slows down where the world does not answer, or asks to slow down."""
        usual = self.moving if scene is not None and scene.moving else self.still
        return min(self.most, usual * float(2 ** min(failures, 10)))


class Watch:
    """Keeps a picture up to date until it is told to end, or nobody looks any more."""

    def __init__(self, surveys: Surveys, shown: Callable[[Scene | None, str], None], pace: Pace | None = None) -> None:
        """`shown` gets each scene, or None and a sentence where there is none; it is called in the watch's thread."""
        self.surveys, self.shown, self.pace = surveys, shown, pace or Pace()
        self._one_at_a_time = threading.Lock()
        self._ended: threading.Event | None = None
        self._until = 0.0
        self._last: Scene | None = None

    @property
    def on(self) -> bool:
        """Whether it is looking."""
        return self._ended is not None and not self._ended.is_set()

    def look(self, *, fresh: bool = False) -> Scene:
        """Look now. Raises what the survey raises."""
        with self._one_at_a_time:
            if fresh:
                self.surveys.fresh()
            self._last = self.surveys.survey()
            return self._last

    def here(self) -> None:
        """Somebody looks: go on, and begin again where it had stopped."""
        self._until = time.monotonic() + PATIENCE_S
        if not self.on:
            self._ended = threading.Event()
            threading.Thread(target=self._run, args=(self._ended,), name="course-map", daemon=True).start()

    def end(self) -> None:
        """Nobody looks any more."""
        if self._ended is not None:
            self._ended.set()

    def _run(self, ended: threading.Event) -> None:
        failures = 0
        while not self._rest(ended, failures):
            if time.monotonic() > self._until:
                ended.set()
                self.shown(None, PAUSED)
                return
            try:
                scene = self.look()
            except CourseError as error:
                failures += 1
                self._tell(ended, None, str(error))
            except Exception as error:  # nobody stands above a thread: the picture says it
                failures += 1
                self._tell(
                    ended, None, f"The map made a mistake; your work is not affected. {type(error).__name__}: {error}"
                )
            else:
                failures = 0
                self._tell(ended, scene, "")

    def _rest(self, ended: threading.Event, failures: int) -> bool:
        """Wait until it is time to look, or a glance shows that something began to move. True when it has ended."""
        wait = self.pace.wait(self._last, failures)
        until = time.monotonic() + wait
        if failures or self._last is None or self._last.moving:
            return ended.wait(wait)
        while (left := until - time.monotonic()) > 0:
            if ended.wait(min(left, self.pace.glance)):
                return True
            if self.surveys.changed():
                return False
        return False

    def _tell(self, ended: threading.Event, scene: Scene | None, said: str) -> None:
        if not ended.is_set():
            self.shown(scene, said)
