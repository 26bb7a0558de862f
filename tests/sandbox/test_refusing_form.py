"""Requests of the wrong form through the real sandbox: refused in AWS's manner, and nothing is kept of them."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.sandbox.process import Running
from tests.sandbox.test_surface import in_fresh_python

DEFINITION: dict[str, Any] = {
    "family": "form",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx"}],
}


def sent_by_hand(sandbox: Running, account: str, operation: str, request: Any) -> tuple[int, dict[str, Any]]:
    """A call of ECS as a client without types sends it: status and answer."""
    head = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AmazonEC2ContainerServiceV20141113.{operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={account}/20260101/us-east-1/ecs/aws4_request, SignedHeaders=host, "
        "Signature=0",
    }
    asked = urllib.request.Request(sandbox.endpoint, json.dumps(request).encode(), head)
    try:
        with urllib.request.urlopen(asked) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_types_are_refused_as_by_aws_and_nothing_is_kept(
    sandbox: Running, account: str, aws: Callable[..., Any]
) -> None:
    wrong = DEFINITION | {"containerDefinitions": [{"name": "web", "image": "nginx", "memory": "512"}]}
    status, said = sent_by_hand(sandbox, account, "RegisterTaskDefinition", wrong)
    assert (status, said["__type"], said["message"]) == (
        400,
        "SerializationException",
        "STRING_VALUE cannot be converted to Integer",
    )
    assert aws("ecs").list_task_definitions()["taskDefinitionArns"] == []


def test_members_that_ecs_does_not_know_are_passed_over(sandbox: Running, account: str) -> None:
    status, said = sent_by_hand(sandbox, account, "RegisterTaskDefinition", DEFINITION | {"noSuchMember": [1]})
    assert status == 200
    assert said["taskDefinition"]["revision"] == 1


def test_what_boto3_lets_through_is_refused(aws: Callable[..., Any]) -> None:
    ecs = aws("ecs")
    with pytest.raises(ClientError) as refused:
        ecs.register_task_definition(**DEFINITION | {"tags": [{"key": "owner!", "value": "me"}]})
    assert refused.value.response["Error"]["Code"] == "ClientException"
    assert "at 'tags.1.member.key'" in refused.value.response["Error"]["Message"]
    assert ecs.register_task_definition(**DEFINITION | {"tags": [{"key": "owner", "value": "me"}]})


def test_every_service_refuses_in_its_own_manner(aws: Callable[..., Any]) -> None:
    elb = aws("elbv2")
    with pytest.raises(ClientError, match=r"\(ValidationError\).*Value '301' at 'healthCheckIntervalSeconds'"):
        elb.create_target_group(Name="form", TargetType="lambda", HealthCheckIntervalSeconds=301)
    assert elb.create_target_group(Name="form", TargetType="lambda", HealthCheckIntervalSeconds=300)
    with pytest.raises(ClientError, match=r"\(InvalidParameterException\).*'registryId' failed to satisfy constraint"):
        aws("ecr").describe_repositories(registryId="12")
    with pytest.raises(ClientError, match=r"\(ValidationError\).*Value at 'roleName' failed"):
        aws("iam").get_role(RoleName="no spaces here")
    scaling = aws("application-autoscaling")
    with pytest.raises(ClientError, match=r"\(ValidationException\).*at 'serviceNamespace' failed"):
        scaling.describe_scalable_targets(ServiceNamespace="ECS")
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []


def test_the_same_in_process() -> None:
    script = (
        "from course.sandbox.bridge import server; server.install(); import boto3; from moto import mock_aws\n"
        "with mock_aws():\n"
        "    elb = boto3.client('elbv2', region_name='us-east-1')\n"
        "    try:\n"
        "        elb.create_target_group(Name='a', Protocol='http', Port=80)\n"
        "    except Exception as error:\n"
        "        print(error.response['Error']['Code'])"
    )
    assert in_fresh_python(script) == "ValidationError"
