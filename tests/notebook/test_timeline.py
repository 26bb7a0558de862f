"""Timeline, time and progress without a browser: what is pressed is done, what is hostile stays text, what is kept is small."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from course.app import steps
from course.app.steps import Step
from course.model.errors import UsageProblem
from course.notebook import bar
from course.notebook import time as times
from course.notebook import timeline as timelines
from course.notebook.day import Day
from course.notebook.live import Live
from tests.notebook.samples import EVIL
from tests.notebook.test_card import Reader
from tests.notebook.timeline_samples import NOON, World, entries, made


@pytest.fixture(autouse=True)
def _new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    timelines._views.clear()
    times._views.clear()
    monkeypatch.setattr(steps, "_face", lambda: None)


def press(widget: Live, do: str, what: Any = "") -> str:
    widget._asked(widget, {"do": do, "what": what}, [])
    return str(widget.said)


def test_the_select_chooses_a_service_and_refresh_keeps_it() -> None:
    world = World()
    view = Day(world).timeline()
    assert "68 events, 4 bad" in view.head
    assert press(view, "service", "wanderly/web") == "2 events, nothing bad."
    assert '<option value="wanderly/web" selected>' in view.head
    assert press(view, "since", "10m") == "2 events, nothing bad."
    assert press(view, "refresh") == "2 events, nothing bad."
    assert world.asked[-1] == ("wanderly/web", "", "10m")


def test_a_problem_is_said_and_what_is_shown_stays() -> None:
    view = Day(World()).timeline()
    before = view.body
    assert press(view, "service", "gone") == "There is no such service."
    assert view.body == before
    assert press(view, "refresh") == "68 events, 4 bad."


def test_called_again_the_same_view_goes_along() -> None:
    day = Day(World())
    view = day.timeline()
    assert day.timeline("wanderly/web", since="1h") is view
    assert "2 events" in view.head
    with pytest.raises(UsageProblem):
        day.timeline("gone")
    assert day.timeline() is view


def test_hostile_names_stay_text() -> None:
    view = Day(World(found=(made(1, 1, "task", EVIL, subject=EVIL, service=EVIL),))).timeline()
    assert "<img" not in view.body + view.head
    assert "\x1b" not in view.plain_text()
    data, _ = view._repr_mimebundle_()
    assert not {"button", "select", "script", "img"} & Reader(data["text/html"]).tags()


def test_a_long_past_stays_small_and_says_what_is_left_out() -> None:
    found = tuple(made(n, n * 200, "task", f"STOPPED: reason {n} " + "x" * 300, subject=f"t{n}") for n in range(2_000))
    view = Day(World(found=found)).timeline()
    assert len(view.body) < 100_000
    assert "older events not drawn here; a terminal shows all: ecs-course timeline" in view.body
    assert view.body.index("reason 1999") < view.body.index("reason 1998")  # newest first


def test_the_newest_day_comes_first() -> None:
    far = made(9, 90_000, "service", "tomorrow")
    view = Day(World(found=(*entries(1), far))).timeline()
    assert view.body.index("Wednesday, 2026-11-25, newest first") < view.body.index("Tuesday, 2026-11-24, newest first")


def test_the_clock_is_moved_by_buttons_and_calls() -> None:
    day = Day(World())
    clock = day.time()
    assert press(clock, "forward-10m").startswith("Now it is 12:10:00.")
    assert press(clock, "freeze") == "Time stands still."
    assert "Let time run" in clock.head
    assert press(clock, "run").startswith("Time runs as on the wall")
    assert press(clock, "speed", "3600").endswith("3600 times faster while something is in transition.")
    assert "Now it is 2026-11-24 12:11:00 UTC in the sandbox." in str(day.forward("1m"))
    assert "12:11:00" in clock.head  # a call moves the clock that is shown
    with pytest.raises(UsageProblem):
        day.forward("tomorrow")
    assert 'd.forward("10m")' in clock._repr_mimebundle_()[0]["text/html"]


def test_another_account_has_no_clock_to_move() -> None:
    class Account(World):
        def time(self, do: str = "time", what: str = "", /) -> Any:
            raise UsageProblem("AWS's time cannot be moved; only the sandbox's can.")

    with pytest.raises(UsageProblem, match="cannot be moved"):
        Day(Account()).time()
    assert times._views == {}


class Seen:
    """A face that remembers."""

    def __init__(self) -> None:
        self.shown: list[float | None] = []
        self.cleared = 0

    def show(self, step: Step) -> None:
        self.shown.append(step.part)

    def clear(self) -> None:
        self.cleared += 1


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    face = Seen()
    monkeypatch.setattr(steps, "_face", lambda: face)
    monkeypatch.setattr(steps, "PATIENCE_S", 0.1)
    monkeypatch.setattr(steps, "EVERY_S", 0.02)
    return face


def test_what_is_quick_shows_nothing(seen: Seen) -> None:
    with steps.step("quick"):
        pass
    assert (seen.shown, seen.cleared) == ([], 0)


def test_what_takes_long_is_shown_and_taken_away_also_when_it_fails(seen: Seen) -> None:
    def work() -> None:
        with steps.step("long") as at:
            at(0.5)
            at(0.2)  # never back
            with steps.step("a part of it"):
                time.sleep(0.3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert seen.cleared == 1
    assert set(seen.shown) == {0.5}
    assert len(seen.shown) < 30


def test_a_face_that_fails_does_not_stop_the_work(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "show", lambda step: 1 / 0)
    with steps.step("long"):
        time.sleep(0.3)
    assert seen.cleared == 1


def test_a_widget_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_face", bar.face)
    clock = Day(World()).time()
    said: list[str] = []
    clock.observe(lambda change: said.append(change["new"]), "doing")
    press(clock, "forward-1h")
    assert said[0].startswith("Going ahead 1h ")
    assert said[-1] == ""
    assert clock.tell("time", "").now == NOON + timedelta(hours=1)
    assert bar.acting == []


def test_bars() -> None:
    known, unknown = Step("Going ahead", 0, 0.4), Step(EVIL, 0)
    assert 'value="0.400"' in bar.bar_html(known)
    assert "value" not in bar.bar_html(unknown)
    assert "<img" not in bar.bar_html(unknown)
