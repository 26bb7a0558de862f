"""The proxy of App Mesh: its network mode, its container, its ports."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, observed
from course.simulator.rules.ecs.task_definition import container_names, network_mode, parts
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

INGRESS = "ProxyIngressPort"
OTHERS = ("ProxyEgressPort", "AppPorts")
"""What every proxy must be told besides. API reference, ProxyConfiguration, `properties`."""


@book.rule(
    "proxy-network-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="APPMESH proxy configuration is only supported in networkMode=awsvpc",
    wording=observed("proxy-configuration-awsvpc-required"),
    page=api("ProxyConfiguration"),
    fix="Set networkMode to awsvpc, or remove proxyConfiguration.",
)
def proxy_network_mode(asked: Asked) -> Iterator[Breach]:
    """A proxy takes over the traffic of a task's own network interface, which {mode} mode does not give."""
    mode = network_mode(asked)
    if asked.get("proxyConfiguration") and mode != "awsvpc":
        yield at("networkMode", mode=mode)


@book.rule(
    "proxy-container-unknown",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Proxy container [{name}] does not exist",
    wording=observed("proxy-configuration-container-missing"),
    page=api("ProxyConfiguration"),
    fix="Name a container of this task definition.",
)
def proxy_container_unknown(asked: Asked) -> Iterator[Breach]:
    """The proxy is a container of the task, and there is no {name}."""
    name = (asked.get("proxyConfiguration") or {}).get("containerName")
    if name is not None and name not in container_names(asked):
        yield at("proxyConfiguration", "containerName", name=name)


def _missing(asked: Asked, names: tuple[str, ...]) -> list[str]:
    proxy = asked.get("proxyConfiguration")
    if not proxy:
        return []
    given = {pair.get("name") for _, pair in parts(proxy, "properties")}
    return [name for name in names if name not in given]


@book.rule(
    "proxy-ingress-port",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Ingress port not found",
    wording=observed("proxy-configuration-missing-required-props"),
    page=api("ProxyConfiguration"),
    fix="Add ProxyIngressPort to the properties, 15000 for Envoy.",
)
def proxy_ingress_port(asked: Asked) -> Iterator[Breach]:
    """The proxy must be told at which port it takes over what comes in."""
    if _missing(asked, (INGRESS,)):
        yield at("proxyConfiguration", "properties")


@book.rule(
    "proxy-properties-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="{missing} not found",
    wording=PARAPHRASED,
    page=api("ProxyConfiguration"),
    fix="Add {missing} to the properties.",
)
def proxy_properties_missing(asked: Asked) -> Iterator[Breach]:
    """The proxy must be told its egress port and the ports of the application; missing: {missing}."""
    missing = _missing(asked, OTHERS)
    if missing:
        yield at("proxyConfiguration", "properties", missing=", ".join(missing))
