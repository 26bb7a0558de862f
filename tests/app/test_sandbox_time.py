"""Sandbox time as a use case: on a real account it cannot be moved, a jump is said in pieces, words are right."""

from __future__ import annotations

from typing import Any

import pytest

from course.app import sandbox_time, steps
from course.app.sandbox_time import SandboxTime, ahead_words, jump, time_words, told
from course.home import Home
from course.model.errors import SandboxNotReady, UsageProblem
from course.sandbox import process
from course.sandbox.durations import read_duration
from course.world.chosen import World, choose_world
from tests.notebook.timeline_samples import NOON


@pytest.mark.parametrize("do", ["time", "forward", "freeze", "run", "speed"])
def test_aws_time_cannot_be_moved(home: Home, do: str) -> None:
    choose_world(home, World(kind="account", account="123456789012", region="eu-west-1", profile="work"))
    with pytest.raises(UsageProblem, match="AWS's time cannot be moved; only the sandbox's can") as raised:
        told(home, do, "10m")
    assert raised.value.run == "ecs-course world use sandbox"


def test_what_cannot_be_is_said(home: Home) -> None:
    with pytest.raises(UsageProblem, match="is not a duration"):
        told(home, "forward", "tomorrow")
    with pytest.raises(UsageProblem, match="only goes forward"):
        told(home, "forward", "-5m")
    with pytest.raises(UsageProblem, match="cannot be asked to dance"):
        told(home, "dance")
    with pytest.raises(SandboxNotReady):
        told(home)


@pytest.mark.parametrize("by", ["90", "0.5", "10m", "1h30m", "24h", "30d"])
@pytest.mark.parametrize("slow", [False, True])
def test_pieces_come_to_the_whole(home: Home, monkeypatch: pytest.MonkeyPatch, by: str, slow: bool) -> None:
    pieces: list[float] = []
    parts: list[float] = []
    clock = iter(range(0, 100_000_000, 1 if slow else 0) if slow else [0] * 100_000)

    def tell(home: Home, method: str, route: str, **given: str) -> dict[str, Any]:
        assert (method, route) == ("POST", "time/forward")
        pieces.append(read_duration(given["by"]).total_seconds())
        return {}

    class Watched(steps.Step):
        def __call__(self, part: float) -> None:
            parts.append(part)

    monkeypatch.setattr(process, "tell", tell)
    monkeypatch.setattr(sandbox_time.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(steps, "Step", Watched)
    jump(home, by)
    assert sum(pieces) == pytest.approx(read_duration(by).total_seconds(), abs=1e-5)
    assert len(pieces) < (60_000 if slow else 20)
    assert parts == sorted(parts)
    assert parts[-1] == pytest.approx(1)


def test_words() -> None:
    now = SandboxTime(now=NOON, ahead_s=0, frozen=False, hurried=False, rate=1, factor=60)
    assert time_words(now) == "Time runs as on the wall; 60 times faster while something is in transition."
    hurried = SandboxTime(now=NOON, ahead_s=0, frozen=False, hurried=True, rate=60, factor=60)
    assert time_words(hurried) == "Something is in transition, so time runs 60 times faster."
    assert [ahead_words(s) for s in (0, 5400, -90)] == [
        "as the wall clock",
        "1 h 30 min ahead of the wall clock",
        "1 min 30 s behind the wall clock",
    ]
