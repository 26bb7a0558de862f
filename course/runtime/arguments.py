"""A container definition as the body of Docker's "create a container". Pure.

Sources: API reference, ContainerDefinition; Docker Engine API v1.41, ContainerCreate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.runtime import labels, limits, ports
from course.runtime.volumes import Volume, mounts_of, volumes_from

SECOND_NS = 1_000_000_000
LOG = {"Type": "json-file", "Config": {"max-size": "16m", "max-file": "2"}}
"""The engine's own driver, whatever the definition names: we read the lines from there and hand them on."""
NET_SYSCTLS = "net."


@dataclass(frozen=True, slots=True)
class Place:
    """What a container needs to know of its surroundings."""

    sandbox: str
    cpus: int
    """Of the engine."""
    most_files: int | None
    """Open files that a container may have at most on this machine; 0 where even that is not known, None without a bound."""
    network: str
    """Docker's NetworkMode: `container:<pause container>`, or `none`."""
    cgroup: str = ""
    """The task's own cgroup, "" where there is none."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What ECS adds, and the way to the sandbox. The definition's own variables come first."""
    volumes: Mapping[str, Volume] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)
    """The engine's ids of the task's other containers."""


def container_body(task: Mapping[str, Any], container: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The body for one container. `privileged`, devices and Docker's security options are not handed on: no task gets
    more of the learner's machine than a plain container does."""
    linux = container.get("linuxParameters") or {}
    environment = dict(place.environment)
    environment.update((str(name), str(value)) for name, value in container.get("environment") or ())
    body: dict[str, Any] = {
        "Image": container.get("pull") or container["image"],
        "Env": [f"{name}={value}" for name, value in environment.items()],
        "Labels": {
            **(container.get("dockerLabels") or {}),
            **labels.agent_labels(task, container["name"]),
            **labels.task_labels(place.sandbox, task),
            labels.CONTAINER: container["name"],
        },
        "Tty": bool(container.get("pseudoTerminal")),
        "OpenStdin": bool(container.get("interactive")),
        "Healthcheck": health_check(container.get("healthCheck")),
        "HostConfig": _host_config(task, container, linux, place),
    }
    for ours, theirs in (("command", "Cmd"), ("entryPoint", "Entrypoint"), ("workingDirectory", "WorkingDir")):
        if container.get(ours):
            body[theirs] = container[ours]
    if container.get("user"):
        body["User"] = container["user"]
    return body


def _host_config(
    task: Mapping[str, Any], container: Mapping[str, Any], linux: Mapping[str, Any], place: Place
) -> dict[str, Any]:
    capabilities = linux.get("capabilities") or {}
    found: dict[str, Any] = {
        "NetworkMode": place.network,
        "LogConfig": LOG,
        "Ulimits": _ulimits(task, container.get("ulimits") or (), place.most_files),
        "ReadonlyRootfs": bool(container.get("readonlyRootFilesystem")),
        "Init": bool(linux.get("initProcessEnabled")),
        "CapAdd": list(capabilities.get("add") or ()),
        "CapDrop": list(capabilities.get("drop") or ()),
        "Tmpfs": {each["containerPath"]: _tmpfs(each) for each in linux.get("tmpfs") or ()},
        "Mounts": mounts_of(place.volumes, container),
        "VolumesFrom": volumes_from(container, place.made),
        "Sysctls": {name: value for name, value in _sysctls(container) if not name.startswith(NET_SYSCTLS)},
        **limits.container_limits(task, container, place.cpus, place.cgroup),
    }
    if linux.get("sharedMemorySize"):
        found["ShmSize"] = int(linux["sharedMemorySize"]) * limits.MIB
    if task.get("pid_mode") == "task" and place.network.startswith("container:"):
        found["PidMode"] = place.network
    return found


def _ulimits(
    task: Mapping[str, Any], given: Iterable[Mapping[str, Any]], most_files: int | None
) -> list[dict[str, Any]]:
    found = [{"Name": each["name"], "Soft": each["softLimit"], "Hard": each["hardLimit"]} for each in given]
    if task.get("launch_type") != "EC2" and all(each["Name"] != "nofile" for each in found):
        found.append(dict(limits.NOFILE))
    if most_files is None:
        return found
    # an engine that may not raise its own limit would start nothing that asks for more
    files = [each for each in found if each["Name"] == "nofile"] if most_files else []
    lowered = [{key: v if key == "Name" else min(v, most_files) for key, v in each.items()} for each in files]
    return [each for each in found if each["Name"] != "nofile"] + lowered


def _tmpfs(given: Mapping[str, Any]) -> str:
    return ",".join([*(given.get("mountOptions") or ()), f"size={int(given.get('size') or 64)}m"])


def _sysctls(container: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(each["namespace"], str(each["value"])) for each in container.get("systemControls") or ()]


def health_check(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Docker's Healthcheck. Without one in the definition the image's own is switched off, for ECS does not look at that.

    API reference, HealthCheck: defaults in seconds.
    """
    command = list((given or {}).get("command") or ())
    if given is None or not command or command[0] == "NONE":
        return {"Test": ["NONE"]}
    if command[0] not in ("CMD", "CMD-SHELL"):
        command = ["CMD", *command]
    return {
        "Test": command,
        "Interval": int(_or(given.get("interval"), 30) * SECOND_NS),
        "Timeout": int(_or(given.get("timeout"), 5) * SECOND_NS),
        "Retries": int(_or(given.get("retries"), 3)),
        "StartPeriod": int(_or(given.get("startPeriod"), 0) * SECOND_NS),
    }


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def pause_body(
    task: Mapping[str, Any],
    containers: Iterable[Mapping[str, Any]],
    sandbox: str,
    image: str,
    network: str,
    hosts: Iterable[str],
    cgroup: str,
) -> dict[str, Any]:
    """The body for the container that holds the network namespace of `containers`: its ports, names, hosts and sysctls.

    `hosts`: more lines of /etc/hosts, as Docker takes them (`name:address`).
    """
    members = list(containers)
    opened = ports.exposed(members) if task.get("publish", True) else []
    aliases = [*(task.get("names") or ())]
    hostnames = [each["hostname"] for each in members if each.get("hostname")]
    if task.get("network_mode") != "awsvpc":
        aliases += [each["name"] for each in members]
    extra = [f"{each['hostname']}:{each['ipAddress']}" for one in members for each in one.get("extraHosts") or ()]
    host_config: dict[str, Any] = {
        "NetworkMode": network,
        "PortBindings": ports.bindings(opened),
        "ExtraHosts": [*extra, *hosts],
        "LogConfig": {"Type": "none"},
        "Sysctls": {k: v for one in members for k, v in _sysctls(one) if k.startswith(NET_SYSCTLS)},
        "PidsLimit": 2,
        "ReadonlyRootfs": True,
    }
    if cgroup:
        host_config["CgroupParent"] = cgroup
    return {
        "Image": image,
        "Cmd": ["/pause", task["id"]],
        "Hostname": hostnames[0] if hostnames else own_name(task),
        "ExposedPorts": {port: {} for port in opened},
        "StopSignal": "SIGKILL",  # it has nothing to tidy up, and the engine need not wait for it
        "Labels": {
            **labels.agent_labels(task, "~internal~ecs~pause"),
            **labels.task_labels(sandbox, task),
            labels.SECONDARY: "yes",
        },
        "HostConfig": host_config,
        "NetworkingConfig": {"EndpointsConfig": {network: {"Aliases": aliases}}},
    }


def own_name(task: Mapping[str, Any]) -> str:
    """The host name of a task: its private DNS name, `ip-10-0-1-5.ec2.internal`; its id where it has no address."""
    address, region = task.get("address") or "", task.get("region") or "us-east-1"
    if not address:
        return str(task["id"])[:12]
    return f"ip-{address.replace('.', '-')}.{private_domain(region)}"


def private_domain(region: str) -> str:
    """Amazon VPC user guide, "DNS attributes for your VPC"."""
    return "ec2.internal" if region == "us-east-1" else f"{region}.compute.internal"
