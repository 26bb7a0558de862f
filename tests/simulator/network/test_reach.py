"""Reachability: what works, what stops it and where; without any one thing a way is gone, with anything else it stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.network.model import (
    AclEntry,
    Endpoint,
    Interface,
    NatGateway,
    NetworkAcl,
    Peering,
    Permission,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
)
from course.simulator.network.reach import Way, from_internet, to_interface, to_internet, to_service
from tests.simulator.network.worlds import (
    BALANCER,
    DATABASE,
    PUBLIC_TASK,
    TASK,
    World,
    with_endpoint,
    with_gateway_endpoint,
    with_nat,
    world,
)

Ask = Callable[[World], Way]
Take = Callable[[World], None]


def deny(acl: str, side: str) -> Take:
    return lambda w: w.change("acls", acl, **{side: ()})


def no_rule(group: str, side: str) -> Take:
    return lambda w: w.change("groups", group, **{side: ()})


def answers_denied(acl: str, side: str) -> Take:
    """Only the well-known ports may pass: answers may not."""
    return lambda w: w.change("acls", acl, **{side: (AclEntry(100, True, protocol="tcp", low=0, high=1024),)})


WAYS: dict[str, tuple[Callable[[], World], Ask, dict[str, Take]]] = {
    "a public task out by the internet gateway": (
        world,
        lambda w: to_internet(w.net, replace(PUBLIC_TASK, public="public" not in w.prefix_lists)),
        {
            "security group": no_rule("sg-web", "egress"),
            "network ACL, out": deny("acl-a", "egress"),
            "network ACL, answers": answers_denied("acl-a", "ingress"),
            "route": lambda w: w.drop_route("rtb-a", "igw-1"),
            "gateway": lambda w: w.change("vpcs", "vpc-1", internet_gateway=""),
            "public address": lambda w: w.prefix_lists.update(public="no"),
            "DNS": lambda w: w.change("vpcs", "vpc-1", dns_support=False),
            "blackhole": lambda w: w.change(
                "route_tables", "rtb-a", routes=(Route("igw-1", "0.0.0.0/0", blackhole=True),)
            ),
        },
    ),
    "a private task out by the NAT gateway": (
        lambda: with_nat(world()),
        lambda w: to_service(w.net, TASK, "ecr.api"),
        {
            "security group": no_rule("sg-web", "egress"),
            "network ACL of the task, out": deny("acl-b", "egress"),
            "network ACL of the task, answers": answers_denied("acl-b", "ingress"),
            "network ACL of the NAT gateway, in": deny("acl-a", "ingress"),
            "network ACL of the NAT gateway, out": deny("acl-a", "egress"),
            "network ACL of the NAT gateway, answers": answers_denied("acl-a", "egress"),
            "route to the NAT gateway": lambda w: w.drop_route("rtb-b", "nat-1"),
            "the NAT gateway": lambda w: w.nats.clear(),
            "its being up": lambda w: w.change("nats", "nat-1", available=False),
            "its being public": lambda w: w.change("nats", "nat-1", public=False),
            "its subnet's route": lambda w: w.drop_route("rtb-a", "igw-1"),
            "its standing in a public subnet": lambda w: w.change("nats", "nat-1", subnet="subnet-b"),
            "internet gateway": lambda w: w.change("vpcs", "vpc-1", internet_gateway="igw-other"),
        },
    ),
    "a private task to an interface endpoint": (
        lambda: with_endpoint(world(), "secretsmanager"),
        lambda w: to_service(w.net, TASK, "secretsmanager"),
        {
            "security group of the task": no_rule("sg-web", "egress"),
            "security group of the endpoint": no_rule("sg-vpce", "ingress"),
            "the endpoint": lambda w: w.endpoints.clear(),
            "its being up": lambda w: w.change("endpoints", "vpce-secretsmanager", available=False),
            "private DNS": lambda w: w.change("endpoints", "vpce-secretsmanager", private_dns=False),
            "DNS host names": lambda w: w.change("vpcs", "vpc-1", dns_hostnames=False),
            "a subnet of its own": lambda w: w.change("endpoints", "vpce-secretsmanager", addresses={}),
        },
    ),
    "a private task to S3's gateway endpoint": (
        lambda: with_gateway_endpoint(world()),
        lambda w: to_service(w.net, TASK, "s3"),
        {
            "security group": no_rule("sg-web", "egress"),
            "network ACL, out": deny("acl-b", "egress"),
            "network ACL, answers": answers_denied("acl-b", "ingress"),
            "route": lambda w: w.drop_route("rtb-b", "vpce-s3"),
            "the endpoint": lambda w: w.endpoints.clear(),
            "its being up": lambda w: w.change("endpoints", "vpce-s3", available=False),
        },
    ),
    "a task to its database in another subnet": (
        world,
        lambda w: to_interface(w.net, TASK, DATABASE, 3306),
        {
            "security group of the task": no_rule("sg-web", "egress"),
            "security group of the database": no_rule("sg-db", "ingress"),
            "another group's rule": lambda w: w.change(
                "groups", "sg-db", ingress=(Permission("tcp", 3306, 3306, group="sg-lb"),)
            ),
            "another port's rule": lambda w: w.change(
                "groups", "sg-db", ingress=(Permission("tcp", 5432, 5432, group="sg-web"),)
            ),
            "network ACL of the task, out": deny("acl-b", "egress"),
            "network ACL of the database, in": deny("acl-a", "ingress"),
            "network ACL of the database, answers": answers_denied("acl-a", "egress"),
            "network ACL of the task, answers": answers_denied("acl-b", "ingress"),
        },
    ),
    "a load balancer to a task": (
        world,
        lambda w: to_interface(w.net, BALANCER, TASK, 3000),
        {
            "security group of the balancer": no_rule("sg-lb", "egress"),
            "security group of the task": no_rule("sg-web", "ingress"),
            "network ACL": deny("acl-b", "ingress"),
        },
    ),
    "the internet to a load balancer": (
        world,
        lambda w: from_internet(w.net, replace(BALANCER, public="internal" not in w.prefix_lists), 80),
        {
            "security group": no_rule("sg-lb", "ingress"),
            "route": lambda w: w.drop_route("rtb-a", "igw-1"),
            "gateway": lambda w: w.change("vpcs", "vpc-1", internet_gateway=""),
            "network ACL, in": deny("acl-a", "ingress"),
            "network ACL, answers": answers_denied("acl-a", "egress"),
            "scheme": lambda w: w.prefix_lists.update(internal="yes"),
        },
    ),
}
CASES = [(name, taken) for name, (_, _, parts) in WAYS.items() for taken in parts]


@pytest.mark.parametrize("name", WAYS)
def test_a_whole_way_is_gone_to_its_end(name: str) -> None:
    make, ask, _ = WAYS[name]
    way = ask(make())
    assert way.ok, way.stopped_by
    assert way.stopped_by is None
    assert len(way.hops) >= 3


@pytest.mark.parametrize(("name", "taken"), CASES)
def test_without_any_one_thing_the_way_is_stopped_and_says_where(name: str, taken: str) -> None:
    make, ask, parts = WAYS[name]
    changed = make()
    parts[taken](changed)
    way = ask(changed)
    assert not way.ok
    stop = way.stopped_by
    assert stop is way.hops[-1], "nothing is told behind what stops it"
    assert stop is not None
    assert stop.says.endswith(".")


unrelated = st.sampled_from(
    [
        ("vpcs", "vpc-x", Vpc("vpc-x", ("10.9.0.0/16",), "igw-x")),
        ("subnets", "subnet-x", Subnet("subnet-x", "vpc-1", "10.0.77.0/24", "us-east-1c", "rtb-x", "acl-x")),
        ("route_tables", "rtb-x", RouteTable("rtb-x", (Route("igw-x", "0.0.0.0/0"),))),
        ("acls", "acl-x", NetworkAcl("acl-x", (), ())),
        ("groups", "sg-x", SecurityGroup("sg-x", (), ())),
        ("nats", "nat-x", NatGateway("nat-x", "subnet-x", available=False)),
        (
            "endpoints",
            "vpce-x",
            Endpoint("vpce-x", "vpc-1", "sqs", addresses={"subnet-b": "10.0.2.99"}, groups=("sg-x",)),
        ),
        ("endpoints", "vpce-y", Endpoint("vpce-y", "vpc-x", "ecr.api", addresses={"subnet-x": "10.0.77.9"})),
        ("endpoints", "vpce-z", Endpoint("vpce-z", "vpc-1", "s3", "gateway")),
        ("peerings", "pcx-x", Peering("pcx-x", ("vpc-1", "vpc-x"))),
    ]
)


@given(name=st.sampled_from(sorted(WAYS)), added=st.lists(unrelated, min_size=1, max_size=6))
def test_with_anything_unrelated_the_way_stays_as_it_is(name: str, added: list[tuple[str, str, object]]) -> None:
    make, ask, _ = WAYS[name]
    plain, more = make(), make()
    for kind, id, thing in added:
        getattr(more, kind)[id] = thing
    assert ask(more) == ask(plain)


@given(case=st.sampled_from(CASES), added=st.lists(unrelated, min_size=1, max_size=6))
def test_nothing_unrelated_mends_a_way_that_is_stopped(
    case: tuple[str, str], added: list[tuple[str, str, object]]
) -> None:
    make, ask, parts = WAYS[case[0]]
    broken = make()
    parts[case[1]](broken)
    for kind, id, thing in added:
        getattr(broken, kind).setdefault(id, thing)
    assert not ask(broken).ok


def test_an_endpoint_takes_over_even_where_a_nat_gateway_would_lead_out() -> None:
    """Private DNS leads the name to the endpoint; a security group that forbids it is not gone round."""
    made = with_endpoint(with_nat(world()), "ecr.api")
    assert to_service(made.net, TASK, "ecr.api").endpoint is not None
    made.change("groups", "sg-vpce", ingress=())
    way = to_service(made.net, TASK, "ecr.api")
    assert not way.ok
    assert way.stopped_by is not None
    assert way.stopped_by.id == "sg-vpce"
    made.change("endpoints", "vpce-ecr.api", private_dns=False)
    assert to_service(made.net, TASK, "ecr.api").ok


def test_a_gateway_endpoint_wants_the_prefix_list_or_everything() -> None:
    made = with_gateway_endpoint(world())
    made.change("groups", "sg-web", egress=(Permission("tcp", 443, 443, prefix_list="pl-s3"),))
    assert to_service(made.net, TASK, "s3").ok
    made.change("groups", "sg-web", egress=(Permission("tcp", 443, 443, prefix_list="pl-ddb"),))
    assert not to_service(made.net, TASK, "s3").ok
    made.change("groups", "sg-web", egress=(Permission("tcp", 443, 443, cidr="10.0.0.0/16"),))
    assert not to_service(made.net, TASK, "s3").ok


def test_inside_a_subnet_no_network_acl_has_a_say() -> None:
    made = world()
    made.change("acls", "acl-a", ingress=(), egress=())
    neighbour = Interface("task t3", "subnet-a", "10.0.1.50", ("sg-web",))
    assert to_interface(made.net, neighbour, DATABASE, 3306).ok


def test_the_lowest_number_of_an_acl_decides() -> None:
    made = world()
    made.change("acls", "acl-b", egress=(AclEntry(90, False, "10.0.1.0/24"), AclEntry(100, True)))
    assert not to_interface(made.net, TASK, DATABASE, 3306).ok
    made.change("acls", "acl-b", egress=(AclEntry(110, False, "10.0.1.0/24"), AclEntry(100, True)))
    assert to_interface(made.net, TASK, DATABASE, 3306).ok
    split = (
        AclEntry(1, True, protocol="tcp", low=1024, high=40000),
        AclEntry(2, True, protocol="tcp", low=40001, high=65535),
    )
    made.change("acls", "acl-b", ingress=split)
    assert to_interface(made.net, TASK, DATABASE, 3306).ok
    made.change("acls", "acl-b", ingress=split[:1])
    assert not to_interface(made.net, TASK, DATABASE, 3306).ok


def test_the_longest_prefix_decides() -> None:
    made = with_nat(world())
    routes = (*made.route_tables["rtb-b"].routes, Route("tgw-1", "198.51.100.0/24"))
    made.change("route_tables", "rtb-b", routes=routes)
    way = to_internet(made.net, TASK)
    assert not way.ok
    assert "tgw-1" in way.hops[-1].says


def test_a_peering_needs_routes_both_ways() -> None:
    made = world()
    made.vpcs["vpc-2"] = Vpc("vpc-2", ("10.1.0.0/16",))
    made.subnets["subnet-2"] = Subnet("subnet-2", "vpc-2", "10.1.1.0/24", "us-east-1a", "rtb-2", "acl-a")
    made.route_tables["rtb-2"] = RouteTable("rtb-2", (Route("local", "10.1.0.0/16"),))
    made.groups["sg-far"] = SecurityGroup("sg-far", (Permission("tcp", 3306, 3306, cidr="10.0.0.0/16"),))
    made.change("groups", "sg-web", egress=(Permission(cidr="0.0.0.0/0"),))
    far = Interface("database far", "subnet-2", "10.1.1.5", ("sg-far",))
    assert not to_interface(made.net, TASK, far, 3306).ok
    made.peerings["pcx-1"] = Peering("pcx-1", ("vpc-1", "vpc-2"))
    made.change("route_tables", "rtb-b", routes=(*made.route_tables["rtb-b"].routes, Route("pcx-1", "10.1.0.0/16")))
    assert not to_interface(made.net, TASK, far, 3306).ok, "no way back"
    made.change("route_tables", "rtb-2", routes=(*made.route_tables["rtb-2"].routes, Route("pcx-1", "10.0.0.0/16")))
    assert to_interface(made.net, TASK, far, 3306).ok
    made.change("peerings", "pcx-1", active=False)
    assert not to_interface(made.net, TASK, far, 3306).ok


def test_a_subnet_that_is_not_there_is_said() -> None:
    way = to_service(world().net, replace(TASK, subnet="subnet-gone"), "logs")
    assert not way.ok
    assert "not there" in way.hops[0].says


def test_what_stops_it_says_how_to_mend_it() -> None:
    way = to_service(world().net, TASK, "ecr.api")
    assert [hop.says for hop in way.hops][-1] == "rtb-b of subnet-b has no route to ecr.api: the subnet is isolated."
    assert way.hops[-1].mend == "Route 0.0.0.0/0 to a NAT gateway, or give the VPC an interface endpoint for ecr.api."
