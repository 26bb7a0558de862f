"""Can one reach the other? The whole way, hop by hop, up to the first that stops it. A pure function of the network.

What stops a packet drops it silently: whoever waits for an answer sees a time-out. VPC user guide, "Security groups",
"Network ACLs", "Route tables", "NAT gateways"; AWS PrivateLink guide, "Access AWS services", "Gateway endpoints".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course.simulator.network.filters import EPHEMERAL, SOMEWHERE, Hop, Side, acl, first_stop, into, out_of, route
from course.simulator.network.model import Endpoint, Interface, Network, Subnet, Vpc, network

GATEWAY_SERVICES = ("s3", "dynamodb")
"""Services that have gateway endpoints."""


@dataclass(frozen=True, slots=True)
class Way:
    """The answer: every hop up to the end, or up to the one that stops it."""

    source: str
    destination: str
    port: int
    hops: tuple[Hop, ...]
    endpoint: Endpoint | None = None
    """The endpoint it goes through: its policy has a say, too."""

    @property
    def ok(self) -> bool:
        return self.stopped_by is None

    @property
    def stopped_by(self) -> Hop | None:
        """The hop that does not let it through, None where all do."""
        return first_stop(self.hops)


Steps = Iterator[Hop]


def to_service(net: Network, source: Interface, service: str, port: int = 443) -> Way:
    """To a service of AWS by its usual name (`ecr.api`, `s3`, `logs`): an endpoint where the VPC has one, else the internet."""
    subnet = net.subnets.get(source.subnet)
    if subnet is None:
        return _unknown(source, service, port)
    if (nameless := _nameless(net, subnet)) is not None:
        return _way(source, service, port, iter((nameless,)))
    endpoint = _interface_endpoint(net, subnet, service)
    if endpoint is not None:
        return _way(source, service, port, _through_interface(net, source, subnet, endpoint, port), endpoint)
    gateway = _gateway_endpoint(net, subnet, service)
    if gateway is not None:
        return _way(source, service, port, _through_gateway(net, source, subnet, gateway, port), gateway)
    return _way(source, service, port, _to_internet(net, source, subnet, service, port))


def to_internet(net: Network, source: Interface, port: int = 443, name: str = "the internet") -> Way:
    """To a host on the internet."""
    subnet = net.subnets.get(source.subnet)
    if subnet is None:
        return _unknown(source, name, port)
    if (nameless := _nameless(net, subnet)) is not None:
        return _way(source, name, port, iter((nameless,)))
    return _way(source, name, port, _to_internet(net, source, subnet, name, port))


def to_interface(net: Network, source: Interface, destination: Interface, port: int, protocol: str = "tcp") -> Way:
    """To another interface, by its private address: a task, a database, an endpoint."""
    here, there = net.subnets.get(source.subnet), net.subnets.get(destination.subnet)
    if here is None or there is None:
        return _unknown(source, destination.name, port)
    return _way(source, destination.name, port, _inside(net, source, here, destination, there, port, protocol))


def from_internet(net: Network, destination: Interface, port: int) -> Way:
    """From anywhere to an interface with a public address, such as an internet-facing load balancer's."""
    source = Interface("the internet", "", SOMEWHERE)
    there = net.subnets.get(destination.subnet)
    if there is None:
        return _unknown(source, destination.name, port)
    return _way(source, destination.name, port, _from_internet(net, destination, there, port))


def _way(source: Interface, name: str, port: int, steps: Steps, endpoint: Endpoint | None = None) -> Way:
    hops = []
    for hop in steps:
        hops.append(hop)
        if not hop.ok:
            break
    return Way(source.name, name, port, tuple(hops), endpoint)


def _nameless(net: Network, here: Subnet) -> Hop | None:
    """Without DNS support in its VPC a task resolves no name at all."""
    vpc = net.vpcs.get(here.vpc)
    if vpc is not None and not vpc.dns_support:
        says = f"DNS support is off in {vpc.id}: no name is resolved there."
        return Hop("VPC", vpc.id, False, says, f"Set enableDnsSupport of {vpc.id} to true.")
    return None


def _unknown(source: Interface, name: str, port: int) -> Way:
    hop = Hop("subnet", source.subnet, False, f"The subnet of {source.name} or of {name} is not there.")
    return Way(source.name, name, port, (hop,))


# Inside


def _inside(
    net: Network, source: Interface, here: Subnet, destination: Interface, there: Subnet, port: int, protocol: str
) -> Steps:
    yield out_of(net, source, Side(destination.address, destination.groups, name=destination.name), port, protocol)
    if here.id != there.id:  # a network ACL sees only what enters or leaves its subnet
        yield _leads(net, here, destination.address, here.vpc == there.vpc, there)
        yield acl(net, here, destination.address, (port, port), protocol, egress=True)
        yield acl(net, there, source.address, (port, port), protocol, egress=False)
    groups = source.groups if here.vpc == there.vpc else ()
    yield into(net, destination, Side(source.address, groups, name=_called(source)), port, protocol)
    if here.id != there.id:
        if here.vpc != there.vpc:
            yield _leads(net, there, source.address, False, here)
        yield acl(net, there, source.address, EPHEMERAL, protocol, egress=True)
        yield acl(net, here, destination.address, EPHEMERAL, protocol, egress=False)


