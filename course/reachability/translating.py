"""What EC2's describe calls show, turned into the network of course.simulator.network.model. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

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
    in_order,
)
from course.simulator.network.spelling import LAST_RULE, document, protocol_of, service_name

Record = Mapping[str, Any]
TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "NetworkInterfaceId",
    "InstanceId",
    "CarrierGatewayId",
    "LocalGatewayId",
    "CoreNetworkArn",
)
"""Where a route may lead, as DescribeRouteTables names it."""


def vpc(found: Record, gateways: Iterable[Record], *, dns_support: bool, dns_hostnames: bool) -> Vpc:
    """DescribeVpcs, DescribeInternetGateways and two attributes."""
    id = str(found["VpcId"])
    attached = (
        str(gateway["InternetGatewayId"])
        for gateway in gateways
        if any(each.get("VpcId") == id for each in gateway.get("Attachments") or ())
    )
    blocks = [each for each in found.get("CidrBlockAssociationSet") or () if _stands(each)]
    cidrs = tuple(str(each["CidrBlock"]) for each in blocks) or (str(found["CidrBlock"]),)
    return Vpc(id, cidrs, next(attached, ""), dns_support, dns_hostnames)


def _stands(block: Record) -> bool:
    return str((block.get("CidrBlockState") or {}).get("State", "associated")) == "associated"


def subnet(found: Record, tables: Iterable[Record], acls: Iterable[Record]) -> Subnet:
    """DescribeSubnets, with its route table and network ACL."""
    id, home = str(found["SubnetId"]), str(found["VpcId"])
    return Subnet(
        id, home, str(found["CidrBlock"]), str(found["AvailabilityZone"]), _table(id, home, tables), _acl(id, acls)
    )


def _table(subnet: str, home: str, tables: Iterable[Record]) -> str:
    """Its own route table, else the main one of its VPC."""
    main = ""
    for table in tables:
        for each in table.get("Associations") or ():
            if each.get("SubnetId") == subnet:
                return str(table["RouteTableId"])
            if each.get("Main") and table.get("VpcId") == home:
                main = str(table["RouteTableId"])
    return main


def _acl(subnet: str, acls: Iterable[Record]) -> str:
    of = (acl for acl in acls if any(each.get("SubnetId") == subnet for each in acl.get("Associations") or ()))
    return next((str(acl["NetworkAclId"]) for acl in of), "")


def route_table(found: Record, endpoints: Iterable[Record]) -> RouteTable:
    """DescribeRouteTables. A gateway endpoint that names the table has a route in it, shown or not."""
    id = str(found["RouteTableId"])
    routes = [_route(each) for each in found.get("Routes") or () if _speaks_ipv4(each)]
    there = {route.target for route in routes}
    joined = [str(each["VpcEndpointId"]) for each in endpoints if id in (each.get("RouteTableIds") or ())]
    routes += [Route(endpoint) for endpoint in joined if endpoint not in there]
    return RouteTable(id, tuple(routes))


def _speaks_ipv4(found: Record) -> bool:
    return bool(found.get("DestinationCidrBlock") or found.get("DestinationPrefixListId"))


def _route(found: Record) -> Route:
    return Route(
        target=next((str(found[name]) for name in TARGETS if found.get(name)), ""),
        cidr=str(found.get("DestinationCidrBlock") or ""),
        prefix_list=str(found.get("DestinationPrefixListId") or ""),
        blackhole=found.get("State") == "blackhole",
    )


def acl(found: Record) -> NetworkAcl:
    """DescribeNetworkAcls."""
    entries = [each for each in found.get("Entries") or () if each.get("CidrBlock") and each["RuleNumber"] < LAST_RULE]
    ingress = tuple(_entry(each) for each in entries if not each["Egress"])
    return NetworkAcl(str(found["NetworkAclId"]), ingress, tuple(_entry(each) for each in entries if each["Egress"]))


def _entry(found: Record) -> AclEntry:
    ports = found.get("PortRange") or {}
    return AclEntry(
        number=int(found["RuleNumber"]),
        allow=found["RuleAction"] == "allow",
        cidr=str(found["CidrBlock"]),
        protocol=protocol_of(found["Protocol"]),
        low=int(ports.get("From", 0)),
        high=int(ports.get("To", 65535)),
    )


def group(found: Record) -> SecurityGroup:
    """DescribeSecurityGroups."""
    return SecurityGroup(
        str(found["GroupId"]),
        in_order(_permissions(found.get("IpPermissions") or ())),
        in_order(_permissions(found.get("IpPermissionsEgress") or ())),
    )


def _permissions(found: Iterable[Record]) -> list[Permission]:
    """One for each address block, group and prefix list; those for IPv6 alone are no rule for a task of the course."""
    rules = []
    for each in found:
        protocol, low, high = (
            protocol_of(each["IpProtocol"]),
            int(each.get("FromPort", -1)),
            int(each.get("ToPort", -1)),
        )
        ports = (0 if low < 0 else low, 65535 if high < 0 else high)
        rules += [Permission(protocol, *ports, cidr=block["CidrIp"]) for block in each.get("IpRanges") or ()]
        rules += [Permission(protocol, *ports, group=pair["GroupId"]) for pair in each.get("UserIdGroupPairs") or ()]
        rules += [
            Permission(protocol, *ports, prefix_list=known["PrefixListId"]) for known in each.get("PrefixListIds") or ()
        ]
    return rules


def nat(found: Record) -> NatGateway:
    """DescribeNatGateways."""
    public = found.get("ConnectivityType", "public") != "private"
    return NatGateway(str(found["NatGatewayId"]), str(found.get("SubnetId", "")), public, found["State"] == "available")


def endpoint(found: Record, interfaces: Iterable[Record]) -> Endpoint:
    """DescribeVpcEndpoints, and the interfaces in which it stands."""
    own = set(found.get("NetworkInterfaceIds") or ())
    return Endpoint(
        id=str(found["VpcEndpointId"]),
        vpc=str(found["VpcId"]),
        service=service_name(str(found["ServiceName"])),
        kind="interface" if str(found.get("VpcEndpointType", "")).lower() == "interface" else "gateway",
        available=str(found["State"]).lower() == "available",
        private_dns=bool(found.get("PrivateDnsEnabled")),
        addresses={
            str(each["SubnetId"]): str(each["PrivateIpAddress"])
            for each in interfaces
            if each["NetworkInterfaceId"] in own
        },
        groups=tuple(str(each["GroupId"]) for each in found.get("Groups") or ()),
        policy=document(found.get("PolicyDocument")),
    )


def peering(found: Record) -> Peering:
    """DescribeVpcPeeringConnections."""
    sides = (found.get("RequesterVpcInfo") or {}, found.get("AccepterVpcInfo") or {})
    ids = (str(sides[0].get("VpcId", "")), str(sides[1].get("VpcId", "")))
    return Peering(str(found["VpcPeeringConnectionId"]), ids, (found.get("Status") or {}).get("Code") == "active")


def interface(name: str, found: Record) -> Interface:
    """DescribeNetworkInterfaces."""
    return Interface(
        name=name,
        subnet=str(found["SubnetId"]),
        address=str(found["PrivateIpAddress"]),
        groups=tuple(str(each["GroupId"]) for each in found.get("Groups") or ()),
        public=bool((found.get("Association") or {}).get("PublicIp")),
    )
