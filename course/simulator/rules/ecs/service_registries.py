"""Service discovery: the Cloud Map registry of a service or a task set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of, network_mode
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import Record, World

book = Book("ecs")

ALL = ("CreateService", "UpdateService", "CreateTaskSet")
PAGE = f"{API}/API_ServiceRegistry.html"


def _registries(asked: Asked) -> tuple[Mapping[str, Any], ...]:
    return tuple(asked.get("serviceRegistries") or ())


@book.rule(
    "registries-too-many",
    *ALL,
    code="InvalidParameterException",
    says="service registries can have at most 1 items",
    wording=seen("pf-ecs-svc-registries-multiple"),
    page=PAGE,
    fix="Keep one registry.",
)
def registries_too_many(asked: Asked) -> Iterator[Breach]:
    """A service has at most one service registry, and {count} are named."""
    count = len(_registries(asked))
    if count > 1:
        yield at("serviceRegistries", count=count)


@book.rule(
    "registry-two-ports",
    *ALL,
    code="InvalidParameterException",
    says="Specify either a containerName and containerPort combination or a port value for serviceRegistries, but not both.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Keep containerName and containerPort, or port.",
)
def registry_two_ports(asked: Asked) -> Iterator[Breach]:
    """A registry is told its port once: as a container's port, or as a bare number."""
    for index, registry in enumerate(_registries(asked)):
        if registry.get("port") is not None and registry.get("containerPort") is not None:
            yield at("serviceRegistries", index, "port")


@book.rule(
    "registry-unknown",
    *ALL,
    code="InvalidParameterException",
    says="The service registry {registry} was not found.",
    wording=PARAPHRASED,
    page=f"{GUIDE}/service-discovery.html",
    fix="Give the ARN of a Cloud Map service of this Region.",
)
def registry_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no Cloud Map service {registry} here."""
    for index, registry in enumerate(_registries(asked)):
        arn = registry.get("registryArn")
        if arn and world.discovery_service(str(arn)) is None:
            yield at("serviceRegistries", index, "registryArn", registry=arn)


def _planned_registries(asked: Asked, world: World) -> Iterator[tuple[int, Mapping[str, Any], Record]]:
    plan = planned(asked, world) if touches(asked, "taskDefinition", "serviceRegistries") else None
    definition = definition_of(plan, world) if plan is not None and plan.get("serviceRegistries") else None
    if plan is not None and definition is not None:
        yield from ((index, registry, definition) for index, registry in enumerate(_registries(plan)))


@book.rule(
    "registry-without-container",
    *ALL,
    code="InvalidParameterException",
    says="When specifying 'host' or 'bridge' for networkMode, values for 'containerName' and 'containerPort' must be"
    " specified from the task definition.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Add containerName and containerPort of a container of the task definition.",
)
def registry_without_container(asked: Asked, world: World) -> Iterator[Breach]:
    """In network mode {mode} the registry must know which container's port it is to publish."""
    for index, registry, definition in _planned_registries(asked, world):
        mode = network_mode(definition)
        named = registry.get("containerName") and registry.get("containerPort") is not None
        if mode in ("host", "bridge") and not named:
            yield at("serviceRegistries", index, mode=mode)


@book.rule(
    "registry-needless-port",
    *ALL,
    code="InvalidParameterException",
    says="The values specified for serviceRegistries do not require a value for 'containerPort'",
    wording=seen("pf-ecs-svc-registries-port-with-awsvpc"),
    page=PAGE,
    fix="Remove containerName and containerPort: an A record holds an address only.",
)
def registry_needless_port(asked: Asked, world: World) -> Iterator[Breach]:
    """With awsvpc and without an SRV record there is no port to publish, and the registry is given one."""
    for index, registry, definition in _planned_registries(asked, world):
        if network_mode(definition) != "awsvpc" or registry.get("containerPort") is None:
            continue
        service = world.discovery_service(str(registry.get("registryArn"))) or {}
        records = (service.get("DnsConfig") or {}).get("DnsRecords") or ()
        if records and not any(record.get("Type") == "SRV" for record in records):
            yield at("serviceRegistries", index, "containerPort")
