"""Describe answers → entries, one call at a time; odd and half answers raise nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.timeline import from_around, from_ecs
from course.timeline.entry import Mark, last_part, owner
from tests.timeline.made import NOON, entry

ARN = "arn:aws:ecs:us-east-1:123456789012"


def at(seconds: float) -> Any:
    return NOON + timedelta(seconds=seconds)


def task(**more: Any) -> dict[str, Any]:
    return {
        "taskArn": f"{ARN}:task/wanderly/0123456789abcdef",
        "clusterArn": f"{ARN}:cluster/wanderly",
        "taskDefinitionArn": f"{ARN}:task-definition/api:3",
        "group": "service:api",
        "launchType": "FARGATE",
        "availabilityZone": "us-east-1a",
        "createdAt": at(0),
    } | more


def test_a_task_tells_its_life() -> None:
    told = task(pullStartedAt=at(5), pullStoppedAt=at(13), startedAt=at(14))
    found = list(from_ecs.of_task(told))
    assert [each.says for each in found] == ["made, api:3 on FARGATE in us-east-1a", "images pulled in 8 s", "RUNNING"]
    assert {(each.cluster, each.service, each.subject) for each in found} == {("wanderly", "api", "01234567")}


@pytest.mark.parametrize(
    ("stopped", "says", "mark"),
    [
        (
            {"stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited",
             "containers": [{"name": "api", "exitCode": 137, "reason": "OutOfMemoryError: killed"}]},
            "STOPPED: Essential container in task exited (EssentialContainerExited); "
            "api exited with 137 (SIGKILL): OutOfMemoryError: killed",
            Mark.BAD,
        ),
        (
            {"stopCode": "EssentialContainerExited", "stoppedReason": "Essential container in task exited",
             "containers": [{"name": "job", "exitCode": 0}]},
            "STOPPED: Essential container in task exited (EssentialContainerExited); job exited with 0",
            Mark.LOOK,
        ),
        (
            {"stopCode": "TaskFailedToStart", "stoppedReason": "CannotPullContainerError: …", "containers": [{"name": "api"}]},
            "STOPPED: CannotPullContainerError: … (TaskFailedToStart)",
            Mark.BAD,
        ),
        (
            {"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Scaling activity initiated by (deployment ecs-svc/1)",
             "containers": [{"name": "api", "exitCode": 143}]},
            "STOPPED: Scaling activity initiated by (deployment ecs-svc/1) (ServiceSchedulerInitiated); "
            "api exited with 143 (SIGTERM)",
            Mark.PLAIN,
        ),
        (
            {"stopCode": "ServiceSchedulerInitiated", "stoppedReason": "Task failed ELB health checks in (target-group a)"},
            "STOPPED: Task failed ELB health checks in (target-group a) (ServiceSchedulerInitiated)",
            Mark.BAD,
        ),
        ({"stopCode": "SpotInterruption", "stoppedReason": "x"}, "STOPPED: x (SpotInterruption)", Mark.BAD),
        ({"stopCode": "UserInitiated", "stoppedReason": "enough"}, "STOPPED: enough (UserInitiated)", Mark.PLAIN),
        ({}, "STOPPED", Mark.PLAIN),
    ],
)  # fmt: skip
def test_a_stop_says_code_reason_and_exit_codes(stopped: dict[str, Any], says: str, mark: Mark) -> None:
    *_, last = from_ecs.of_task(task(stoppedAt=at(60), **stopped))
    assert (last.says, last.mark) == (says, mark)


def test_a_stopping_task_gives_its_reason_until_the_stop_itself_does() -> None:
    facts = {"stoppingAt": at(30), "stopCode": "UserInitiated", "stoppedReason": "enough"}
    *_, stopping = from_ecs.of_task(task(**facts))
    assert stopping.says == "stopping: enough (UserInitiated)"
    *_, stopping, stopped = from_ecs.of_task(task(**facts, stoppedAt=at(60)))
    assert (stopping.says, stopped.says) == ("stopping (UserInitiated)", "STOPPED: enough (UserInitiated)")


def test_events_of_one_moment_keep_the_order_of_the_answer() -> None:
    events = [
        {"id": str(n), "createdAt": at(0), "message": f"(service api) has {n}"} for n in (3, 2, 1)
    ]  # newest first
    service = {"serviceName": "api", "clusterArn": f"{ARN}:cluster/wanderly", "events": events}
    found = sorted(from_ecs.of_service(service), key=lambda each: each.place)
    assert [each.says for each in found] == ["has 1", "has 2", "has 3"]


@pytest.mark.parametrize(
    ("says", "mark"),
    [
        ("(service api) has reached a steady state.", Mark.GOOD),
        ("(service api) has started 2 tasks: (task 1) (task 2).", Mark.PLAIN),
        (
            "(service api) was unable to place a task because no container instance met all of its requirements.",
            Mark.BAD,
        ),
        ("(service api) (port 3000) is unhealthy in (target-group a) due to (reason Health checks failed)", Mark.BAD),
        ("(service api) rolling back to deployment ecs-svc/2.", Mark.BAD),
    ],
)
def test_what_an_event_means(says: str, mark: Mark) -> None:
    assert from_ecs.event_mark(says) is mark


def deployment(**more: Any) -> dict[str, Any]:
    return {
        "serviceDeploymentArn": f"{ARN}:service-deployment/wanderly/api/abc",
        "serviceArn": f"{ARN}:service/wanderly/api",
        "createdAt": at(0),
        "startedAt": at(1),
        "status": "IN_PROGRESS",
        "sourceServiceRevisions": [{"arn": "r1"}],
        "targetServiceRevision": {"arn": "r2", "requestedTaskCount": 3, "runningTaskCount": 1},
    } | more


NAMES = {"r1": "api:1", "r2": "api:2"}


def test_a_deployment_that_rolls_back() -> None:
    rolled = deployment(
        status="ROLLBACK_SUCCESSFUL", finishedAt=at(90), statusReason="the circuit breaker",
        rollback={"reason": "the circuit breaker", "startedAt": at(50), "serviceRevisionArn": "r1"},
    )  # fmt: skip
    found = list(from_ecs.of_deployment(rolled, NAMES, at(100)))
    assert [(each.says, each.mark) for each in found] == [
        ("started: api:1 → api:2", Mark.PLAIN),
        ("failed, rolling back to api:1: the circuit breaker", Mark.BAD),
        ("rolled back", Mark.BAD),
    ]


def test_an_open_deployment_stands() -> None:
    breaker = {"failureCount": 2, "threshold": 3}
    started, now = from_ecs.of_deployment(deployment(deploymentCircuitBreaker=breaker), NAMES, at(100))
    assert not started.standing
    assert now.standing
    assert now.says == "in progress: 1 of 3 running, 2 failed (the circuit breaker trips at 3)"


def test_an_event_that_only_echoes_a_deployment_is_left_out() -> None:
    done = list(from_ecs.of_deployment(deployment(status="SUCCESSFUL", finishedAt=at(60)), NAMES, at(100)))
    echo = entry("e", 61, kind="service", says="(deployment ecs-svc/1) deployment completed.")
    other = entry("f", 61, kind="service", says="has reached a steady state.")
    late = entry("g", 900, kind="service", says="(deployment ecs-svc/2) deployment completed.")
    assert list(from_ecs.without_echo([echo, other, late], done)) == [other, late]


def test_rollouts_where_there_are_no_service_deployments() -> None:
    rollout = {"id": "ecs-svc/1", "taskDefinition": f"{ARN}:task-definition/api:2", "createdAt": at(0), "updatedAt": at(9),
               "rolloutState": "FAILED", "rolloutStateReason": "tasks failed to start."}  # fmt: skip
    found = list(from_ecs.of_rollout({"serviceName": "api", "clusterArn": "c", "deployments": [rollout]}))
    assert [(each.says, each.mark) for each in found] == [
        ("started: api:2", Mark.PLAIN),
        ("failed: tasks failed to start.", Mark.BAD),
    ]


def test_targets_healthy_counted_others_with_their_reason() -> None:
    def target(ip: str, state: str, **why: str) -> dict[str, Any]:
        return {"Target": {"Id": ip, "Port": 80}, "TargetHealth": {"State": state} | why}

    reason = {"Reason": "Target.ResponseCodeMismatch", "Description": "Health checks failed with these codes: [502]"}
    described = [
        target("a", "healthy"),
        target("b", "healthy"),
        target("c", "unhealthy", **reason),
        target("d", "draining"),
    ]
    group = f"{ARN}:targetgroup/web/123"
    found = sorted(from_around.of_targets(group, described, ("c", "api"), NOON), key=lambda each: each.id)
    assert {(each.says, each.mark) for each in found} == {
        ("2 healthy", Mark.GOOD),
        ("c:80 unhealthy: Health checks failed with these codes: [502] (Target.ResponseCodeMismatch)", Mark.BAD),
        ("d:80 draining", Mark.LOOK),
    }
    assert all(each.standing and each.subject == "web" for each in found)


def test_a_scaling_activity_and_why_nothing_was_scaled() -> None:
    activity = {"ActivityId": "1", "ResourceId": "service/wanderly/api", "StartTime": at(0),
                "StatusCode": "Successful",
                "Description": "Setting desired count to 4.",
                "Cause": "monitor alarm a in state ALARM triggered policy p"}  # fmt: skip
    (found,) = from_around.of_activity(activity)
    assert (found.cluster, found.service) == ("wanderly", "api")
    assert found.says == "Setting desired count to 4. monitor alarm a in state ALARM triggered policy p"
    (failed,) = from_around.of_activity(activity | {"StatusCode": "Failed", "StatusMessage": "Failed to set it."})
    assert (failed.mark, failed.says[:7]) == (Mark.BAD, "Failed:")
    (not_scaled,) = from_around.of_activity(activity | {"NotScaledReasons": [{"Code": "AlreadyAtMaxCapacity"}]})
    assert not_scaled.says.startswith("not scaled (AlreadyAtMaxCapacity)")


def test_alarms_find_their_service_and_say_why() -> None:
    alarms = [
        {
            "AlarmName": "cpu",
            "Dimensions": [{"Name": "ClusterName", "Value": "c"}, {"Name": "ServiceName", "Value": "api"}],
        }
    ]
    services = [{"clusterArn": f"{ARN}:cluster/c", "serviceName": "web",
                 "deploymentConfiguration": {"alarms": {"alarmNames": ["errors", "cpu"]}}}]  # fmt: skip
    policies = [{"ResourceId": "service/c/api", "Alarms": [{"AlarmName": "TargetTracking-x-AlarmHigh-1"}]}]
    places = from_around.alarm_places(alarms, policies, services)
    assert places == {"cpu": ("c", "api"), "errors": ("c", "web"), "TargetTracking-x-AlarmHigh-1": ("c", "api")}
    data = json.dumps({"newState": {"stateValue": "ALARM", "stateReason": "Threshold Crossed"}})
    item = {"AlarmName": "errors", "Timestamp": at(0), "HistoryItemType": "StateUpdate",
            "HistorySummary": "Alarm updated from OK to ALARM", "HistoryData": data}  # fmt: skip
    (found,) = from_around.of_alarm_history(item, places)
    assert (found.service, found.says, found.mark) == ("web", "from OK to ALARM: Threshold Crossed", Mark.BAD)
    (bare,) = from_around.of_alarm_history(item | {"HistoryData": "not JSON"}, places)
    assert (bare.says, bare.mark) == ("from OK to ALARM", Mark.BAD)


def test_of_the_story_only_what_no_call_tells() -> None:
    line = {"at": NOON.isoformat(), "at_us": 1, "cluster": "c", "service": "api", "who": "0123456789", "says": "x"}
    kinds = ("task", "service", "health", "target", "fault")
    found = list(from_around.of_story([line | {"kind": kind} for kind in kinds]))
    assert [(each.kind, each.told_by) for each in found] == [(kind, "sandbox") for kind in kinds[2:]]


def test_names_in_arns() -> None:
    assert owner(f"{ARN}:service/api") == ("", "api")
    assert owner(f"{ARN}:service/c/api") == ("c", "api")
    assert [last_part(each) for each in (f"{ARN}:task/c/1", f"{ARN}:cluster/c", "c", None, "")] == [
        "1",
        "c",
        "c",
        "",
        "",
    ]


MEMBERS = ("taskArn", "createdAt", "stoppedAt", "containers", "events", "serviceName", "clusterArn", "deployments", "status",
           "serviceDeploymentArn", "rollback", "targetServiceRevision", "sourceServiceRevisions", "StartTime", "Timestamp",
           "desiredCount", "stopCode", "ResourceId", "HistoryData", "StateUpdatedTimestamp", "finishedAt")  # fmt: skip


@given(st.dictionaries(st.sampled_from(MEMBERS), st.none()))
def test_half_an_answer_raises_nothing(answer: dict[str, Any]) -> None:
    list(from_ecs.of_task(answer))
    list(from_ecs.of_service(answer))
    from_ecs.standing(answer, NOON)
    list(from_ecs.of_deployment(answer, {}, NOON))
    list(from_ecs.of_rollout(answer))
    list(from_around.of_targets("a/b/c", [answer], ("", ""), NOON))
    list(from_around.of_activity(answer))
    list(from_around.of_alarm_history(answer, {}))
    list(from_around.of_alarm(answer, {}))
    from_around.alarm_places([answer], [answer], [answer])
