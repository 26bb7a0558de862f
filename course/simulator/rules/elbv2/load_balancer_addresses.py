"""Addresses that a load balancer is given: which kinds of load balancer take them."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.elbv2.pages import api, probed
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("elbv2")

CREATE = api("CreateLoadBalancer")


@book.rule(
    "elastic-ip-on-network-load-balancers",
    "CreateLoadBalancer",
    code="InvalidConfigurationRequest",
    says="Elastic IPs are not supported for load balancers with type '{type}'",
    wording=probed("lb-eip-nlb-only", "rule.rego"),
    page=CREATE,
    fix="Leave AllocationId out, or make a load balancer of type network.",
)
def elastic_ip_on_network_load_balancers(asked: Asked) -> Iterator[Breach]:
    """Only a Network Load Balancer can have Elastic IP addresses, and this one is of type {type}."""
    kind = asked.get("Type") or "application"
    if kind == "network":
        return
    for place, mapping in enumerate(asked.get("SubnetMappings") or ()):
        if mapping.get("AllocationId"):
            yield at("SubnetMappings", place, "AllocationId", type=kind)


@book.rule(
    "private-address-on-internal-network-load-balancers",
    "CreateLoadBalancer",
    code="InvalidConfigurationRequest",
    says="You can only specify private IPv4 addresses for Network Load Balancers with scheme 'internal'.",
    wording=probed("lb-private-ipv4-internal-only", "rule.rego"),
    page=CREATE,
    fix="Leave PrivateIPv4Address out, or make a load balancer of type network and scheme internal.",
)
def private_address_on_internal_network_load_balancers(asked: Asked) -> Iterator[Breach]:
    """Only an internal Network Load Balancer lets you choose its private addresses."""
    if asked.get("Type") == "network" and asked.get("Scheme") == "internal":
        return
    for place, mapping in enumerate(asked.get("SubnetMappings") or ()):
        if mapping.get("PrivateIPv4Address"):
            yield at("SubnetMappings", place, "PrivateIPv4Address")
