"""Tasks as records: started, placed on instances where EC2 is asked for, stopped, found by their exact names."""

from __future__ import annotations

from typing import Any

from moto.ecs.models import Cluster, TaskDefinition

from course.sandbox.bridge import ecs_doors
from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS, invalid, short
from course.sandbox.bridge.ecs_capacity import distribute
from course.sandbox.bridge.ecs_network import NetworkRecords, network_with_defaults
from course.sandbox.bridge.ecs_task_record import TaskRecord
from course.sandbox.bridge.moment import now

Started = tuple[list[TaskRecord], list[dict[str, str]]]
"""Tasks, and failures in API names."""

RESOURCES = {"CPU": "RESOURCE:CPU", "MEMORY": "RESOURCE:MEMORY", "PORTS": "RESOURCE:PORTS"}


class TaskRecords(NetworkRecords):
    """Tasks."""

    def start(self, asked: dict[str, Any]) -> Started:
        """What RunTask asks for: tasks that are PROVISIONING, and why some could not be placed."""
        cluster = self._get_cluster(asked.get("cluster") or "default")
        definition = self.describe_task_definition(asked["taskDefinition"])
        launch, strategy = asked.get("launchType"), asked.get("capacityProviderStrategy")
        if not launch:
            strategy = strategy or cluster.default_capacity_provider_strategy
        count = asked.get("count") or 1
        providers = distribute(count, strategy) if strategy else [""] * count
        network = self._network(definition, asked)
        tasks: list[TaskRecord] = []
        failures: list[dict[str, str]] = []
        for provider in providers:
            more = asked | {"capacityProviderName": provider or None}
            more["launchType"] = launch or ("FARGATE" if provider in FARGATE_PROVIDERS else "EC2")
            instance = None
            if more["launchType"] != "FARGATE":
                instance, why = self._place(cluster, definition)
                if instance is None:
                    failures += why
                    continue
            tasks.append(self._make(cluster, definition, more, network, instance))
        ecs_doors.scheduler.tasks_started(self, tasks)
        return tasks, failures

    def start_on(self, asked: dict[str, Any]) -> Started:
        """What StartTask asks for: a task on each of the named instances."""
        cluster = self._get_cluster(asked.get("cluster") or "default")
        definition = self.describe_task_definition(asked["taskDefinition"])
        network = self._network(definition, asked)
        if not asked.get("containerInstances"):
            raise invalid("Container Instances cannot be empty.")
        tasks, failures = [], []
        for name in asked["containerInstances"]:
            instance = self.container_instances[cluster.name].get(short(name))
            if instance is None:
                arn = self.arn_of(f"container-instance/{cluster.name}/{short(name)}")
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                tasks.append(self._make(cluster, definition, asked | {"launchType": "EC2"}, network, instance))
        ecs_doors.scheduler.tasks_started(self, tasks)
        return tasks, failures

    def _network(self, definition: TaskDefinition, asked: dict[str, Any]) -> dict[str, Any] | None:
        network = network_with_defaults(asked.get("networkConfiguration"))
        return network if definition.network_mode == "awsvpc" else None

    def _make(
        self, cluster: Cluster, definition: TaskDefinition, asked: dict[str, Any], network: Any, instance: Any
    ) -> TaskRecord:
        task = TaskRecord(self, cluster, definition, asked)
        if instance is None:
            task.on_fargate(definition, asked.get("platformVersion"))
        else:
            task.container_instance_arn = instance.container_instance_arn
            task.availability_zone = instance.attributes.get("ecs.availability-zone")
            task.resource_requirements = self._calculate_task_resource_requirements(definition)
            self.update_container_instance_resources(instance, task.resource_requirements)
        if network:
            self.attach(task, network)
        self.tasks.setdefault(cluster.name, {})[task.task_arn] = task
        return task

    def _place(self, cluster: Cluster, definition: TaskDefinition) -> tuple[Any, list[dict[str, str]]]:
        """The first active instance with room, or the reason of each that has none."""
        instances = [each for each in self.container_instances[cluster.name].values() if each.status == "ACTIVE"]
        if not instances:
            raise invalid("No Container Instances were found in your cluster.")
        needed = self._calculate_task_resource_requirements(definition)
        failures = []
        for instance in instances:
            if self._can_be_placed(instance, needed):
                return instance, []
            failures.append({"arn": instance.container_instance_arn, "reason": self._lacking(instance, needed)})
        return None, failures

    def _lacking(self, instance: Any, needed: dict[str, Any]) -> str:
        alone = {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}
        for name, reason in RESOURCES.items():
            if not self._can_be_placed(instance, alone | {name: needed[name]}):
                return reason
        return "RESOURCE:*"

    @staticmethod
    def _calculate_task_resource_requirements(task_definition: TaskDefinition) -> dict[str, Any]:
        """What a task takes of an instance. The task's own size counts first; dynamic and awsvpc ports take no host port."""
        containers = task_definition.container_definitions
        ports: list[int] = []
        if task_definition.network_mode != "awsvpc":
            mappings = [mapping for each in containers for mapping in each.get("portMappings", [])]
            ports = [mapping["hostPort"] for mapping in mappings if mapping.get("hostPort")]
        memory = sum(each.get("memoryReservation") or each.get("memory") or 0 for each in containers)
        return {
            "CPU": int(task_definition.cpu or sum(each.get("cpu") or 0 for each in containers)),
            "MEMORY": int(task_definition.memory or memory),
            "PORTS": ports,
            "PORTS_UDP": [],
        }

    def find(self, cluster: Cluster, name_or_arn: str) -> TaskRecord | None:
        """The task of exactly that id or ARN in the cluster."""
        tasks = self.tasks.get(cluster.name, {})
        if name_or_arn in tasks:
            return tasks[name_or_arn]  # type: ignore[no-any-return]
        if name_or_arn.startswith("arn:"):
            return None
        for form in (f"task/{cluster.name}/{name_or_arn}", f"task/{name_or_arn}"):
            if (task := tasks.get(self.arn_of(form))) is not None:
                return task  # type: ignore[no-any-return]
        return None

    def stop(self, cluster_str: str, name_or_arn: str, reason: str | None) -> TaskRecord:
        """What StopTask asks for. Reason and code: developer guide, "Viewing Amazon ECS stopped task errors"."""
        task = self.find(self._get_cluster(cluster_str), name_or_arn)
        if task is None:
            raise invalid("The referenced task was not found.")
        if task.desired_status != "STOPPED":
            task.desired_status = "STOPPED"
            task.stop_code = "UserInitiated"
            task.stopped_reason = reason or "Task stopped by user"
            task.stopping_at = now()
            task.version += 1
            ecs_doors.scheduler.task_stopping(self, task)
        return task
