"""Service Connect: the namespace, port names, discovery names and client aliases of a service."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.ecs.launches import cluster_of
from course.simulator.rules.ecs.pages import API, GUIDE, seen
from course.simulator.rules.ecs.plans import planned, touches
from course.simulator.rules.ecs.revisions import definition_of, named_ports
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("ecs")

SERVICES = ("CreateService", "UpdateService")
KEY = "serviceConnectConfiguration"
PAGE = f"{API}/API_ServiceConnectService.html"
ALIAS_PAGE = f"{API}/API_ServiceConnectClientAlias.html"
CONCEPTS_PAGE = f"{GUIDE}/service-connect-concepts.html"
_DNS = re.compile(r"(?!-)[A-Za-z0-9_.-]{1,127}")
_DISCOVERY = re.compile(r"(?!-)[a-z0-9_-]{1,64}")


def _connect(asked: Asked) -> Mapping[str, Any]:
    """The configuration where Service Connect is on."""
    connect: Mapping[str, Any] = asked.get(KEY) or {}
    return connect if connect.get("enabled") else {}


def _services(asked: Asked) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from enumerate(_connect(asked).get("services") or ())


def _aliases(asked: Asked) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    for index, service in _services(asked):
        for place, alias in enumerate(service.get("clientAliases") or ()):
            yield index, place, alias


@book.rule(
    "connect-aliases-too-many",
    *SERVICES,
    code="InvalidParameterException",
    says="{count} clientAliases exceeds the max limit of 1",
    wording=seen("pf-ecs-svc-connect-client-aliases-max"),
    page=PAGE,
    fix="Keep one alias for each service object.",
)
def connect_aliases_too_many(asked: Asked) -> Iterator[Breach]:
    """A Service Connect service has one client alias, and this one has {count}."""
    for index, service in _services(asked):
        count = len(service.get("clientAliases") or ())
        if count > 1:
            yield at(KEY, "services", index, "clientAliases", count=count)


@book.rule(
    "connect-alias-name",
    *SERVICES,
    code="InvalidParameterException",
    says="The DNS name that you provided is invalid",
    wording=seen("pf-ecs-svc-connect-client-alias-dns-name"),
    page=ALIAS_PAGE,
    fix="Use lower-case letters, digits, dots, hyphens and underscores, at most 127, not beginning with a hyphen.",
)
def connect_alias_name(asked: Asked) -> Iterator[Breach]:
    """The alias {name} is no DNS name."""
    for index, place, alias in _aliases(asked):
        name = alias.get("dnsName")
        if name and not _DNS.fullmatch(str(name)):
            yield at(KEY, "services", index, "clientAliases", place, "dnsName", name=name)


@book.rule(
    "connect-discovery-name",
    *SERVICES,
    code="InvalidParameterException",
    says="The discoveryName {name} is invalid: up to 64 lowercase letters, numbers, underscores, and hyphens are allowed, and"
    " it can't start with a hyphen.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Use lower-case letters, digits, hyphens and underscores, at most 64, not beginning with a hyphen.",
)
def connect_discovery_name(asked: Asked) -> Iterator[Breach]:
    """{name} cannot be the name of a Cloud Map service."""
    for index, service in _services(asked):
        name = service.get("discoveryName")
        if name and not _DISCOVERY.fullmatch(str(name)):
            yield at(KEY, "services", index, "discoveryName", name=name)


@book.rule(
    "connect-name-twice",
    *SERVICES,
    code="InvalidParameterException",
    says="The discoveryName {name} must be unique within the namespace.",
    wording=PARAPHRASED,
    page=PAGE,
    fix="Give each service object a discoveryName of its own.",
)
def connect_name_twice(asked: Asked) -> Iterator[Breach]:
    """Two service objects would be found under the same name, {name}."""
    names = Counter(
        str(service.get("discoveryName") or service.get("portName") or "") for _, service in _services(asked)
    )
    for name, times in names.items():
        if name and times > 1:
            yield at(KEY, "services", name=name)


@book.rule(
    "connect-alias-twice",
    *SERVICES,
    code="InvalidParameterException",
    says="The client alias {name}:{port} must be unique within the namespace.",
    wording=PARAPHRASED,
    page=ALIAS_PAGE,
    fix="Give each alias a name or a port of its own.",
)
def connect_alias_twice(asked: Asked) -> Iterator[Breach]:
    """Two aliases are {name} on port {port}, so clients could not tell them apart."""
    ends = Counter(
        (str(alias["dnsName"]), alias.get("port")) for _, _, alias in _aliases(asked) if alias.get("dnsName")
    )
    for (name, port), times in ends.items():
        if times > 1:
            yield at(KEY, "services", name=name, port=port)


@book.rule(
    "connect-without-namespace",
    *SERVICES,
    code="InvalidParameterException",
    says="Namespace is missing",
    wording=seen("pf-ecs-svc-connect-without-namespace"),
    page=CONCEPTS_PAGE,
    fix="Name a namespace here, or give the cluster a default one (serviceConnectDefaults).",
)
def connect_without_namespace(asked: Asked, world: World) -> Iterator[Breach]:
    """Service Connect lives in a Cloud Map namespace, and neither the service nor the cluster names one."""
    connect = _connect(asked)
    cluster = cluster_of(asked, world) if connect and not connect.get("namespace") else None
    if cluster is not None and not (cluster.get("serviceConnectDefaults") or {}).get("namespace"):
        yield at(KEY, "namespace")


@book.rule(
    "connect-namespace-unknown",
    *SERVICES,
    code="NamespaceNotFoundException",
    says="The specified namespace wasn't found.",
    wording="botocore ecs NamespaceNotFoundException",
    page=CONCEPTS_PAGE,
    fix="Create the namespace {namespace} in Cloud Map, or name one that is there.",
)
def connect_namespace_unknown(asked: Asked, world: World) -> Iterator[Breach]:
    """There is no namespace {namespace} in this Region."""
    namespace = _connect(asked).get("namespace")
    if namespace and world.namespace(str(namespace)) is None:
        yield at(KEY, "namespace", namespace=namespace)


def _ports(asked: Asked, world: World) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Mapping[str, Any]]]]:
    """Each service object of what would be there, with the named ports of its task definition."""
    plan = planned(asked, world) if touches(asked, "taskDefinition", KEY) else None
    definition = definition_of(plan, world) if plan is not None and _connect(plan) else None
    if plan is not None and definition is not None:
        yield from ((index, service, named_ports(definition)) for index, service in _services(plan))


@book.rule(
    "connect-port-name",
    *SERVICES,
    code="InvalidParameterException",
    says="portName({name}) does not refer to any named PortMapping in the container definitions",
    wording=seen("pf-ecs-svc-connect-port-name-missing"),
    page=PAGE,
    fix="Give a port mapping of the task definition the name {name}; the number of the port is not its name.",
)
def connect_port_name(asked: Asked, world: World) -> Iterator[Breach]:
    """portName is the name of a port mapping, and the task definition has none named {name}."""
    for index, service, ports in _ports(asked, world):
        name = service.get("portName")
        if name and name not in ports:
            yield at(KEY, "services", index, "portName", name=name)


@book.rule(
    "connect-request-timeout-tcp",
    *SERVICES,
    code="InvalidParameterException",
    says="perRequestTimeout can only be set if Service Connect appProtocol isn't TCP.",
    wording=PARAPHRASED,
    page=f"{API}/API_TimeoutConfiguration.html",
    fix="Give the port mapping {name} an appProtocol (http, http2, grpc), or set idleTimeoutSeconds only.",
)
def connect_request_timeout_tcp(asked: Asked, world: World) -> Iterator[Breach]:
    """A time limit for each request needs a protocol that has requests, and the port {name} is plain TCP."""
    for index, service, ports in _ports(asked, world):
        limit = (service.get("timeout") or {}).get("perRequestTimeoutSeconds")
        port = ports.get(str(service.get("portName")))
        if limit and port is not None and not port.get("appProtocol"):
            yield at(KEY, "services", index, "timeout", "perRequestTimeoutSeconds", name=service["portName"])
