"""A whole stack around a service with Terraform: applies, re-plans empty, destroys clean. The one slow test of its kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from tests.cli.program import ecs_course
from tests.clients.terraform import stack_in

MAIN = Path(__file__).with_name("stack.tf")


@pytest.mark.timeout(600)
def test_a_stack_applies_replans_empty_and_goes(
    tmp_path: Path, home: Home, endpoint: str, account: str, client: Callable[[str], Any]
) -> None:
    terraform = stack_in(tmp_path, MAIN.read_text(), home, endpoint, account)
    for words in (["init"], ["apply", "-auto-approve"]):
        done = terraform(*words)
        assert done.returncode == 0, done.stdout + done.stderr
    ecs = client("ecs")
    (service,) = ecs.describe_services(cluster="wanderly", services=["web"])["services"]
    assert service["deploymentConfiguration"]["deploymentCircuitBreaker"]["rollback"] is True
    assert (service["desiredCount"], service["runningCount"], service["pendingCount"]) == (0, 0, 0)
    (bare,) = ecs.describe_services(cluster="wanderly", services=["bare"])["services"]
    assert bare["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"] == []
    alarms = client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert sorted(alarm["Threshold"] for alarm in alarms) == [54.0, 60.0]
    again = terraform("plan", "-detailed-exitcode", "-out=again")
    assert again.returncode == 0, again.stdout
    linted = ecs_course("lint", "-", home=home.root, stdin=terraform("show", "-json", "again").stdout)
    assert linted.returncode == 0, linted.stdout + linted.stderr  # of what is there already, too
    gone = terraform("destroy", "-auto-approve")
    assert gone.returncode == 0, gone.stdout + gone.stderr
    assert ecs.list_clusters()["clusterArns"] == []
    assert client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert client("iam").list_roles()["Roles"] == []
