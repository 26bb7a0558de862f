"""The map as text: indented, states in words. For terminals, screen readers and plain notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from course.map.kinds import KINDS
from course.map.scene import Node, Scene

INDENT = "  "


def outline(scene: Scene) -> str:
    """All that the picture shows, top down: traffic first, then clusters with what lies in them, then what they use."""
    lines = [f"Map of the {scene.world}"]
    if not scene.nodes:
        lines.append("Nothing to draw yet: create a cluster, and it appears here.")
    for lane in ("front", "targets", "top", "work", "side"):
        for node in scene.nodes:
            if KINDS[node.kind].lane == lane and not node.inside:
                lines += _branch(scene, node, 0)
    if left_out := more_words(scene):
        lines.append(left_out)
    lines += [f"Note: {note}" for note in scene.notes]
    return "\n".join(lines)


def words(node: Node) -> str:
    """One node in words: kind, name, state, counts."""
    place = f", {node.zone}" if node.zone else ""
    state = f": {node.mood.sign} {node.state}" if node.state else ""
    says = f" ({node.says})" if node.says else ""
    return f"{KINDS[node.kind].word} {node.name}{state}{says}{place}"


def more_words(scene: Scene) -> str:
    """`And 212 more load balancers, 3 more services.`; "" where everything is shown."""
    said = [
        f"{number:,} {f'more {what}' if not what.startswith('other') else what}"
        for what, number in scene.more
        if number
    ]
    return f"And {', '.join(said)}." if said else ""


def _branch(scene: Scene, node: Node, depth: int) -> Iterator[str]:
    said = words(node)
    yield INDENT * depth + said[:1].upper() + said[1:] if not depth else INDENT * depth + said
    names = {other.id: other for other in scene.nodes}
    for edge in scene.edges:
        if edge.start == node.id and node.kind == "rule" and edge.end in names:
            share = f"{edge.share:.0%} " if edge.share is not None else ""
            yield f"{INDENT * (depth + 1)}→ {share}target group {names[edge.end].name}"
        elif edge.start == node.id and node.kind == "target_group" and edge.end in names:
            yield f"{INDENT * (depth + 1)}→ service {names[edge.end].name}"
    if node.kind == "task":
        for label, value in node.facts:
            if label in ("stopped because", "target"):
                yield f"{INDENT * (depth + 1)}{label} {value}"
    for inner in scene.within(node.id):
        yield from _branch(scene, inner, depth + 1)
