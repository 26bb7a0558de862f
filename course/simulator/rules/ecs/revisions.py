"""What a task definition says: its network mode, its containers, their ports, its volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.simulator.rules.rule import Asked
from course.simulator.rules.world import Record, World

Container = Mapping[str, Any]


def definition_of(asked: Asked, world: World) -> Record | None:
    """The task definition that a request names, None where it names none or none that is there."""
    name = asked.get("taskDefinition")
    return world.task_definition(str(name)) if name else None


def network_mode(definition: Record) -> str:
    """Its network mode; ECS's default on Linux is bridge."""
    return str(definition.get("networkMode") or "bridge")


def containers(definition: Record) -> dict[str, Container]:
    """Its containers by name."""
    return {str(each.get("name")): each for each in definition.get("containerDefinitions") or ()}


def listens(container: Container, port: int) -> bool:
    """Whether a port mapping of the container covers the port, alone or in a range such as "8080-8090"."""
    for mapping in container.get("portMappings") or ():
        if mapping.get("containerPort") == port:
            return True
        first, _, last = str(mapping.get("containerPortRange") or "").partition("-")
        if first.isdigit() and last.isdigit() and int(first) <= port <= int(last):
            return True
    return False


def named_ports(definition: Record) -> dict[str, Mapping[str, Any]]:
    """Its named port mappings, over all containers."""
    return {
        str(mapping["name"]): mapping
        for container in definition.get("containerDefinitions") or ()
        for mapping in container.get("portMappings") or ()
        if mapping.get("name")
    }


def volumes(definition: Record) -> dict[str, Mapping[str, Any]]:
    """Its volumes by name."""
    return {str(each.get("name")): each for each in definition.get("volumes") or ()}
