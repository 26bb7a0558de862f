"""Port mappings: which ports and ranges there are, and that nothing is mapped twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue, observed
from course.simulator.rules.ecs.task_definition import (
    Part,
    containers,
    in_container,
    name_of,
    network_mode,
    parts,
    port_mappings,
)
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach

book = Book("ecs")

LAST_PORT = 65535
MOST_RANGES = 100
"""Of one container. API reference, PortMapping."""


def _protocol(mapping: Part) -> str:
    """Anything but udp is tcp. API reference, PortMapping."""
    return "UDP" if mapping.get("protocol") == "udp" else "TCP"


def _range(mapping: Part) -> tuple[int, int] | None:
    """First and last port of the mapping's range, None where it has none or a malformed one."""
    match = re.fullmatch(r"(\d{1,9})-(\d{1,9})", mapping.get("containerPortRange") or "")
    return (int(match[1]), int(match[2])) if match else None


@book.rule(
    "container-port",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'containerPort' setting for container '{name}'.",
    wording=issue("aws/aws-cli", 7288),
    page=api("PortMapping"),
    fix="Give each mapping a containerPort from 1 to 65535, or a containerPortRange.",
)
def container_port(asked: Asked) -> Iterator[Breach]:
    """A port mapping names the port inside the container, a number up to 65535."""
    for place, container, number, mapping in port_mappings(asked):
        port = mapping.get("containerPort")
        if port is None and mapping.get("containerPortRange"):
            continue
        if port is None or not 0 <= port <= LAST_PORT:
            yield in_container(place, "portMappings", number, "containerPort", name=name_of(container))


@book.rule(
    "host-port",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'hostPort' setting for container '{name}'.",
    wording=PARAPHRASED,
    page=api("PortMapping"),
    fix="Choose a hostPort up to 65535, or leave it out.",
)
def host_port(asked: Asked) -> Iterator[Breach]:
    """A host port is a number up to 65535, and {port} is none."""
    for place, container, number, mapping in port_mappings(asked):
        port = mapping.get("hostPort")
        if port is not None and not 0 <= port <= LAST_PORT:
            yield in_container(place, "portMappings", number, "hostPort", name=name_of(container), port=port)


@book.rule(
    "host-ports-unique",
    "RegisterTaskDefinition",
    code="ClientException",
    says="{protocol} host port '{port}' is mapped multiple times in task.",
    wording=issue("aws/amazon-ecs-agent", 1220),
    page=api("PortMapping"),
    fix="Give one of the mappings another hostPort, or in bridge mode none, which means a dynamic one.",
)
def host_ports_unique(asked: Asked) -> Iterator[Breach]:
    """On one host, port {port} can be mapped only once in a task."""
    mode = network_mode(asked)
    if mode == "awsvpc":
        return
    seen: set[tuple[str, int]] = set()
    for place, _, number, mapping in port_mappings(asked):
        port = mapping.get("hostPort") or (mapping.get("containerPort") if mode == "host" else None)
        if port:
            key = _protocol(mapping), port
            if key in seen:
                yield in_container(place, "portMappings", number, protocol=key[0], port=port)
            seen.add(key)


