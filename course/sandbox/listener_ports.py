"""Where listeners of load balancers really listen: their own port of 127.0.0.1, or one that needs no rights of root.

Decided once for the sandbox's whole life, because names of load balancers say it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from course.sandbox.launch import is_free

FILE = "listener-shift"
SET = "ECS_COURSE_LISTENER_SHIFT"
"""Environment: where ports below 1024 are mapped to, for machines on which several sandboxes are open at once."""
SHIFTS = (0, 20_000, 30_000, 40_000, 50_000)
PRIVILEGED = 1024
WEB = (80, 443)


class ListenerPorts:
    """The ports of one sandbox."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the sandbox's state folder."""
        self._file = folder / FILE
        self._shift: int | None = None

    @property
    def shift(self) -> int:
        """What is added to ports below 1024."""
        if self._shift is None:
            self._shift = self._kept()
        return self._shift

    def of(self, port: int) -> int:
        """The real port of a listener."""
        return port + self.shift if port < PRIVILEGED else port

    def ending(self) -> str:
        """What names of load balancers end in, so that `http://` and the name opens port 80: `:20080`, or nothing."""
        return f":{80 + self.shift}" if self.shift else ""

    def _kept(self) -> int:
        with suppress(OSError, ValueError):
            return int(self._file.read_text("utf-8"))
        given = os.environ.get(SET, "")
        shift = int(given) if given.isdigit() else self._free()
        with suppress(OSError):  # it is asked again at the next start, and mostly comes out the same
            self._file.write_text(str(shift), "utf-8")
        return shift

    @staticmethod
    def _free() -> int:
        usable = (shift for shift in SHIFTS if all(is_free(port + shift) for port in WEB))
        return next(usable, SHIFTS[1])
