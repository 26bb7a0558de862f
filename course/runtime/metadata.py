"""The task metadata endpoint's answers, as AWS gives them. Pure.

Source: developer guide, "Task metadata endpoint version 4" and the examples for Fargate and for EC2. What the sandbox tells of
a task (message `task_facts`) goes before what is worked out here.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from course.runtime import labels
from course.runtime.arguments import own_name, private_domain
from course.runtime.task import Container, Task

CONTAINERS = "Containers"
"""The key of `task_facts` that holds a mapping of names to facts of containers."""


def task_answer(task: Task, version: int = 4) -> dict[str, Any]:
    """`${ECS_CONTAINER_METADATA_URI_V4}/task`."""
    given = task.given
    found: dict[str, Any] = {
        "Cluster": given["cluster"],
        "TaskARN": given["arn"],
        "Family": given["family"],
        "Revision": str(given["revision"]),
        "DesiredStatus": "RUNNING",
        "KnownStatus": _known_status(task),
    }
    limits = {}
    if given.get("cpu"):
        limits["CPU"] = _vcpu(int(given["cpu"]))
    if given.get("memory_mib"):
        limits["Memory"] = int(given["memory_mib"])
    if limits:
        found["Limits"] = limits
    if task.pull_started_at:
        found["PullStartedAt"] = task.pull_started_at
    if task.pull_stopped_at:
        found["PullStoppedAt"] = task.pull_stopped_at
    if given.get("zone"):
        found["AvailabilityZone"] = given["zone"]
    if version >= 4:
        found["LaunchType"] = given.get("launch_type") or "FARGATE"
    found[CONTAINERS] = [container_answer(task, each, version) for each in task.containers.values()]
    if version >= 4 and task.fargate:
        found["ClockDrift"] = {
            "ClockErrorBound": 0.5,
            "ReferenceTimestamp": task.pull_stopped_at or task.pull_started_at,
            "ClockSynchronizationStatus": "SYNCHRONIZED",
        }
        found["FaultInjectionEnabled"] = False
    found.update({key: value for key, value in task.facts.items() if key != CONTAINERS and key[:1].isupper()})
    return found


def _known_status(task: Task) -> str:
    if any(each.running for each in task.containers.values()):
        return "RUNNING"
    return "STOPPED" if any(each.exit_code is not None for each in task.containers.values()) else "PENDING"


def _vcpu(units: int) -> float | int:
    """Of a task the limit is told in vCPU: 0.25, 1."""
    return units // 1024 if units % 1024 == 0 else units / 1024


def container_answer(task: Task, container: Container, version: int = 4) -> dict[str, Any]:
    """`${ECS_CONTAINER_METADATA_URI_V4}`."""
    spec, given = container.spec, task.given
    status = "RUNNING" if container.running else "STOPPED" if container.exit_code is not None else "CREATED"
    found: dict[str, Any] = {
        "DockerId": labels.runtime_id(given, container.docker_id),
        "Name": container.name,
        "DockerName": container.name if task.fargate else container.docker_name,
        "Image": spec["image"],
        "ImageID": container.digest,
        "Labels": {**(spec.get("dockerLabels") or {}), **labels.agent_labels(given, container.name)},
        "DesiredStatus": "RUNNING",
        "KnownStatus": status,
        "Limits": _limits(spec),
        "CreatedAt": container.created_at,
        "StartedAt": container.started_at,
        "FinishedAt": container.finished_at,
        "Type": "NORMAL",
        "Networks": [_network(task, container)],
    }
    if container.exit_code is not None:
        found["ExitCode"] = container.exit_code
    if container.health:
        found["Health"] = {"status": container.health}
    ports = [
        {"ContainerPort": each["containerPort"], "Protocol": each.get("protocol") or "tcp"}
        for each in spec.get("portMappings") or ()
        if each.get("containerPort")
    ]
    if ports and not task.fargate:
        found["Ports"] = ports
    if version >= 4:
        found.update(_newer(task, container))
    own = (task.facts.get(CONTAINERS) or {}).get(container.name) or {}
    return {key: value for key, value in {**found, **own}.items() if value not in (None, "")}


def _limits(spec: Mapping[str, Any]) -> dict[str, int]:
    limits = {"CPU": int(spec.get("cpu") or 2)}
    if spec.get("memory"):
        limits["Memory"] = int(spec["memory"])
    return limits


def _newer(task: Task, container: Container) -> dict[str, Any]:
    """What version 4 has beyond version 3."""
    given = task.given
    found: dict[str, Any] = {}
    cluster = str(given["cluster"]).rpartition("/")[2]
    arn = f"arn:aws:ecs:{given['region']}:{given['account']}:container/{cluster}/{task.id}"
    token = container.token
    found["ContainerARN"] = f"{arn}/{token[:8]}-{token[8:12]}-{token[12:16]}-{token[16:20]}-{token[20:]}"
    log = container.spec.get("logConfiguration") or {}
    if log.get("logDriver"):
        options = dict(log.get("options") or {})
        prefix = options.pop("awslogs-stream-prefix", None)
        if prefix:
            options["awslogs-stream"] = f"{prefix}/{container.name}/{task.id}"
        found["LogDriver"], found["LogOptions"] = log["logDriver"], options
    if task.fargate:
        found["Snapshotter"] = "overlayfs"
    return found


def _network(task: Task, container: Container) -> dict[str, Any]:
    """The interface of the task. With awsvpc the one that the API shows, though the engine's network has other addresses."""
    given, pause = task.given, container.pause
    if given.get("network_mode") != "awsvpc":
        return {"NetworkMode": given.get("network_mode") or "bridge", "IPv4Addresses": [pause.address if pause else ""]}
    address = given.get("address") or (pause.address if pause else "")
    found: dict[str, Any] = {
        "NetworkMode": "awsvpc",
        "IPv4Addresses": [address],
        "AttachmentIndex": 0,
        "MACAddress": given.get("mac") or (pause.mac if pause else ""),
        "PrivateDNSName": own_name(given),
        "DomainNameSearchList": [private_domain(given.get("region") or "us-east-1")],
    }
    if given.get("cidr"):
        subnet = ipaddress.ip_network(given["cidr"])
        found["IPv4SubnetCIDRBlock"] = str(subnet)
        found["SubnetGatewayIpv4Address"] = f"{subnet[1]}/{subnet.prefixlen}"
        found["DomainNameServers"] = [str(subnet[2])]
    return found
