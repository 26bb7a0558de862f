"""Scenes for tests: made by hand, and drawn by hypothesis as a world that changes from look to look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from course.map.scene import Edge, Mood, Node, Scene

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")


def task(home: str, name: str, zone: str = ZONES[0], state: str = "running") -> Node:
    mood = {"running": Mood.GOOD, "pending": Mood.MOVING, "stopped": Mood.BAD}[state]
    return Node(
        id=f"{home}/{name}", kind="task", name=name, inside=home, state=state, mood=mood, zone=zone, says="rev 1"
    )


def service(
    cluster: str, name: str, desired: int = 3, *, room: int = 0, zones: Sequence[str] = ZONES[:2], kind: str = "service"
) -> Node:
    return Node(
        id=f"{cluster}/{name}", kind=kind, name=name, inside=cluster, state="steady", mood=Mood.GOOD,
        says=f"{desired} running · 0 pending · {desired} desired", zones=tuple(zones), room=room or 2 * desired,
        facts=(("desired", str(desired)), ("event", "(service) has reached a steady state.")),
    )  # fmt: skip


def deployment(home: str, name: str, running: int = 1, wanted: int = 3) -> Node:
    return Node(
        id=f"{home} {name}", kind="deployment", name=f"{name} rev 1", inside=home, state="IN_PROGRESS",
        mood=Mood.MOVING, part=(running, wanted), says=f"{running}/{wanted}",
    )  # fmt: skip


def plain(kind: str, name: str, inside: str = "") -> Node:
    return Node(id=f"{kind} {name}", kind=kind, name=name, inside=inside, state="active", mood=Mood.GOOD)


def site(
    services: int = 3, tasks: int = 3, *, rolling: int = 0, zones: Sequence[str] = ZONES[:2], name: str = "site"
) -> Scene:
    """A load balancer before services of one cluster; the first `rolling` of them hold old and new tasks at once."""
    nodes = [
        plain("client", "client"),
        replace(plain("load_balancer", "site"), name=name),
        plain("cluster", "wanderly"),
        plain("vpc", "vpc-1"),
    ]
    nodes += [plain("zone", zone) for zone in zones]
    edges = [Edge(start="client client", end="load_balancer site")]
    for number in range(services):
        called = f"s{number}"
        rule, group = plain("rule", called, "load_balancer site"), plain("target_group", called)
        home = service("cluster wanderly", called, tasks, zones=zones)
        if number < rolling:
            home = replace(home, state="deploying", mood=Mood.MOVING)
        many = 2 * tasks if number < rolling else tasks
        nodes += [rule, group, home, deployment(home.id, "PRIMARY")]
        nodes += [deployment(home.id, "ACTIVE")] if number < rolling else []
        nodes += [
            task(home.id, f"{called}{place:06}", zones[place % len(zones)], "pending" if place >= tasks else "running")
            for place in range(many)
        ]
        edges += [Edge(start=rule.id, end=group.id), Edge(start=group.id, end=home.id)]
        for kind in ("role", "log_group", "scaling", "policy", "alarm"):
            nodes.append(plain(kind, called))
            edges.append(Edge(start=home.id, end=nodes[-1].id, kind="uses"))
    return Scene(world="sandbox", nodes=tuple(nodes), edges=tuple(edges))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Any world: clusters, services that want much or little, tasks anywhere, half-built load balancers."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    number = st.integers(0, 4)
    for balancer in draw(st.lists(number, unique=True, max_size=3)):
        nodes.append(plain("load_balancer", f"b{balancer}"))
        for rule in draw(st.lists(number, unique=True, max_size=4)):
            nodes.append(
                plain("rule", f"b{balancer}r{rule}", nodes[-1].id if rule < 0 else f"load_balancer b{balancer}")
            )
    groups = [plain("target_group", f"g{one}") for one in draw(st.lists(number, unique=True, max_size=4))]
    nodes += groups
    for rule in [node for node in nodes if node.kind == "rule"]:
        edges += [Edge(start=rule.id, end=group.id, share=0.5) for group in groups if draw(st.booleans())]
    for cluster in draw(st.lists(number, unique=True, max_size=3)):
        nodes.append(plain("cluster", f"c{cluster}"))
        for one in draw(st.lists(number, unique=True, max_size=4)):
            zones = draw(st.lists(st.sampled_from(ZONES), unique=True, max_size=3))
            home = service(
                f"cluster c{cluster}", f"s{one}", draw(st.integers(0, 12)), room=draw(st.integers(0, 30)), zones=zones
            )
            nodes.append(home)
            nodes += [deployment(home.id, f"d{d}") for d in draw(st.lists(number, unique=True, max_size=4))]
            for each in draw(st.lists(st.integers(0, 30), unique=True, max_size=25)):
                zone, state = (
                    draw(st.sampled_from(("", *ZONES))),
                    draw(st.sampled_from(("running", "pending", "stopped"))),
                )
                nodes.append(task(home.id, f"t{each}", zone, state))
            edges += [Edge(start=group.id, end=home.id) for group in groups if draw(st.booleans())]
    for kind in ("role", "log_group", "scaling", "policy", "alarm"):
        nodes += [plain(kind, f"x{one}") for one in draw(st.lists(number, unique=True, max_size=4))]
    return Scene(world="sandbox", nodes=tuple(nodes), edges=tuple(edges))
