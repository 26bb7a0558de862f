"""The aws command line with the calls of the first days; its own waiters end at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Aws = Callable[..., Any]
CONTAINERS = '[{"name": "web", "image": "web:1", "portMappings": [{"containerPort": 8080}]}]'


@pytest.fixture
def aws(endpoint: str, account: str) -> Aws:
    """`aws("ecs list-clusters", …)`: the answer as JSON, None where there is none."""
    surroundings = {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_PAGER": "",
    }
    program = str(Path(sys.executable).parent / "aws")

    def run(words: str, *more: str) -> Any:
        said = subprocess.run(
            [program, *words.split(), *more], env=surroundings, capture_output=True, text=True, timeout=60
        )
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout) if said.stdout.strip() else None

    return run


def test_a_service_by_hand(aws: Aws) -> None:
    aws("ecs create-cluster --cluster-name a")
    fargate = "--network-mode awsvpc --requires-compatibilities FARGATE --cpu 256 --memory 512"
    aws(f"ecs register-task-definition --family web {fargate} --container-definitions", CONTAINERS)
    subnet = aws("ec2 describe-subnets --max-items 1")["Subnets"][0]["SubnetId"]
    network = f"--network-configuration awsvpcConfiguration={{subnets=[{subnet}]}}"
    where = f"--cluster a --task-definition web --launch-type FARGATE {network}"
    aws(f"ecs create-service {where} --service-name s --desired-count 0")
    aws("ecs wait services-stable --cluster a --services s")
    (service,) = aws("ecs describe-services --cluster a --services s")["services"]
    assert (service["status"], service["runningCount"]) == ("ACTIVE", 0)
    (task,) = aws(f"ecs run-task {where}")["tasks"]
    assert aws("ecs list-tasks --cluster a")["taskArns"] == [task["taskArn"]]
    aws("ecs stop-task --cluster a --task", task["taskArn"])
    aws("ecs wait tasks-stopped --cluster a --tasks", task["taskArn"])
    assert aws("ecs delete-service --cluster a --service s")["service"]["status"] == "DRAINING"
    aws("ecs wait services-inactive --cluster a --services s")
    assert aws("ecs delete-cluster --cluster a")["cluster"]["status"] == "INACTIVE"
