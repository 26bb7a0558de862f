"""The network of some VPCs, by EC2's describe calls: what course.simulator.network.reach then judges."""

from __future__ import annotations

from collections.abc import Iterable

from course.reachability import translating
from course.reachability.asking import Asking
from course.simulator.network.model import Network
from course.simulator.network.spelling import service_name

WITH_GATEWAYS = ("s3", "dynamodb")
"""Services whose prefix lists lead to gateway endpoints."""


def network(ask: Asking, vpcs: Iterable[str]) -> Network:
    """Everything in these VPCs that has a say. Raises WorldNotReady where EC2 does not answer or may not be asked."""
    ids = sorted(set(vpcs))
    gateways = ask.ec2("describe_internet_gateways", "InternetGateways", "attachment.vpc-id", ids)
    tables = ask.ec2("describe_route_tables", "RouteTables", "vpc-id", ids)
    acls = ask.ec2("describe_network_acls", "NetworkAcls", "vpc-id", ids)
    endpoints = ask.ec2("describe_vpc_endpoints", "VpcEndpoints", "vpc-id", ids)
    own = sorted({id for each in endpoints for id in each.get("NetworkInterfaceIds") or ()})
    interfaces = ask.ec2("describe_network_interfaces", "NetworkInterfaces", "network-interface-id", own)
    return Network(
        vpcs={
            each["VpcId"]: translating.vpc(
                each,
                gateways,
                dns_support=_attribute(ask, each["VpcId"], "enableDnsSupport"),
                dns_hostnames=_attribute(ask, each["VpcId"], "enableDnsHostnames"),
            )
            for each in ask.ec2("describe_vpcs", "Vpcs", "vpc-id", ids)
        },
        subnets={
            each["SubnetId"]: translating.subnet(each, tables, acls)
            for each in ask.ec2("describe_subnets", "Subnets", "vpc-id", ids)
        },
        route_tables={each["RouteTableId"]: translating.route_table(each, endpoints) for each in tables},
        acls={each["NetworkAclId"]: translating.acl(each) for each in acls},
        groups={
            each["GroupId"]: translating.group(each)
            for each in ask.ec2("describe_security_groups", "SecurityGroups", "vpc-id", ids)
        },
        nats={
            each["NatGatewayId"]: translating.nat(each)
            for each in ask.ec2("describe_nat_gateways", "NatGateways", "vpc-id", ids, filters="Filter")
        },
        endpoints={each["VpcEndpointId"]: translating.endpoint(each, interfaces) for each in endpoints},
        peerings={
            each["VpcPeeringConnectionId"]: translating.peering(each)
            for each in ask.pages("ec2", "describe_vpc_peering_connections", "VpcPeeringConnections")
        }
        if len(ids) > 1
        else {},
        prefix_lists=_prefix_lists(ask),
    )


def _attribute(ask: Asking, vpc: str, name: str) -> bool:
    answer = ask.one("ec2", "describe_vpc_attribute", VpcId=vpc, Attribute=name)
    return bool((answer.get(name[0].upper() + name[1:]) or {}).get("Value"))


def _prefix_lists(ask: Asking) -> dict[str, str]:
    listed = ask.pages("ec2", "describe_prefix_lists", "PrefixLists")
    named = {str(each["PrefixListId"]): service_name(str(each["PrefixListName"])) for each in listed}
    return {id: service for id, service in named.items() if service in WITH_GATEWAYS}
