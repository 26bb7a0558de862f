"""A task definition that is to be registered: how the rules of this folder read its containers, ports, sizes and platform."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from course.simulator.rules.rule import Asked, Breach, at

Part = Mapping[str, Any]
"""A member of the request: a container, a volume, a port mapping."""

GIB = 1024


def containers(asked: Asked) -> Iterable[tuple[int, Part]]:
    """The containers, each with its place in the list."""
    return enumerate(asked.get("containerDefinitions") or ())


def parts(whole: Part, key: str) -> Iterable[tuple[int, Part]]:
    """The members of a list of parts (`portMappings`, `dependsOn`), each with its place; nothing where there is no list."""
    return enumerate(whole.get(key) or ())


def in_container(place: int, *path: str | int, **values: Any) -> Breach:
    """A breach in the container at that place."""
    return at("containerDefinitions", place, *path, **values)


def name_of(container: Part) -> str:
    """Its name, empty where it has none."""
    return container.get("name") or ""


def container_names(asked: Asked) -> set[str]:
    """The names of all containers."""
    return {name_of(container) for _, container in containers(asked)}


def port_mappings(asked: Asked) -> Iterator[tuple[int, Part, int, Part]]:
    """Each port mapping: the container's place, the container, the mapping's place in it, the mapping."""
    for place, container in containers(asked):
        for number, mapping in parts(container, "portMappings"):
            yield place, container, number, mapping


def requires(asked: Asked, launch_type: str) -> bool:
    """Whether the task definition is to be valid for that launch type."""
    return launch_type in (asked.get("requiresCompatibilities") or ())


def on_fargate(asked: Asked) -> bool:
    """Whether the task definition is to be valid for Fargate."""
    return requires(asked, "FARGATE")


def network_mode(asked: Asked) -> str:
    """`bridge` unless another is asked for (API reference, RegisterTaskDefinition)."""
    return asked.get("networkMode") or "bridge"


def operating_system(asked: Asked) -> str:
    """`LINUX` unless a family of Windows is asked for."""
    return (asked.get("runtimePlatform") or {}).get("operatingSystemFamily") or "LINUX"


def on_windows(asked: Asked) -> bool:
    """Whether the operating system is a Windows Server."""
    return operating_system(asked).startswith("WINDOWS")


def cpu_units(text: str) -> int | None:
    """Task-level CPU in units: "1024" and "1 vCPU" are the same. None for anything else."""
    if match := re.fullmatch(r"(\d+)", text.strip()):
        return int(match[1])
    if match := re.fullmatch(r"(\d*\.?\d+)\s*vcpu", text.strip(), re.IGNORECASE):
        return round(float(match[1]) * 1024)
    return None


def memory_mib(text: str) -> int | None:
    """Task-level memory in MiB: "2048" and "2 GB" are the same. None for anything else."""
    if match := re.fullmatch(r"(\d+)", text.strip()):
        return int(match[1])
    if match := re.fullmatch(r"(\d*\.?\d+)\s*gb", text.strip(), re.IGNORECASE):
        return round(float(match[1]) * GIB)
    return None


def task_cpu(asked: Asked) -> int | None:
    """The task's CPU in units, None where it is not given or cannot be read."""
    given = asked.get("cpu")
    return cpu_units(str(given)) if given else None


def task_memory(asked: Asked) -> int | None:
    """The task's memory in MiB, None where it is not given or cannot be read."""
    given = asked.get("memory")
    return memory_mib(str(given)) if given else None
