"""EC2's records as reachability sees them (simulator/network): each thing is translated when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from moto.backends import get_backend
from moto.ec2 import ec2_backends

from course.sandbox.bridge.ec2_endpoints import gone
from course.simulator.network.model import (
    AclEntry,
    Endpoint,
    Interface,
    NatGateway,
    Network,
    NetworkAcl,
    Peering,
    Permission,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    Vpc,
    in_order,
)
from course.simulator.network.model import network as cidr
from course.simulator.network.spelling import LAST_RULE, document, protocol_of, service_name

T = TypeVar("T")


class Records(Mapping[str, T]):
    """A mapping over moto's records that translates one at a time."""

    def __init__(self, ids: Callable[[], Iterable[str]], find: Callable[[str], Any], read: Callable[[Any], T]) -> None:
        self._ids, self._find, self._read = ids, find, read
        self._seen: dict[str, T | None] = {}

    def get(self, id: str, default: Any = None) -> Any:
        if id not in self._seen:
            found = self._find(id)
            self._seen[id] = None if found is None else self._read(found)
        found_before = self._seen[id]
        return default if found_before is None else found_before

    def __getitem__(self, id: str) -> T:
        found: T | None = self.get(id)
        if found is None:
            raise KeyError(id)
        return found

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.get(id) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return sum(1 for _ in self._ids())


def network_of(account: str, region: str) -> Network:
    """The network of an account and region as it stands now; good for one decision."""
    ec2 = ec2_backends[account][region]
    lists = {pl.id: service_name(pl.prefix_list_name) for pl in ec2.managed_prefix_lists.values()}
    places = _Places(ec2)
    return Network(
        vpcs=Records(lambda: ec2.vpcs, ec2.vpcs.get, places.vpc),
        subnets=Records(places.subnet_ids, places.find_subnet, places.subnet),
        route_tables=Records(lambda: ec2.route_tables, ec2.route_tables.get, places.route_table),
        acls=Records(lambda: ec2.network_acls, ec2.network_acls.get, _acl),
        groups=Records(places.group_ids, places.find_group, _group),
        nats=Records(lambda: ec2.nat_gateways, ec2.nat_gateways.get, _nat),
        endpoints={id: places.endpoint(each) for id, each in ec2.vpc_end_points.items()},
        peerings=Records(lambda: ec2.vpc_pcxs, ec2.vpc_pcxs.get, _peering),
        prefix_lists={id: service for id, service in lists.items() if service in ("s3", "dynamodb")},
    )


class _Places:
    """What must be looked for in more than one place."""

    def __init__(self, ec2: Any) -> None:
        self._ec2 = ec2
        self._tables: dict[str, str] | None = None
        self._acls: dict[str, str] | None = None

    def subnet_ids(self) -> Iterator[str]:
        return (id for zone in self._ec2.subnets.values() for id in zone)

    def find_subnet(self, id: str) -> Any:
        return next((zone[id] for zone in self._ec2.subnets.values() if id in zone), None)

    def group_ids(self) -> Iterator[str]:
        return (id for groups in self._ec2.groups.values() for id in groups)

    def find_group(self, id: str) -> Any:
        return next((groups[id] for groups in self._ec2.groups.values() if id in groups), None)

    def vpc(self, found: Any) -> Vpc:
        gateways = self._ec2.internet_gateways.values()
        attached = next((each.id for each in gateways if each.vpc is not None and each.vpc.id == found.id), "")
        return Vpc(
            id=found.id,
            cidrs=tuple(each["cidr_block"] for each in found.cidr_block_association_set),
            internet_gateway=attached,
            dns_support=_true(found.enable_dns_support),
            dns_hostnames=_true(found.enable_dns_hostnames),
        )

    def subnet(self, found: Any) -> Subnet:
        return Subnet(
            id=found.id,
            vpc=found.vpc_id,
            cidr=found.cidr_block,
            zone=str(found.availability_zone),
            routes=self._table_of(found.id, found.vpc_id),
            acl=self._acl_of(found.id),
        )

    def _table_of(self, subnet: str, vpc: str) -> str:
        if self._tables is None:
            self._tables = {}
            for table in self._ec2.route_tables.values():
                for target in table._associations.values():
                    self._tables[target] = table.id
                if table.main_association_id is not None:
                    self._tables[table.vpc_id] = table.id
        return self._tables.get(subnet) or self._tables.get(vpc, "")

    def _acl_of(self, subnet: str) -> str:
        if self._acls is None:
            self._acls = {
                each.subnet_id: acl.id for acl in self._ec2.network_acls.values() for each in acl.associations
            }
        return self._acls.get(subnet, "")

    def route_table(self, found: Any) -> RouteTable:
        routes = [
            self._route(each) for each in found.routes if each.destination_cidr_block or each.destination_prefix_list
        ]
        there = {route.target for route in routes}
        routes += [  # a table that joined the endpoint later has no route of its own
            Route(endpoint.id, prefix_list=endpoint.destination_prefix_list_id or "")
            for endpoint in self._ec2.vpc_end_points.values()
            if found.id in (endpoint.route_table_ids or ()) and endpoint.id not in there
        ]
        return RouteTable(found.id, tuple(routes))

    def _route(self, found: Any) -> Route:
        target = (
            found.gateway_id
            or found.nat_gateway_id
            or found.vpc_peering_connection_id
            or found.transit_gateway_id
            or found.network_interface_id
            or found.instance_id
            or found.carrier_gateway_id
            or ""
        )
        nowhere = gone(found, self._ec2)
        return Route(target, found.destination_cidr_block or "", found.destination_prefix_list_id or "", nowhere)

    def endpoint(self, found: Any) -> Endpoint:
        interfaces = [self._ec2.enis[id] for id in found.network_interface_ids or () if id in self._ec2.enis]
        return Endpoint(
            id=found.id,
            vpc=found.vpc_id,
            service=service_name(found.service_name),
            kind="interface" if (found.vpc_endpoint_type or "").lower() == "interface" else "gateway",
            available=found.state == "available",
            private_dns=_true(found.private_dns_enabled),
            addresses={each.subnet.id: each.private_ip_address for each in interfaces},
            groups=tuple(found.security_group_ids) or self._default_group(found.vpc_id),
            policy=document(found.policy_document),
        )

    def _default_group(self, vpc: str) -> tuple[str, ...]:
        """AWS PrivateLink guide: without groups of its own an endpoint gets the default one of its VPC."""
        return default_groups(self._ec2, vpc)


