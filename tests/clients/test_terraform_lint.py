"""Real Terraform plans, linted: a whole stack with nothing to find, then the same with mistakes in a module."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.home import Home
from course.lint.plans import plan_requests
from course.lint.world import FilesWorld
from tests.cli.program import ecs_course
from tests.clients.terraform import stack_in

JOB = 'module.jobs.aws_ecs_task_definition.job["nightly"]'
STACK = Path(__file__).with_name("stack.tf")

JOBS = """
variable "memory" { default = "512" }
variable "check" {
  type    = any
  default = { command = ["CMD", "true"] }
}

module "jobs" {
  source = "./jobs"
  role   = aws_iam_role.execution.arn
  memory = var.memory
  check  = var.check
}

resource "aws_lb_target_group" "jobs" {
  name        = "jobs"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.this.id
}

resource "aws_ecs_service" "jobs" {
  name            = "jobs"
  cluster         = aws_ecs_cluster.this.arn
  task_definition = module.jobs.definition
  launch_type     = "FARGATE"
  network_configuration {
    subnets = aws_subnet.public[*].id
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.jobs.arn
    container_name   = "job"
    container_port   = 80
  }
}
"""
MODULE = """
variable "role" {}
variable "memory" {}
variable "check" {}

resource "aws_ecs_task_definition" "job" {
  for_each                 = toset(["nightly"])
  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = var.memory
  execution_role_arn       = var.role
  volume {
    name = "data"
    efs_volume_configuration {
      file_system_id     = "fs-12345678"
      transit_encryption = "ENABLED"
    }
  }
  container_definitions = jsonencode([
    { name = "job", image = "busybox:1", PortMappings = [{ containerPort = 80 }], healthCheck = var.check },
  ])
}

output "definition" { value = aws_ecs_task_definition.job["nightly"].arn }
"""


@pytest.mark.timeout(600)
def test_plans_are_judged_as_they_will_be_applied(tmp_path: Path, home: Home, endpoint: str, account: str) -> None:
    terraform = stack_in(tmp_path, STACK.read_text() + JOBS, home, endpoint, account)
    (terraform.folder / "jobs").mkdir()
    (terraform.folder / "jobs" / "main.tf").write_text(MODULE)
    done = terraform("init")
    assert done.returncode == 0, done.stdout + done.stderr

    def planned(name: str, *words: str) -> Path:
        made = terraform("plan", f"-out={name}", *words)
        assert made.returncode == 0, made.stdout + made.stderr
        path = terraform.folder / f"{name}.json"
        path.write_text(terraform("show", "-json", name).stdout)
        return path

    right = planned("right")
    done = ecs_course("lint", str(right), home=home.root)
    assert done.returncode == 0, done.stdout + done.stderr

    subjects = plan_requests(json.loads(right.read_text()))
    world, requests = FilesWorld(subjects), {each.address: each for each in subjects if each.made}
    service = requests["aws_ecs_service.jobs"].asked
    assert world.task_definition(service["taskDefinition"])["family"] == "nightly"
    assert world.target_group(service["loadBalancers"][0]["targetGroupArn"])["Name"] == "jobs"
    assert world.cluster(service["cluster"])["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    definition = requests[JOB].asked
    assert "Principal" in world.role(definition["executionRoleArn"])["AssumeRolePolicyDocument"]["Statement"][0]
    assert "role" not in service  # nobody set it: that it is not known yet says nothing
    assert definition["volumes"][0]["efsVolumeConfiguration"]["fileSystemId"] == "fs-12345678"

    wrong = planned("wrong", "-var=memory=4096", "-var=check={retries=3}")
    done = ecs_course("lint", "--format", "json", str(wrong), home=home.root)
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert {(each["rule"], each["subject"], each["path"]) for each in found} == {
        ("fargate-task-size", JOB, "memory"),
        ("shape-missing", JOB, "container_definitions[0].healthCheck.command"),
    }
    text = ecs_course("lint", str(wrong), home=home.root).stdout
    assert f"{wrong}: fargate-task-size  {JOB}, memory" in text
    assert "unnamed-" not in text

    binary = ecs_course("lint", str(terraform.folder / "wrong"), home=home.root)
    assert binary.returncode == 3
    assert "terraform show -json" in binary.stderr
