"""May it start?, measured: python -m tests.bench.bench_starting

In a world of 200 subnets, security groups, route tables and roles, p50 in milliseconds. `records`: one start decision from moto's
records, in process; `pure`: one without the bridge; `reaches`: whether a load balancer reaches a task, from the records.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import boto3
from moto import mock_aws

from course.sandbox.bridge.network_records import network_of
from course.sandbox.bridge.server import install
from course.sandbox.bridge.start_surroundings import RecordsAround
from course.simulator.network.model import Interface
from course.simulator.network.reach import to_interface
from course.simulator.starting.decide import trouble
from course.simulator.starting.facts import Asked, Logging, SecretRef, Starter
from tests.simulator.starting.around import Around

MANY, ROUNDS = 200, 400
REGION, ACCOUNT = "us-east-1", "123456789012"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
READ = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
GOALS = {"records": 2.0, "pure": 2.0, "reaches": 2.0}


def world() -> Starter:
    """200 of each, and the task in the last subnet."""
    ec2, iam = boto3.client("ec2", REGION), boto3.client("iam", REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    for number in range(MANY):
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}a")
        subnet = made["Subnet"]["SubnetId"]
        table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        group = ec2.create_security_group(GroupName=f"g{number}", Description="bench", VpcId=vpc)["GroupId"]
        role = iam.create_role(RoleName=f"r{number}", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
        iam.attach_role_policy(RoleName=f"r{number}", PolicyArn=managed)
        document = json.dumps({"Version": "2012-10-17", "Statement": [READ]})
        iam.put_role_policy(RoleName=f"r{number}", PolicyName="secrets", PolicyDocument=document)
    secret = boto3.client("secretsmanager", REGION).create_secret(Name="db", SecretString='{"password": "x"}')["ARN"]
    boto3.client("logs", REGION).create_log_group(logGroupName="/ecs/api")
    ecr = boto3.client("ecr", REGION)
    uri = ecr.create_repository(repositoryName="wanderly/api")["repository"]["repositoryUri"]
    kind = "application/vnd.oci.image.manifest.v1+json"
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 1, "digest": f"sha256:{'1' * 64}"}
    manifest = {"schemaVersion": 2, "mediaType": kind, "config": layer, "layers": [layer]}
    ecr.put_image(repositoryName="wanderly/api", imageManifest=json.dumps(manifest), imageTag="1")
    asked = Asked(
        "api", f"{uri}:1", (SecretRef("DB", f"{secret}:password::"),), Logging("/ecs/api", REGION, prefix="api")
    )
    interface = Interface("task", subnet, "10.0.199.20", (group,), public=True)
    arn = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/c/1"
    return Starter("1", ACCOUNT, REGION, (asked,), arn, role, role, interface=interface)


def p50(action: Callable[[], Any]) -> float:
    """Median milliseconds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds) * 1e3


def main() -> int:
    """Print the figures; 1 when a goal is missed."""
    install()
    with mock_aws():
        starter = world()
        assert starter.interface is not None
        found = trouble(starter, RecordsAround(ACCOUNT, REGION))
        assert found is None, found
        here = starter.interface
        subnets = network_of(ACCOUNT, REGION).subnets
        first = next(id for id in subnets if subnets[id].vpc == subnets[here.subnet].vpc)
        balancer = Interface("balancer", first, "10.0.0.10", here.groups)
        figures = {
            "records": p50(lambda: trouble(starter, RecordsAround(ACCOUNT, REGION))),
            "reaches": p50(lambda: to_interface(network_of(ACCOUNT, REGION), balancer, here, 3000)),
        }
    around = Around()
    figures["pure"] = p50(lambda: trouble(around.starter, around))
    for name, value in figures.items():
        print(f"{name:8} {value:6.2f} ms (goal {GOALS[name]:g}) {'met' if value <= GOALS[name] else 'MISSED'}")
    return int(any(value > GOALS[name] for name, value in figures.items()))


if __name__ == "__main__":
    raise SystemExit(main())