@book.rule(
    "awsvpc-ports-unique",
    "RegisterTaskDefinition",
    code="ClientException",
    says="{protocol} container port '{port}' is used multiple times in task when networkMode=awsvpc.",
    wording=observed("port-range-overlap"),
    page=api("PortMapping"),
    fix="Let one of the containers listen on another port.",
)
def awsvpc_ports_unique(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode the containers of a task share one address, so port {port} can belong to one of them only."""
    if network_mode(asked) != "awsvpc":
        return
    taken: list[tuple[str, int, int]] = []
    for place, _, number, mapping in port_mappings(asked):
        port, protocol = mapping.get("containerPort"), _protocol(mapping)
        first, last = (port, port) if port is not None else (_range(mapping) or (1, 0))
        twice = max((max(first, a) for p, a, z in taken if p == protocol and first <= z and a <= last), default=None)
        if twice is not None:
            yield in_container(place, "portMappings", number, protocol=protocol, port=twice)
        taken.append((protocol, first, last))


@book.rule(
    "port-name-form",
    "RegisterTaskDefinition",
    code="ClientException",
    says="The port mapping name {name} is invalid.",
    wording=PARAPHRASED,
    page=api("PortMapping"),
    fix="Use up to 64 lower-case letters, digits, underscores and hyphens, with no hyphen first.",
)
def port_name_form(asked: Asked) -> Iterator[Breach]:
    """The name of a port is at most 64 lower-case letters, digits, underscores and hyphens, and {name} is not."""
    for place, _, number, mapping in port_mappings(asked):
        name = mapping.get("name") or ""
        if name and not re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,63}", name):
            yield in_container(place, "portMappings", number, "name", name=repr(name))


@book.rule(
    "port-names-unique",
    "RegisterTaskDefinition",
    code="ClientException",
    says="port mapping name is already used",
    wording=observed("port-mapping-duplicate-name"),
    page=api("PortMapping"),
    fix="Give each port of the task definition a name of its own.",
)
def port_names_unique(asked: Asked) -> Iterator[Breach]:
    """Service Connect and VPC Lattice find a port by its name, so only one in a task definition can be called {name}."""
    seen: set[str] = set()
    for place, _, number, mapping in port_mappings(asked):
        name = mapping.get("name")
        if name and name in seen:
            yield in_container(place, "portMappings", number, "name", name=name)
        if name:
            seen.add(name)


@book.rule(
    "port-range-form",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid 'containerPortRange' setting",
    wording=observed("port-range-reversed"),
    page=api("PortMapping"),
    fix="Write first and last port from 1 to 65535, the lower first: 8000-8010.",
)
def port_range_form(asked: Asked) -> Iterator[Breach]:
    """A range is two ports from 1 to 65535, the first below the last, and {given} is not."""
    for place, _, number, mapping in port_mappings(asked):
        given = mapping.get("containerPortRange")
        if given:
            first, last = _range(mapping) or (0, 0)
            if not 1 <= first < last <= LAST_PORT:
                yield in_container(place, "portMappings", number, "containerPortRange", given=repr(given))


@book.rule(
    "port-and-range",
    "RegisterTaskDefinition",
    code="ClientException",
    says="cannot specify both single port and port range",
    wording=observed("port-range-with-host-port"),
    page=api("PortMapping"),
    fix="Write two mappings, or keep one of the two.",
)
def port_and_range(asked: Asked) -> Iterator[Breach]:
    """One mapping is either for a single port or for a range."""
    for place, _, number, mapping in port_mappings(asked):
        single = mapping.get("containerPort") is not None or mapping.get("hostPort") is not None
        if single and mapping.get("containerPortRange"):
            yield in_container(place, "portMappings", number, "containerPortRange")


@book.rule(
    "port-ranges-too-many",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container '{name}' has more than 100 port ranges.",
    wording=PARAPHRASED,
    page=api("PortMapping"),
    fix="Join neighbouring ranges.",
)
def port_ranges_too_many(asked: Asked) -> Iterator[Breach]:
    """A container has at most 100 ranges of ports, and {name} has {count}."""
    for place, container in containers(asked):
        count = sum(1 for _, mapping in parts(container, "portMappings") if mapping.get("containerPortRange"))
        if count > MOST_RANGES:
            yield in_container(place, "portMappings", name=name_of(container), count=count)


@book.rule(
    "port-ranges-overlap",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container port ranges of container '{name}' overlap.",
    wording=PARAPHRASED,
    page=api("PortMapping"),
    fix="Let each port of the container stand in one mapping only.",
)
def port_ranges_overlap(asked: Asked) -> Iterator[Breach]:
    """A port stands in one mapping of a container only, and the ranges of {name} overlap."""
    if network_mode(asked) == "awsvpc":
        return  # awsvpc-ports-unique says it in AWS's words
    for place, container in containers(asked):
        taken: list[tuple[str, int, int]] = []
        for number, mapping in parts(container, "portMappings"):
            found, protocol = _range(mapping), _protocol(mapping)
            if found is not None:
                first, last = found
                if any(p == protocol and first <= z and a <= last for p, a, z in taken):
                    yield in_container(place, "portMappings", number, name=name_of(container))
                taken.append((protocol, first, last))
