"""How a request names the actions of a listener or a rule, the target groups to which they forward, and where it belongs."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.rule import Asked, Path
from course.simulator.rules.world import Record, World

ROUTING = ("forward", "redirect", "fixed-response")
"""The types of action that end the way of a request; the others only authenticate it."""


def actions(asked: Asked) -> Iterator[tuple[Path, Asked]]:
    """Place and content of each action."""
    for key in ("DefaultActions", "Actions"):
        for place, action in enumerate(asked.get(key) or ()):
            yield (key, place), action


def shares(action: Asked) -> list[tuple[Path, Asked]]:
    """The target groups of a ForwardConfig, each with its place in the action."""
    listed = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
    return [(("ForwardConfig", "TargetGroups", place), share) for place, share in enumerate(listed)]


def target_groups(asked: Asked) -> Iterator[tuple[Path, str]]:
    """Place and ARN of each target group to which the request would forward, each ARN once."""
    seen: set[str] = set()
    for path, action in actions(asked):
        named: list[tuple[Path, str | None]] = [((*path, "TargetGroupArn"), action.get("TargetGroupArn"))]
        named += [((*path, *inner, "TargetGroupArn"), share.get("TargetGroupArn")) for inner, share in shares(action)]
        for place, arn in named:
            if arn and arn not in seen:
                seen.add(arn)
                yield place, arn


def balancer_of(asked: Asked, world: World) -> Record | None:
    """The load balancer that the request is about, through its listener or rule if need be."""
    if arn := asked.get("LoadBalancerArn"):
        return world.load_balancer(str(arn))
    listener = listener_of(asked, world)
    return world.load_balancer(str(listener["LoadBalancerArn"])) if listener is not None else None


def listener_of(asked: Asked, world: World) -> Record | None:
    """The listener that the request is about, through its rule if need be; None when it is yet to be made."""
    if arn := asked.get("ListenerArn"):
        return world.listener(str(arn))
    if arn := asked.get("RuleArn"):
        return world.listener(str(arn).replace(":listener-rule/", ":listener/").rpartition("/")[0])
    return None