def _called(source: Interface) -> str:
    groups = f" ({', '.join(source.groups)})" if source.groups else ""
    return f"{source.address}{groups}"


def _leads(net: Network, here: Subnet, to: str, same: bool, there: Subnet) -> Hop:
    """The route from a subnet to an address of this or of another VPC."""
    table = net.route_tables.get(here.routes)
    if same:
        return Hop(
            "route table", here.routes, True, f"{here.routes} of {here.id} leads to {to} inside the VPC (local)."
        )
    found = route(table, to)
    peering = net.peerings.get(found.target) if found else None
    if found is not None and peering is not None and {here.vpc, there.vpc} == set(peering.vpcs):
        if peering.active and not found.blackhole:
            return Hop(
                "route table", here.routes, True, f"{here.routes} of {here.id} leads to {to} through {peering.id}."
            )
        return Hop(
            "peering connection", peering.id, False, f"{peering.id} is not active.", "Accept the peering connection."
        )
    says = f"goes to {found.target}, which leads elsewhere" if found else "has no route"
    return Hop(
        "route table",
        here.routes,
        False,
        f"{here.routes} of {here.id} {says} for {to}, an address of another VPC.",
        f"Add a route for {network(there.cidr)} to a peering connection with {there.vpc}.",
    )


# Endpoints


def _interface_endpoint(net: Network, subnet: Subnet, service: str) -> Endpoint | None:
    """The one to which the service's usual name leads: private DNS needs both DNS settings of the VPC."""
    vpc = net.vpcs.get(subnet.vpc)
    if vpc is None or not (vpc.dns_support and vpc.dns_hostnames):
        return None
    return next(
        (
            e
            for e in net.endpoints.values()
            if e.service == service and e.vpc == subnet.vpc and e.kind == "interface" and e.private_dns and e.available
        ),
        None,
    )


def _gateway_endpoint(net: Network, subnet: Subnet, service: str) -> Endpoint | None:
    """The one that the subnet's route table leads to."""
    if service not in GATEWAY_SERVICES:
        return None
    table = net.route_tables.get(subnet.routes)
    targets = {one.target for one in table.routes} if table else set()
    return next(
        (e for id in sorted(targets) if (e := net.endpoints.get(id)) and e.kind == "gateway" and e.service == service),
        None,
    )


def _through_interface(net: Network, source: Interface, here: Subnet, endpoint: Endpoint, port: int) -> Steps:
    place = _nearest(net, here, endpoint)
    if place is None:
        yield Hop(
            "VPC endpoint", endpoint.id, False, f"{endpoint.id} stands in no subnet.", "Give the endpoint a subnet."
        )
        return
    yield Hop(
        "VPC endpoint",
        endpoint.id,
        True,
        f"In {here.vpc} the name of {endpoint.service} leads to {endpoint.id} (private DNS).",
    )
    there = Interface(f"endpoint {endpoint.id}", place.id, endpoint.addresses[place.id], endpoint.groups)
    yield from _inside(net, source, here, there, place, port, "tcp")


def _nearest(net: Network, here: Subnet, endpoint: Endpoint) -> Subnet | None:
    """Where the endpoint is met: in the same subnet, else the same zone, else the first."""
    places = [net.subnets[id] for id in sorted(endpoint.addresses) if id in net.subnets]
    return min(places, key=lambda s: (s.id != here.id, s.zone != here.zone, s.id), default=None)


def _through_gateway(net: Network, source: Interface, here: Subnet, endpoint: Endpoint, port: int) -> Steps:
    lists = [id for id, service in net.prefix_lists.items() if service == endpoint.service]
    prefix_list = lists[0] if lists else ""
    yield out_of(net, source, Side(SOMEWHERE, (), prefix_list, f"{endpoint.service} ({prefix_list})"), port)
    yield acl(net, here, SOMEWHERE, (port, port), "tcp", egress=True)
    found = f"{here.routes} of {here.id} leads to {endpoint.service} through {endpoint.id}."
    yield Hop("route table", here.routes, True, found)
    yield Hop(
        "VPC endpoint",
        endpoint.id,
        endpoint.available,
        f"{endpoint.id} leads to {endpoint.service}." if endpoint.available else f"{endpoint.id} is not available.",
    )
    yield acl(net, here, SOMEWHERE, EPHEMERAL, "tcp", egress=False)


# The internet


