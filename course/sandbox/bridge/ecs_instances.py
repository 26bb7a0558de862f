"""Container instances: what is not there is a failure or a refusal, never a fault; registered tags come back."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ecs.models import ContainerInstance

from course.sandbox.bridge.ecs_base import Answers, Records, invalid, short


class InstanceRecords(Records):
    """Container instances."""

    def register_container_instance(self, cluster_str: str, ec2_instance_id: str) -> ContainerInstance:
        """The instance, with what plain moto leaves out."""
        self._get_cluster(cluster_str)
        instance = super().register_container_instance(cluster_str, ec2_instance_id)
        instance.tags, instance.attachments, instance.version = [], [], 1
        return instance

    def deregister_container_instance(self, cluster_str: str, container_instance_str: str, force: bool) -> Any:
        """The instance, INACTIVE."""
        cluster = self._get_cluster(cluster_str)
        if short(container_instance_str) not in self.container_instances[cluster.name]:
            # words: fog/fog-aws; the code is our reading
            raise invalid(f"Referenced container instance {short(container_instance_str)} not found.")
        instance = super().deregister_container_instance(cluster_str, container_instance_str, force)
        instance.status = "INACTIVE"
        return instance


class InstanceAnswers(Answers):
    """Operations on container instances."""

    def register_container_instance(self) -> ActionResult:
        """RegisterContainerInstance."""
        result: ActionResult = super().register_container_instance()
        result.result["containerInstance"].tags = self._get_param("tags") or []
        return result

    def list_container_instances(self) -> ActionResult:
        """ListContainerInstances."""
        cluster = self._records._get_cluster(self._get_param("cluster") or "default")
        arns = self._records.list_container_instances(cluster.name, status=self._get_param("status"))
        return ActionResult(self._page("containerInstanceArns", arns))
