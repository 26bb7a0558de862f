"""Lines between nodes: where each begins and ends, so that several at one node do not fall together. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.map.geometry import Box
from course.map.scene import Edge, Scene


@dataclass(frozen=True)
class Wire:
    """One edge, drawn from the right side of its start to the left side of its end."""

    edge: Edge
    x1: float
    y1: float
    x2: float
    y2: float


def wires(scene: Scene, boxes: Mapping[str, Box]) -> tuple[Wire, ...]:
    """The edges between nodes that have a place."""
    edges = [edge for edge in scene.edges if edge.start in boxes and edge.end in boxes]
    leave = _ports(boxes, [(edge.start, edge.end, edge) for edge in edges])
    arrive = _ports(boxes, [(edge.end, edge.start, edge) for edge in edges])
    return tuple(
        Wire(edge, boxes[edge.start].x + boxes[edge.start].w, leave[edge], boxes[edge.end].x, arrive[edge])
        for edge in edges
    )


def _ports(boxes: Mapping[str, Box], ends: list[tuple[str, str, Edge]]) -> dict[Edge, float]:
    """The height at which each edge meets its node: spread over the node, in the order of the other ends."""
    at: dict[tuple[str, str], list[tuple[float, str, Edge]]] = {}
    for here, there, edge in ends:
        at.setdefault((here, edge.kind), []).append((boxes[there].y, there, edge))
    ports = {}
    for (here, _), all_ in at.items():
        box = boxes[here]
        for number, (_, _, edge) in enumerate(sorted(all_, key=lambda one: one[:2]), start=1):
            ports[edge] = box.y + box.h * number / (len(all_) + 1)
    return ports
