"""Tasks as records: started by a call or by the scheduler, placed on instances, stopped, found by their exact names."""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.ecs.exceptions import ECSException
from moto.ecs.models import Cluster, TaskDefinition

from course.sandbox.bridge.chance import aside
from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS, invalid, short
from course.sandbox.bridge.ecs_network import NetworkRecords, network_with_defaults
from course.sandbox.bridge.ecs_plans import shares_of, spec_of
from course.sandbox.bridge.ecs_task_record import TaskRecord
from course.sandbox.bridge.task_starts import roles_refused
from course.simulator.capacity import distribute
from course.simulator.definition import with_overrides
from course.simulator.outside import NoPlace
from course.simulator.task import Task

Started = tuple[list[TaskRecord], list[dict[str, str]]]
"""Tasks, and failures in API names."""

RESOURCES = {"CPU": "RESOURCE:CPU", "MEMORY": "RESOURCE:MEMORY", "PORTS": "RESOURCE:PORTS"}
# words: developer guide, "Amazon ECS service event messages"; code: quoted by users of RunTask
NO_INSTANCES = "No Container Instances were found in your cluster."


class TaskRecords(NetworkRecords):
    """Tasks."""

    def start(self, asked: dict[str, Any]) -> Started:
        """What RunTask asks for: tasks that are PROVISIONING, and why some could not be placed."""
        cluster = self._get_cluster(asked.get("cluster") or "default")
        definition = self.definition_named(asked["taskDefinition"])
        self._roles_can_be_assumed(definition, asked)
        launch, strategy = asked.get("launchType"), asked.get("capacityProviderStrategy")
        if not launch:
            strategy = strategy or cluster.default_capacity_provider_strategy
        count = asked.get("count") or 1
        providers = distribute(count, shares_of(strategy)) if strategy else [""] * count
        network = self._network(definition, asked)
        tasks: list[TaskRecord] = []
        failures: list[dict[str, str]] = []
        zones: Counter[str] = Counter()
        for provider in providers:
            more = asked | {"capacityProviderName": provider or None}
            more["launchType"] = launch or ("FARGATE" if provider in FARGATE_PROVIDERS else "EC2")
            if more["launchType"] == "FARGATE":
                task, why = self._on_fargate(cluster, definition, more, network, zones)
            else:
                task, why = self._on_an_instance(cluster, definition, more, network)
            tasks += [task] if task is not None else []
            failures += why
        return tasks, failures

    def start_on(self, asked: dict[str, Any]) -> Started:
        """What StartTask asks for: a task on each of the named instances."""
        cluster = self._get_cluster(asked.get("cluster") or "default")
        definition = self.definition_named(asked["taskDefinition"])
        self._roles_can_be_assumed(definition, asked)
        network = self._network(definition, asked)
        if not asked.get("containerInstances"):
            # code and words as fog-aws and moto have them; no capture of AWS found
            raise ECSException("ClientException", "Container Instances cannot be empty.")
        tasks, failures = [], []
        for name in asked["containerInstances"]:
            instance = self.container_instances[cluster.name].get(short(name))
            if instance is None:
                arn = self.arn_of(f"container-instance/{cluster.name}/{short(name)}")
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                tasks.append(self._make(cluster, definition, asked | {"launchType": "EC2"}, network, instance))
        return tasks, failures

    def _roles_can_be_assumed(self, definition: TaskDefinition, asked: dict[str, Any]) -> None:
        refused = roles_refused(self.account_id, self.region_name, definition, asked.get("overrides") or {})
        if refused:  # code: quoted by users of RunTask
            raise ECSException("ClientException", refused)

    def _network(self, definition: TaskDefinition, asked: dict[str, Any]) -> dict[str, Any] | None:
        network = network_with_defaults(asked.get("networkConfiguration"))
        return network if definition.network_mode == "awsvpc" else None

    def _on_fargate(
        self, cluster: Cluster, definition: Any, asked: dict[str, Any], network: Any, zones: Counter[str]
    ) -> tuple[TaskRecord | None, list[dict[str, str]]]:
        subnets = tuple((network or {}).get("awsvpcConfiguration", {}).get("subnets") or ())
        provider = asked["capacityProviderName"] or "FARGATE"
        place = self.region.placing.on_fargate(subnets, provider, zones)
        if isinstance(place, NoPlace):
            return None, [{"reason": place.reason}]
        zones[place.zone] += 1
        return self._make(cluster, definition, asked, network, None, place.subnet), []

    def _on_an_instance(
        self, cluster: Cluster, definition: Any, asked: dict[str, Any], network: Any
    ) -> tuple[TaskRecord | None, list[dict[str, str]]]:
        if not self._active_instances(cluster):
            raise invalid(NO_INSTANCES)
        instance, why = self._place(cluster, definition)
        return (None, why) if instance is None else (self._make(cluster, definition, asked, network, instance), [])

    def _make(
        self, cluster: Cluster, definition: Any, asked: dict[str, Any], network: Any, instance: Any, subnet: str = ""
    ) -> TaskRecord:
        spec = with_overrides(spec_of(definition), asked.get("overrides") or {})
        record = TaskRecord(self, cluster, definition, asked, spec)
        task = record.life
        task.created_us = self.region.now_us
        task.provider = asked.get("capacityProviderName") or ""
        task.fargate = instance is None
        self._settle(record, definition, asked.get("platformVersion"), network, instance, subnet)
        self.region.lifecycle.launch(task)
        return record

    def _settle(
        self, record: TaskRecord, definition: Any, version: str | None, network: Any, instance: Any, subnet: str
    ) -> None:
        """Where the task runs; its record is kept from now on."""
        task = record.life
        record.network = network
        if instance is None:
            record.on_fargate(definition, version)
        else:
            task.instance = instance.container_instance_arn
            task.address = instance.ec2_instance_id
            task.zone = instance.attributes.get("ecs.availability-zone") or ""
            record.resource_requirements = self._calculate_task_resource_requirements(definition)
            self.update_container_instance_resources(instance, record.resource_requirements)
        if network:
            task.subnet = subnet or network["awsvpcConfiguration"]["subnets"][0]
            task.zone = str(self.subnet_of(task.subnet).availability_zone)
        self.tasks.setdefault(record.cluster_name, {})[record.task_arn] = record

    def keep_service_task(self, task: Task) -> None:
        """A record for a task that the scheduler has made."""
        assert task.service is not None
        assert task.deployment is not None
        service = self.services[f"{task.cluster}:{task.service.name}"]
        cluster = self.clusters[task.cluster]
        definition = self.describe_task_definition(task.definition.arn)
        on_fargate = task.fargate
        asked = {
            "group": f"service:{service.name}",
            "startedBy": task.deployment.id,
            "launchType": "FARGATE" if on_fargate else "EC2",
            "capacityProviderName": task.provider or None,
            "enableExecuteCommand": service.enable_execute_command,
            "enableECSManagedTags": service.enableECSManagedTags,
            "propagateTags": service.propagate_tags,
            "serviceName": service.name,
            "tags": service.tags if service.propagate_tags == "SERVICE" else None,
            "volumeConfigurations": service.asked.get("volumeConfigurations"),
        }
        with aside(f"task/{task.id}"):
            record = TaskRecord(self, cluster, definition, asked, task)
        task.arn = record.task_arn
        instance = self.container_instances[task.cluster].get(short(task.instance)) if task.instance else None
        network = service.shown_of.get(task.deployment.id, {}).get("networkConfiguration")
        network = network if definition.network_mode == "awsvpc" else None
        self._settle(record, definition, service.platform_version, network, instance, task.subnet)

    # Instances

    def _active_instances(self, cluster: Cluster) -> list[Any]:
        return [each for each in self.container_instances[cluster.name].values() if each.status == "ACTIVE"]

    def room_for(self, cluster: Cluster, definition: TaskDefinition) -> tuple[Any, str]:
        """The first active instance with room, or why there is none, as a service event tells it."""
        if not self._active_instances(cluster):
            return None, f"Reason: {NO_INSTANCES}"
        instance, why = self._place(cluster, definition)
        if instance is not None:
            return instance, ""
        lacking = {"RESOURCE:CPU": "CPU units", "RESOURCE:MEMORY": "memory"}.get(why[-1]["reason"])
        closest = f"The closest matching (container-instance {short(why[-1]['arn'])})"
        told = f"has insufficient {lacking} available" if lacking else "is already using a port required by your task"
        return None, f"{closest} {told}."

    def _place(self, cluster: Cluster, definition: TaskDefinition) -> tuple[Any, list[dict[str, str]]]:
        """The first active instance with room, or the reason of each that has none."""
        needed = self._calculate_task_resource_requirements(definition)
        failures = []
        for instance in self._active_instances(cluster):
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

    # Found and stopped

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
        record = self.find(self._get_cluster(cluster_str), name_or_arn)
        if record is None:
            # code and words: apache/airflow's and others' tests of StopTask
            raise invalid("The referenced task was not found.")
        self.region.lifecycle.stop(record.life, "UserInitiated", reason or "Task stopped by user")
        return record
