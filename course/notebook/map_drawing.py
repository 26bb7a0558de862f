"""The map as SVG and HTML: a scene on its layout. Colours come from the style sheet; states are told by sign and word."""

from __future__ import annotations

from collections.abc import Iterable

from course.app.words import plain
from course.map.geometry import LANES, TOP, Box
from course.map.kinds import KINDS
from course.map.layout import Layout
from course.map.outline import more_words, outline, words
from course.map.scene import Node
from course.map.wires import Wire
from course.notebook.markup import text

NAME, WORD, SIDE = 12.5, 11.0, 11.5
"""Sizes of letters."""
WIDE, NARROW = "mwMW@%—✔↻✘■…", "iljtfrI.,:;'|()[]/ 1·-"
LONGEST_FACT = 400
HEADS = {"front": "Load balancers and rules", "targets": "Target groups", "side": "What services use"}


def map_svg(layout: Layout, name: str, *, live: bool = True) -> str:
    """The picture. Every node is a group that can have the focus, in reading order; the script moves it by arrow keys."""
    nodes = {node.id: node for node in layout.scene.nodes}
    drawn = [node for node in _reading_order(layout) if node.id in layout.boxes]
    parts = [
        f'<svg class="ecs-map-picture" data-ecs-map viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" '
        f'aria-label="{text(name)}" style="--ecs-map-height:{layout.height:g}">'
    ]
    parts += [
        _heading(text(title), LANES[lane].x + 2, TOP - 12, lane) for lane, title in HEADS.items() if _has(layout, lane)
    ]
    parts += [_frame(layout, nodes, number) for number in range(len(layout.frames))]
    parts += [_card(node, layout.boxes[node.id]) for node in drawn if _is_card(node)]
    parts += [_wire(wire, nodes) for wire in layout.wires]
    parts += [_node(node, layout, first=number == 0, live=live) for number, node in enumerate(drawn)]
    return "".join(parts) + "</svg>"


def facts_html(layout: Layout) -> str:
    """The facts of every node, for the script to show one at a time."""
    return "".join(f'<div data-ecs-facts="{_key(node)}">{one_fact_sheet(node)}</div>' for node in layout.scene.nodes)


def one_fact_sheet(node: Node) -> str:
    """Head and facts of a node."""
    rows = "".join(f"<dt>{text(label)}</dt><dd>{text(value, LONGEST_FACT)}</dd>" for label, value in node.facts)
    return f'<p class="ecs-map-about">{_sign(node)} {text(_sentence(node))}</p><dl>{rows}</dl>'


def outline_html(layout: Layout) -> str:
    """The same as text, to be opened; and what could not be shown."""
    scene = layout.scene
    said = more_words(scene)
    hidden = sum(1 for node in scene.nodes if node.id in layout.left_out and node.kind != "zone")
    if hidden:
        said = f"{said} The outline holds {hidden} more that found no place in the picture.".strip()
    more = f'<p class="ecs-note">{text(said)}</p>' if said else ""
    notes = "".join(f'<p class="ecs-note">Note: {text(note)}</p>' for note in scene.notes)
    return (
        f'{more}{notes}<details class="ecs-map-outline" data-ecs-stay="outline"><summary data-ecs-key="outline">The same as text'
        f"</summary><pre>{text(outline(scene), 200_000)}</pre></details>"
    )


def _reading_order(layout: Layout) -> Iterable[Node]:
    """As the outline tells it: what lies in a node follows it."""
    inside: dict[str, list[Node]] = {}
    for node in layout.scene.nodes:
        inside.setdefault(node.inside, []).append(node)

    def branch(node: Node) -> Iterable[Node]:
        yield node
        for inner in inside.get(node.id, ()):
            yield from branch(inner)

    order = [
        "client",
        *(kind for lane in ("front", "targets", "top", "work", "side") for kind in KINDS if KINDS[kind].lane == lane),
    ]
    for node in sorted(inside.get("", ()), key=lambda node: order.index(node.kind)):
        yield from branch(node)


def _has(layout: Layout, lane: str) -> bool:
    return any(KINDS[node.kind].lane == lane and node.kind != "client" for node in layout.scene.nodes)


def _heading(title: str, x: float, y: float, key: str) -> str:
    return f'<text class="ecs-map-lane" data-ecs-part="lane {key}" x="{x:g}" y="{y:g}">{title}</text>'


