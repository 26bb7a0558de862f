"""A target group and its targets as the load balancers see them. They outlive configurations, which change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from course.dataplane.balancer.choosing import Chooser

if TYPE_CHECKING:
    from course.dataplane.balancer.upstream import Upstream

IN_SERVICE = ("healthy", "unhealthy", "initial")
"""States in which a target can receive requests; the last two only when the group fails open."""
OPEN_BY_DEFAULT = {"all", ""}
"""Zones of targets outside the VPC, which belong to every zone."""


@dataclass(slots=True, eq=False)
class Target:
    """A target as long as it stays at one address."""

    group: Group
    id: str
    port: int
    address: tuple[str, int] | None
    """Where its container answers; None for simulated tasks and where nobody is."""
    tls: bool
    zone: str = ""
    state: str = "initial"
    stand_in: dict[str, Any] | None = None
    reachable: bool = True
    slow_start: tuple[float, float] | None = None
    outstanding: int = 0
    """Requests under way."""
    idle: list[Upstream] = field(default_factory=list)
    """Connections that wait for a request; the last one was used last."""
    retired: bool = False
    """Whether no connection to it is kept any more: it drains, is gone, or moved."""

    @property
    def token(self) -> str:
        """What names it in a stickiness cookie."""
        return f"{self.id}:{self.port}"

    def retire(self) -> None:
        """Close what is idle; requests under way are finished."""
        self.retired = True
        while self.idle:
            self.idle.pop().close()

    def configure(self, told: dict[str, Any]) -> None:
        """What may change while it stays at its address."""
        self.zone, self.state = told.get("zone") or "", told["state"]
        self.stand_in, self.reachable = told.get("stand_in"), told.get("reachable", True)
        slow_start = told.get("slow_start")
        self.slow_start = (slow_start[0], slow_start[1]) if slow_start else None
        if self.state in IN_SERVICE and self.reachable:
            self.retired = False
        else:
            self.retire()


class Group:
    """One target group."""

    def __init__(self, arn: str) -> None:
        self.arn = arn
        self.targets: dict[tuple[str, int], Target] = {}
        self.candidates: list[Target] = []
        """Which targets requests may go to now: the healthy ones, or all where too few are healthy."""
        self.protocol, self.version = "HTTP", "HTTP1"
        self.attributes: dict[str, str] = {}
        self.sticky = False
        self.app_cookie = ""
        """Name of the application's cookie, "" for the load balancer's own."""
        self.sticky_s = 86_400.0
        self.chooser = Chooser(arn)

    def configure(self, told: dict[str, Any], zones: set[str]) -> None:
        """Take a group of a configure message; `zones` are those of the load balancers that forward to it."""
        self.protocol = told.get("protocol") or "HTTP"
        self.version = told.get("protocol_version") or "HTTP1"
        self.attributes = told.get("attributes") or {}
        self._configure_stickiness()
        tls = self.protocol in ("HTTPS", "TLS")
        before, self.targets = self.targets, {}
        for each in told.get("targets") or ():
            key, at = (each["id"], int(each["port"])), each.get("at")
            address = (str(at[0]), int(at[1])) if at else None
            target = before.get(key)
            if target is None or (target.address, target.tls) != (address, tls):
                target = Target(self, *key, address, tls)
            else:
                del before[key]
            target.configure(each)
            self.targets[key] = target
        for gone in before.values():
            gone.retire()
        self.candidates = self._candidates(zones)
        self.chooser.configure(self.candidates, self.attributes)

    def retire(self) -> None:
        """The group is gone."""
        for target in self.targets.values():
            target.retire()
        self.candidates = []

    def target_of(self, token: str) -> Target | None:
        """The target that a stickiness cookie names, if requests may go there."""
        id, _, port = token.rpartition(":")
        target = self.targets.get((id, int(port))) if port.isdigit() else None
        return target if target in self.candidates else None

    def _configure_stickiness(self) -> None:
        attributes = self.attributes
        kind = attributes.get("stickiness.type") or "lb_cookie"
        self.sticky = attributes.get("stickiness.enabled") == "true"
        self.app_cookie = attributes.get("stickiness.app_cookie.cookie_name", "") if kind == "app_cookie" else ""
        self.sticky_s = float(attributes.get(f"stickiness.{kind}.duration_seconds") or 86_400)

    def _candidates(self, zones: set[str]) -> list[Target]:
        """Application Load Balancers user guide, "Health checks" and "Target group health": the group fails open where fewer
        are healthy than unhealthy_state_routing asks for, by default one."""
        enabled = zones | OPEN_BY_DEFAULT
        there = [each for each in self.targets.values() if not zones or each.zone in enabled]
        serving = [each for each in there if each.state in IN_SERVICE]
        healthy = [each for each in serving if each.state == "healthy"]
        return healthy if healthy and len(healthy) >= self._needed(len(serving)) else serving

    def _needed(self, count: int) -> float:
        prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets"
        least = [1.0]
        number, percentage = self.attributes.get(f"{prefix}.count"), self.attributes.get(f"{prefix}.percentage")
        if number and number.isdigit():
            least.append(float(number))
        if percentage and percentage.isdigit():
            least.append(count * int(percentage) / 100)
        return max(least)


def configure_groups(groups: dict[str, Group], told: dict[str, Any], zones: dict[str, set[str]]) -> None:
    """Bring all groups up to a configure message: make, change, forget."""
    for arn in groups.keys() - told.keys():
        groups.pop(arn).retire()
    for arn, each in told.items():
        groups.setdefault(arn, Group(arn)).configure(each, zones.get(arn, set()))


def groups_named(actions: Iterable[dict[str, Any]]) -> set[str]:
    """ARNs of all target groups to which actions forward."""
    found: set[str] = set()
    for action in actions:
        shares = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
        found |= {str(share["TargetGroupArn"]) for share in shares}
        if action.get("TargetGroupArn"):
            found.add(str(action["TargetGroupArn"]))
    return found
