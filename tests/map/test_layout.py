"""The layout: nothing overlaps, whatever the world; and a node keeps its place while others come, go and change."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.map.geometry import WIDTH
from course.map.kinds import KINDS
from course.map.layout import Layout, lay_out
from course.map.scene import Mood, Node, Scene
from tests.map.scenes import ZONES, deployment, plain, scenes, service, site, task

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")


def faults(layout: Layout) -> list[str]:
    """Whatever overlaps, sticks out of its frame or of the picture, or is missing."""
    kinds = {node.id: node for node in layout.scene.nodes}
    found = []
    for one, other in combinations(sorted(layout.boxes), 2):
        nested = {one, other} & {kinds[one].inside, kinds[other].inside}
        if not nested and layout.boxes[one].meets(layout.boxes[other]):
            found.append(f"{one} lies over {other}")
    for one, two in combinations(layout.frames, 2):
        if one.box.meets(two.box):
            found.append(f"frames {one.id} and {two.id}")
    for node in layout.scene.nodes:
        box = layout.boxes.get(node.id)
        if box is None:
            if node.id not in layout.left_out:
                found.append(f"{node.id} is missing")
            elif node.kind == "task" and node.state != "stopped":
                found.append(f"{node.id} found no seat")
            continue
        if box.x < 0 or box.y < 0 or box.x + box.w > WIDTH or box.y + box.h > layout.height:
            found.append(f"{node.id} is outside the picture")
        if KINDS[node.kind].place in ("chip", "bar") and not layout.boxes[node.inside].holds(box):
            found.append(f"{node.id} sticks out of {node.inside}")
        if node.kind in ("service", "rule") and not any(
            frame.id == node.inside and frame.box.holds(box) for frame in layout.frames
        ):
            found.append(f"{node.id} is in no frame of {node.inside}")
    return found


@given(scenes())
@settings(deadline=None, max_examples=80)
def test_nothing_overlaps_whatever_the_world(scene: Scene) -> None:
    assert faults(lay_out(scene)) == []


@given(st.lists(scenes(), min_size=2, max_size=5))
@settings(deadline=None, max_examples=120)
def test_nothing_overlaps_after_any_change_and_who_did_not_change_did_not_move(told: list[Scene]) -> None:
    layout = lay_out(told[0])
    for scene in told[1:]:
        after = lay_out(scene, layout)
        assert faults(after) == []
        assert moved_without_reason(layout, after) == []
        assert lay_out(scene, layout) == after
        layout = after


def moved_without_reason(before: Layout, after: Layout) -> list[str]:
    """Nodes that changed neither themselves nor in the service they belong to, and stand elsewhere all the same."""
    if before.columns != after.columns or before.zones != after.zones[: len(before.zones)]:
        return []  # a zone that was never seen: everything is laid out anew
    was = {node.id: node for node in before.scene.nodes}
    found = []
    for node in after.scene.nodes:
        here, there = before.boxes.get(node.id), after.boxes.get(node.id)
        if was.get(node.id) != node or here is None or there is None or here == there:
            continue
        home = node.id if node.kind == "service" else node.inside
        belongs = KINDS[node.kind].place in ("chip", "bar") or node.kind == "service"
        if belongs and whole(before.scene, home) != whole(after.scene, home):
            continue  # its service needs more room than it had
        found.append(node.id)
    return found


def whole(scene: Scene, home: str) -> list[Node]:
    """A service with all that lies in it."""
    return [node for node in scene.nodes if home in (node.id, node.inside)]


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_a_deployment_moves_nobody(data: st.DataObject) -> None:
    """New tasks come, old ones go, in any order that ECS allows: within twice the desired count, one zone after the other."""
    scene = site(3, 4)
    layout = lay_out(scene)
    number = 100
    for _ in range(data.draw(st.integers(1, 12))):
        home = data.draw(st.sampled_from(scene.of("service"))).id
        inside = [node for node in scene.within(home) if node.kind == "task"]
        live = {zone: [t for t in inside if t.zone == zone and t.state != "stopped"] for zone in ZONES[:2]}
        zone = min(live, key=lambda zone: len(live[zone]))
        if not inside or (len(live[zone]) < 4 and data.draw(st.booleans())):
            number += 1
            nodes = (*scene.nodes, task(home, f"t{number}", zone, "pending"))
        else:
            gone = data.draw(st.sampled_from(inside))
            stops = data.draw(st.booleans())
            changed = replace(gone, state="stopped", mood=Mood.GONE)
            nodes = tuple(changed if n is gone else n for n in scene.nodes if n is not gone or stops)
        scene = replace(scene, nodes=nodes)
        after = lay_out(scene, layout)
        assert faults(after) == []
        for id, box in after.boxes.items():
            assert layout.boxes.get(id, box) == box, id
        assert after.height == layout.height
        layout = after


def test_three_services_in_a_deployment_fit_a_small_screen() -> None:
    layout = lay_out(site(3, 3, rolling=3))
    assert faults(layout) == []
    assert layout.left_out == ()
    assert layout.height <= 720
    assert layout.width <= 1280


@pytest.mark.parametrize("zones", [1, 2, 3])
def test_many_tasks_are_drawn_small(zones: int) -> None:
    layout = lay_out(site(5, 20, rolling=2, zones=ZONES[:zones]))
    assert faults(layout) == []
    assert layout.left_out == ()
    assert len(layout.small) == 5 * 20 + 2 * 20


def test_a_new_task_takes_the_seat_that_became_free() -> None:
    scene = site(1, 3)
    layout = lay_out(scene)
    first = next(node for node in scene.nodes if node.kind == "task")
    without = replace(scene, nodes=tuple(node for node in scene.nodes if node is not first))
    new = task(first.inside, "new", first.zone, "pending")
    after = lay_out(replace(without, nodes=(*without.nodes, new)), lay_out(without, layout))
    assert after.boxes[new.id] == layout.boxes[first.id]


def test_a_service_that_grows_makes_nobody_give_way() -> None:
    scene = site(3, 2)
    layout = lay_out(scene)
    grown = replace(
        scene, nodes=tuple(replace(n, room=40) if n.name == "s0" and n.kind == "service" else n for n in scene.nodes)
    )
    after = lay_out(grown, layout)
    assert faults(after) == []
    for number in (1, 2):
        id = f"cluster wanderly/s{number}"
        assert after.boxes[id] == layout.boxes[id]
    assert lay_out(grown).height < after.height  # laid out anew, the gap is gone


def test_a_cluster_between_two_others_goes_on_below_them() -> None:
    a, b = plain("cluster", "a"), plain("cluster", "b")
    nodes = [a, service(a.id, "one"), b, service(b.id, "two")]
    layout = lay_out(Scene(world="sandbox", nodes=tuple(nodes)))
    nodes.insert(2, service(a.id, "three"))
    after = lay_out(Scene(world="sandbox", nodes=tuple(nodes)), layout)
    assert faults(after) == []
    assert [frame.continued for frame in after.frames if frame.id == a.id] == [False, True]
    assert all(after.boxes[id] == box for id, box in layout.boxes.items())


def test_half_built_worlds() -> None:
    for nodes in (
        (),
        (plain("client", "client"), plain("load_balancer", "no listener")),
        (plain("target_group", "alone"),),
        (plain("cluster", "empty"),),
        (plain("cluster", "c"), service("cluster c", "no subnets", 0, zones=())),
        (
            plain("cluster", "c"),
            service("cluster c", "s", zones=()),
            task("cluster c/s", "t", ""),
            deployment("cluster c/s", "d"),
        ),
    ):
        assert faults(lay_out(Scene(world="sandbox", nodes=nodes))) == []


def test_a_zone_that_was_never_seen_gets_a_column() -> None:
    layout = lay_out(site(2, 3))
    assert layout.zones == ZONES[:2]
    after = lay_out(site(2, 3, zones=ZONES), layout)
    assert after.zones == ZONES
    assert faults(after) == []
