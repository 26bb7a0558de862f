"""Private addresses: inside the subnet, never given twice, given back; and small repairs of ECR and IAM."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.everything import TRUST
from tests.sandbox.stack import fargate_definition

Aws = Callable[..., Any]


@pytest.fixture
def subnet(aws: Aws) -> str:
    """A subnet with the smallest size that AWS allows: sixteen addresses, eleven of them free."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/24")["Vpc"]["VpcId"]
    return str(ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.16/28")["Subnet"]["SubnetId"])


def interface(ec2: Any, subnet: str, **more: Any) -> dict[str, Any]:
    return dict(ec2.create_network_interface(SubnetId=subnet, **more)["NetworkInterface"])


def code(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_a_subnet_gives_each_address_once_until_it_is_full(aws: Aws, subnet: str, later: Callable[[str], None]) -> None:
    ec2, ecs = aws("ec2"), aws("ecs")
    asked = interface(ec2, subnet, PrivateIpAddress="10.7.0.22")
    given = [interface(ec2, subnet) for _ in range(6)]
    instance = ec2.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=subnet)["Instances"][0]
    ecs.create_cluster(clusterName="a")
    fargate_definition(aws)
    network = {"awsvpcConfiguration": {"subnets": [subnet]}}
    run = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network}
    arns = [task["taskArn"] for task in ecs.run_task(**run, count=2)["tasks"]]
    later("1m")
    tasks = ecs.describe_tasks(cluster="a", tasks=arns)["tasks"]
    addresses = [asked["PrivateIpAddress"], instance["PrivateIpAddress"]]
    addresses += [each["PrivateIpAddress"] for each in given]
    addresses += [task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"] for task in tasks]
    network_range = list(ipaddress.ip_network("10.7.0.16/28"))
    free = {str(address) for address in network_range[4:-1]}  # the first four and the last are AWS's own
    assert len(set(addresses)) == 10
    assert set(addresses) < free
    last = interface(ec2, subnet)["PrivateIpAddress"]
    assert {last, *addresses} == free
    with pytest.raises(ClientError) as caught:
        interface(ec2, subnet)
    assert code(caught) == "InsufficientFreeAddressesInSubnet"
    ecs.stop_task(cluster="a", task=tasks[0]["taskArn"])
    later("2m")
    freed = tasks[0]["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
    assert interface(ec2, subnet)["PrivateIpAddress"] == freed


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.7.0.99", "InvalidParameterValue"),
        ("10.7.0.17", "InvalidParameterValue"),
        ("10.7.0.20", "InvalidIPAddress.InUse"),
    ],
)
def test_an_address_that_cannot_be_had(aws: Aws, subnet: str, address: str, expected: str) -> None:
    ec2 = aws("ec2")
    interface(ec2, subnet, PrivateIpAddress="10.7.0.20")
    with pytest.raises(ClientError) as caught:
        interface(ec2, subnet, PrivateIpAddress=address)
    assert code(caught) == expected


def test_secondary_addresses(aws: Aws, subnet: str) -> None:
    ec2 = aws("ec2")
    made = interface(ec2, subnet, SecondaryPrivateIpAddressCount=2)
    identity = made["NetworkInterfaceId"]
    ec2.assign_private_ip_addresses(NetworkInterfaceId=identity, SecondaryPrivateIpAddressCount=1)
    (told,) = ec2.describe_network_interfaces(NetworkInterfaceIds=[identity])["NetworkInterfaces"]
    held = [(each["Primary"], each["PrivateIpAddress"]) for each in told["PrivateIpAddresses"]]
    assert held == [(True, "10.7.0.20"), (False, "10.7.0.21"), (False, "10.7.0.22"), (False, "10.7.0.23")]
    ec2.unassign_private_ip_addresses(NetworkInterfaceId=identity, PrivateIpAddresses=["10.7.0.21"])
    ec2.delete_network_interface(NetworkInterfaceId=identity)
    assert len({interface(ec2, subnet)["PrivateIpAddress"] for _ in range(11)}) == 11


def test_gateways_and_endpoints_have_addresses_of_their_subnet(aws: Aws, subnet: str) -> None:
    ec2 = aws("ec2")
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=allocation)
    (vpc,) = {each["VpcId"] for each in ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]}
    ec2.create_vpc_endpoint(
        VpcId=vpc, ServiceName="com.amazonaws.us-east-1.ecr.api", VpcEndpointType="Interface", SubnetIds=[subnet]
    )
    told = ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [subnet]}])["NetworkInterfaces"]
    assert sorted(each["PrivateIpAddress"] for each in told) == ["10.7.0.20", "10.7.0.21"]
    (gateway,) = ec2.describe_nat_gateways()["NatGateways"]
    assert gateway["NatGatewayAddresses"][0]["PrivateIp"] == "10.7.0.20"


def test_the_token_of_the_registry_is_still_good(aws: Aws) -> None:
    (given,) = aws("ecr").get_authorization_token()["authorizationData"]
    left = given["expiresAt"] - datetime.now(UTC)
    assert timedelta(hours=11, minutes=55) < left <= timedelta(hours=12, seconds=5)


@pytest.mark.parametrize(
    "name",
    [
        "service-role/AmazonECSTaskExecutionRolePolicy",
        "service-role/AmazonEC2ContainerServiceforEC2Role",
        "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
        "AmazonECS_FullAccess",
        "AmazonSSMManagedInstanceCore",
        "CloudWatchLogsFullAccess",
        "AWSCodeDeployRoleForECS",
        "ReadOnlyAccess",
    ],
)
def test_policies_of_aws_can_be_attached(aws: Aws, name: str) -> None:
    iam, arn = aws("iam"), f"arn:aws:iam::aws:policy/{name}"
    assert iam.get_policy(PolicyArn=arn)["Policy"]["Arn"] == arn
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)
    (attached,) = iam.list_attached_role_policies(RoleName="r")["AttachedPolicies"]
    assert attached["PolicyArn"] == arn
    assert iam.list_policies(Scope="Local")["Policies"] == []
