"""What the simulator asks of moto's records in one account and region."""

from __future__ import annotations

from typing import Any

from moto.ec2 import ec2_backends
from moto.ec2.exceptions import EC2ClientError
from moto.ecs.exceptions import ECSException
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from course.sandbox.bridge.ecs_images import pull
from course.sandbox.bridge.ecs_logs import write_lines
from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.network_records import balancers_of, nearest_interface, network_of
from course.sandbox.bridge.task_starts import interface_of_task, refused_to, roles_refused, trouble_of
from course.simulator.network.reach import to_interface
from course.simulator.outside import NoPlace, Place, TargetGroup
from course.simulator.service import Service
from course.simulator.starting.facts import Trouble
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

    def start_trouble(self, task: Task) -> Trouble | None:
        """By roles, network, secrets, images and logs of the records."""
        definition = self._ecs.describe_task_definition(task.definition.arn)
        return trouble_of(self._account, self._region, self._record(task), definition, task)

    def refused_to(self, task: Task, run: ContainerRun) -> list[str]:
        """By the task's role and its place in the network."""
        definition = self._ecs.describe_task_definition(task.definition.arn)
        return refused_to(self._account, self._region, self._record(task), definition, task, run)

    def launch_refused(self, service: Service) -> str:
        """A role that ECS cannot assume."""
        if service.primary is None:
            return ""
        definition = self._ecs.describe_task_definition(service.primary.revision.definition.arn)
        return roles_refused(self._account, self._region, definition, {})

    def may_run(self, task: Task) -> bool:
        """By the account's mode and the layers of its images."""
        from course.sandbox.bridge import ecs_real  # only where something runs for real

        return ecs_real.may_run(self._account, self._region, task)

    def tell_runtime(self, what: str, task: Task, **more: object) -> None:
        """Through whoever has the runtime."""
        if simulation.to_runtime is None:
            return
        from course.sandbox.bridge import ecs_real

        definition = self._ecs.describe_task_definition(task.definition.arn)
        ecs_real.send(what, self._account, self._region, task, self._record(task), definition, more)

    def targets_changed(self) -> None:
        """The data plane asks when it is ready for it."""
        simulation.balancing.add((self._account, self._region))

    def pull(self, task: Task, reference: str) -> str:
        """Out of ECR, or from wherever else."""
        return pull(reference)

    def target_group(self, arn: str) -> TargetGroup | None:
        """A target group as it is now."""
        group = elbv2_backends[self._account][self._region].target_groups.get(arn)
        return None if group is None else group.as_simulated()

    def reaches(self, group: str, task: Task, port: int) -> bool:
        """By the network of the records; where the task has no interface of its own, nobody knows, and it is reached."""
        own = interface_of_task(self._record(task), task)
        if own is None:
            return True
        balancers = balancers_of(self._account, self._region, group)
        network, ec2 = network_of(self._account, self._region), ec2_backends[self._account][self._region]
        nearest = [nearest_interface(network, balancer, own, ec2) for balancer in balancers]
        return all(to_interface(network, each, own, port).ok for each in nearest if each is not None)

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
