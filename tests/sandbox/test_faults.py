"""Faults on demand: what is broken breaks, what is mended heals, the story tells it, and a restart remembers it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from course.cli.sandbox import sandbox as commands
from course.home import Home
from course.model.errors import UsageProblem
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.living import CLUSTER, SERVICE, Site, site

Aws = Callable[..., Any]
Later = Callable[[str], None]


@pytest.fixture
def here(aws: Aws) -> Site:
    return site(aws)


@pytest.fixture
def break_(sandbox_home: Home, account: str) -> Callable[..., str]:
    """`break_("zone", zone=…)`: the fault in the test's account; what the sandbox says of it."""

    def act(kind: str, **given: str) -> str:
        return str(process.tell(sandbox_home, "POST", f"faults/{kind}", account=account, **given)["says"])

    return act


def stopped(here: Site) -> dict[str, Any]:
    return here.tasks("STOPPED")[0]


def test_a_killed_task_ends_with_its_exit_code_and_is_replaced(here: Site, later: Later, break_: Any) -> None:
    here.create(desiredCount=1)
    later("2m")
    victim = here.tasks()[0]["taskArn"].rpartition("/")[2]
    break_("kill-task", task=victim[:10], exit="139")
    later("2m")
    assert (stopped(here)["stopCode"], stopped(here)["containers"][0]["exitCode"]) == ("EssentialContainerExited", 139)
    assert len(here.tasks()) == 1


def test_a_container_without_memory_is_killed_for_it(here: Site, later: Later, break_: Any) -> None:
    here.create(desiredCount=1)
    later("2m")
    break_("memory", task=here.tasks()[0]["taskArn"])
    later("2m")
    (container,) = stopped(here)["containers"]
    assert (container["exitCode"], container["reason"]) == (
        137,
        "OutOfMemoryError: Container killed due to memory usage",
    )


def test_a_zone_that_fails_is_left_and_filled_again(here: Site, later: Later, break_: Any) -> None:
    here.create(desiredCount=4)
    later("2m")
    break_("zone", zone="us-east-1a", **{"for": "10m"})
    later("3m")
    assert {task["availabilityZone"] for task in here.tasks()} == {"us-east-1b"}
    assert stopped(here)["stopCode"] == "InfrastructureHealth"
    later("30m")
    zones = [task["availabilityZone"] for task in here.tasks()]
    assert (zones.count("us-east-1a"), zones.count("us-east-1b")) == (2, 2)
    assert any("AZ Rebalancing in progress" in said for said in here.said())


def test_spot_capacity_is_taken_back_after_two_minutes_notice(here: Site, later: Later, break_: Any) -> None:
    ecs = here.aws("ecs")
    ecs.put_cluster_capacity_providers(
        cluster=CLUSTER, capacityProviders=["FARGATE", "FARGATE_SPOT"], defaultCapacityProviderStrategy=[]
    )
    strategy = [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    here.register("wanderly/api:stubborn", stopTimeout=120)
    asked = {"capacityProviderStrategy": strategy, "launchType": None}
    here.aws("ecs").create_service(
        cluster=CLUSTER,
        serviceName=SERVICE,
        taskDefinition=SERVICE,
        desiredCount=5,
        networkConfiguration=here.network(),
        capacityProviderStrategy=asked["capacityProviderStrategy"],
    )
    later("3m")
    names = [task["capacityProviderName"] for task in here.tasks()]
    assert (names.count("FARGATE"), names.count("FARGATE_SPOT")) == (2, 3)
    break_("spot", **{"for": "10m"})
    later("1m")
    leaving = here.tasks("STOPPED")
    assert {(task["stopCode"], task["stoppedReason"]) for task in leaving} == {
        ("SpotInterruption", "Your Spot Task was interrupted.")
    }
    assert {task["lastStatus"] for task in leaving} == {"STOPPING"}  # it ignores SIGTERM, and has two minutes
    later("2m")
    assert {task["lastStatus"] for task in leaving} != {task["lastStatus"] for task in here.tasks("STOPPED")}
    assert any("Capacity is unavailable at this time" in said for said in here.said())
    later("15m")
    names = [task["capacityProviderName"] for task in here.tasks()]
    assert (names.count("FARGATE"), names.count("FARGATE_SPOT")) == (2, 3)


def test_without_fargate_capacity_nothing_starts(here: Site, later: Later, break_: Any) -> None:
    break_("capacity", **{"for": "10m"})
    run = {
        "cluster": CLUSTER,
        "taskDefinition": SERVICE,
        "launchType": "FARGATE",
        "networkConfiguration": here.network(),
    }
    answer = here.aws("ecs").run_task(**run)
    assert answer["tasks"] == []
    assert "Capacity is unavailable" in answer["failures"][0]["reason"]
    here.create(desiredCount=1)
    later("5m")
    assert here.tasks() == []
    later("10m")
    assert len(here.tasks()) == 1


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"status": "503"}, "Health checks failed with these codes: [503]"),
        ({"slow": "8s"}, "Request timed out"),
        ({}, "Request timed out"),
    ],
    ids=["status", "slow", "silent"],
)
def test_broken_health_checks_replace_the_task(
    here: Site, later: Later, break_: Any, how: dict[str, str], reason: str
) -> None:
    here.balancer(HealthCheckIntervalSeconds=10)
    here.create(desiredCount=1)
    later("2m")
    break_("health", task=here.tasks()[0]["taskArn"], **how)
    later("5m")
    assert any(f"is unhealthy in (target-group {here.group}) due to (reason {reason})." in said for said in here.said())
    assert stopped(here)["stoppedReason"] == f"Task failed ELB health checks in (target-group {here.group})"
    assert here.health() == ["healthy"]


