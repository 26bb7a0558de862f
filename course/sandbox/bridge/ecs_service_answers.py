"""Operations on services, and the forms in which moto's CloudFormation and Auto Scaling make them."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.models import Service

from course.sandbox.bridge.ecs_base import Answers, short
from course.sandbox.bridge.ecs_platform import runs_on_fargate
from course.sandbox.bridge.ecs_services import ServiceRecords


class ServiceCalls(ServiceRecords):
    """The calls that other parts of moto make."""

    def create_service(
        self,
        cluster_str: str,
        service_name: str,
        desired_count: int,
        task_definition_str: str | None = None,
        **more: Any,
    ) -> Service:
        """As CloudFormation calls it."""
        return self.make_service(
            {
                "cluster": cluster_str,
                "serviceName": service_name,
                "desiredCount": int(desired_count or 0),
                "taskDefinition": task_definition_str,
            }
        )

    def update_service(self, service_properties: dict[str, Any]) -> Service:
        """As CloudFormation calls it: names in snake case."""
        names = {"task_definition": "taskDefinition", "desired_count": "desiredCount"}
        asked = {names.get(name, name): value for name, value in service_properties.items()}
        if asked.get("desiredCount") is not None:
            asked["desiredCount"] = int(asked["desiredCount"])
        return self.change_service(asked)

    def delete_service(self, cluster_name: str, service_name: str, force: bool) -> Service:
        """The service, DRAINING or already INACTIVE."""
        return self.remove_service(cluster_name, service_name, force)

    def listed(self, cluster_str: str) -> list[Service]:
        """The services of a cluster that ListServices shows: DRAINING and INACTIVE ones are gone (DeleteService)."""
        cluster = self._get_cluster(cluster_str)
        active = [s for s in self.services.values() if s.cluster_arn == cluster.arn and s.status == "ACTIVE"]
        return sorted(active, key=lambda service: str(service.arn))

    def in_namespace(self, namespace: str) -> list[Service]:
        """The services whose Service Connect uses the namespace, given by name or ARN, or by the cluster's default."""
        found = []
        for service in self.services.values():
            connect = service.asked.get("serviceConnectConfiguration") or {}
            default = (self.clusters[service.cluster_name].service_connect_defaults or {}).get("namespace")
            used = connect.get("namespace", default) if connect.get("enabled") else None
            if service.status == "ACTIVE" and used is not None and short(used) == short(namespace):
                found.append(service)
        return found


class ServiceAnswers(Answers):
    """Operations on services."""

    def create_service(self) -> ActionResult:
        """CreateService."""
        return ActionResult({"service": self._records.make_service(self._asked(), self._caller())})

    def update_service(self) -> ActionResult:
        """UpdateService."""
        return ActionResult({"service": self._records.change_service(self._asked())})

    def delete_service(self) -> ActionResult:
        """DeleteService."""
        cluster, name = self._get_param("cluster") or "default", self._get_param("service")
        return ActionResult({"service": self._records.remove_service(cluster, name, self._get_param("force", False))})

    def list_services(self) -> ActionResult:
        """ListServices: pages of ten unless asked otherwise."""
        launch, strategy = self._get_param("launchType"), self._get_param("schedulingStrategy")
        management = self._get_param("resourceManagementType")
        found = [
            service.arn
            for service in self._records.listed(self._get_param("cluster") or "default")
            if launch in (None, _launched(service))
            and strategy in (None, service.scheduling_strategy)
            and management in (None, service.resource_management_type)
        ]
        return ActionResult(self._page("serviceArns", found, otherwise=10))

    def list_services_by_namespace(self) -> ActionResult:
        """ListServicesByNamespace, which plain moto does not have."""
        arns = sorted(service.arn for service in self._records.in_namespace(self._get_param("namespace")))
        return ActionResult(self._page("serviceArns", arns, otherwise=10))


def _launched(service: Service) -> str:
    if service.launch_type:
        return str(service.launch_type)
    return "FARGATE" if runs_on_fargate(None, service.capacity_provider_strategy) else "EC2"
