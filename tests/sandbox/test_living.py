"""Services that live, through boto3: they start, heal, scale, roll, roll back and go, as AWS says they do."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.living import CLUSTER, SERVICE, Site, site, until

Aws = Callable[..., Any]
Later = Callable[[str], None]


@pytest.fixture
def here(aws: Aws) -> Site:
    return site(aws)


def primary(here: Site) -> dict[str, Any]:
    return dict(here.told()["deployments"][0])


def test_three_tasks_are_steady_within_seconds_of_wall_time(here: Site) -> None:
    here.create(desiredCount=3)
    begun = time.monotonic()
    until(lambda: primary(here)["rolloutState"] == "COMPLETED")
    assert time.monotonic() - begun < 6  # the figure itself is in tests/bench: this machine may be busy
    assert (here.told()["runningCount"], here.told()["pendingCount"]) == (3, 0)
    assert Counter(task["availabilityZone"] for task in here.tasks()) == {"us-east-1a": 2, "us-east-1b": 1}
    assert here.said()[-2:] == [
        f"(deployment {primary(here)['id']}) deployment completed.",
        "has reached a steady state.",
    ]


def test_a_task_shows_its_whole_life(here: Site, later: Later, still: None) -> None:
    ecs = here.aws("ecs")
    run = {
        "cluster": CLUSTER,
        "taskDefinition": SERVICE,
        "launchType": "FARGATE",
        "networkConfiguration": here.network(),
    }
    (task,) = ecs.run_task(**run)["tasks"]

    def told() -> dict[str, Any]:
        return dict(ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"][0])

    seen = [task["lastStatus"]]
    for _ in range(60):
        later("1s")
        seen.append(told()["lastStatus"])
    assert list(dict.fromkeys(seen)) == ["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]
    running = told()
    times = [running[key] for key in ("createdAt", "connectivityAt", "pullStartedAt", "pullStoppedAt", "startedAt")]
    assert times == sorted(times)
    assert running["containers"][0]["runtimeId"].startswith(running["taskArn"].rpartition("/")[2])
    stopping = ecs.stop_task(cluster=CLUSTER, task=task["taskArn"], reason="enough")["task"]
    assert (stopping["lastStatus"], stopping["desiredStatus"]) == ("RUNNING", "STOPPED")
    seen = []
    for _ in range(60):
        later("1s")
        seen.append(told()["lastStatus"])
    assert list(dict.fromkeys(seen)) == ["RUNNING", "STOPPING", "DEPROVISIONING", "STOPPED"]
    stopped = told()
    assert (stopped["stopCode"], stopped["stoppedReason"]) == ("UserInitiated", "enough")
    assert stopped["containers"][0]["exitCode"] == 0
    later("50m")
    assert told()["lastStatus"] == "STOPPED"
    later("20m")
    answer = ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])
    assert (answer["tasks"], answer["failures"][0]["reason"]) == ([], "MISSING")


def test_a_stopped_task_is_replaced_and_a_standalone_one_is_not(here: Site, later: Later) -> None:
    ecs = here.aws("ecs")
    here.create()
    later("3m")
    run = {
        "cluster": CLUSTER,
        "taskDefinition": SERVICE,
        "launchType": "FARGATE",
        "networkConfiguration": here.network(),
    }
    (alone,) = ecs.run_task(**run)["tasks"]
    later("1m")
    victim = here.tasks()[0]["taskArn"]
    for arn in (victim, alone["taskArn"]):
        ecs.stop_task(cluster=CLUSTER, task=arn)
    later("3m")
    assert len(here.tasks()) == 2
    assert victim not in {task["taskArn"] for task in here.tasks()}
    assert len(ecs.list_tasks(cluster=CLUSTER)["taskArns"]) == 2


def test_behind_a_load_balancer_targets_come_and_go_with_the_tasks(here: Site, later: Later) -> None:
    here.balancer()
    here.create()
    later("3m")
    assert here.health() == ["healthy", "healthy"]
    addresses = {task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"] for task in here.tasks()}
    described = here.aws("elbv2").describe_target_health(TargetGroupArn=here.group)["TargetHealthDescriptions"]
    assert {each["Target"]["Id"] for each in described} == addresses
    here.update(desiredCount=1)
    later("5m")
    assert here.health() == ["healthy"]
    here.aws("ecs").delete_service(cluster=CLUSTER, service=SERVICE, force=True)
    later("5m")
    assert here.health() == []
    assert here.told()["status"] == "INACTIVE"


def test_a_rolling_deployment_keeps_both_in_view_and_remembers(here: Site, later: Later, still: None) -> None:
    here.create()
    later("3m")
    before = primary(here)
    second = here.register("wanderly/api:2")
    here.update(taskDefinition=second)
    new, old = here.told()["deployments"]
    assert (new["status"], new["rolloutState"], old["status"]) == ("PRIMARY", "IN_PROGRESS", "ACTIVE")
    assert old["id"] == before["id"]
    later("10s")
    assert here.told()["pendingCount"] == 2
    assert {task["taskDefinitionArn"] for task in here.tasks()} == {second, before["taskDefinition"]}
    later("10m")
    assert [each["id"] for each in here.told()["deployments"]] == [new["id"]]
    assert {task["taskDefinitionArn"] for task in here.tasks()} == {second}
    ecs = here.aws("ecs")
    listed = ecs.list_service_deployments(cluster=CLUSTER, service=SERVICE)["serviceDeployments"]
    assert [each["status"] for each in listed] == ["SUCCESSFUL", "SUCCESSFUL"]
    (whole,) = ecs.describe_service_deployments(serviceDeploymentArns=[listed[0]["serviceDeploymentArn"]])[
        "serviceDeployments"
    ]
    assert whole["targetServiceRevision"]["runningTaskCount"] == 2
    arns = [whole["targetServiceRevision"]["arn"], whole["sourceServiceRevisions"][0]["arn"]]
    revisions = ecs.describe_service_revisions(serviceRevisionArns=arns)["serviceRevisions"]
    assert [each["taskDefinition"] for each in revisions] == [second, before["taskDefinition"]]
    assert arns[0].rpartition("/")[2] == new["id"].rpartition("/")[2]
    assert revisions[0]["containerImages"][0]["image"] == "wanderly/api:2"


def test_a_bad_image_trips_the_breaker_and_the_old_one_comes_back(here: Site, later: Later) -> None:
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    first = here.create(desiredCount=1, deploymentConfiguration=breaker)
    later("3m")
    here.aws("ecr").create_repository(repositoryName="api")
    account = first["serviceArn"].split(":")[4]
    here.register(f"{account}.dkr.ecr.us-east-1.amazonaws.com/api:none")
    here.update(taskDefinition=SERVICE)
    later("30m")
    told = here.told()
    assert told["taskDefinition"] == first["taskDefinition"]
    assert (told["deployments"][0]["id"], told["deployments"][0]["rolloutState"]) == (
        first["deployments"][0]["id"],
        "COMPLETED",
    )
    said = here.said()
    assert any("CannotPullContainerError" in each and "not found" in each for each in said)
    assert any(each.endswith("deployment failed: tasks failed to start.") for each in said)
    assert f"rolling back to deployment {first['deployments'][0]['id']}." in said
    listed = here.aws("ecs").list_service_deployments(cluster=CLUSTER, service=SERVICE)["serviceDeployments"]
    assert listed[0]["status"] == "ROLLBACK_SUCCESSFUL"
    failed = [task for task in here.tasks("STOPPED") if task["stopCode"] == "TaskFailedToStart"]
    assert len(failed) == 3
    assert all("exitCode" not in container for task in failed for container in task["containers"])


def test_a_deployment_is_stopped_and_rolled_back_on_request(here: Site, later: Later) -> None:
    first = here.create(desiredCount=1)
    later("3m")
    here.register("wanderly/api:unhealthy")
    here.update(taskDefinition=SERVICE)
    ecs = here.aws("ecs")
    running = ecs.list_service_deployments(cluster=CLUSTER, service=SERVICE, status=["IN_PROGRESS"])[
        "serviceDeployments"
    ]
    arn = running[0]["serviceDeploymentArn"]
    assert ecs.stop_service_deployment(serviceDeploymentArn=arn, stopType="ROLLBACK")["serviceDeploymentArn"] == arn
    later("5m")
    assert here.told()["taskDefinition"] == first["taskDefinition"]
    (stopped,) = ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"]
    assert stopped["status"] == "ROLLBACK_SUCCESSFUL"
    assert stopped["rollback"]["serviceRevisionArn"].endswith(first["deployments"][0]["id"].rpartition("/")[2])
    with pytest.raises(ClientError):
        ecs.stop_service_deployment(serviceDeploymentArn=arn)


def test_protected_tasks_survive_scaling_in(here: Site, later: Later) -> None:
    here.create(desiredCount=3)
    later("3m")
    ecs = here.aws("ecs")
    tasks = [task["taskArn"] for task in here.tasks()]
    answer = ecs.update_task_protection(cluster=CLUSTER, tasks=tasks[:2], protectionEnabled=True, expiresInMinutes=30)
    assert [each["protectionEnabled"] for each in answer["protectedTasks"]] == [True, True]
    here.update(desiredCount=0)
    later("5m")
    assert {task["taskArn"] for task in here.tasks()} == set(tasks[:2])
    assert "was unable to scale in due to (reason 2 tasks under protection)" in here.said()[-1]
    later("40m")
    assert here.tasks() == []
    gone = ecs.get_task_protection(cluster=CLUSTER, tasks=["0" * 32])
    assert gone["failures"][0]["reason"] == "MISSING"


def test_what_a_container_writes_is_in_its_log(here: Site, later: Later) -> None:
    here.aws("logs").create_log_group(logGroupName="/ecs/api")
    options = {"awslogs-group": "/ecs/api", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "api"}
    here.register("wanderly/api:crashing", logConfiguration={"logDriver": "awslogs", "options": options})
    here.create(desiredCount=1)
    later("1m")
    task = here.tasks("STOPPED")[0]
    assert (task["stopCode"], task["stoppedReason"]) == (
        "EssentialContainerExited",
        "Essential container in task exited",
    )
    assert task["containers"][0]["exitCode"] == 1
    stream = f"api/api/{task['taskArn'].rpartition('/')[2]}"
    events = here.aws("logs").get_log_events(logGroupName="/ecs/api", logStreamName=stream, startFromHead=True)[
        "events"
    ]
    assert any("Cannot find module" in event["message"] for event in events)


def test_an_image_nobody_described_is_imitated_and_says_so(here: Site, later: Later) -> None:
    here.register("ghcr.io/someone/thing:7")
    here.create(desiredCount=1)
    later("2m")
    (task,) = here.tasks()
    assert "imitated" in task["containers"][0]["reason"]


def test_waiters_of_boto3_end_sensibly(here: Site) -> None:
    ecs = here.aws("ecs")
    quick = {"Delay": 1, "MaxAttempts": 30}
    here.create()
    ecs.get_waiter("services_stable").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=quick)
    assert here.told()["runningCount"] == 2
    run = {
        "cluster": CLUSTER,
        "taskDefinition": SERVICE,
        "launchType": "FARGATE",
        "networkConfiguration": here.network(),
    }
    (task,) = ecs.run_task(**run)["tasks"]
    ecs.get_waiter("tasks_running").wait(cluster=CLUSTER, tasks=[task["taskArn"]], WaiterConfig=quick)
    ecs.stop_task(cluster=CLUSTER, task=task["taskArn"])
    ecs.get_waiter("tasks_stopped").wait(cluster=CLUSTER, tasks=[task["taskArn"]], WaiterConfig=quick)
    ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
    ecs.get_waiter("services_inactive").wait(cluster=CLUSTER, services=[SERVICE], WaiterConfig=quick)
