"""The agenda: what will happen by itself and when, in a heap. Time is passed in; nothing here reads a clock."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

SECOND = 1_000_000
"""Microseconds, the unit of all times in the simulator: whole numbers, so that a replay meets the very same moments."""


class Timer:
    """One entry. `cancel` it through the agenda."""

    __slots__ = ("action", "arguments", "due_us", "hurries")

    def __init__(self, due_us: int, action: Callable[..., None], arguments: tuple[Any, ...], hurries: bool) -> None:
        self.due_us = due_us
        self.action: Callable[..., None] | None = action
        self.arguments = arguments
        self.hurries = hurries


class Agenda:
    """Runs what is due in the order of time, and of entry where times are the same."""

    def __init__(self, now_us: int = 0) -> None:
        self.now_us = now_us
        self.hurrying = 0
        """Timers that are steps of something in transition: while there are any, sandbox time hurries."""
        self.holding = 0
        """Things under way that time must not hurry past, whatever else is in transition: real containers that start or stop."""
        self._heap: list[tuple[int, int, Timer]] = []
        self._entered = 0

    def at(self, due_us: int, action: Callable[..., None], *arguments: Any, hurries: bool = True) -> Timer:
        """Do `action(*arguments)` at this time, at once in the next `run_to` if it has passed.

        `hurries` is False for what is only waited for: a throttled retry, an expiry, a repeated message.
        """
        timer = Timer(max(due_us, self.now_us), action, arguments, hurries)
        self._entered += 1
        heapq.heappush(self._heap, (timer.due_us, self._entered, timer))
        self.hurrying += hurries
        return timer

    def after(self, seconds: float, action: Callable[..., None], *arguments: Any, hurries: bool = True) -> Timer:
        """Do it so many seconds from now."""
        return self.at(self.now_us + round(seconds * SECOND), action, *arguments, hurries=hurries)

    def cancel(self, timer: Timer | None) -> None:
        """It will not happen. None and what has happened already are no error."""
        if timer is not None and timer.action is not None:
            timer.action = None
            timer.arguments = ()
            self.hurrying -= timer.hurries

    @property
    def next_us(self) -> int | None:
        """When the next thing is due, None while nothing is."""
        while self._heap and self._heap[0][2].action is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def run_to(self, until_us: int) -> int:
        """Let everything happen that is due by then, each at its own time; how many things that were."""
        done = 0
        heap = self._heap
        while heap and heap[0][0] <= until_us:
            due_us, _, timer = heapq.heappop(heap)
            action = timer.action
            if action is None:
                continue
            timer.action = None
            self.hurrying -= timer.hurries
            self.now_us = max(self.now_us, due_us)
            action(*timer.arguments)
            done += 1
        self.now_us = max(self.now_us, until_us)
        return done
