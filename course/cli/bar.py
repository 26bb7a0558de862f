"""The terminal's progress bar: on stderr, only on a terminal, gone when it is over."""

from __future__ import annotations

import shutil
import sys

from course.app.steps import Step, step_words

WIDTH = 24


class Bar:
    """One line that is drawn over and over."""

    def show(self, step: Step) -> None:
        """`Going ahead 24h: 40 %, 3 s  [##########..............]`."""
        room = shutil.get_terminal_size().columns - 1
        words = step_words(step)
        said = f"{words}  {drawn(step)}" if len(words) + WIDTH + 4 <= room else words[:room]
        sys.stderr.write(f"\r{said}\x1b[K")
        sys.stderr.flush()

    def clear(self) -> None:
        """An empty line."""
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def drawn(step: Step) -> str:
    """The bar; where nobody knows how far it is, a mark that wanders with the seconds."""
    if step.part is None:
        at = int(step.seconds * 4) % (2 * WIDTH - 6)
        at = min(at, 2 * WIDTH - 6 - at)
        return "[" + "." * at + "###" + "." * (WIDTH - 3 - at) + "]"
    full = round(step.part * WIDTH)
    return "[" + "#" * full + "." * (WIDTH - full) + "]"


def bar() -> Bar | None:
    """A bar where somebody sees it: a terminal that understands how to draw over a line."""
    import os

    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    return Bar()