def test_slow_answers_that_are_quick_enough_harm_nobody(here: Site, later: Later, break_: Any) -> None:
    here.balancer(HealthCheckIntervalSeconds=10)
    here.create(desiredCount=1)
    later("2m")
    break_("health", service=SERVICE, slow="2s")
    later("5m")
    assert here.tasks("STOPPED") == []


def test_a_throttled_operation_is_refused_so_many_times(aws: Aws, break_: Any) -> None:
    ecs = aws("ecs")
    break_("api", operation="ecs:ListClusters", times="2")
    for _ in range(2):
        with pytest.raises(ClientError) as refused:
            ecs.list_clusters()
        assert refused.value.response["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    assert ecs.list_clusters()["clusterArns"] == []
    break_("api", operation="ec2:*")
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        aws("ec2").describe_vpcs()
    break_("clear")
    aws("ec2").describe_vpcs()


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("kill-task", {}, "Name a task"),
        ("kill-task", {"task": "zz"}, "Name a task"),
        ("zone", {"zone": "eu-west-1a"}, "Name a zone of us-east-1"),
        ("capacity", {"provider": "EC2"}, "There is no capacity to take from 'EC2'"),
        ("health", {"service": "none"}, "There is no service none"),
        ("api", {"operation": "RunTask"}, "Name the operation like ecs:RunTask"),
        ("api", {"operation": "ecs:RunTask", "times": "0"}, "times is a whole number"),
        ("zone", {"zone": "us-east-1a", "for": "soon"}, "is not a duration"),
        ("clear", {"id": "zone-9"}, "There is no fault zone-9"),
        ("nonsense", {}, "no route"),
    ],
)
def test_what_makes_no_fault_is_refused_with_a_sentence(
    break_: Any, kind: str, given: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageProblem, match=says):
        break_(kind, **given)


def run(home: Home, *words: str) -> Result:
    done = CliRunner().invoke(commands, list(words), env={"ECS_COURSE_HOME": str(home.root)}, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def test_faults_and_the_story_in_a_terminal(sandbox_home: Home, here: Site, later: Later, account: str) -> None:
    where = ("--account", account)
    assert "Nothing has happened yet" in run(sandbox_home, "story", *where).output
    here.create(desiredCount=1)
    later("2m")
    assert run(sandbox_home, "fault", "zone", "us-east-1b", *where).output == "zone-1: us-east-1b has failed.\n"
    assert "zone-1" in run(sandbox_home, "fault", "list", *where).output
    assert run(sandbox_home, "fault", "clear", "zone-1", *where).output == "Mended: 1.\n"
    assert "Nothing is broken" in run(sandbox_home, "fault", "list", *where).output
    told = run(sandbox_home, "story", *where).output.splitlines()
    assert any(line.endswith("task " + told[3].split()[-5] + "  RUNNING") or "RUNNING" in line for line in told)
    assert any("Has reached a steady state." in line for line in told)
    assert any("! us-east-1b has failed" in line for line in told)
    listed = run(sandbox_home, "story", "--json", "--service", SERVICE, *where).output.splitlines()
    lines = [json.loads(line) for line in listed]
    assert [line["at_us"] for line in lines] == sorted(line["at_us"] for line in lines)
    assert {line["service"] for line in lines} == {SERVICE}


def test_after_a_kill_the_living_world_is_the_same(home: Home, account: str) -> None:
    running = process.up(home)

    def aws(service: str) -> Any:
        return client_of(running.endpoint, service, account)

    def forward(by: str) -> None:
        process.tell(home, "POST", "time/forward", by=by)

    def everything() -> str:
        shown = [here.told(), here.tasks(), here.tasks("STOPPED"), here.health()]
        shown.append(process.tell(home, "GET", "story", account=account))
        shown.append(process.tell(home, "GET", "faults", account=account))
        return json.dumps(shown, default=str, sort_keys=True)

    here = site(aws)
    here.balancer(HealthCheckIntervalSeconds=10)
    here.create(desiredCount=3)
    forward("2m")
    here.register("wanderly/api:2")
    here.update(taskDefinition=SERVICE)
    forward("45s")
    process.tell(home, "POST", "faults/zone", account=account, zone="us-east-1a")
    process.tell(home, "POST", "time/freeze")
    before = everything()
    assert "InfrastructureHealth" in before
    os.kill(running.pid, signal.SIGKILL)
    time.sleep(0.1)
    running = process.up(home)
    assert json.loads(everything()) == json.loads(before)
    forward("10m")
    assert here.told()["runningCount"] == 3
