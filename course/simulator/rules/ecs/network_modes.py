"""Network modes: which one a launch type takes, and what a container may say about its network in each."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import ANYWHERE, PARAMETERS, api, issue, observed
from course.simulator.rules.ecs.task_definition import (
    containers,
    in_container,
    network_mode,
    on_fargate,
    parts,
    port_mappings,
    requires,
)
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")


@book.rule(
    "fargate-network-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate only supports network mode 'awsvpc'.",
    wording=observed("fargate-network-mode"),
    page=api("RegisterTaskDefinition"),
    fix="Set networkMode to awsvpc.",
)
def fargate_network_mode(asked: Asked) -> Iterator[Breach]:
    """On Fargate every task has a network interface of its own, so the mode is awsvpc and must be said; here it is {mode}."""
    if on_fargate(asked) and network_mode(asked) != "awsvpc":
        yield at("networkMode", mode=asked.get("networkMode") or "left out, which means bridge")


@book.rule(
    "external-network-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tasks using the External launch type do not support network mode 'awsvpc'.",
    wording=PARAPHRASED,
    page=ANYWHERE,
    fix="Set networkMode to bridge, host or none.",
)
def external_network_mode(asked: Asked) -> Iterator[Breach]:
    """A machine outside AWS cannot be given network interfaces of a VPC, so EXTERNAL and awsvpc exclude each other."""
    if requires(asked, "EXTERNAL") and network_mode(asked) == "awsvpc":
        yield at("networkMode")


@book.rule(
    "awsvpc-host-port",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When networkMode=awsvpc, the host ports and container ports in port mappings must match.",
    wording=issue("aws/amazon-ecs-cli", 1014),
    page=api("PortMapping"),
    fix="Leave hostPort out, or set it to {container_port}.",
)
def awsvpc_host_port(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode no host stands between, so hostPort {host_port} cannot differ from containerPort {container_port}."""
    if network_mode(asked) == "awsvpc":
        yield from _differing_host_ports(asked)


@book.rule(
    "host-host-port",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When networkMode=host, the host ports and container ports in port mappings must match",
    wording=observed("host-network-host-port-mismatch"),
    page=api("PortMapping"),
    fix="Leave hostPort out, or set it to {container_port}.",
)
def host_host_port(asked: Asked) -> Iterator[Breach]:
    """In host mode the container listens on the host itself, so hostPort {host_port} cannot differ from {container_port}."""
    if network_mode(asked) == "host":
        yield from _differing_host_ports(asked)


def _differing_host_ports(asked: Asked) -> Iterator[Breach]:
    for place, _, number, mapping in port_mappings(asked):
        inside, outside = mapping.get("containerPort"), mapping.get("hostPort")
        if inside is not None and outside is not None and inside != outside:
            where = ("portMappings", number, "hostPort")
            yield in_container(place, *where, container_port=inside, host_port=outside)


@book.rule(
    "none-port-mappings",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Port mappings are not supported when networkMode=none",
    wording=PARAPHRASED,
    page=api("RegisterTaskDefinition"),
    fix="Remove the port mappings, or choose another network mode.",
)
def none_port_mappings(asked: Asked) -> Iterator[Breach]:
    """In mode none a container has no network, so no port can be mapped."""
    if network_mode(asked) == "none":
        for place, _, number, _ in port_mappings(asked):
            yield in_container(place, "portMappings", number)


@book.rule(
    "awsvpc-links",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Links are not supported when networkMode=awsvpc",
    wording=observed("fargate-links"),
    page=api("ContainerDefinition"),
    fix="Remove links: in awsvpc mode the containers of a task reach each other on localhost.",
)
def awsvpc_links(asked: Asked) -> Iterator[Breach]:
    """Links belong to bridge mode; in awsvpc mode the containers of a task share one network anyway."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "links")


@book.rule(
    "links-outside-bridge",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Links are not supported when networkMode={mode}",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Remove links, or use bridge mode.",
)
def links_outside_bridge(asked: Asked) -> Iterator[Breach]:
    """Links belong to bridge mode, and this task definition asks for {mode}."""
    mode = network_mode(asked)
    if mode in ("host", "none"):
        yield from _using(asked, "links", mode=mode)


@book.rule(
    "awsvpc-hostname",
    "RegisterTaskDefinition",
    code="ClientException",
    says="hostname is not supported on container when networkMode=awsvpc",
    wording=observed("awsvpc-hostname"),
    page=api("ContainerDefinition"),
    fix="Remove hostname: the network interface brings its own.",
)
def awsvpc_hostname(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode the task's network interface gives the host name, so a container cannot set one."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "hostname")


@book.rule(
    "awsvpc-extra-hosts",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Extra hosts are not supported on container when networkMode=awsvpc",
    wording=observed("awsvpc-extra-hosts"),
    page=api("ContainerDefinition"),
    fix="Remove extraHosts, and let DNS answer for these names.",
)
def awsvpc_extra_hosts(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode a container cannot have entries of its own in /etc/hosts."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "extraHosts")


@book.rule(
    "awsvpc-dns-servers",
    "RegisterTaskDefinition",
    code="ClientException",
    says="DNS servers are not supported on container when networkMode=awsvpc",
    wording=observed("fargate-dns-servers"),
    page=PARAMETERS,
    fix="Remove dnsServers: the VPC's DHCP options name the DNS servers.",
)
def awsvpc_dns_servers(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode the VPC names the DNS servers, so a container cannot."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "dnsServers")


@book.rule(
    "awsvpc-dns-search-domains",
    "RegisterTaskDefinition",
    code="ClientException",
    says="DNS search domains are not supported on container when networkMode=awsvpc",
    wording=PARAPHRASED,
    page=PARAMETERS,
    fix="Remove dnsSearchDomains: the VPC's DHCP options name the search domain.",
)
def awsvpc_dns_search_domains(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode the VPC names the search domain, so a container cannot."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "dnsSearchDomains")


@book.rule(
    "awsvpc-disable-networking",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Disable Networking is not supported on container when networkMode=awsvpc",
    wording=observed("fargate-disable-networking"),
    page=PARAMETERS,
    fix="Remove disableNetworking; a security group closes the network of an awsvpc task.",
)
def awsvpc_disable_networking(asked: Asked) -> Iterator[Breach]:
    """In awsvpc mode the containers share one network, and a single container cannot be cut off from it."""
    if network_mode(asked) == "awsvpc":
        yield from _using(asked, "disableNetworking")


def _using(asked: Asked, key: str, **values: str) -> Iterator[Breach]:
    """Each container in which something is said under the key."""
    for place, container in containers(asked):
        if container.get(key):
            yield in_container(place, key, **values)


@book.rule(
    "port-range-network-mode",
    "RegisterTaskDefinition",
    code="ClientException",
    says="containerPortRange is not supported when networkMode=host",
    wording=PARAPHRASED,
    page=api("PortMapping"),
    fix="Use bridge or awsvpc mode, or map single ports.",
)
def port_range_network_mode(asked: Asked) -> Iterator[Breach]:
    """Ranges of ports are mapped in bridge and awsvpc mode only, and this task definition asks for host."""
    if network_mode(asked) == "host":
        for place, container in containers(asked):
            for number, mapping in parts(container, "portMappings"):
                if mapping.get("containerPortRange"):
                    yield in_container(place, "portMappings", number, "containerPortRange")
