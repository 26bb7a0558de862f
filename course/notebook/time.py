"""Sandbox time in a notebook: what `d.time()` shows. How it runs, jumps ahead, standing still, and the speed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.app.sandbox_time import SPEEDS, SandboxTime, ahead_words, time_words
from course.notebook.live import Live, button
from course.notebook.markup import text
from course.notebook.timeline import select

JUMPS = {"1m": "+1 minute", "10m": "+10 minutes", "1h": "+1 hour"}


class TimeView(Live):
    """One for each day and kernel. `tell` asks the sandbox for a `time` fact: ("time", ""), ("forward", "10m")."""

    def __init__(self, id: str, tell: Callable[[str, str], SandboxTime]) -> None:
        super().__init__(f"time {id}")
        self.tell = tell
        self.now: SandboxTime | None = None

    def look(self) -> None:
        """Ask what time it is."""
        self.now = self.tell("time", "")

    def act(self, do: str, what: Any, answer: Any) -> str:
        if do.startswith("forward-"):
            self.now = self.tell("forward", do.removeprefix("forward-"))
            return f"Now it is {self.now.now:%H:%M:%S}. {time_words(self.now)}"
        self.now = self.tell(do if do in ("freeze", "run", "speed") else "time", str(what))
        return time_words(self.now)

    def drawn(self, *, live: bool) -> tuple[str, str]:
        now = self._known()
        return (
            '<div class="ecs-card" role="group" aria-label="Sandbox time">'
            f'<p class="ecs-head"><span class="ecs-title">Sandbox time: <time datetime="{now.now.isoformat()}">'
            f'{now.now:%Y-%m-%d %H:%M:%S}</time> UTC</span> <span class="ecs-world">{text(ahead_words(now.ahead_s))}</span></p>'
            f"<p>{text(time_words(now))}</p>{self._controls(now) if live else _how()}</div>",
            "",
        )

    def plain_text(self) -> str:
        now = self._known()
        return f"Sandbox time: {now.now:%Y-%m-%d %H:%M:%S} UTC, {ahead_words(now.ahead_s)}.\n{time_words(now)}\n{HOW}"

    def _known(self) -> SandboxTime:
        assert self.now is not None, "look() comes first"
        return self.now

    def _controls(self, now: SandboxTime) -> str:
        jumps = "".join(button(f"forward-{by}", label, keep=True) for by, label in JUMPS.items())
        still = button("run", "Let time run", quiet=True) if now.frozen else button("freeze", "Freeze", quiet=True)
        still = still.replace(
            "<button ", '<button data-ecs-key="still" ', 1
        )  # one button in two states keeps the focus
        speeds = {str(n): f"{n} times" for n in sorted({*SPEEDS, now.factor})}
        faster = select("speed", "Speed while something is in transition", speeds, str(now.factor))
        look = button("look", "What time is it?", quiet=True, keep=True)
        return f'<p class="ecs-actions">{jumps}</p><p class="ecs-actions">{still} {faster} {look}</p>'


HOW = 'Go ahead with the call d.forward("10m").'


def _how() -> str:
    return '<p class="ecs-aside">Go ahead with the call <code>d.forward("10m")</code></p>'


_views: dict[str, TimeView] = {}


def time_of(id: str, tell: Callable[[str, str], SandboxTime]) -> TimeView:
    """The day's clock, looked at now."""
    view = _views.get(id)
    if view is None:
        view = TimeView(id, tell)
    view.tell = tell
    view.look()
    _views[id] = view
    view.show()
    return view


def shown_time(id: str) -> TimeView | None:
    """The clock, if some cell shows it."""
    return _views.get(id)
