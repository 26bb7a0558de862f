"""The map's widget without a browser: it follows the world in a thread, says what it cannot see, and rests when nobody looks."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from xml.dom import minidom

import pytest

from course.map import watch as watching
from course.map.layout import lay_out
from course.map.scene import Mood, Node, Scene
from course.map.watch import Pace, Watch
from course.model.errors import WorldNotReady
from course.notebook import map as maps
from course.notebook.day import Day
from course.notebook.map import Map, changes
from course.notebook.map_drawing import fitted, map_svg
from tests.map.scenes import plain, site
from tests.notebook.samples import EVIL, Opened, Surveys
from tests.sandbox.living import until


@pytest.fixture(autouse=True)
def _new_kernel() -> Iterator[None]:
    """Maps live as long as a kernel."""
    Surveys.rolling, Surveys.problem, Surveys.looks = 0, "", 0
    yield
    for one in maps._maps.values():
        one.watch.end()
    maps._maps.clear()


@pytest.fixture
def drawn() -> Map:
    return Day(Opened()).map()


def send(widget: Map, do: str, what: str = "") -> None:
    widget._asked(widget, {"do": do, "what": what}, [])


def test_it_follows_the_world_without_being_asked(drawn: Map) -> None:
    assert 'aria-label="Map of the sandbox"' in drawn.body
    turn = drawn.turn
    time.sleep(0.6)
    assert drawn.turn == turn  # nothing changed, so nothing was sent
    Surveys.rolling = 1
    until(lambda: "Service s0: deploying" in drawn.said, 5)
    assert "pending" in drawn.body


def test_the_picture_holds_every_node_once_and_is_xml(drawn: Map) -> None:
    svg = re.search(r"<svg.*</svg>", drawn.body, re.DOTALL)
    assert svg is not None
    tree = minidom.parseString(svg[0].replace("data-ecs-map ", 'data-ecs-map="" '))
    named = [g for g in tree.getElementsByTagName("g") if g.hasAttribute("data-ecs-node")]
    assert len(named) == len(drawn.layout_now.boxes)
    assert all(g.getAttribute("aria-label") for g in named)
    assert [g.getAttribute("tabindex") for g in named].count("0") == 1


def test_hostile_names_stay_text(drawn: Map) -> None:
    assert "<img" not in drawn.body + drawn.head
    assert "&lt;img src=x" in drawn.body
    assert "\x1b" not in drawn.body
    assert EVIL[:12] in drawn.plain_text()
    assert "\x1b" not in drawn.plain_text()


def test_a_state_has_a_sign_and_a_word() -> None:
    moods = [Node(id=mood, kind="cluster", name=f"c-{mood}", state=f"state-{mood}", mood=mood) for mood in Mood]
    svg = map_svg(lay_out(Scene(world="sandbox", nodes=tuple(moods))), "Map")
    for mood in Mood:
        assert f"{mood.sign} state-{mood}" in svg
        assert f">{mood.sign}</tspan>" in svg
        assert f"state-{mood}</text>" in svg


def test_a_problem_stands_in_the_picture_and_goes_again(drawn: Map) -> None:
    Surveys.problem = "The sandbox did not answer."
    until(lambda: "The sandbox did not answer." in drawn.head, 5)
    assert "ecs-course sandbox up" in drawn.head
    assert "data-ecs-map" in drawn.body  # the last picture stays
    send(drawn, "refresh")
    assert "The sandbox did not answer." in drawn.said
    Surveys.problem = ""
    until(lambda: "The sandbox did not answer." not in drawn.head, 20)


def test_the_first_look_fails_as_a_calm_sentence() -> None:
    Surveys.problem = "The sandbox is not running."
    with pytest.raises(WorldNotReady):
        Day(Opened()).map()


def test_it_ends_when_the_last_output_goes_away_and_begins_again(drawn: Map) -> None:
    send(drawn, "here", "one")
    send(drawn, "here", "two")
    send(drawn, "gone", "one")
    assert drawn.watch.on
    send(drawn, "gone", "two")
    assert not drawn.watch.on
    time.sleep(0.5)
    looks = Surveys.looks
    time.sleep(0.6)
    assert Surveys.looks == looks
    send(drawn, "refresh")
    assert drawn.watch.on
    assert drawn.said == "The map is up to date."


def test_it_rests_when_nobody_looks(drawn: Map, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PATIENCE_S", 0.1)
    drawn.watch.here()
    until(lambda: "Paused" in drawn.head, 5)
    assert not drawn.watch.on
    send(drawn, "here", "one")
    assert "Paused" not in drawn.head


def test_presence_alone_changes_nothing_in_the_notebook(drawn: Map) -> None:
    turn = drawn.turn
    send(drawn, "here", "one")
    assert drawn.turn == turn


def test_the_cell_run_again_shows_the_same_widget(drawn: Map) -> None:
    again = Day(Opened()).map()
    assert again is drawn
    ends = drawn.watch._ended  # each thread has one of its own
    Day(Opened()).map()
    assert drawn.watch._ended is ends


def test_tidy_lays_out_anew(drawn: Map) -> None:
    drawn.layout_now = replace(drawn.layout_now, height=5_000)
    send(drawn, "tidy")
    assert drawn.layout_now.height < 1_000


def test_without_a_kernel_it_is_a_picture_with_its_text(drawn: Map) -> None:
    data, _ = drawn._repr_mimebundle_()
    assert "<button" not in data["text/html"]
    assert 'role="button"' not in data["text/html"]
    assert "listener rule s0" in data["text/plain"]
    assert "The same as text" in data["text/html"]


def test_a_failing_watch_waits_longer_and_longer() -> None:
    pace, moving = Pace(), site(1, 1, rolling=1)
    assert pace.wait(moving, 0) == 0.5
    assert pace.wait(None, 0) == 3.0
    assert [pace.wait(moving, failures) for failures in (1, 2, 3, 50)] == [1.0, 2.0, 4.0, 30.0]


def test_a_glance_sees_that_something_began() -> None:
    class Still(Surveys):
        def changed(self) -> bool:
            return Surveys.rolling > 0

    told: list[Scene | None] = []
    watch = Watch(Still(), lambda scene, _: told.append(scene), Pace(still=60, glance=0.05))
    watch.look()
    watch.here()
    time.sleep(0.3)
    assert told == []
    Surveys.rolling = 1
    until(lambda: told, 5)
    watch.end()


def test_a_mistake_of_ours_is_said_too() -> None:
    class Broken:
        calls = 0

        def survey(self) -> Scene:
            raise KeyError("oops")

        def fresh(self) -> None: ...

        def changed(self) -> bool:
            return False

    said: list[str] = []
    watch = Watch(Broken(), lambda scene, problem: said.append(problem), Pace(0.01, 0.01, 0.01))
    watch.here()
    until(lambda: said, 5)
    watch.end()
    assert said[0] == "The map made a mistake; your work is not affected. KeyError: 'oops'"


def test_many_changes_are_said_briefly() -> None:
    def scene(state: str) -> Scene:
        return Scene(world="sandbox", nodes=tuple(replace(plain("service", f"s{n}"), state=state) for n in range(5)))

    said = changes(scene("steady"), scene("deploying"))
    assert said == "Service s0: deploying; service s1: deploying; service s2: deploying and 2 more."
    assert changes(scene("steady"), scene("steady")) == ""


def test_text_is_cut_to_its_box() -> None:
    assert fitted("short", 200, 12) == "short"
    assert fitted("a-very-long-name-of-a-service", 80, 12).endswith("…")
    assert fitted("サービス", 30, 12).endswith("…")
    assert fitted("", 10, 12) == ""