def _to_internet(net: Network, source: Interface, here: Subnet, name: str, port: int) -> Steps:
    yield out_of(net, source, Side(SOMEWHERE, name=name), port)
    yield acl(net, here, SOMEWHERE, (port, port), "tcp", egress=True)
    found = route(net.route_tables.get(here.routes), SOMEWHERE)
    vpc = net.vpcs[here.vpc]
    if found is None:
        yield Hop(
            "route table",
            here.routes,
            False,
            f"{here.routes} of {here.id} has no route to {name}: the subnet is isolated.",
            _mend(name),
        )
        return
    leads = f"{here.routes} of {here.id} leads to {name} by {found.target}"
    if found.blackhole:
        yield Hop(
            "route table",
            here.routes,
            False,
            f"{leads}, which is gone (blackhole).",
            f"Point the route at what is there. {_mend(name)}",
        )
        return
    if found.target in net.nats or found.target.startswith("nat-"):
        yield Hop("route table", here.routes, True, f"{leads}.")
        yield from _nat(net, found.target, here, name, port)
    elif found.target.startswith("igw-"):
        yield Hop("route table", here.routes, True, f"{leads}.")
        yield _gateway(vpc, found.target)
        yield Hop(
            "public address",
            source.name,
            source.public,
            f"{source.name} has a public address."
            if source.public
            else f"{source.name} has no public address, and an internet gateway leads nobody out without one.",
            "" if source.public else "Set assignPublicIp to ENABLED, or use a private subnet with a NAT gateway.",
        )
    else:
        yield Hop("route table", here.routes, False, f"{leads}, which is not followed any further here.", _mend(name))
    yield acl(net, here, SOMEWHERE, EPHEMERAL, "tcp", egress=False)


def _mend(name: str) -> str:
    known = "a gateway endpoint" if name in GATEWAY_SERVICES else "an interface endpoint"
    return "Route 0.0.0.0/0 to a NAT gateway" + (
        "." if name == "the internet" or ("." in name and "/" in name) else f", or give the VPC {known} for {name}."
    )


def _nat(net: Network, id: str, here: Subnet, name: str, port: int) -> Steps:
    nat = net.nats.get(id)
    if nat is None or not nat.available:
        yield Hop(
            "NAT gateway",
            id,
            False,
            f"{id} is not available.",
            "Make a NAT gateway in a public subnet and route to it.",
        )
        return
    if not nat.public:
        yield Hop(
            "NAT gateway", id, False, f"{id} is a private NAT gateway: it leads to other networks, not to the internet."
        )
        return
    there = net.subnets.get(nat.subnet)
    if there is None:
        yield Hop("NAT gateway", id, False, f"The subnet of {id} is gone.")
        return
    yield Hop("NAT gateway", id, True, f"{id} in {there.id} leads out.")
    if there.id != here.id:
        yield acl(net, there, _some(here), (port, port), "tcp", egress=False)
    yield acl(net, there, SOMEWHERE, (port, port), "tcp", egress=True)
    out = route(net.route_tables.get(there.routes), SOMEWHERE)
    if out is None or not out.target.startswith("igw-") or out.blackhole:
        yield Hop(
            "route table",
            there.routes,
            False,
            f"{id} stands in {there.id}, whose route table {there.routes} has no route to an internet gateway.",
            "Put the NAT gateway into a public subnet.",
        )
        return
    yield Hop("route table", there.routes, True, f"{there.routes} of {there.id} leads to {name} by {out.target}.")
    yield _gateway(net.vpcs[there.vpc], out.target)
    yield acl(net, there, SOMEWHERE, EPHEMERAL, "tcp", egress=False)
    if there.id != here.id:
        yield acl(net, there, _some(here), EPHEMERAL, "tcp", egress=True)


def _some(subnet: Subnet) -> str:
    return str(network(subnet.cidr).network_address + 4)


def _gateway(vpc: Vpc, id: str) -> Hop:
    attached = vpc.internet_gateway == id
    return Hop(
        "internet gateway",
        id,
        attached,
        f"{id} is attached to {vpc.id}." if attached else f"{id} is not attached to {vpc.id}.",
        "" if attached else f"Attach {id} to {vpc.id}.",
    )


def _from_internet(net: Network, destination: Interface, there: Subnet, port: int) -> Steps:
    yield Hop(
        "public address",
        destination.name,
        destination.public,
        f"{destination.name} has {'a' if destination.public else 'no'} public address.",
        ""
        if destination.public
        else "Give it a public address: a load balancer is made internet-facing, a task gets assignPublicIp ENABLED.",
    )
    out = route(net.route_tables.get(there.routes), SOMEWHERE)
    leads = out is not None and out.target.startswith("igw-") and not out.blackhole
    table = f"{there.routes} of {there.id}"
    yield Hop(
        "route table",
        there.routes,
        leads,
        f"{table} leads to {out.target}."
        if leads and out
        else f"{table} has no route to an internet gateway: answers never leave.",
        "" if leads else "Route 0.0.0.0/0 of its subnets to an internet gateway.",
    )
    if out is not None:
        yield _gateway(net.vpcs[there.vpc], out.target)
    yield acl(net, there, SOMEWHERE, (port, port), "tcp", egress=False)
    yield into(net, destination, Side(SOMEWHERE, name="the internet"), port)
    yield acl(net, there, SOMEWHERE, EPHEMERAL, "tcp", egress=True)
