"""AWS's managed policies that people meet around ECS are there, under their ARNs, and allow what their roles are for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.people import Aws, People

BESIDE, SERVICE = "", "service-role/"
POLICIES = {
    # name → path: AWS managed policy reference
    "AmazonECSTaskExecutionRolePolicy": SERVICE,
    "AmazonECS_FullAccess": BESIDE,
    "AmazonEC2ContainerServiceforEC2Role": SERVICE,
    "AmazonEC2ContainerServiceRole": SERVICE,
    "AmazonEC2ContainerServiceEventsRole": SERVICE,
    "AmazonEC2ContainerServiceAutoscaleRole": SERVICE,
    "AmazonECSInfrastructureRolePolicyForVolumes": SERVICE,
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity": SERVICE,
    "AmazonECSInfrastructureRolePolicyForVpcLattice": BESIDE,
    "AmazonECSInfrastructureRolePolicyForLoadBalancers": BESIDE,
    "AmazonECSInfrastructureRolePolicyForManagedInstances": BESIDE,
    "AmazonECSInfrastructureRoleforExpressGatewayServices": SERVICE,
    "AmazonECSInstanceRolePolicyForManagedInstances": BESIDE,
    "AmazonECSServiceRolePolicy": "aws-service-role/",
    "AWSApplicationAutoscalingECSServicePolicy": "aws-service-role/",
    "AmazonEC2ContainerRegistryReadOnly": BESIDE,
    "AmazonEC2ContainerRegistryPowerUser": BESIDE,
    "AmazonEC2ContainerRegistryPullOnly": BESIDE,
    "AmazonEC2ContainerRegistryFullAccess": BESIDE,
    "AWSCodeDeployRoleForECS": BESIDE,
    "AWSCodeDeployRoleForECSLimited": BESIDE,
    "CloudWatchLogsFullAccess": BESIDE,
    "CloudWatchLogsReadOnlyAccess": BESIDE,
    "CloudWatchAgentServerPolicy": BESIDE,
    "AmazonSSMManagedInstanceCore": BESIDE,
    "AmazonSSMReadOnlyAccess": BESIDE,
    "SecretsManagerReadWrite": BESIDE,
    "AWSXRayDaemonWriteAccess": BESIDE,
    "AdministratorAccess": BESIDE,
    "PowerUserAccess": BESIDE,
    "ReadOnlyAccess": BESIDE,
    "IAMFullAccess": BESIDE,
}


@pytest.fixture
def people(aws: Aws, account: str) -> People:
    return People(aws, account)


def test_all_of_them_are_there_and_can_be_read(people: People) -> None:
    iam = people.aws("iam")
    listed = {
        each["Arn"] for page in iam.get_paginator("list_policies").paginate(Scope="AWS") for each in page["Policies"]
    }
    missing = {f"arn:aws:iam::aws:policy/{path}{name}" for name, path in POLICIES.items()} - listed
    assert missing == set()
    for name, path in POLICIES.items():
        policy = iam.get_policy(PolicyArn=f"arn:aws:iam::aws:policy/{path}{name}")["Policy"]
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        assert version["Document"]["Statement"], name


@pytest.mark.parametrize(
    ("name", "allows", "refuses"),
    [
        ("AmazonECSTaskExecutionRolePolicy", ["ecr:BatchGetImage", "logs:PutLogEvents"],
         ["logs:CreateLogGroup", "ssm:GetParameters", "secretsmanager:GetSecretValue"]),
        ("AmazonEC2ContainerRegistryPullOnly", ["ecr:BatchGetImage", "ecr:BatchImportUpstreamImage"], ["ecr:DescribeImages"]),
        ("AmazonEC2ContainerRegistryReadOnly", ["ecr:DescribeImages", "ecr:GetAuthorizationToken"], ["ecr:PutImage"]),
        ("AmazonEC2ContainerRegistryPowerUser", ["ecr:PutImage"], ["ecr:DeleteRepository"]),
        ("AmazonEC2ContainerServiceforEC2Role", ["ecs:RegisterContainerInstance", "ecr:BatchGetImage"], ["ecs:RunTask"]),
        ("AmazonECSInfrastructureRolePolicyForLoadBalancers", ["elasticloadbalancing:DescribeTargetHealth"], ["ecs:RunTask"]),
        ("AWSCodeDeployRoleForECS", ["ecs:CreateTaskSet", "elasticloadbalancing:ModifyListener"], ["ecs:RunTask"]),
        ("CloudWatchLogsFullAccess", ["logs:DeleteLogGroup"], ["ecs:RunTask"]),
    ],
)  # fmt: skip
def test_what_they_allow(people: People, name: str, allows: list[str], refuses: list[str]) -> None:
    iam = people.aws("iam")
    role = people.role("r")
    iam.attach_role_policy(RoleName="r", PolicyArn=f"arn:aws:iam::aws:policy/{POLICIES[name]}{name}")
    asked: dict[str, Any] = {"PolicySourceArn": role, "ActionNames": [*allows, *refuses]}
    results = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    decisions = {each["EvalActionName"]: each["EvalDecision"] for each in results}
    assert decisions == dict.fromkeys(allows, "allowed") | dict.fromkeys(refuses, "implicitDeny")


def test_a_full_access_policy_passes_roles_to_tasks_alone(people: People) -> None:
    """AmazonECS_FullAccess, PassRole: iam:PassedToService must be ecs-tasks.amazonaws.com for any role."""
    role = people.role("r")
    iam = people.aws("iam")
    iam.attach_role_policy(RoleName="r", PolicyArn="arn:aws:iam::aws:policy/AmazonECS_FullAccess")
    for service, decision in (("ecs-tasks.amazonaws.com", "allowed"), ("lambda.amazonaws.com", "implicitDeny")):
        entry = {"ContextKeyName": "iam:PassedToService", "ContextKeyType": "string", "ContextKeyValues": [service]}
        asked: dict[str, Any] = {"PolicySourceArn": role, "ActionNames": ["iam:PassRole"], "ContextEntries": [entry]}
        (result,) = iam.simulate_principal_policy(**asked)["EvaluationResults"]
        assert result["EvalDecision"] == decision, service