def default_groups(ec2: Any, vpc: str) -> tuple[str, ...]:
    """The default security group of a VPC."""
    return tuple(group.id for group in ec2.groups.get(vpc, {}).values() if group.name == "default")


def balancers_of(account: str, region: str, group: str) -> list[Any]:
    """moto's records of the load balancers that forward to a target group."""
    records = get_backend("elbv2")[account][region]
    found = records.target_groups.get(group)
    return [records.load_balancers[arn] for arn in found.load_balancer_arns] if found is not None else []


def nearest_interface(network: Network, balancer: Any, to: Interface, ec2: Any) -> Interface | None:
    """Where a load balancer stands that checks this target: in the target's zone, else in its first subnet."""
    there = network.subnets.get(to.subnet)
    subnets = [subnet for each in balancer.subnets if (subnet := network.subnets.get(each.id)) is not None]
    if there is None or not subnets:
        return None
    here = min(subnets, key=lambda subnet: (subnet.zone != there.zone, subnet.id))
    return balancer_interface(balancer, here, ec2)


def balancer_interface(balancer: Any, subnet: Subnet, ec2: Any) -> Interface:
    """A load balancer's interface in one of its subnets; AWS draws the address, any of the subnet stands for it here.

    ELB API reference, CreateLoadBalancer: an Application Load Balancer without groups of its own gets the VPC's default one.
    """
    groups = tuple(balancer.security_groups or ())
    if not groups and balancer.type == "application":
        groups = default_groups(ec2, subnet.vpc)
    return Interface(
        name=f"load balancer {balancer.name}",
        subnet=subnet.id,
        address=str(cidr(subnet.cidr).network_address + 10),
        groups=groups,
        public=balancer.scheme != "internal",
        guarded=bool(groups),
    )


def _acl(found: Any) -> NetworkAcl:
    entries = [each for each in found.network_acl_entries if each.cidr_block and int(each.rule_number) < LAST_RULE]
    return NetworkAcl(
        found.id,
        tuple(_entry(each) for each in entries if not _true(each.egress)),
        tuple(_entry(each) for each in entries if _true(each.egress)),
    )


def _entry(found: Any) -> AclEntry:
    protocol = protocol_of(found.protocol)
    low, high = found.port_range_from, found.port_range_to
    return AclEntry(
        number=int(found.rule_number),
        allow=found.rule_action == "allow",
        cidr=found.cidr_block,
        protocol=protocol,
        low=0 if low is None else int(low),
        high=65535 if high is None else int(high),
    )


def _group(found: Any) -> SecurityGroup:
    return SecurityGroup(
        found.id,
        in_order(_permission(each) for each in found.ingress_rules),
        in_order(_permission(each) for each in found.egress_rules),
    )


def _permission(found: Any) -> Permission:
    protocol = protocol_of(found.ip_protocol)
    low, high = found.from_port, found.to_port
    return Permission(
        protocol=protocol,
        low=0 if low is None or int(low) < 0 else int(low),
        high=65535 if high is None or int(high) < 0 else int(high),
        cidr=(found.ip_range or {}).get("CidrIp", ""),
        group=(found.source_group or {}).get("GroupId", ""),
        prefix_list=found.prefix_list_id or "",
    )


def _nat(found: Any) -> NatGateway:
    return NatGateway(found.id, found.subnet_id, found.connectivity_type != "private", found.state == "available")


def _peering(found: Any) -> Peering:
    return Peering(found.id, (found.vpc.id, found.peer_vpc.id), found._status.code == "active")


def _true(value: Any) -> bool:
    return str(value).lower() == "true"
