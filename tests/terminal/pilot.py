"""Drives the screen with keys, without a terminal: `playing` runs a coroutine against a sitting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from course.app.sitting import Sitting
from course.terminal.app import Practice
from course.terminal.page import Page
from course.terminal.round import Round

SIZE = (80, 24)


class Player:
    """The app, its keys, and what can be read on it."""

    def __init__(self, app: Practice, pilot: Pilot[Any]) -> None:
        self.app, self.pilot = app, pilot

    async def press(self, *keys: str) -> None:
        """Press keys; a text of several characters that is no key's name is typed."""
        for key in keys:
            await self.pilot.press("space" if key == " " else key)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text."""
        names = {" ": "space", "\n": "enter", ".": "full_stop", ",": "comma", "-": "minus", '"': "quotation_mark"}
        await self.press(*(names.get(c, c) for c in text))

    def page(self) -> str:
        """What stands on the page, scrolled away or not."""
        return "\n".join(line.plain.rstrip() for line in self.app.query_one("#page", Page).laid(76))

    def edge(self, name: str) -> str:
        """head, clock, progress, status, said or keys."""
        return str(self.app.query_one(f"#{name}", Static).content)


def playing(
    sitting: Sitting, act: Callable[[Player], Awaitable[None]], *, size: tuple[int, int] = SIZE, **facts: Any
) -> None:
    """Run the screen with this sitting, let `act` play it, and close both."""

    async def run() -> None:
        app = Practice(Round(sitting, **facts))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await act(Player(app, pilot))
        app.round.keep()

    asyncio.run(run())
    if not sitting.ended:
        sitting.close()
