"""The one door: play a sitting on the whole screen, and leave it kept however the screen goes away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

from course.app.sitting import Sitting


def play(
    sitting: Sitting, *, hide_clock: bool = False, confidence: bool | None = None, light: bool | None = None
) -> None:
    """Play it until it ends or the learner leaves; standard output must be a terminal.

    `confidence`: whether to ask how sure one is (None: in quizzes and drills). `light`: the light theme (None: what
    $COLORFGBG says of the terminal, else dark).
    """
    from course.terminal.app import Practice
    from course.terminal.round import Round

    app = Practice(
        Round(sitting, confidence=confidence, hide_clock=hide_clock), light=light if light is not None else _light()
    )

    async def run() -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                with suppress(NotImplementedError, RuntimeError):
                    loop.add_signal_handler(getattr(signal, name), _gone, app.round.keep, sitting)
        await app.run_async(mouse=False)

    try:
        asyncio.run(run())
    finally:
        if not sitting.ended:
            app.round.keep()
            sitting.close()
    sys.exit(app.return_code or 0) if app.return_code else None


def _gone(keep: object, sitting: Sitting) -> None:
    """The window was closed: nobody is there to draw for. Keep, let go, and end at once."""
    assert callable(keep)
    with suppress(Exception):
        keep()
        sitting.close()
    os._exit(0)


def _light() -> bool:
    """Terminals that say what their ground is say it as `text;ground` in 16 colours; 7 and 15 are light."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
