"""What the simulator asks of moto's records in one account and region."""

from __future__ import annotations

from typing import Any

from moto.ec2 import ec2_backends
from moto.ec2.exceptions import EC2ClientError
from moto.ecs.exceptions import ECSException
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from course.sandbox.bridge.ecs_images import image_there
from course.sandbox.bridge.ecs_logs import write_lines
from course.simulator.outside import NoPlace, NotPulled, Place, Pulled, TargetGroup
from course.simulator.service import Service
from course.simulator.task import ContainerRun, Task


class RecordsOutside:
    """One account and region."""

    def __init__(self, account: str, region: str) -> None:
        self._account, self._region = account, region

    @property
    def _ecs(self) -> Any:
        return ecs_backends[self._account][self._region]

    def zone_of(self, subnet: str) -> str:
        """The zone of a subnet, "" if there is none such."""
        found = ec2_backends[self._account][self._region].subnets
        return next((str(zones[subnet].availability_zone) for zones in found.values() if subnet in zones), "")

    def place_on_instances(self, service: Service | None, task_definition_arn: str) -> Place | NoPlace:
        """The first container instance with room."""
        cluster = self._ecs.clusters[service.cluster] if service is not None else None
        instance, why = self._ecs.room_for(cluster, self._ecs.describe_task_definition(task_definition_arn))
        if instance is None:
            return NoPlace(why)
        zone = instance.attributes.get("ecs.availability-zone") or ""
        return Place(instance=instance.container_instance_arn, zone=zone)

    def begin(self, task: Task) -> None:
        """A record for a task of a service."""
        self._ecs.keep_service_task(task)

    def attach(self, task: Task) -> str:
        """Its interface. Why EC2 refuses it: the wording is quoted in many public questions."""
        try:
            self._ecs.attach(self._record(task))
        except (EC2ClientError, ECSException) as error:
            code = getattr(error, "code", "") or type(error).__name__
            return (
                f"Unexpected EC2 error while attempting to Create Network Interface in subnet '{task.subnet}': {code}"
            )
        return ""

    def release(self, task: Task) -> None:
        """Take it back."""
        self._ecs.release(self._record(task))

    def forget(self, task: Task) -> None:
        """The record goes."""
        self._ecs.tasks.get(task.cluster, {}).pop(task.arn, None)

    def _record(self, task: Task) -> Any:
        return self._ecs.tasks[task.cluster][task.arn]

    def image(self, task: Task, reference: str) -> Pulled | NotPulled:
        """An image of the sandbox's ECR must be there; any other is."""
        return image_there(reference, self._account, self._region)

    def target_group(self, arn: str) -> TargetGroup | None:
        """A target group as it is now."""
        group = elbv2_backends[self._account][self._region].target_groups.get(arn)
        return None if group is None else group.as_simulated()

    def register_target(self, group: str, id: str, port: int) -> None:
        """Into the records of the group."""
        found = elbv2_backends[self._account][self._region].target_groups.get(group)
        if found is not None:
            found.put(id, port)

    def deregister_target(self, group: str, id: str, port: int) -> None:
        """Out of the records of the group."""
        found = elbv2_backends[self._account][self._region].target_groups.get(group)
        if found is not None:
            found.remove(id, port)

    def log(self, task: Task, container: ContainerRun, lines: tuple[str, ...]) -> None:
        """Into the log group of a container with the awslogs driver."""
        if lines:
            definition = self._ecs.describe_task_definition(task.definition.arn)
            write_lines(self._account, self._region, definition, task.id, container.spec.name, lines)
