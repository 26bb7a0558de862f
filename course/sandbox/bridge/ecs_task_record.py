"""A task as a record: every field that AWS shows of one that has not started, and nothing that moves by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.moto_api._internal import mock_random

from course.sandbox.bridge.ecs_deployments import family_of, real_version
from course.sandbox.bridge.moment import now

DEFAULT_STORAGE_GIB = 20  # developer guide, "Fargate task ephemeral storage"


class TaskRecord:
    """One task. moto's serialiser reads the attributes by the snake case of the API's names; issue 5 moves the states."""

    def __init__(self, records: Any, cluster: Any, definition: Any, asked: dict[str, Any], identity: str = "") -> None:
        self.id = identity or mock_random.uuid4().hex
        self.cluster_name = cluster.name
        self.cluster_arn = cluster.arn
        long = records.enable_long_arn_for_name(name="taskLongArnFormat")
        self.task_arn = records.arn_of(f"task/{cluster.name}/{self.id}" if long else f"task/{self.id}")
        self.task_definition_arn = definition.arn
        self.created_at = now()
        self.last_status = "PROVISIONING"
        self.desired_status = "RUNNING"
        self.health_status = "UNKNOWN"
        self.version = 1
        self.group = asked.get("group") or f"family:{definition.family}"
        self.started_by = asked.get("startedBy")
        self.enable_execute_command = asked.get("enableExecuteCommand", False)
        self.tags = _tags(cluster, definition, asked)
        self.launch_type: str | None = asked.get("launchType")
        self.capacity_provider_name: str | None = asked.get("capacityProviderName")
        self.container_instance_arn: str | None = None
        self.resource_requirements: dict[str, Any] | None = None
        self.availability_zone: str | None = None
        self.attachments: list[dict[str, Any]] = _volumes(asked)
        self.overrides = _overrides(definition, asked.get("overrides") or {})
        self.cpu = self.overrides.get("cpu") or definition.cpu or _sum(definition, "cpu")
        self.memory = self.overrides.get("memory") or definition.memory or _sum(definition, "memory")
        architecture = (definition.runtime_platform or {}).get("cpuArchitecture", "X86_64")
        self.attributes = [{"name": "ecs.cpu-architecture", "value": str(architecture).lower()}]
        self.inference_accelerators = definition.inference_accelerators
        self.containers = [self._container(records, each) for each in definition.container_definitions]
        # what happens later in a task's life
        self.stop_code: str | None = None
        self.stopped_reason: str | None = None
        self.stopping_at: datetime | None = None
        self.execution_stopped_at: datetime | None = None
        self.stopped_at: datetime | None = None
        self.ephemeral_storage: dict[str, Any] | None = None
        self.fargate_ephemeral_storage: dict[str, Any] | None = None
        self.platform_version: str | None = None
        self.platform_family: str | None = None

    def on_fargate(self, definition: Any, version: str | None) -> None:
        """What only tasks on Fargate have."""
        self.platform_family = family_of(definition)
        self.platform_version = real_version(version, self.platform_family)
        storage = self.overrides.get("ephemeralStorage") or definition.ephemeral_storage
        size = (storage or {}).get("sizeInGiB", DEFAULT_STORAGE_GIB)
        self.ephemeral_storage = {"sizeInGiB": size}
        self.fargate_ephemeral_storage = {"sizeInGiB": size}

    def _container(self, records: Any, definition: dict[str, Any]) -> dict[str, Any]:
        own = next(each for each in self.overrides["containerOverrides"] if each["name"] == definition["name"])
        container = {
            "containerArn": records.arn_of(f"container/{self.cluster_name}/{self.id}/{mock_random.uuid4()}"),
            "taskArn": self.task_arn,
            "name": definition["name"],
            "image": definition["image"],
            "lastStatus": "PENDING",
            "healthStatus": "UNKNOWN",
            "networkBindings": [],
            "networkInterfaces": [],
            "cpu": str(own.get("cpu", definition.get("cpu", 0))),
        }
        for key in ("memory", "memoryReservation"):
            if (amount := own.get(key, definition.get(key))) is not None:
                container[key] = str(amount)
        return container


def _overrides(definition: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """AWS shows an override for every container, empty where none was asked for."""
    given = {each.get("name"): each for each in asked.get("containerOverrides", [])}
    named = [given.get(each["name"], {"name": each["name"]}) for each in definition.container_definitions]
    return {"inferenceAcceleratorOverrides": []} | asked | {"containerOverrides": named}


def _sum(definition: Any, key: str) -> str:
    reserved = "memoryReservation" if key == "memory" else key
    return str(sum(each.get(key) or each.get(reserved) or 0 for each in definition.container_definitions))


def _tags(cluster: Any, definition: Any, asked: dict[str, Any]) -> list[dict[str, str]]:
    """Propagated tags, tags that ECS manages, own ones: developer guide, "How resources are tagged"."""
    found: dict[str, str] = {}
    if asked.get("propagateTags") == "TASK_DEFINITION":
        found |= {tag["key"]: tag.get("value", "") for tag in definition.tags}
    if asked.get("enableECSManagedTags"):
        found["aws:ecs:clusterName"] = cluster.name
    found |= {tag["key"]: tag.get("value", "") for tag in asked.get("tags") or []}
    return [{"key": key, "value": value} for key, value in found.items()]


def _volumes(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The EBS volumes that ECS attaches for the task: API reference, Attachment."""
    found = []
    for volume in asked.get("volumeConfigurations") or []:
        managed = volume.get("managedEBSVolume") or {}
        policy = managed.get("terminationPolicy") or {}
        details = {
            "roleArn": managed.get("roleArn", ""),
            "volumeName": volume["name"],
            "deleteOnTermination": str(policy.get("deleteOnTermination", True)).lower(),
        }
        found.append(
            {
                "id": str(mock_random.uuid4()),
                "type": "AmazonElasticBlockStorage",
                "status": "ATTACHING",
                "details": [{"name": name, "value": value} for name, value in details.items()],
            }
        )
    return found
