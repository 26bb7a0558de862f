"""Targets of a target group: one for each id and port, with a health that somebody must have found out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from moto.elbv2.exceptions import TargetNotRunning
from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup, elbv2_backends

from course.sandbox.bridge.moment import now

Key = tuple[str, int]
"""Target id and port."""


class Health(NamedTuple):
    """State, reason and description, as DescribeTargetHealth shows them."""

    state: str
    reason: str | None = None
    description: str | None = None


# Wordings: Application Load Balancers user guide, "Health checks for your target groups", and API reference TargetHealth
REGISTERING = Health("initial", "Elb.RegistrationInProgress", "Target registration is in progress")
NOT_REGISTERED = Health("unused", "Target.NotRegistered", "Target is not registered to the target group")
NOT_IN_USE = Health(
    "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
)
STOPPED = Health("unused", "Target.InvalidState", "Target is in the stopped state")
DRAINING = Health("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")


class TargetGroup(FakeTargetGroup):  # type: ignore[misc]
    """A target group. `found_health` is where the simulator says what the health checks found."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets: dict[Key, dict[str, Any]] = {}
        self.draining: dict[Key, datetime] = {}
        """When a target's draining ends."""
        self.found_health: dict[Key, Health] = {}

    @property
    def load_balancer_arns(self) -> list[str]:
        """The load balancers that forward here now; plain moto only ever adds to the list, and repeats itself."""
        backend = elbv2_backends[self.account_id][self.region_name]
        return [arn for arn, balancer in backend.load_balancers.items() if backend.forwards(balancer, self.arn)]

    @load_balancer_arns.setter
    def load_balancer_arns(self, value: list[str]) -> None:
        """Nothing: it follows from the listeners."""

    def key_of(self, target: dict[str, Any]) -> Key:
        """Id and port; without one, the port of the group (RegisterTargets)."""
        return target["Id"], int(target.get("Port") or self.port or 0)

    def register(self, targets: list[dict[str, Any]]) -> None:
        """RegisterTargets: a target that is there already stays as it is."""
        for target in targets:
            instance = self.ec2_backend.get_instance_by_id(target["Id"])
            if instance is not None and instance.state != "running":
                raise TargetNotRunning(instance_id=target["Id"])
        for target in targets:
            key = self.key_of(target)
            self.draining.pop(key, None)
            if key not in self.targets:
                zone = {"AvailabilityZone": target["AvailabilityZone"]} if "AvailabilityZone" in target else {}
                self.targets[key] = {"Id": key[0], "Port": key[1]} | zone

    def deregister(self, targets: list[dict[str, Any]]) -> None:
        """DeregisterTargets: in a group that gets traffic they drain first; unknown ones are no error."""
        for target in targets:
            key = self.key_of(target)
            self.found_health.pop(key, None)
            if self.targets.pop(key, None) is not None and self.load_balancer_arns:
                delay = float(self.attributes["deregistration_delay.timeout_seconds"])
                self.draining[key] = now() + timedelta(seconds=delay)

    def deregister_terminated_instances(self, instance_ids: list[str]) -> None:
        """What EC2 reports when instances end."""
        self.deregister([target for target in self.targets.values() if target["Id"] in instance_ids])

    def shown_targets(self) -> list[dict[str, Any]]:
        """The targets that DescribeTargetHealth shows: registered, and still draining."""
        moment = now()
        leaving = [{"Id": key[0], "Port": key[1]} for key, end in self.draining.items() if end > moment]
        return [*self.targets.values(), *leaving]

    def health_of(self, key: Key) -> Health:
        """The health of one target, now."""
        if key not in self.targets:
            return DRAINING if key in self.draining and self.draining[key] > now() else NOT_REGISTERED
        if not self.load_balancer_arns:
            return NOT_IN_USE
        instance = self.ec2_backend.get_instance_by_id(key[0]) if key[0].startswith("i-") else None
        if instance is not None and instance.state == "stopped":
            return STOPPED
        return self.found_health.get(key, REGISTERING)

    def health_for(self, target: dict[str, Any], ec2_backend: Any) -> FakeHealthStatus:
        """As DescribeTargetHealth shows it; the health-check port is a number (API reference, TargetHealthDescription)."""
        key = self.key_of(target)
        port = self.health_check_port
        return TargetHealth(
            key[0], key[1], str(key[1]) if port == "traffic-port" else port, *self.health_of(key), self.targets.get(key)
        )


class TargetHealth(FakeHealthStatus):  # type: ignore[misc]
    """One line of DescribeTargetHealth."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args[:-1])
        self._registered = args[-1]

    @property
    def target(self) -> dict[str, Any]:
        """The target as it was registered."""
        return self._registered or {"Id": self.instance_id, "Port": self.port}
