"""A VPC of two subnets, one public and one private, from which tests take things away or add to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from course.simulator.network.model import (
    Endpoint,
    Interface,
    NatGateway,
    Network,
    NetworkAcl,
    Permission,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
)

OUT_443 = Permission("tcp", 443, 443, cidr="0.0.0.0/0")


@dataclass
class World:
    """Mutable parts of a Network; `net` freezes them."""

    vpcs: dict[str, Vpc] = field(default_factory=dict)
    subnets: dict[str, Subnet] = field(default_factory=dict)
    route_tables: dict[str, RouteTable] = field(default_factory=dict)
    acls: dict[str, NetworkAcl] = field(default_factory=dict)
    groups: dict[str, SecurityGroup] = field(default_factory=dict)
    nats: dict[str, NatGateway] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    peerings: dict[str, Any] = field(default_factory=dict)
    prefix_lists: dict[str, str] = field(default_factory=lambda: {"pl-s3": "s3", "pl-ddb": "dynamodb"})

    @property
    def net(self) -> Network:
        return Network(**vars(self))

    def change(self, kind: str, id: str, **values: Any) -> None:
        """Exchange fields of one thing."""
        things = getattr(self, kind)
        things[id] = replace(things[id], **values)

    def drop_route(self, table: str, target: str) -> None:
        routes = tuple(route for route in self.route_tables[table].routes if route.target != target)
        self.change("route_tables", table, routes=routes)


def world() -> World:
    """`subnet-a` (public, zone a) and `subnet-b` (private, zone b) of one VPC, an internet gateway, groups web, db and lb."""
    local = Route("local", "10.0.0.0/16")
    return World(
        vpcs={"vpc-1": Vpc("vpc-1", ("10.0.0.0/16",), "igw-1")},
        subnets={
            "subnet-a": Subnet("subnet-a", "vpc-1", "10.0.1.0/24", "us-east-1a", "rtb-a", "acl-a"),
            "subnet-b": Subnet("subnet-b", "vpc-1", "10.0.2.0/24", "us-east-1b", "rtb-b", "acl-b"),
        },
        route_tables={
            "rtb-a": RouteTable("rtb-a", (local, Route("igw-1", "0.0.0.0/0"))),
            "rtb-b": RouteTable("rtb-b", (local,)),
        },
        acls={"acl-a": NetworkAcl("acl-a"), "acl-b": NetworkAcl("acl-b")},
        groups={
            "sg-web": SecurityGroup("sg-web", (Permission("tcp", 3000, 3000, group="sg-lb"),), (OUT_443, db_out())),
            "sg-db": SecurityGroup("sg-db", (Permission("tcp", 3306, 3306, group="sg-web"),)),
            "sg-lb": SecurityGroup(
                "sg-lb",
                (Permission("tcp", 80, 80, cidr="0.0.0.0/0"),),
                (Permission("tcp", 3000, 3000, group="sg-web"),),
            ),
            "sg-vpce": SecurityGroup("sg-vpce", (Permission("tcp", 443, 443, group="sg-web"),)),
        },
    )


def db_out() -> Permission:
    return Permission("tcp", 3306, 3306, group="sg-db")


def with_nat(made: World) -> World:
    """The private subnet leads out by a NAT gateway in the public one."""
    made.nats["nat-1"] = NatGateway("nat-1", "subnet-a")
    made.change("route_tables", "rtb-b", routes=(*made.route_tables["rtb-b"].routes, Route("nat-1", "0.0.0.0/0")))
    return made


def with_endpoint(made: World, service: str) -> World:
    """An interface endpoint in the private subnet."""
    id = f"vpce-{service}"
    made.endpoints[id] = Endpoint(id, "vpc-1", service, addresses={"subnet-b": "10.0.2.9"}, groups=("sg-vpce",))
    return made


def with_gateway_endpoint(made: World) -> World:
    """S3's gateway endpoint for the private subnet."""
    made.endpoints["vpce-s3"] = Endpoint("vpce-s3", "vpc-1", "s3", "gateway")
    made.change(
        "route_tables", "rtb-b", routes=(*made.route_tables["rtb-b"].routes, Route("vpce-s3", prefix_list="pl-s3"))
    )
    return made


TASK = Interface("task t1", "subnet-b", "10.0.2.20", ("sg-web",))
PUBLIC_TASK = Interface("task t2", "subnet-a", "10.0.1.20", ("sg-web",), public=True)
DATABASE = Interface("database db", "subnet-a", "10.0.1.30", ("sg-db",))
BALANCER = Interface("load balancer web", "subnet-a", "10.0.1.40", ("sg-lb",), public=True)
