"""The kinds of nodes: how they are called and in which lane they stand. A new kind is one line here and one reader."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of resource."""

    word: str
    """What one is called."""
    lane: str
    """Where it stands: `front`, `targets`, `work`, `side`, `top`."""
    place: str
    """How it stands there: `frame` (holds others), `item`, `chip` (a task), `bar` (a deployment)."""
    heading: str = ""
    """Of the side strip: the group's title."""


KINDS = {
    "client": Kind("client", "client", "item"),
    "load_balancer": Kind("load balancer", "front", "frame"),
    "rule": Kind("listener rule", "front", "item"),
    "target_group": Kind("target group", "targets", "item"),
    "vpc": Kind("VPC", "top", "item"),
    "zone": Kind("Availability Zone", "top", "item"),
    "cluster": Kind("cluster", "work", "frame"),
    "service": Kind("service", "work", "item"),
    "task_group": Kind("tasks without a service", "work", "item"),
    "deployment": Kind("deployment", "work", "bar"),
    "task_set": Kind("task set", "work", "bar"),
    "task": Kind("task", "work", "chip"),
    "role": Kind("role", "side", "item", "Roles"),
    "log_group": Kind("log group", "side", "item", "Log groups"),
    "scaling": Kind("scaling target", "side", "item", "Scaling"),
    "policy": Kind("scaling policy", "side", "item", "Scaling"),
    "alarm": Kind("alarm", "side", "item", "Alarms"),
}
