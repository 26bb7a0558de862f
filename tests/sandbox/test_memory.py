"""What outlives the process, without a process: a clock that hurries, inputs that are no calls, a change that fails."""

from __future__ import annotations

import errno
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.sandbox.call import CALL, Call
from course.sandbox.clock import ProcessClock
from course.sandbox.memory import Memory
from course.sandbox.refusal import Answer

WALL = 1_790_000_000.0


class Records:
    """Stands in for AWS: a list of what was asked, and of the seeds."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.seed = 0
        self.kept: Path | None = None

    def begin(self, seed: str, born_us: int, folder: Path) -> None:
        self.asked.clear()

    def seed_call(self, seed: int) -> None:
        self.seed = seed

    def answer(self, environ: dict[str, Any]) -> Answer:
        body = environ["wsgi.input"].read()
        self.asked.append((body.decode(), self.seed))
        return "200 OK", [], body

    def keep(self, folder: Path) -> None:
        self.kept = folder

    def copy_kept(self, folder: Path) -> None:
        (folder / "logs").mkdir()

    def let_go(self) -> None:
        self.kept = None


class Life:
    """One process, whose wall clock stands where the test puts it."""

    def __init__(self, folder: Path, wall: list[float]) -> None:
        self.wall = wall
        self.clock = ProcessClock(lambda: wall[0])
        self.memory = Memory(folder, 1, self.clock)
        self.records = Records()
        self.memory.open()

    def begin(self) -> Life:
        """Make the world again."""
        self.memory.bring_back(self.records)
        return self

    def call(self, text: str) -> None:
        """A call that changes the world."""
        body = text.encode()
        environ = {
            CALL: Call("111111111111", "us-east-1", "ecs", "Create"),
            "REQUEST_METHOD": "POST",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }
        self.records.seed_call(self.memory.record(environ, self.clock.now_us()).seed)
        self.records.answer(environ)


def test_calls_are_asked_again_with_their_seeds_and_in_their_order(tmp_path: Path) -> None:
    wall = [WALL]
    life = Life(tmp_path, wall).begin()
    for text in ("a", "b", "c"):
        life.call(text)
    again = Life(tmp_path, wall).begin()
    assert again.records.asked == life.records.asked
    assert again.records.kept == tmp_path / "world"
    assert again.memory.facts()["inputs"] == 3


def test_other_inputs_reach_their_handlers_at_their_time(tmp_path: Path) -> None:
    wall = [WALL]
    life = Life(tmp_path, wall).begin()
    life.call("a")
    wall[0] += 5
    life.memory.note("exit", {"code": 137}, life.clock.now_us())
    wall[0] += 5
    life.call("b")
    again = Life(tmp_path, wall)
    seen: list[Any] = []
    again.memory.replay.handlers["exit"] = lambda facts: seen.append((facts, again.clock.now_us()))
    again.memory.replay.advance = seen.append
    again.begin()
    times = [round((WALL + n) * 1e6) for n in (0, 0, 5, 10)]
    assert seen == [times[0], times[1], times[2], ({"code": 137}, times[2]), times[3]]


@given(
    st.lists(
        st.tuples(st.sampled_from(["call", "look", "hurry", "calm", "jump", "freeze", "run"]), st.floats(0, 3)),
        max_size=25,
    ),
    st.floats(0, 100),
)
def test_over_a_kill_no_client_sees_time_go_back(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, float]], down: float
) -> None:
    wall = [WALL]
    life = Life(tmp_path_factory.mktemp("life"), wall).begin()
    seen = 0
    for what, passed in done:
        wall[0] += passed
        if what in ("hurry", "calm"):
            life.clock.steer(what == "hurry", None)
            continue
        if what == "call":
            life.call("x")
        elif what == "jump":
            life.memory.change_clock(lambda clock, wall: clock.jump(wall, timedelta(hours=1)))
        elif what == "freeze":
            life.memory.change_clock(lambda clock, wall: clock.freeze(wall))
        elif what == "run":
            life.memory.change_clock(lambda clock, wall: clock.unfreeze(wall))
        life.memory.mark()
        seen = life.clock.now_us()
    wall[0] += down
    again = Life(life.memory.shelf.folder, wall)
    assert again.clock.now_us() >= seen


def test_a_world_that_cannot_change_places_stays_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wall = [WALL]
    life = Life(tmp_path, wall).begin()
    life.call("a")
    life.memory.save("s", life.records, replace=False)
    real = os.replace

    def refuse(source: Any, target: Any) -> None:
        if Path(target) == tmp_path / "world" and Path(source).name == "world.next":
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    for change in (lambda: life.memory.restore("s", life.records), lambda: life.memory.begin_anew(life.records)):
        with pytest.raises(OSError, match="denied"):
            change()
        assert life.records.kept == tmp_path / "world"
    monkeypatch.undo()
    life.call("b")
    again = Life(tmp_path, wall)
    again.begin()
    assert [text for text, _ in again.records.asked][:1] == ["a"]


def test_a_world_on_a_disk_that_cannot_be_written_is_read_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = [WALL]
    Life(tmp_path, wall).begin().call("a")
    real = os.open

    def refuse(path: Any, flags: int, *more: Any) -> int:
        if flags & os.O_WRONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    life = Life(tmp_path, wall).begin()
    assert [text for text, _ in life.records.asked] == ["a"]
    with pytest.raises(OSError, match="Read-only"):
        life.call("b")
    assert "Read-only" in life.memory.facts()["refusal"]
