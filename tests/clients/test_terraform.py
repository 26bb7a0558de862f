"""Terraform reaches the sandbox from a shell of the course: apply, an empty second plan, destroy."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from course.home import Home
from course.world.chosen import SANDBOX
from course.world.environment import environment, write_empty_aws_files
from tests.tools import program, terraform_mirror

MAIN = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 1
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


@pytest.fixture
def stack(tmp_path: Path, home: Home, endpoint: str, account: str) -> tuple[Path, dict[str, str]]:
    program("terraform")
    mirror = terraform_mirror()
    (tmp_path / "tf.rc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
    )
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "main.tf").write_text(MAIN)
    surroundings = dict(os.environ)
    write_empty_aws_files(home)
    environment(home, SANDBOX, endpoint, surroundings).apply(surroundings)
    surroundings |= {
        "AWS_ACCESS_KEY_ID": account,
        "TF_CLI_CONFIG_FILE": str(tmp_path / "tf.rc"),
        "CHECKPOINT_DISABLE": "1",
    }
    return folder, surroundings


def terraform(stack: tuple[Path, dict[str, str]], *words: str) -> subprocess.CompletedProcess[str]:
    folder, surroundings = stack
    return subprocess.run(
        ["terraform", *words, "-no-color"], cwd=folder, env=surroundings, capture_output=True, text=True, timeout=200
    )


def test_a_cluster_applies_replans_empty_and_goes(stack: tuple[Path, dict[str, str]], client) -> None:  # type: ignore[no-untyped-def]
    for words in (["init"], ["apply", "-auto-approve"]):
        done = terraform(stack, *words)
        assert done.returncode == 0, done.stdout + done.stderr
    (cluster,) = client("ecs").describe_clusters(clusters=["wanderly"])["clusters"]
    assert sorted(cluster["capacityProviders"]) == ["FARGATE", "FARGATE_SPOT"]
    again = terraform(stack, "plan", "-detailed-exitcode")
    assert again.returncode == 0, again.stdout
    gone = terraform(stack, "destroy", "-auto-approve")
    assert gone.returncode == 0, gone.stdout + gone.stderr
