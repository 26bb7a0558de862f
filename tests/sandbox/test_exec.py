"""ExecuteCommand: who may enter a container, and what AWS says to the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.clients import refused


@pytest.fixture
def ecs(aws: Any) -> Any:
    client = aws("ecs")
    client.create_cluster(clusterName="c")
    trusts = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [trusts]})
    role = aws("iam").create_role(RoleName="task", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    client.register_task_definition(
        family="two",
        taskRoleArn=role,
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=[{"name": name, "image": "nginx", "essential": True} for name in ("a", "b")],
    )
    return client


def run(ecs: Any, aws: Any, enabled: bool) -> str:
    subnet = aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
    network = {"awsvpcConfiguration": {"subnets": [subnet], "assignPublicIp": "ENABLED"}}
    (task,) = ecs.run_task(
        cluster="c",
        taskDefinition="two",
        launchType="FARGATE",
        networkConfiguration=network,
        enableExecuteCommand=enabled,
    )["tasks"]
    return str(task["taskArn"])


def entered(ecs: Any, task: str, **more: Any) -> tuple[str, str]:
    return refused(ecs.execute_command, cluster="c", task=task, command="sh", interactive=True, **more)


def test_a_task_that_was_started_for_it_is_entered(ecs: Any, aws: Any, later: Any) -> None:
    task = run(ecs, aws, enabled=True)
    code, _ = entered(ecs, task, container="a")
    assert code == "TargetNotConnectedException"
    later("10m")
    given = ecs.execute_command(cluster="c", task=task, container="a", command="sh", interactive=True)
    assert (given["containerName"], given["interactive"], given["taskArn"]) == ("a", True, task)
    assert given["session"]["sessionId"].startswith("ecs-execute-command-")
    assert "amazonaws" not in given["session"]["streamUrl"]
    assert entered(ecs, task)[0] == "InvalidParameterException"  # which of the two?
    assert entered(ecs, task, container="c")[0] == "InvalidParameterException"


def test_any_other_task_is_not(ecs: Any, aws: Any) -> None:
    code, said = entered(ecs, run(ecs, aws, enabled=False), container="a")
    assert (code, "execute command was not enabled when the task was run" in said) == (
        "InvalidParameterException",
        True,
    )
    assert entered(ecs, "0" * 32, container="a")[0] == "InvalidParameterException"
