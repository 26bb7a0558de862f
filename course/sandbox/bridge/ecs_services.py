"""Services as records: everything asked for comes back, defaults filled in, counts as they are, nothing replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from moto.ecs.exceptions import ECSException, ServiceNotFoundException
from moto.ecs.models import Cluster

from course.sandbox.bridge.ecs_base import Records, invalid, short
from course.sandbox.bridge.ecs_deployments import (
    STARTS_A_DEPLOYMENT,
    deployment_facts,
    deployment_settings,
    merged,
    rebalances,
    with_strategy_defaults,
)
from course.sandbox.bridge.ecs_network import network_with_defaults
from course.sandbox.bridge.ecs_plans import plan_of, revision_of
from course.sandbox.bridge.ecs_platform import family_of, runs_on_fargate
from course.sandbox.bridge.ecs_service_history import revision_facts
from course.sandbox.bridge.ecs_service_record import ServiceRecord
from course.sandbox.bridge.moment import now
from course.simulator.service import Deployment
from course.simulator.service import Service as Life

# API name → attribute (moto's serialiser finds attributes by the snake case of the API name): set as they are asked for
PLAIN = {
    "loadBalancers": "load_balancers",
    "serviceRegistries": "service_registries",
    "placementConstraints": "placement_constraints",
    "placementStrategy": "placement_strategy",
    "healthCheckGracePeriodSeconds": "health_check_grace_period_seconds",
    "enableECSManagedTags": "enableECSManagedTags",
    "propagateTags": "propagate_tags",
    "enableExecuteCommand": "enable_execute_command",
    "availabilityZoneRebalancing": "availability_zone_rebalancing",
    "deploymentController": "deployment_controller",
    "platformVersion": "platform_version",
}
DEFAULTS: dict[str, Any] = {
    "loadBalancers": [],
    "serviceRegistries": [],
    "placementConstraints": [],
    "placementStrategy": [],
    "healthCheckGracePeriodSeconds": 0,
    "enableECSManagedTags": False,
    "propagateTags": "NONE",
    "enableExecuteCommand": False,
    "deploymentController": {"type": "ECS"},
}
NEEDS_ROLE = ("loadBalancers", "serviceRegistries", "networkConfiguration")


class ServiceRecords(Records):
    """Services."""

    def make_service(self, asked: dict[str, Any], created_by: str = "") -> ServiceRecord:
        """A new service; the existing one if a client token and all the rest are as they were then.

        API reference, "Ensuring idempotency": CreateService is idempotent with a client token. Without one, even the
        same words are refused, as everybody meets whose first answer was lost. Words: hashicorp/terraform-provider-aws
        #2283 and #14489 (not idempotent), and public code that waits for "still Draining".
        """
        cluster = self._get_cluster(asked.get("cluster") or "default")
        key = f"{cluster.name}:{asked['serviceName']}"
        there: ServiceRecord | None = self.services.get(key)
        if there is not None and there.status == "DRAINING":
            raise invalid("Unable to Start a service that is still Draining.")
        if there is not None and there.status == "ACTIVE":
            if asked.get("clientToken") and there.created_with == asked:
                return there
            raise invalid("Creation of service was not idempotent.")
        definition = self.definition_named(asked["taskDefinition"]) if asked.get("taskDefinition") else None
        service = self._service(cluster, asked, definition)
        service.created_with = asked
        service.created_at, service.created_by = now(), created_by or self._root()
        self.services[key] = service
        self._live(service, definition)
        return service

    def _live(self, service: ServiceRecord, definition: Any) -> None:
        """Give a new service its life; only the ECS controller's services move by themselves."""
        region = self.region
        by_ecs = service.deployment_controller["type"] == "ECS"
        life = Life(
            arn=str(service.arn),
            name=service.name,
            cluster=service.cluster_name,
            created_us=region.now_us,
            plan=plan_of(service),
            scheduled=by_ecs,
        )
        if by_ecs:
            revision = revision_of(service, definition, self._revision_arn(life))
            self._show(service, region.scheduler.create(life, revision), definition)
        else:
            region.services[life.arn] = life
        service.life = life

    def _revision_arn(self, life: Life) -> str:
        number = self.region.deployments.next_number(life)
        return self.arn_of(f"service-revision/{life.cluster}/{life.name}/{number}")

    def _show(self, service: ServiceRecord, deployment: Deployment, definition: Any) -> None:
        facts = deployment_facts(service, definition)
        service.shown_of[deployment.id] = facts
        service.revisions[deployment.revision.arn] = revision_facts(service, definition, facts, now())

    def _service(self, cluster: Cluster, asked: dict[str, Any], definition: Any) -> ServiceRecord:
        daemon = asked.get("schedulingStrategy") == "DAEMON"
        service = ServiceRecord(
            cluster,
            asked["serviceName"],
            0 if daemon else asked.get("desiredCount") or 0,
            self,
            task_definition=definition,
            scheduling_strategy=asked.get("schedulingStrategy"),
            tags=asked.get("tags"),
        )
        service.asked = dict(asked)
        for name, attribute in PLAIN.items():
            setattr(service, attribute, asked.get(name, DEFAULTS.get(name)))
        strategy = asked.get("capacityProviderStrategy")
        if not strategy and not asked.get("launchType"):
            strategy = cluster.default_capacity_provider_strategy  # API reference, CreateService
        service.capacity_provider_strategy = with_strategy_defaults(strategy)
        service.launch_type = None if strategy else asked.get("launchType") or "EC2"
        if runs_on_fargate(service.launch_type, service.capacity_provider_strategy):
            service.platform_version = service.platform_version or "LATEST"
            service.platform_family = family_of(definition)
        service.availability_zone_rebalancing = rebalances(asked)
        controller = service.deployment_controller["type"]
        service.deployment_configuration = deployment_settings(
            asked.get("deploymentConfiguration"), controller=controller, daemon=daemon
        )
        service.network_configuration = self._checked_network(service, asked.get("networkConfiguration"))
        service.role_arn = self._role(asked)
        service.resource_management_type = "CUSTOMER"  # "ECS" is for Express Mode services
        return service

    def _checked_network(self, service: ServiceRecord, asked: dict[str, Any] | None) -> dict[str, Any] | None:
        network = network_with_defaults(asked)
        return service._validate_network(network) if network else None

    def _role(self, asked: dict[str, Any]) -> str | None:
        if role := asked.get("role"):
            return role if role.startswith("arn:") else f"arn:{self.partition}:iam::{self.account_id}:role/{role}"
        if not any(asked.get(name) for name in NEEDS_ROLE):
            return None
        name = "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
        return f"arn:{self.partition}:iam::{self.account_id}:role/{name}"

    def _root(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:root"

    def service_named(self, cluster_str: str, name_or_arn: str) -> ServiceRecord:
        """The service of that name in the cluster, whatever its status."""
        cluster = self._get_cluster(cluster_str)
        service: ServiceRecord | None = self.services.get(f"{cluster.name}:{short(name_or_arn)}")
        if service is None:
            raise ServiceNotFoundException()  # "Service not found.": matched so by remind101/empire
        return service

    def change_service(self, asked: dict[str, Any]) -> ServiceRecord:
        """What UpdateService asks for. A new deployment replaces the primary one, whose tasks the scheduler ends."""
        service = self.service_named(asked.get("cluster") or "default", asked["service"])
        if service.status != "ACTIVE":
            # code: botocore's exceptions of UpdateService; words: matched so by remind101/empire
            raise ECSException("ServiceNotActiveException", "Service was not ACTIVE.")
        given = {name: value for name, value in asked.items() if value is not None}
        named = given.get("taskDefinition") or service.task_definition  # none under the EXTERNAL controller
        definition = self.definition_named(named) if named else None
        if "networkConfiguration" in given:
            service.network_configuration = self._checked_network(service, given["networkConfiguration"])
        if definition is not None:
            service.task_definition = definition.arn
        service.asked |= {key: value for key, value in given.items() if key not in ("cluster", "service")}
        for name, attribute in PLAIN.items():
            if name in given:
                setattr(service, attribute, given[name])
        if "capacityProviderStrategy" in given:
            service.capacity_provider_strategy = with_strategy_defaults(given["capacityProviderStrategy"])
            if service.capacity_provider_strategy:
                service.launch_type = None
        if "deploymentConfiguration" in given:
            service.deployment_configuration = merged(
                service.deployment_configuration, given["deploymentConfiguration"]
            )
        service.desired_count = given.get("desiredCount", service.desired_count)
        self._deploy(service, definition, given)
        return service

    def _deploy(self, service: ServiceRecord, definition: Any, given: dict[str, Any]) -> None:
        life = service.life
        if life is None or life.primary is None:
            return
        primary = service.deployments[0]
        if given.get("forceNewDeployment") or any(
            self._differs(service, primary, name, given) for name in STARTS_A_DEPLOYMENT
        ):
            revision = revision_of(service, definition, self._revision_arn(life))
            deployment = self.region.scheduler.change(life, plan_of(service), revision)
            assert deployment is not None
            self._show(service, deployment, definition)
        else:
            self.region.scheduler.change(life, plan_of(service), None)

    def _differs(self, service: ServiceRecord, primary: dict[str, Any], name: str, given: dict[str, Any]) -> bool:
        if name not in given:
            return False
        if name == "taskDefinition":
            return bool(primary["taskDefinition"] != service.wanted_definition)
        if name == "networkConfiguration":
            return bool(primary.get(name) != service.network_configuration)
        return True

    def remove_service(self, cluster_str: str, name_or_arn: str, force: bool) -> ServiceRecord:
        """The service, DRAINING until the scheduler has ended its tasks; one that is INACTIVE already stays so.

        That it is no error: aws/aws-sdk-js #4189. The refusal's words: shown by the console, quoted in public notes.
        """
        service = self.service_named(cluster_str, name_or_arn)
        if service.status == "INACTIVE":
            return service
        if service.desired_count > 0 and not force and service.scheduling_strategy == "REPLICA":
            raise invalid("The service cannot be stopped while it is scaled above 0.")
        service.desired_count = 0
        if service.life is not None:
            service.life.plan = replace(service.life.plan, desired=0)
            self.region.scheduler.delete(service.life)
        return service
