"""A network as reachability sees it: VPCs, subnets, routes, access lists, security groups, gateways, endpoints. Values only.

Names are those of the EC2 API. IPv4 only: tasks of the course have no other addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Literal

ANY_PROTOCOL = "-1"
ALL_PORTS = (0, 65535)


@cache
def network(cidr: str) -> IPv4Network:
    """A CIDR block, read once."""
    return IPv4Network(cidr, strict=False)


@cache
def address(text: str) -> IPv4Address:
    """An address, read once."""
    return IPv4Address(text)


@dataclass(frozen=True, slots=True)
class Permission:
    """One rule of a security group: it allows; nothing denies."""

    protocol: str = ANY_PROTOCOL
    """`tcp`, `udp`, `icmp`, or -1 for all."""
    low: int = 0
    high: int = 65535
    cidr: str = ""
    group: str = ""
    """The other side's security group."""
    prefix_list: str = ""

    def covers(self, protocol: str, port: int) -> bool:
        """Whether it speaks of this port."""
        return self.protocol == ANY_PROTOCOL or (self.protocol == protocol and self.low <= port <= self.high)

    @property
    def words(self) -> str:
        """`tcp 443 from 10.0.0.0/16`, without the direction."""
        ports = "" if (self.low, self.high) == ALL_PORTS else f" {_ports(self.low, self.high)}"
        what = "all traffic" if self.protocol == ANY_PROTOCOL else f"{self.protocol}{ports}"
        return f"{what}, {self.cidr or self.group or self.prefix_list}"


def in_order(rules: Iterable[Permission]) -> tuple[Permission, ...]:
    """Rules in one order, whoever told them: EC2 keeps none, and the first that fits is the one that is named."""
    return tuple(sorted(rules, key=lambda one: (one.protocol, one.low, one.high, one.cidr, one.group, one.prefix_list)))


@dataclass(frozen=True, slots=True)
class SecurityGroup:
    """Stateful: what may go one way, its answers may come back."""

    id: str
    ingress: tuple[Permission, ...] = ()
    egress: tuple[Permission, ...] = (Permission(cidr="0.0.0.0/0"),)


@dataclass(frozen=True, slots=True)
class AclEntry:
    """One rule of a network ACL."""

    number: int
    allow: bool
    cidr: str = "0.0.0.0/0"
    protocol: str = ANY_PROTOCOL
    low: int = 0
    high: int = 65535


ALLOW_ALL = (AclEntry(100, True),)


@dataclass(frozen=True, slots=True)
class NetworkAcl:
    """Stateless: answers need a rule of their own. The lowest number that matches decides; no match denies."""

    id: str
    ingress: tuple[AclEntry, ...] = ALLOW_ALL
    egress: tuple[AclEntry, ...] = ALLOW_ALL


@dataclass(frozen=True, slots=True)
class Route:
    """One line of a route table."""

    target: str
    """`local`, or the id of a gateway, endpoint, peering connection …"""
    cidr: str = ""
    prefix_list: str = ""
    blackhole: bool = False


@dataclass(frozen=True, slots=True)
class RouteTable:
    """The most specific route that matches decides."""

    id: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Subnet:
    """A part of a VPC in one zone."""

    id: str
    vpc: str
    cidr: str
    zone: str = ""
    routes: str = ""
    """Its route table, or the VPC's main one."""
    acl: str = ""


@dataclass(frozen=True, slots=True)
class Vpc:
    """A VPC and what is attached to it."""

    id: str
    cidrs: tuple[str, ...]
    internet_gateway: str = ""
    """The one that is attached, "" without."""
    dns_support: bool = True
    dns_hostnames: bool = True


@dataclass(frozen=True, slots=True)
class NatGateway:
    """In a public subnet it leads private ones out."""

    id: str
    subnet: str
    public: bool = True
    available: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A VPC endpoint to a service of AWS."""

    id: str
    vpc: str
    service: str
    """Without the region: `ecr.api`, `s3`."""
    kind: Literal["gateway", "interface"] = "interface"
    available: bool = True
    private_dns: bool = True
    addresses: Mapping[str, str] = field(default_factory=dict)
    """Subnet → address of its interface there."""
    groups: tuple[str, ...] = ()
    policy: Mapping[str, Any] | None = None
    """None: the default, which allows everything."""


@dataclass(frozen=True, slots=True)
class Peering:
    """A peering connection between two VPCs."""

    id: str
    vpcs: tuple[str, str]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Interface:
    """A network interface: where a task, balancer, endpoint or database stands in the network."""

    name: str
    """For a person: `task 1a2b`, `load balancer web`."""
    subnet: str
    address: str
    groups: tuple[str, ...] = ()
    public: bool = False
    """Whether it has a public address."""
    guarded: bool = True
    """Whether security groups guard it at all: a Network Load Balancer may stand without any."""


@dataclass(frozen=True, slots=True)
class Network:
    """All of one account and region, by id."""

    vpcs: Mapping[str, Vpc] = field(default_factory=dict)
    subnets: Mapping[str, Subnet] = field(default_factory=dict)
    route_tables: Mapping[str, RouteTable] = field(default_factory=dict)
    acls: Mapping[str, NetworkAcl] = field(default_factory=dict)
    groups: Mapping[str, SecurityGroup] = field(default_factory=dict)
    nats: Mapping[str, NatGateway] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    peerings: Mapping[str, Peering] = field(default_factory=dict)
    prefix_lists: Mapping[str, str] = field(default_factory=dict)
    """Id → the service it stands for: `s3`, `dynamodb`."""


def _ports(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"
