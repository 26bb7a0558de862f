"""What a start needs, made by templates: roles with all their policies, and the ways out of a VPC."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sandbox.templates import NETWORK, ROLE, create, delete, ids_of, update

Aws = Callable[..., Any]


def test_a_role_is_mended_and_gives_back_its_policies(aws: Aws) -> None:
    stacks, iam = aws("cloudformation"), aws("iam")
    managed = '"arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"'
    policies = "      Policies: [{PolicyName: own, PolicyDocument: {Statement: []}}]\n"
    body = f"Resources:{ROLE}"
    create(stacks, body.replace(f"[{managed}]", "[]").replace("ecs-tasks.", "lambda."))
    role = ids_of(stacks, "s")["Role"]

    def told() -> tuple[list[str], list[str], str]:
        attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"]
        inline = iam.list_role_policies(RoleName=role)["PolicyNames"]
        return [each["PolicyName"] for each in attached], inline, trust

    assert told() == ([], [], "lambda.amazonaws.com")
    update(stacks, body + policies)
    assert told() == (["AmazonECSTaskExecutionRolePolicy"], ["own"], "ecs-tasks.amazonaws.com")
    update(stacks, body)
    assert told()[:2] == (["AmazonECSTaskExecutionRolePolicy"], [])
    assert delete(stacks) == "DELETE_COMPLETE"
    assert iam.list_roles()["Roles"] == []


def test_the_ways_out_of_a_vpc_are_made_changed_and_taken_away(aws: Aws) -> None:
    stacks, ec2 = aws("cloudformation"), aws("ec2")
    body = f"Resources:{NETWORK}"
    create(stacks, body, Tags=[{"Key": "a", "Value": "1"}])
    ids = ids_of(stacks, "s")

    def table() -> dict[str, Any]:
        return dict(ec2.describe_route_tables(RouteTableIds=[ids["Routes"]])["RouteTables"][0])

    assert [each["SubnetId"] for each in table()["Associations"]] == [ids["Subnet"]]
    assert {"0.0.0.0/0": ids["Internet"]}.items() <= {
        each["DestinationCidrBlock"]: each["GatewayId"] for each in table()["Routes"]
    }.items()
    assert {"Key": "a", "Value": "1"} in table()["Tags"]
    nat = """  Address: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Other, AllocationId: !GetAtt Address.AllocationId}}
"""
    update(
        stacks,
        body.replace("GatewayId: !Ref Internet}\n  Public", "NatGatewayId: !Ref Nat}\n  Public") + nat,
        Tags=[{"Key": "b", "Value": "2"}],
    )
    assert ids_of(stacks, "s")["Nat"] in {each.get("NatGatewayId") for each in table()["Routes"]}
    assert {"a", "b"} & {each["Key"] for each in table()["Tags"]} == {"b"}
    assert ids_of(stacks, "s")["Routes"] == ids["Routes"]
    assert delete(stacks) == "DELETE_COMPLETE"
    vpcs = {each["VpcId"] for each in ec2.describe_route_tables()["RouteTables"]}
    assert ids["Vpc"] not in vpcs
