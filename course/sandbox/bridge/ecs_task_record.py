"""A task as the API shows it: what was asked for stands in the record, what happens to it is read from the simulator's task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.moto_api._internal import mock_random

from course.sandbox.bridge.ecs_platform import family_of, real_version
from course.sandbox.clock import to_datetime
from course.simulator.definition import Definition
from course.simulator.placing import containers_of
from course.simulator.task import ContainerRun, Task

DEFAULT_STORAGE_GIB = 20  # developer guide, "Fargate task ephemeral storage"
ATTACHMENT_STATUS = {
    # API reference, Attachment.status
    "PROVISIONING": "PRECREATED",
    "DEPROVISIONING": "DETACHING",
    "STOPPED": "DELETED",
}

AT_FIRST = ("subnetId", "roleArn", "volumeName", "deleteOnTermination")


class TaskRecord:
    """One task. moto's serialiser reads the attributes by the snake case of the API's names."""

    def __init__(
        self, records: Any, cluster: Any, definition: Any, asked: dict[str, Any], life: Task | Definition
    ) -> None:
        """`life` is the simulator's task, or the definition of a new one."""
        id = life.id if isinstance(life, Task) else mock_random.uuid4().hex
        self.cluster_name = cluster.name
        self.cluster_arn = cluster.arn
        long = records.enable_long_arn_for_name(name="taskLongArnFormat")
        self.task_arn = records.arn_of(f"task/{cluster.name}/{id}" if long else f"task/{id}")
        self.task_definition_arn = definition.arn
        self.group = asked.get("group") or f"family:{definition.family}"
        self.started_by = asked.get("startedBy")
        self.enable_execute_command = asked.get("enableExecuteCommand", False)
        self.tags = _tags(cluster, definition, asked)
        self.launch_type: str | None = asked.get("launchType")
        self.capacity_provider_name: str | None = asked.get("capacityProviderName")
        self.network: dict[str, Any] | None = None
        """awsvpcConfiguration, None where the task shares the instance's network."""
        self.interface_id = ""
        self.address: dict[str, str] | None = None
        """What containers[].networkInterfaces shows."""
        self.resource_requirements: dict[str, Any] | None = None
        self.attached: list[dict[str, Any]] = _volumes(asked)
        self.overrides = _overrides(definition, asked.get("overrides") or {})
        self.cpu = self.overrides.get("cpu") or definition.cpu or _sum(definition, "cpu")
        self.memory = self.overrides.get("memory") or definition.memory or _sum(definition, "memory")
        architecture = (definition.runtime_platform or {}).get("cpuArchitecture", "X86_64")
        self.attributes = [{"name": "ecs.cpu-architecture", "value": str(architecture).lower()}]
        self.inference_accelerators = definition.inference_accelerators
        self._shown = [self._container(records, id, each) for each in definition.container_definitions]
        self.default_groups: list[str] = []
        """Security groups of its interface: those that were asked for, or the VPC's default one."""
        self.ephemeral_storage: dict[str, Any] | None = None
        self.fargate_ephemeral_storage: dict[str, Any] | None = None
        self.platform_version: str | None = None
        self.platform_family: str | None = None
        self.life = life if isinstance(life, Task) else new_task(id, self.task_arn, cluster.name, life)

    def on_fargate(self, definition: Any, version: str | None) -> None:
        """What only tasks on Fargate have."""
        self.platform_family = family_of(definition)
        self.platform_version = real_version(version, self.platform_family)
        storage = self.overrides.get("ephemeralStorage") or definition.ephemeral_storage
        size = (storage or {}).get("sizeInGiB", DEFAULT_STORAGE_GIB)
        self.ephemeral_storage = {"sizeInGiB": size}
        self.fargate_ephemeral_storage = {"sizeInGiB": size}

    def _container(self, records: Any, id: str, definition: dict[str, Any]) -> dict[str, Any]:
        own = next(each for each in self.overrides["containerOverrides"] if each["name"] == definition["name"])
        container = {
            "containerArn": records.arn_of(f"container/{self.cluster_name}/{id}/{mock_random.uuid4()}"),
            "taskArn": self.task_arn,
            "name": definition["name"],
            "image": definition["image"],
            "cpu": str(own.get("cpu", definition.get("cpu", 0))),
        }
        for key in ("memory", "memoryReservation"):
            if (amount := own.get(key, definition.get(key))) is not None:
                container[key] = str(amount)
        return container

    # What happens to it

    @property
    def id(self) -> str:
        """32 hexadecimal digits."""
        return self.life.id

    @property
    def last_status(self) -> str:
        """PROVISIONING … STOPPED."""
        return self.life.last_status

    @property
    def desired_status(self) -> str:
        """RUNNING or STOPPED."""
        return self.life.desired_status

    @property
    def health_status(self) -> str:
        """UNKNOWN, HEALTHY or UNHEALTHY."""
        return self.life.health

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self.life.version

    @property
    def stop_code(self) -> str | None:
        """Why it stopped."""
        return self.life.stop_code

    @property
    def stopped_reason(self) -> str | None:
        """Why it stopped, in words."""
        return self.life.stopped_reason or None

    @property
    def availability_zone(self) -> str | None:
        """The zone of its subnet or instance."""
        return self.life.zone or None

    @property
    def container_instance_arn(self) -> str | None:
        """Where it runs, unless that is Fargate."""
        return self.life.instance or None

    @property
    def connectivity(self) -> str | None:
        """CONNECTED as soon as its agent has reported."""
        return None if self.life.connected_us is None else "CONNECTED"

    created_at = property(lambda self: _moment(self.life.created_us))
    connectivity_at = property(lambda self: _moment(self.life.connected_us))
    pull_started_at = property(lambda self: _moment(self.life.pull_started_us))
    pull_stopped_at = property(lambda self: _moment(self.life.pull_stopped_us))
    started_at = property(lambda self: _moment(self.life.started_us))
    stopping_at = property(lambda self: _moment(self.life.stopping_us))
    execution_stopped_at = property(lambda self: _moment(self.life.execution_stopped_us))
    stopped_at = property(lambda self: _moment(self.life.stopped_us))

    @property
    def attachments(self) -> list[dict[str, Any]]:
        """Network interface and volumes, as far as they are: at first only the subnet is known (captures)."""
        status = ATTACHMENT_STATUS.get(self.life.last_status, "ATTACHED")
        if status != "PRECREATED":
            return [attachment | {"status": status} for attachment in self.attached]
        return [
            attachment
            | {"status": status, "details": [each for each in attachment["details"] if each["name"] in AT_FIRST]}
            for attachment in self.attached
        ]

    @property
    def containers(self) -> list[dict[str, Any]]:
        """Its containers."""
        return [shown | self._now(run) for shown, run in zip(self._shown, self.life.containers, strict=True)]

    def _now(self, run: ContainerRun) -> dict[str, Any]:
        now: dict[str, Any] = {
            "lastStatus": run.status,
            "healthStatus": run.health,
            "networkBindings": [],
            "networkInterfaces": [self.address] if self.address and self.life.last_status != "PROVISIONING" else [],
        }
        if run.runtime_id:
            now["runtimeId"] = run.runtime_id
        if run.digest:
            now["imageDigest"] = run.digest
        if run.exit_code is not None:
            now["exitCode"] = run.exit_code
        if run.reason:
            now["reason"] = run.reason
        if self.enable_execute_command and run.started_us is not None:
            # API reference, ManagedAgent: the agent of ECS Exec runs as long as its container
            agent = {"name": "ExecuteCommandAgent", "lastStatus": "RUNNING" if run.running else "STOPPED"}
            now["managedAgents"] = [agent | {"lastStartedAt": _moment(run.started_us)}]
        return now


def new_task(id: str, arn: str, cluster: str, definition: Definition) -> Task:
    """A task that no service has made, nowhere yet."""
    return Task(
        id=id,
        arn=arn,
        cluster=cluster,
        definition=definition,
        containers=containers_of(definition),
        created_us=0,
        checked=bool(definition.checked),
    )


def _moment(us: int | None) -> datetime | None:
    return None if us is None else to_datetime(us)


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
        if service := asked.get("serviceName"):
            found["aws:ecs:serviceName"] = service
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
                "details": [{"name": name, "value": value} for name, value in details.items()],
            }
        )
    return found
