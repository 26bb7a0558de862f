"""Terraform reaches the sandbox from a shell of the course: apply, an empty second plan, destroy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.home import Home
from tests.clients.terraform import stack_in

MAIN = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 1 # a connection lost once fails the test
}
resource "aws_ecs_cluster" "this" {
  name = "wanderly"
  setting {
    name  = "containerInsights"
    value = "enhanced"
  }
  tags = { project = "wanderly" }
}
resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = 3
  }
}
"""


def test_a_cluster_applies_replans_empty_and_goes(
    tmp_path: Path, home: Home, endpoint: str, account: str, client: Callable[[str], Any]
) -> None:
    terraform = stack_in(tmp_path, MAIN, home, endpoint, account)
    for words in (["init"], ["apply", "-auto-approve"]):
        done = terraform(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    (cluster,) = client("ecs").describe_clusters(clusters=["wanderly"])["clusters"]
    assert sorted(cluster["capacityProviders"]) == ["FARGATE", "FARGATE_SPOT"]
    again = terraform("plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout
    gone = terraform("destroy", "-auto-approve")
    assert gone.returncode == 0, gone.stdout + gone.stderr