def _frame(layout: Layout, nodes: dict[str, Node], number: int) -> str:
    frame = layout.frames[number]
    box, node = frame.box, nodes.get(frame.id)
    name = node.name if node else frame.id
    kind = f"ecs-map-frame ecs-map-{node.kind}" if node else "ecs-map-strip"
    head = ""
    if node is None or frame.continued:
        said = f"{name}, continued" if frame.continued else name
        head = f'<text class="ecs-map-group" x="{box.x + 8:g}" y="{box.y + 16:g}">{text(fitted(said, box.w - 16, 12))}</text>'
    return (
        f'<g data-ecs-part="frame {number} {text(frame.id)}" class="{kind}">'
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.w:g}" height="{box.h:g}" rx="8"/>{head}</g>'
    )


def _is_card(node: Node) -> bool:
    return node.kind in ("service", "task_group")


def _card(node: Node, box: Box) -> str:
    return (
        f'<rect data-ecs-part="card {text(node.id)}" class="ecs-map-card ecs-mood-{node.mood}" x="{box.x:g}" y="{box.y:g}" '
        f'width="{box.w:g}" height="{box.h:g}" rx="6"/>'
    )


def _wire(wire: Wire, nodes: dict[str, Node]) -> str:
    edge, bend = wire.edge, max(16.0, (wire.x2 - wire.x1) / 2)
    path = f"M{wire.x1:g} {wire.y1:g}C{wire.x1 + bend:g} {wire.y1:g} {wire.x2 - bend:g} {wire.y2:g} {wire.x2:g} {wire.y2:g}"
    share, label = edge.share, ""
    look = f"ecs-map-wire ecs-map-{edge.kind}"
    width = ""
    if share is not None:
        width = f' style="stroke-width:{1 + 5 * share:.2f}"'
        look += " ecs-map-none" if share == 0 else ""
        label = (
            f'<text class="ecs-map-share" x="{wire.x2 - 5:g}" y="{wire.y2 - 4:g}" text-anchor="end">{share:.0%}</text>'
        )
    ends = f'data-ecs-from="{text(edge.start)}" data-ecs-to="{text(edge.end)}"'
    part = f"wire {edge.kind} {edge.start} {edge.end}"
    return (
        f'<g data-ecs-part="{text(part)}" class="{look}" {ends} aria-hidden="true"><path d="{path}"{width}/>{label}</g>'
    )


def _node(node: Node, layout: Layout, *, first: bool, live: bool) -> str:
    box = layout.boxes[node.id]
    small = node.id in layout.small
    place = KINDS[node.kind].place
    inner = _small(node) if small else DRAWN.get(place, _item)(node, box)
    shape = "chip" if place == "chip" else place
    back = (
        ""
        if _is_card(node)
        else f'<rect class="ecs-map-back" width="{box.w:g}" height="{box.h:g}" rx="{6 if box.h > 24 else 4}"/>'
    )
    if _is_card(node):
        back = '<rect class="ecs-map-head" x="4" y="4" width="160" height="42" rx="4"/>'
    acts = f'role="button" aria-pressed="false" tabindex="{0 if first else -1}"' if live else 'role="img"'
    return (
        f'<g class="ecs-map-node ecs-map-is-{node.kind} ecs-map-{shape} ecs-mood-{node.mood}" data-ecs-node="{_key(node)}" '
        f'data-ecs-part="node {_key(node)}" data-ecs-key="node {_key(node)}" data-ecs-state="{text(node.state)}" {acts} '
        f'aria-label="{text(_sentence(node))}" '
        f'style="transform:translate({box.x:g}px,{box.y:g}px)"><g class="ecs-map-ink">{back}{inner}</g></g>'
    )


def _item(node: Node, box: Box) -> str:
    if box.h < 30:
        return _line(node, 7, 15, box.w - 12, SIDE, f"{node.mood.sign} {node.name}", node.mood)
    if _is_card(node):
        x, width = 10.0, 150.0
        return _line(node, x, 21, width, NAME, f"{node.mood.sign} {node.name}", node.mood, strong=True) + _small_text(
            x, 37, width, f"{node.state} · {_counts(node)}"
        )
    name, says = (f"VPC {node.says}", node.name) if node.kind == "vpc" else (node.name, node.says or node.state)
    if node.kind == "zone":
        return _zone(node, box)
    if node.kind == "client":
        return '<text class="ecs-map-name" x="8" y="23" font-size="12">client</text>'
    return _line(node, 8, 16, box.w - 14, NAME, f"{node.mood.sign} {name}", node.mood, strong=True) + _small_text(
        8, 31, box.w - 14, says
    )


