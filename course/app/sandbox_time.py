"""Sandbox time in the learner's hands: seen, moved forward, frozen, hurried. A real account's time cannot be moved."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course.app.steps import step
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process
from course.sandbox.durations import read_duration
from course.world.chosen import World, agreed_world

SPEEDS = (1, 10, 60, 600, 3600)
"""What the notebook offers; the sandbox takes any whole number from 1 to 3600."""
FIRST_PIECE_S = 600.0
"""Sandbox seconds of the first piece of a long jump."""
LEAST_PIECE_S = 60.0
PIECE_S = 0.3
"""Wall seconds that one piece should take."""


@dataclass(frozen=True, kw_only=True)
class SandboxTime:
    """How the sandbox's clock stands."""

    now: datetime
    ahead_s: float
    """Seconds ahead of the wall clock."""
    frozen: bool
    hurried: bool
    """Something is in transition, so time runs `factor` times as fast."""
    rate: int
    """How fast it runs now."""
    factor: int


def sandbox_time(home: Home) -> SandboxTime:
    """The sandbox's time. Raises UsageProblem on a real account, SandboxNotReady where no sandbox runs."""
    return _facts(_tell(home, "GET", "time"))


def forward(home: Home, by: str) -> SandboxTime:
    """Jump ahead by `90`, `10m`, `24h`. Raises UsageProblem for what is no duration, and on a real account."""
    _sandbox(home)
    return _facts(jump(home, by))


def jump(home: Home, by: str) -> dict[str, Any]:
    """Jump ahead; what the control route `time` says afterwards. A long jump goes in pieces: the sandbox works out what happens
    meanwhile piece by piece, and the way is seen. Interrupted, it has gone as far as it has gone."""
    try:
        whole = read_duration(by).total_seconds()
    except ValueError as error:
        raise UsageProblem(str(error)) from None
    said: dict[str, Any] = {}
    with step(f"Going ahead {by.strip()}") as at:
        done, piece = 0.0, FIRST_PIECE_S
        while whole - done > 1e-6:
            piece = min(piece, whole - done)
            began = time.monotonic()
            said = process.tell(home, "POST", "time/forward", by=f"{piece:.6f}")
            done += piece
            at(done / whole)
            piece = max(LEAST_PIECE_S, piece * min(4.0, max(0.25, PIECE_S / max(time.monotonic() - began, 0.001))))
    return said


def freeze(home: Home) -> SandboxTime:
    """Let time stand still."""
    return _facts(_tell(home, "POST", "time/freeze"))


def run(home: Home) -> SandboxTime:
    """Let time run again."""
    return _facts(_tell(home, "POST", "time/run"))


def speed(home: Home, factor: str) -> SandboxTime:
    """Set how many times faster time runs while something is in transition (1 to 3600)."""
    return _facts(_tell(home, "POST", "time/speed", factor=factor))


def told(home: Home, do: str = "time", what: str = "") -> SandboxTime:
    """What a button or a call asks for: `time`, `forward` by `what`, `freeze`, `run`, `speed` of `what`."""
    acts: dict[str, Callable[[], SandboxTime]] = {
        "time": lambda: sandbox_time(home),
        "forward": lambda: forward(home, what),
        "freeze": lambda: freeze(home),
        "run": lambda: run(home),
        "speed": lambda: speed(home, what),
    }
    if do not in acts:
        raise UsageProblem(f"Time cannot be asked to {do}.")
    return acts[do]()


def time_words(now: SandboxTime) -> str:
    """How time runs, in a sentence."""
    if now.frozen:
        return "Time stands still."
    if now.hurried:
        return f"Something is in transition, so time runs {now.rate} times faster."
    return f"Time runs as on the wall; {now.factor} times faster while something is in transition."


def ahead_words(seconds: float) -> str:
    """`1 h 30 min ahead of the wall clock`."""
    if abs(seconds) < 1:
        return "as the wall clock"
    n_days, rest = divmod(round(abs(seconds)), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((n_days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")) if n]
    return f"{' '.join(parts)} {'ahead of' if seconds > 0 else 'behind'} the wall clock"


def _sandbox(home: Home) -> World:
    world = agreed_world(home)
    if world.kind != "sandbox":
        raise UsageProblem(
            f"You work in the {world.words}. AWS's time cannot be moved; only the sandbox's can.",
            run="ecs-course world use sandbox",
        )
    return world


def _tell(home: Home, method: str, route: str, **given: str) -> dict[str, Any]:
    _sandbox(home)
    return process.tell(home, method, route, **given)


def _facts(said: dict[str, Any]) -> SandboxTime:
    return SandboxTime(
        now=datetime.fromisoformat(said["now"]),
        ahead_s=float(said["ahead_s"]),
        frozen=bool(said["frozen"]),
        hurried=bool(said["hurried"]),
        rate=int(said["rate"]),
        factor=int(said["factor"]),
    )
