"""Time passes by itself while something real goes on: containers run, or a load balancer is open.

Otherwise nothing needs to happen before somebody looks, and nobody keeps the processor busy.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable

from course.sandbox.engine import Engine

SHORTEST_S, LONGEST_S = 0.02, 1.0
"""Between two looks at what is due: seconds."""


class Pulse:
    """Lets happen what is due, when it is due."""

    def __init__(self, engine: Engine, needed: Callable[[], bool]) -> None:
        """`needed()` says whether anything real goes on."""
        self._engine, self._needed = engine, needed
        self._changed = threading.Event()
        threading.Thread(target=self._beat, name="pulse", daemon=True).start()

    def notice(self) -> None:
        """Something may have changed: what is due may be due sooner."""
        self._changed.set()

    def _beat(self) -> None:
        while True:
            self._changed.wait()
            self._changed.clear()
            try:
                while self._needed():
                    with self._engine.held():
                        pass  # whoever holds the engine lets happen what is due
                    due_s = self._engine.wall_s_until_next()
                    self._changed.clear()
                    self._changed.wait(LONGEST_S if due_s is None else min(max(due_s, SHORTEST_S), LONGEST_S))
            except Exception:
                traceback.print_exc()
