"""Where everything stands: lanes from the client to what services use. Pure and stable: a node keeps its place.

Given the layout before, a node moves only when it, or the service it belongs to, needs more room than is reserved for it, or when
it came into another zone. A zone that was never seen may need narrower columns: then everything is laid out anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from course.map.geometry import (
    BAR,
    BAR_ROWS,
    BAR_TOP,
    CLIENT,
    END,
    LANES,
    MOST_COLUMNS,
    ROW,
    WIDTH,
    Box,
    card_width,
    column,
    y_of,
)
from course.map.kinds import KINDS
from course.map.scene import Node, Scene
from course.map.seats import Card, Seating, card_for, seated
from course.map.stacks import Stack, Wanted, beside, first_free, stacked
from course.map.wires import Wire, wires

CARDS = ("service", "task_group")
BARS = ("deployment", "task_set")


@dataclass(frozen=True)
class Frame:
    """A frame around what lies in a node; a group that goes on elsewhere has several."""

    id: str
    """The node, or the heading of a group in the side strip."""
    box: Box
    continued: bool = False


@dataclass(frozen=True)
class Layout:
    """The picture in numbers, and what has to be remembered so that the next one keeps it."""

    scene: Scene
    height: float = 0
    boxes: dict[str, Box] = field(default_factory=dict)
    """Node → its rectangle. A cluster's or load balancer's is its title."""
    frames: tuple[Frame, ...] = ()
    wires: tuple[Wire, ...] = ()
    zones: tuple[str, ...] = ()
    """The zone of each column, from the left."""
    columns: int = 2
    small: frozenset[str] = frozenset()
    """Tasks that are drawn small."""
    left_out: tuple[str, ...] = ()
    """Nodes that found no place; the outline has them."""
    stacks: dict[str, Stack] = field(default_factory=dict)
    seatings: dict[str, Seating] = field(default_factory=dict)
    bars: dict[str, int] = field(default_factory=dict)
    width: float = WIDTH


def lay_out(scene: Scene, before: Layout | None = None) -> Layout:
    """Lay out a scene, after the layout before it; without one, from scratch."""
    zones = _zones(scene)
    if before is not None and len({*before.zones, *zones}) <= before.columns:
        zones = (*before.zones, *(zone for zone in zones if zone not in before.zones))
        columns = before.columns
    elif before is not None and before.columns == MOST_COLUMNS:
        zones, columns = before.zones, MOST_COLUMNS
    else:
        before, columns = None, min(max(2, len(zones)), MOST_COLUMNS)
    zones = zones[:columns]
    draft = _Draft(scene, before or Layout(scene), zones, columns)
    draft.work()
    draft.front()
    draft.targets()
    draft.side()
    draft.top()
    lowest = max((frame.box.y + frame.box.h for frame in draft.frames), default=0)
    lowest = max([lowest, *(box.y + box.h for box in draft.boxes.values())])
    return Layout(
        scene, max(lowest + END, 180, before.height if before else 0), draft.boxes, tuple(draft.frames),
        wires(scene, draft.boxes), zones, columns, frozenset(draft.small), tuple(draft.left_out),
        draft.stacks, draft.seatings, draft.bars,
    )  # fmt: skip


def _zones(scene: Scene) -> tuple[str, ...]:
    """Zones that services and tasks are in; where there are none, those that are known."""
    used = {zone for node in scene.nodes for zone in (*node.zones, node.zone) if zone}
    return tuple(sorted(used or {node.name for node in scene.of("zone")}))


class _Draft:
    """One layout in the making."""

    def __init__(self, scene: Scene, before: Layout, zones: tuple[str, ...], columns: int) -> None:
        self.scene, self.before, self.zones, self.columns = scene, before, zones, columns
        self.boxes: dict[str, Box] = {}
        self.frames: list[Frame] = []
        self.small: set[str] = set()
        self.left_out: list[str] = []
        self.stacks: dict[str, Stack] = {}
        self.seatings: dict[str, Seating] = {}
        self.bars: dict[str, int] = {}
        self._inside: dict[str, list[Node]] = {}
        for node in scene.nodes:
            self._inside.setdefault(node.inside, []).append(node)

    def work(self) -> None:
        """Clusters, in them cards of services, in these deployments and tasks."""
        cards: dict[str, Card] = {}
        wanted = []
        for cluster in self.scene.of("cluster"):
            for node in self._inside.get(cluster.id, ()):
                if node.kind in CARDS:
                    known = self.before.seatings.get(node.id)
                    card = card_for(node, self._tasks(node), self.zones, self.columns, known.card if known else None)
                    cards[node.id] = card
                    wanted.append(Wanted(node.id, cluster.id, card.rows + 1))
        self._stack("work", [cluster.id for cluster in self.scene.of("cluster")], wanted)
        for id, card in cards.items():
            place, lane = self.stacks["work"].places[id], LANES["work"]
            card = Card(place.rows - 1, card.dense, card.columns)
            box = Box(lane.x + lane.inset, y_of(place.top), card_width(), card.rows * ROW)
            self.boxes[id] = box
            self._seat(id, card, box)
            self._bars(id, card, box)

    def _tasks(self, node: Node) -> list[Node]:
        return [task for task in self._inside.get(node.id, ()) if KINDS[task.kind].place == "chip"]

    def _seat(self, id: str, card: Card, box: Box) -> None:
        tasks = [task for task in self._inside.get(id, ()) if KINDS[task.kind].place == "chip"]
        seating, without = seated(tasks, self.zones, self.before.seatings.get(id), card)
        self.seatings[id] = seating
        self.left_out += without
        for task, seat in seating.seats.items():
            inner = card.box(seat)
            self.boxes[task] = Box(box.x + inner.x, box.y + inner.y, inner.w, inner.h)
            if inner.w == inner.h:
                self.small.add(task)

    def _bars(self, id: str, card: Card, box: Box) -> None:
        bars = [node for node in self._inside.get(id, ()) if KINDS[node.kind].place == "bar"]
        slots = {bar.id: self.before.bars[bar.id] for bar in bars if bar.id in self.before.bars}
        room = (card.rows - BAR_TOP) // BAR_ROWS
        for bar in bars:
            number = slots.get(bar.id)
            number = first_free(slots.values(), room) if number is None else number
            if number is None:
                self.left_out.append(bar.id)
                continue
            slots[bar.id] = number
            left, width, height = BAR
            self.boxes[bar.id] = Box(box.x + left, box.y + (BAR_TOP + number * BAR_ROWS) * ROW, width, height)
        self.bars |= slots

    def front(self) -> None:
        """Load balancers with their rules, and the client."""
        rules = [Wanted(rule.id, rule.inside, LANES["front"].item) for rule in self.scene.of("rule") if rule.inside]
        self._stack("front", [balancer.id for balancer in self.scene.of("load_balancer")], rules)
        self._items("front", [rule.id for rule in rules])
        self.boxes |= {client.id: CLIENT for client in self.scene.of("client")}

    def targets(self) -> None:
        """Target groups, beside the service that they lead to."""
        lane = LANES["targets"]
        wanted = []
        for group in self.scene.of("target_group"):
            ends = [edge.end for edge in self.scene.edges if edge.start == group.id]
            starts = [edge.start for edge in self.scene.edges if edge.end == group.id]
            near = next((self.boxes[id] for id in (*ends, *starts) if id in self.boxes), Box(0, y_of(0), 0, 0))
            wanted.append(Wanted(group.id, "", lane.item, int((near.y - y_of(0)) // ROW)))
        self.stacks["targets"] = beside(wanted, self.before.stacks.get("targets", Stack()))
        self._items("targets", [item.id for item in wanted])

    def side(self) -> None:
        """What services use, under headings."""
        items = [node for node in self.scene.nodes if KINDS[node.kind].lane == "side"]
        headings = list(dict.fromkeys(kind.heading for kind in KINDS.values() if kind.heading))
        used = {KINDS[node.kind].heading for node in items}
        wanted = [Wanted(node.id, KINDS[node.kind].heading, LANES["side"].item) for node in items]
        self._stack("side", [heading for heading in headings if heading in used], wanted)
        self._items("side", [node.id for node in items])

    def top(self) -> None:
        """VPCs on the left of the clusters' head, a zone above each column."""
        work = LANES["work"]
        for place, vpc in enumerate(self.scene.of("vpc")):
            if place < 1:
                self.boxes[vpc.id] = Box(work.x, 8, 186, 40)
            else:
                self.left_out.append(vpc.id)
        for zone in self.scene.of("zone"):
            if zone.name in self.zones:
                left, width = column(self.zones.index(zone.name), self.columns)
                self.boxes[zone.id] = Box(work.x + work.inset + left, 8, width, 40)
            else:
                self.left_out.append(zone.id)

    def _stack(self, name: str, groups: list[str], wanted: Iterable[Wanted]) -> None:
        lane = LANES[name]
        stack = stacked(groups, list(wanted), self.before.stacks.get(name, Stack()), lane.form)
        self.stacks[name] = stack
        seen: set[str] = set()
        for segment in stack.segments:
            box = Box(lane.x, y_of(segment.top), lane.w, segment.rows * ROW)
            self.frames.append(Frame(segment.group, box, segment.group in seen))
            if segment.group not in seen and name != "side":
                self.boxes[segment.group] = Box(box.x, box.y, box.w, lane.form.title * ROW - 4)
            seen.add(segment.group)

    def _items(self, name: str, ids: Iterable[str]) -> None:
        lane = LANES[name]
        for id in ids:
            place = self.stacks[name].places[id]
            top, height = y_of(place.top), place.rows * ROW - lane.space
            self.boxes[id] = Box(lane.x + lane.inset, top, lane.w - 2 * lane.inset, height)
