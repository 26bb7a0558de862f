"""Task definitions: what ECS fills in, numbers that never come back, lists in order and in pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.stack import bridge_definition, fargate_definition, network

Aws = Callable[..., Any]


def told(aws: Aws, name: str) -> dict[str, Any]:
    return dict(aws("ecs").describe_task_definition(taskDefinition=name)["taskDefinition"])


@pytest.mark.parametrize(
    ("written", "units"),
    [(".25 vCPU", "256"), ("0.25 vcpu", "256"), ("1 vCPU", "1024"), ("512", "512")],
)
def test_vcpus_become_units(aws: Aws, written: str, units: str) -> None:
    fargate_definition(aws, cpu=written, memory="2GB")
    assert (told(aws, "web")["cpu"], told(aws, "web")["memory"]) == (units, "2048")


def test_what_ecs_fills_in(aws: Aws, account: str) -> None:
    fargate_definition(aws)
    shown = told(aws, "web")
    assert shown["registeredBy"] == f"arn:aws:iam::{account}:root"
    assert shown["compatibilities"] == ["EC2", "FARGATE", "MANAGED_INSTANCES"]
    assert shown["enableFaultInjection"] is False
    web, sidecar = shown["containerDefinitions"]
    assert web["portMappings"] == [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}]
    assert (web["essential"], sidecar["essential"], web["cpu"]) == (True, False, 0)
    assert all(web[key] == [] for key in ("environment", "mountPoints", "volumesFrom", "systemControls"))
    assert {"name": "ecs.capability.task-eni"} in shown["requiresAttributes"]
    bridge_definition(aws, healthCheck={"command": ["CMD", "true"]}, portMappings=[{"containerPort": 80}])
    shown = told(aws, "bridge")
    assert (shown["networkMode"], shown["compatibilities"]) == ("bridge", ["EC2", "EXTERNAL"])
    (container,) = shown["containerDefinitions"]
    assert container["portMappings"] == [{"containerPort": 80, "hostPort": 0, "protocol": "tcp"}]
    assert container["healthCheck"] == {"command": ["CMD", "true"], "interval": 30, "timeout": 5, "retries": 3}


OPTIONS = {
    "awslogs-group": "/ecs/a",
    "awslogs-create-group": "true",
    "awslogs-region": "us-east-1",
    "awslogs-stream-prefix": "ecs",
}
LOG: dict[str, Any] = {"logDriver": "awslogs", "options": OPTIONS}
QUEUED = LOG | {"options": OPTIONS | {"mode": "non-blocking", "max-buffer-size": "25m"}}
ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com/a"
CHECK = {"command": ["CMD-SHELL", "true"], "interval": 5, "timeout": 5, "retries": 3}
API = "com.amazonaws.ecs.capability.docker-remote-api.1."
AWSLOGS = "com.amazonaws.ecs.capability.logging-driver.awslogs"
AUTH, PULL = "com.amazonaws.ecs.capability.ecr-auth", "ecs.capability.execution-role-ecr-pull"
ROLE_LOGS, TASK_ROLE = "ecs.capability.execution-role-awslogs", "com.amazonaws.ecs.capability.task-iam-role"
EFS = {"efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED"}}


@pytest.mark.parametrize(
    ("mode", "roles", "container", "volume", "expected"),
    [
        # each a published answer of DescribeTaskDefinition, with its essentials
        (
            "bridge",
            "",
            {"image": ECR, "memory": 400, "logConfiguration": LOG},
            {},
            {AWSLOGS, AUTH, f"{API}19", f"{API}29"},
        ),
        (
            "bridge",
            "task execution",
            {"image": ECR, "memory": 512, "logConfiguration": LOG},
            {},
            {AWSLOGS, AUTH, PULL, ROLE_LOGS, TASK_ROLE, f"{API}19", f"{API}29"},
        ),
        (
            "bridge",
            "execution",
            {"image": ECR, "healthCheck": CHECK, "ulimits": []},
            {},
            {AUTH, PULL, "ecs.capability.container-health-check", f"{API}18", f"{API}24"},
        ),
        ("awsvpc", "", {"image": "spkane/quantum-game"}, {}, {"ecs.capability.task-eni", f"{API}18"}),
        (
            "awsvpc",
            "task execution",
            {"image": ECR, "memory": 3072, "memoryReservation": 1024, "logConfiguration": QUEUED},
            {},
            {AWSLOGS, AUTH, PULL, ROLE_LOGS, TASK_ROLE, "ecs.capability.task-eni"}
            | {f"{API}{number}" for number in (18, 19, 21, 28, 29)},
        ),
        (
            "awsvpc",
            "",
            {"image": "wordpress", "mountPoints": [{"sourceVolume": "v", "containerPath": "/w"}]},
            EFS,
            {"ecs.capability.efs", "ecs.capability.efsAuth", "ecs.capability.task-eni", f"{API}18", f"{API}25"},
        ),
        (
            "awsvpc",
            "",
            {"image": "app", "healthCheck": CHECK | {"startPeriod": 10}},
            {},
            {"ecs.capability.container-health-check", "ecs.capability.task-eni", f"{API}18", f"{API}29"},
        ),
    ],
)
def test_capabilities_are_those_that_aws_shows(
    aws: Aws, mode: str, roles: str, container: dict[str, Any], volume: dict[str, Any], expected: set[str]
) -> None:
    role = "arn:aws:iam::123456789012:role/r"
    given = {f"{kind}RoleArn": role for kind in roles.split()}
    aws("ecs").register_task_definition(
        family="f",
        networkMode=mode,
        cpu="1024",
        memory="3072",
        containerDefinitions=[{"name": "a"} | container],
        volumes=[{"name": "v"} | volume] if volume else [],
        **given,
    )
    assert {attribute["name"] for attribute in told(aws, "f")["requiresAttributes"]} == expected


@pytest.mark.parametrize(
    ("memory", "fits"),
    [("717", ["EC2", "MANAGED_INSTANCES"]), ("1024", ["EC2", "FARGATE", "MANAGED_INSTANCES"])],
)
def test_a_size_that_fargate_does_not_offer_fits_elsewhere(aws: Aws, memory: str, fits: list[str]) -> None:
    fargate_definition(aws, requiresCompatibilities=["EC2"], cpu="512", memory=memory)
    assert told(aws, "web")["compatibilities"] == fits


def test_capabilities_follow_from_what_the_containers_use(aws: Aws) -> None:
    options = {"awslogs-group": "/ecs/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "web"}
    containers = [
        {
            "name": "web",
            "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/web:1",
            "logConfiguration": {"logDriver": "awslogs", "options": options},
            "secrets": [{"name": "S", "valueFrom": "arn:aws:secretsmanager:us-east-1:123456789012:secret:s"}],
        }
    ]
    role = "arn:aws:iam::123456789012:role/r"
    fargate_definition(aws, containerDefinitions=containers, executionRoleArn=role, taskRoleArn=role)
    names = [attribute["name"] for attribute in told(aws, "web")["requiresAttributes"]]
    # as AWS shows for such a definition in many public captures
    assert names == [
        "com.amazonaws.ecs.capability.docker-remote-api.1.18",
        "com.amazonaws.ecs.capability.docker-remote-api.1.19",
        "com.amazonaws.ecs.capability.ecr-auth",
        "com.amazonaws.ecs.capability.logging-driver.awslogs",
        "com.amazonaws.ecs.capability.task-iam-role",
        "ecs.capability.execution-role-awslogs",
        "ecs.capability.execution-role-ecr-pull",
        "ecs.capability.secrets.asm.environment-variables",
        "ecs.capability.task-eni",
    ]


@pytest.mark.parametrize("mode", ["bridge", "host", "none", "awsvpc"])
def test_the_network_mode_is_kept(aws: Aws, mode: str) -> None:
    containers = [{"name": "c", "image": "i", "memory": 64}]
    aws("ecs").register_task_definition(family="f", networkMode=mode, containerDefinitions=containers)
    assert told(aws, "f")["networkMode"] == mode


def test_the_life_of_revisions(aws: Aws) -> None:
    ecs = aws("ecs")
    for _ in range(3):
        fargate_definition(aws)
    ecs.deregister_task_definition(taskDefinition="web:3")
    assert told(aws, "web")["revision"] == 2
    shown = told(aws, "web:3")
    assert shown["status"] == "INACTIVE"
    again = ecs.deregister_task_definition(taskDefinition="web:3")["taskDefinition"]
    assert (again["status"], again["deregisteredAt"]) == ("INACTIVE", shown["deregisteredAt"])
    with pytest.raises(ClientError) as caught:
        ecs.deregister_task_definition(taskDefinition="web:9")
    assert caught.value.response["Error"]["Message"] == "The specified task definition does not exist."
    assert shown["deregisteredAt"] >= shown["registeredAt"]
    answer = ecs.delete_task_definitions(taskDefinitions=["web:3", "web:2"])
    assert answer["taskDefinitions"][0]["status"] == "DELETE_IN_PROGRESS"
    assert "still in ACTIVE status" in answer["failures"][0]["reason"]
    assert told(aws, "web:3")["status"] == "DELETE_IN_PROGRESS"
    assert fargate_definition(aws).endswith(":4")
    ecs.create_cluster(clusterName="a")
    ran = ecs.run_task(cluster="a", taskDefinition="web", launchType="FARGATE", networkConfiguration=network(aws))
    assert ran["tasks"][0]["taskDefinitionArn"].endswith("web:4")
    for number in (1, 2, 4):
        ecs.deregister_task_definition(taskDefinition=f"web:{number}")
    for name in ("web", "web:9", "web:x"):
        with pytest.raises(ClientError) as caught:
            told(aws, name)
        assert caught.value.response["Error"]["Code"] == "ClientException"


def test_lists(aws: Aws) -> None:
    ecs = aws("ecs")
    for family in ("web", "api", "web"):
        fargate_definition(aws, family=family)

    def names(**asked: Any) -> list[str]:
        arns = ecs.list_task_definitions(**asked)["taskDefinitionArns"]
        return [arn.rpartition("/")[2] for arn in arns]

    assert names() == ["api:1", "web:1", "web:2"]
    assert names(sort="DESC") == ["web:2", "web:1", "api:1"]
    assert names(familyPrefix="web", maxResults=1, sort="DESC") == ["web:2"]
    pages = ecs.get_paginator("list_task_definitions").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["taskDefinitionArns"]) for page in pages] == [2, 1]
    ecs.deregister_task_definition(taskDefinition="api:1")
    assert names(status="INACTIVE") == ["api:1"]
    for status, expected in (("ACTIVE", ["web"]), ("INACTIVE", ["api"]), ("ALL", ["api", "web"])):
        assert ecs.list_task_definition_families(status=status)["families"] == expected
    assert ecs.list_task_definition_families(familyPrefix="w")["families"] == ["web"]


def test_account_settings(aws: Aws, account: str) -> None:
    ecs = aws("ecs")
    assert ecs.list_account_settings()["settings"] == []
    put = ecs.put_account_setting_default(name="containerInsights", value="enhanced")["setting"]
    assert put == {
        "name": "containerInsights",
        "value": "enhanced",
        "principalArn": f"arn:aws:iam::{account}:root",
        "type": "user",
    }
    assert ecs.list_account_settings(name="containerInsights")["settings"] == [put]
    pages = ecs.get_paginator("list_account_settings").paginate(effectiveSettings=True)
    effective = {setting["name"]: setting["value"] for page in pages for setting in page["settings"]}
    assert effective["containerInsights"] == "enhanced"
    assert effective["serviceLongArnFormat"] == "enabled"
    gone = ecs.delete_account_setting(name="containerInsights")["setting"]
    assert gone["value"] == "disabled"
    assert ecs.list_account_settings()["settings"] == []