def _zone(node: Node, box: Box) -> str:
    """A zone's letter tells it from the others, so a long name loses its beginning."""
    name = node.name
    while name and _width(f"…{name}", SIDE) > (box.w - 14) * 0.88:
        name = name[1:]
    said = node.name if _width(node.name, SIDE) <= (box.w - 14) * 0.94 else f"…{name}"
    return f'<text class="ecs-map-name" x="8" y="16" font-size="{SIDE:g}">{text(said)}</text>' + _small_text(
        8, 31, box.w - 14, node.says or node.state
    )


def _counts(node: Node) -> str:
    """`3/4` and what is pending: the long form stands in the facts."""
    counts = dict(node.facts)
    if "desired" not in counts:
        return node.says
    pending = f" + {counts['pending']} pending" if counts.get("pending", "0") != "0" else ""
    return f"{counts.get('running', '0')}{pending} of {counts['desired']}"


def _frame_title(node: Node, box: Box) -> str:
    says = f"{node.state} · {node.says}" if node.says else node.state
    if node.kind == "cluster":
        name = fitted(f"{node.mood.sign} {node.name}", 190, NAME)
        return _line(node, 8, 22, 190, NAME, name, node.mood, strong=True) + _small_text(206, 22, box.w - 214, says)
    return _line(node, 8, 18, box.w - 14, NAME, f"{node.mood.sign} {node.name}", node.mood, strong=True) + _small_text(
        8, 34, box.w - 14, says
    )


def _chip(node: Node, box: Box) -> str:
    forms = (f"{node.name[:letters]} {node.says}" for letters in (8, 6, 5, 4))  # which revision it runs matters more
    about = text(next((said for said in forms if _width(said, WORD) <= box.w - 8), fitted(node.name, box.w - 8, WORD)))
    return f'<text class="ecs-map-id" x="6" y="12" font-size="{WORD:g}">{about}</text>' + _line(
        node, 6, 24, box.w - 8, WORD, f"{node.mood.sign} {node.state}", node.mood
    )


def _small(node: Node) -> str:
    sign = f'<tspan class="ecs-map-sign ecs-mood-{node.mood}">{node.mood.sign}</tspan>'
    return f'<text x="11" y="15" text-anchor="middle" font-size="12">{sign}</text>'


def _bar(node: Node, box: Box) -> str:
    running, wanted = node.part or (0, 0)
    part = min(1.0, running / wanted) if wanted else 0.0
    said = f"{node.mood.sign} {node.name} {node.says}"
    return (
        f'<rect class="ecs-map-part" x="1" y="{box.h - 4:g}" width="{box.w - 2:g}" height="3" rx="1.5" '
        f'style="transform:scaleX({part:.3f})"/>' + _line(node, 5, 13, box.w - 8, WORD, said, node.mood)
    )


DRAWN = {"chip": _chip, "bar": _bar, "frame": _frame_title, "item": _item}


def _line(
    node: Node, x: float, y: float, width: float, size: float, said: str, mood: str, *, strong: bool = False
) -> str:
    """A line that begins with a sign, which has the mood's colour."""
    sign, _, rest = fitted(said, width * (0.88 if strong else 1), size).partition(" ")
    look = "ecs-map-name" if strong else "ecs-map-word"
    signed = f'<tspan class="ecs-map-sign ecs-mood-{mood}">{text(sign)}</tspan>'
    return f'<text class="{look}" x="{x:g}" y="{y:g}" font-size="{size:g}">{signed} {text(rest)}</text>'


def _small_text(x: float, y: float, width: float, said: str) -> str:
    return (
        f'<text class="ecs-map-says" x="{x:g}" y="{y:g}" font-size="{WORD:g}">{text(fitted(said, width, WORD))}</text>'
    )


def fitted(said: str, width: float, size: float) -> str:
    """A text cut so that it fits, by cautious widths of letters; the whole of it stands in the facts."""
    said = plain(" ".join(said.split()), 200)
    if _width(said, size) <= width:
        return said
    while said and _width(said + "…", size) > width:
        said = said[:-1]
    return said.rstrip() + "…"


def _width(said: str, size: float) -> float:
    return size * sum(
        0.92
        if c in WIDE
        else 0.36
        if c in NARROW
        else 0.72
        if c.isupper() or c == "_"
        else 1.05
        if ord(c) > 0x2E7F
        else 0.62
        for c in said
    )


def _sentence(node: Node) -> str:
    """What a screen reader says of a node."""
    said = words(node)
    return said[:1].upper() + said[1:]


def _sign(node: Node) -> str:
    return f'<span class="ecs-map-sign ecs-mood-{node.mood}" aria-hidden="true">{node.mood.sign}</span>'


def _key(node: Node) -> str:
    return text(node.id)
