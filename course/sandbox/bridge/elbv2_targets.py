"""Targets of a target group: one for each id and port, with the health that the simulator finds out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from moto.elbv2.exceptions import TargetNotRunning
from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup, elbv2_backends

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.moment import now
from course.simulator.outside import TargetGroup as Simulated
from course.simulator.target import NOT_IN_USE, REGISTERING, TargetHealth
from course.simulator.targets import Targets

Key = tuple[str, int]
"""Target id and port."""


# Wordings: Application Load Balancers user guide, "Health checks for your target groups", and API reference TargetHealth
NOT_REGISTERED = TargetHealth("unused", "Target.NotRegistered", "Target is not registered to the target group")
STOPPED = TargetHealth("unused", "Target.InvalidState", "Target is in the stopped state")
DRAINING = TargetHealth("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress")
WEB_CHECK_TIMEOUT_S = 5
"""API reference, CreateTargetGroup: the default for HTTP and HTTPS; plain moto's is that of TCP."""


class TargetGroup(FakeTargetGroup):  # type: ignore[misc]
    """A target group. The health of its targets is the simulator's to find out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kwargs.get("healthcheck_timeout_seconds") is None and self.health_check_protocol in ("HTTP", "HTTPS"):
            self.health_check_timeout_seconds = WEB_CHECK_TIMEOUT_S
        self.targets: dict[Key, dict[str, Any]] = {}
        self.draining: dict[Key, datetime] = {}
        """When a target's draining ends."""

    @property
    def simulated(self) -> Targets:
        """Where the simulator keeps the targets of this group."""
        return simulation.region(self.account_id, self.region_name).targets

    def as_simulated(self) -> Simulated:
        """What decides about a target's health, as it is now."""
        port = str(self.health_check_port or "traffic-port")
        return Simulated(
            arn=str(self.arn),
            protocol=self.protocol or "HTTP",
            port=int(self.port or 80),
            check_protocol=self.health_check_protocol or "HTTP",
            check_port=int(port) if port.isdigit() else None,
            path=self.health_check_path or "/",
            codes=str((self.matcher or {}).get("HttpCode") or "200"),
            interval_s=int(self.health_check_interval_seconds),
            timeout_s=int(self.health_check_timeout_seconds),
            healthy_threshold=int(self.healthy_threshold_count),
            unhealthy_threshold=int(self.unhealthy_threshold_count),
            deregistration_delay_s=float(self.attributes["deregistration_delay.timeout_seconds"]),
            slow_start_s=int(self.attributes.get("slow_start.duration_seconds") or 0),
            in_use=bool(self.load_balancer_arns),
        )

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
            zone = {"AvailabilityZone": target["AvailabilityZone"]} if "AvailabilityZone" in target else {}
            self.put(*key, **zone)
            self.simulated.registered(str(self.arn), *key)

    def put(self, id: str, port: int, **more: str) -> None:
        """Into the records; one that is there already stays as it is."""
        self.draining.pop((id, port), None)
        self.targets.setdefault((id, port), {"Id": id, "Port": port} | more)

    def deregister(self, targets: list[dict[str, Any]]) -> None:
        """DeregisterTargets: in a group that gets traffic they drain first; unknown ones are no error."""
        for target in targets:
            key = self.key_of(target)
            self.simulated.deregistered(str(self.arn), *key)
            self.remove(*key)

    def remove(self, id: str, port: int) -> None:
        """Out of the records; it drains if the group gets traffic."""
        if self.targets.pop((id, port), None) is not None and self.load_balancer_arns:
            delay = float(self.attributes["deregistration_delay.timeout_seconds"])
            self.draining[id, port] = now() + timedelta(seconds=delay)

    def deregister_terminated_instances(self, instance_ids: list[str]) -> None:
        """What EC2 reports when instances end."""
        self.deregister([target for target in self.targets.values() if target["Id"] in instance_ids])

    def shown_targets(self) -> list[dict[str, Any]]:
        """The targets that DescribeTargetHealth shows: registered, and still draining."""
        moment = now()
        leaving = [{"Id": key[0], "Port": key[1]} for key, end in self.draining.items() if end > moment]
        return [*self.targets.values(), *leaving]

    def health_of(self, key: Key) -> TargetHealth:
        """The health of one target, now."""
        if key not in self.targets:
            return DRAINING if key in self.draining and self.draining[key] > now() else NOT_REGISTERED
        if not self.load_balancer_arns:
            return NOT_IN_USE
        instance = self.ec2_backend.get_instance_by_id(key[0]) if key[0].startswith("i-") else None
        if instance is not None and instance.state == "stopped":
            return STOPPED
        target = self.simulated.by_key.get((str(self.arn), *key))
        return REGISTERING if target is None else self.simulated.health_of(target)

    def health_for(self, target: dict[str, Any], ec2_backend: Any) -> FakeHealthStatus:
        """As DescribeTargetHealth shows it; the health-check port is a number (API reference, TargetHealthDescription)."""
        key = self.key_of(target)
        port = self.health_check_port
        return ShownHealth(
            key[0], key[1], str(key[1]) if port == "traffic-port" else port, *self.health_of(key), self.targets.get(key)
        )


class ShownHealth(FakeHealthStatus):  # type: ignore[misc]
    """One line of DescribeTargetHealth."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args[:-1])
        self._registered = args[-1]

    @property
    def target(self) -> dict[str, Any]:
        """The target as it was registered."""
        return self._registered or {"Id": self.instance_id, "Port": self.port}
