"""Task definitions that AWS refuses, through the sandbox: AWS's code and words, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.clients import refused
from tests.sandbox.stack import fargate_definition

Aws = Callable[..., Any]


def container(**more: Any) -> list[dict[str, Any]]:
    """One container."""
    return [{"name": "web", "image": "nginx", **more}]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"networkMode": "bridge"}, "Fargate only supports network mode 'awsvpc'."),
        ({"containerDefinitions": []}, "Container list cannot be empty."),
        (
            {"containerDefinitions": container(privileged=True)},
            "Fargate requires that the 'privileged' setting be 'false'",
        ),
        (
            {"containerDefinitions": container(memory=1024)},
            "The 'memory' setting for container 'web' is greater than for the task.",
        ),
        (
            {"containerDefinitions": container(mountPoints=[{"sourceVolume": "data", "containerPath": "/data"}])},
            "Unknown volume 'data'.",
        ),
        (
            {"containerDefinitions": container(secrets=[{"name": "KEY", "valueFrom": "/key"}])},
            "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
        ),
        ({"tags": []}, "Tags can not be empty."),
    ],
)
def test_a_definition_is_refused_in_awss_words(aws: Aws, members: Any, message: str) -> None:
    code, said = refused(lambda **asked: fargate_definition(aws, **asked), **members)
    assert (code, said) == ("ClientException", message)
    assert aws("ecs").list_task_definition_families()["families"] == []


def test_a_revision_must_be_named(aws: Aws) -> None:
    fargate_definition(aws)
    ecs = aws("ecs")
    assert refused(ecs.deregister_task_definition, taskDefinition="web") == ("ClientException", "Revision is missing.")
    code, said = refused(ecs.deregister_task_definition, taskDefinition="web:latest")
    assert (code, said) == ("InvalidParameterException", "Invalid revision number. Number: latest")
    many = [f"web:{number}" for number in range(1, 12)]
    assert refused(ecs.delete_task_definitions, taskDefinitions=many)[0] == "InvalidParameterException"
    assert ecs.list_task_definitions()["taskDefinitionArns"][0].endswith("web:1")
