"""AWS::ECS::Service in templates: made, changed only where the template changed, and drained when it goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.inner_calls import Refused
from course.sandbox.bridge.template_ecs import GONE, EcsResource
from course.sandbox.bridge.template_resource import Properties, Waiting
from course.sandbox.clock import current, sandbox_time

# wording: public reports of stacks whose service did not start
BROKEN = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."
LONGEST = timedelta(hours=3)
"""How long CloudFormation waits for a service to become steady: public reports; AWS gives no figure in its reference."""

EMPTIED = frozenset(
    {
        *("CapacityProviderStrategy", "LoadBalancers", "PlacementConstraints", "PlacementStrategies"),
        *("ServiceRegistries", "VolumeConfigurations", "VpcLatticeConfigurations"),
    }
)
"""Lists that an empty one takes away when they leave the template; whatever else leaves it stays as it is."""


class Service(EcsResource):
    """AWS::ECS::Service. Ref: its ARN."""

    kind = "AWS::ECS::Service"
    operation = "CreateService"
    apart = ("ForceNewDeployment",)
    name_property = "ServiceName"
    replaced_by = frozenset({"Cluster", "Role", "SchedulingStrategy", "ServiceName"})
    attributes = frozenset({"Name", "ServiceArn"})
    other_names = {"PlacementStrategies": "placementStrategy"}

    def make(self) -> None:
        """CreateService, with a desired count of one where the template says none (template reference)."""
        asked = self.asked()
        if asked.get("schedulingStrategy") != "DAEMON":
            asked.setdefault("desiredCount", 1)
        made = self.call("CreateService", serviceName=self.name, tags=self.tag_list(), **asked)["service"]
        self.physical_resource_id = made["serviceArn"]
        self.told = {"ServiceArn": made["serviceArn"], "Name": made["serviceName"]}
        self._started(made)

    def change(self, before: Properties) -> None:
        """UpdateService with what is other than before: what is only mentioned again would start a deployment."""
        keys = {key for key in (*before, *self.properties) if self.changed(before, key)} - {
            "Tags",
            "ForceNewDeployment",
        }
        if "LaunchType" in keys and "LaunchType" in self.properties:
            raise NotImplementedError("another LaunchType for an AWS::ECS::Service that is there")
        asked: dict[str, Any] = self.parameters(
            "UpdateService",
            {key: self.properties.get(key, []) for key in sorted(keys) if key in self.properties or key in EMPTIED},
        )
        if self.changed(before, "ForceNewDeployment"):
            asked["forceNewDeployment"] = _is_true(self.properties.get("ForceNewDeployment") or {})
        if asked:
            self._started(self.call("UpdateService", **self._where(), **asked)["service"])
        self.retag_as(self.physical_resource_id, before)

    def is_created(self) -> bool:
        """Whether the deployment that was started has reached a steady state. Refused when it was given up, or in time."""
        shown = self._shown()
        if not shown.get("deployments"):
            return True  # another deployment controller's, or gone
        ours = next((each for each in shown["deployments"] if each["id"] == self.deployment), None)
        if ours is None or ours.get("rolloutState") == "FAILED":
            raise Refused("GeneralServiceException", BROKEN)
        if ours.get("rolloutState") == "COMPLETED" and ours["runningCount"] == ours["desiredCount"]:
            simulation.agenda.cancel(self.timer)
            return True
        if sandbox_time() - self.since > LONGEST.total_seconds():
            raise Refused("NotStabilized", f"Service {self.physical_resource_id} did not stabilize.")
        return False

    def _started(self, service: dict[str, Any]) -> None:
        """Remember the deployment that is to become steady from now on."""
        primary = [each["id"] for each in service.get("deployments", []) if each["status"] == "PRIMARY"]
        self.deployment, self.since = (primary or [""])[0], sandbox_time()
        latest_us = current.now_us() + round(LONGEST.total_seconds() * 1e6) + 1
        self.timer = simulation.agenda.at(latest_us, lambda: None, hurries=False)

    def remove(self) -> None:
        """DeleteService, by force: its tasks are stopped with it. Waiting while they do."""
        if self._shown().get("status") == "ACTIVE":
            self.call_unless_gone("DeleteService", *GONE, force=True, **self._where())
        if self._shown().get("status") == "DRAINING":
            raise Waiting

    def _shown(self) -> dict[str, Any]:
        where = self._where()
        asked: dict[str, Any] = {"services": [where.pop("service")], **where}
        try:
            found = self.call("DescribeServices", **asked)["services"]
        except Refused:
            return {}
        return dict(found[0]) if found else {}

    def _where(self) -> dict[str, Any]:
        cluster = self.properties.get("Cluster")
        return {"service": self.told["Name"]} | ({"cluster": cluster} if cluster else {})


def _is_true(force: dict[str, Any]) -> bool:
    return str(force.get("EnableForceNewDeployment")).lower() == "true"
