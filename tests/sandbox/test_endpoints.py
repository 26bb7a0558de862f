"""Routes and VPC endpoints as EC2 shows and changes them, where plain moto does otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.grounds import Ground

Aws = Callable[..., Any]


@pytest.fixture
def ground(aws: Aws, account: str, later: Callable[[str], None]) -> Ground:
    return Ground(aws, account, later)


def states(ground: Ground, table: str) -> dict[str, str]:
    """Destination → state of a route table's routes."""
    (found,) = ground.aws("ec2").describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {
        each.get("DestinationCidrBlock") or each["DestinationPrefixListId"]: each["State"] for each in found["Routes"]
    }


def endpoint(ground: Ground, id: str) -> dict[str, Any]:
    (found,) = ground.aws("ec2").describe_vpc_endpoints(VpcEndpointIds=[id])["VpcEndpoints"]
    return dict(found)


def test_a_route_to_a_nat_gateway_that_is_gone_is_a_blackhole(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=ground.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    table = ground.table_of(subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    assert states(ground, table) == {"172.31.0.0/16": "active", "0.0.0.0/0": "active"}
    ec2.delete_nat_gateway(NatGatewayId=nat)
    assert states(ground, table) == {"172.31.0.0/16": "active", "0.0.0.0/0": "blackhole"}


def test_a_route_to_an_internet_gateway_is_a_blackhole_while_it_is_detached(ground: Ground) -> None:
    ec2 = ground.aws("ec2")
    filters = [{"Name": "vpc-id", "Values": [ground.vpc]}, {"Name": "association.main", "Values": ["true"]}]
    table = ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"]
    attached = [{"Name": "attachment.vpc-id", "Values": [ground.vpc]}]
    gateway = ec2.describe_internet_gateways(Filters=attached)["InternetGateways"][0]["InternetGatewayId"]
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=ground.vpc)
    assert states(ground, table)["0.0.0.0/0"] == "blackhole"
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=ground.vpc)
    assert states(ground, table)["0.0.0.0/0"] == "active"


def test_subnets_of_an_endpoint_come_and_go_with_their_interfaces(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    group = ec2.create_security_group(GroupName="own", Description="own", VpcId=ground.vpc)["GroupId"]
    id = ground.endpoint(subnet, "logs", SecurityGroupIds=[group])["VpcEndpointId"]
    (first,) = endpoint(ground, id)["NetworkInterfaceIds"]
    ec2.modify_vpc_endpoint(VpcEndpointId=id, AddSubnetIds=[ground.subnet])
    told = endpoint(ground, id)
    assert sorted(told["SubnetIds"]) == sorted([subnet, ground.subnet])
    assert first in told["NetworkInterfaceIds"]
    shown = ec2.describe_network_interfaces(NetworkInterfaceIds=told["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert {each["SubnetId"] for each in shown} == {subnet, ground.subnet}
    assert {each["Groups"][0]["GroupId"] for each in shown} == {group}
    assert {each["Description"] for each in shown} == {f"VPC Endpoint Interface {id}"}
    ec2.modify_vpc_endpoint(VpcEndpointId=id, RemoveSubnetIds=[subnet])
    (kept,) = endpoint(ground, id)["NetworkInterfaceIds"]
    assert kept != first
    left = ec2.describe_network_interfaces(Filters=[{"Name": "network-interface-id", "Values": [first]}])
    assert left["NetworkInterfaces"] == []


def test_groups_of_an_endpoint_are_those_of_its_interfaces(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    id = ground.endpoint(subnet, "logs")["VpcEndpointId"]
    before = [each["GroupId"] for each in endpoint(ground, id)["Groups"]]
    group = ec2.create_security_group(GroupName="own", Description="own", VpcId=ground.vpc)["GroupId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=id, AddSecurityGroupIds=[group], RemoveSecurityGroupIds=before)
    told = endpoint(ground, id)
    (shown,) = ec2.describe_network_interfaces(NetworkInterfaceIds=told["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert [each["GroupId"] for each in told["Groups"]] == [each["GroupId"] for each in shown["Groups"]] == [group]


def test_route_tables_of_a_gateway_endpoint_gain_and_lose_its_route(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    table = ground.table_of(subnet)
    made = ec2.create_vpc_endpoint(VpcId=ground.vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    assert made["VpcEndpointType"] == "Gateway"
    assert list(states(ground, table)) == ["172.31.0.0/16"]
    ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], AddRouteTableIds=[table])
    assert [each for each in states(ground, table) if each.startswith("pl-")]
    ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], RemoveRouteTableIds=[table])
    assert list(states(ground, table)) == ["172.31.0.0/16"]
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])


def test_private_dns_can_be_switched_afterwards(ground: Ground) -> None:
    ec2, subnet = ground.aws("ec2"), ground.private_subnet()
    id = ground.endpoint(subnet, "logs")["VpcEndpointId"]
    for wanted in (False, True):
        ec2.modify_vpc_endpoint(VpcEndpointId=id, PrivateDnsEnabled=wanted)
        assert endpoint(ground, id)["PrivateDnsEnabled"] is wanted
