"""The rules stand in front of moto for every client, and in-process too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.sandbox.process import Running
from tests.sandbox.test_surface import in_fresh_python

TOO_LARGE = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "4096",
    "containerDefinitions": [{"name": "web", "image": "nginx"}],
}


def test_a_call_that_breaks_a_rule_is_refused_and_leaves_nothing(aws: Callable[..., Any], sandbox: Running) -> None:
    ecs = aws("ecs")
    with pytest.raises(ClientError) as refused:
        ecs.register_task_definition(**TOO_LARGE)
    assert refused.value.response["Error"]["Code"] == "ClientException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert ecs.list_task_definitions()["taskDefinitionArns"] == []
    made = ecs.register_task_definition(**TOO_LARGE | {"memory": "1024"})
    assert made["taskDefinition"]["revision"] == 1


def test_the_same_in_process() -> None:
    script = (
        "from course.sandbox.bridge import server; server.install(); import boto3; from moto import mock_aws\n"
        "with mock_aws():\n"
        "    ecs = boto3.client('ecs', region_name='us-east-1')\n"
        "    try:\n"
        f"        ecs.register_task_definition(**{TOO_LARGE!r})\n"
        "    except ecs.exceptions.ClientException as error:\n"
        "        print(error.response['Error']['Message'])"
    )
    said = in_fresh_python(script)
    assert said.startswith("No Fargate configuration exists for given values: 256 CPU, 4096 memory.")
