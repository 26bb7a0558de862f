"""The rules of scalable targets and scheduled actions: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from course.simulator.rules.application_autoscaling import scalable_targets, scheduled_actions
from tests.simulator.rules.application_autoscaling.made_scaling import SERVICE, UNKNOWN, UNSCALED, WORLD
from tests.simulator.rules.pairs import REMOVED, Pair, Request, unproven, with_

SERVICE_NAME = "application-autoscaling"
Scaling = partial(Pair, service=SERVICE_NAME, world=WORLD)

REGISTER: Request = SERVICE | {"MinCapacity": 2, "MaxCapacity": 10}
ACTION: Request = SERVICE | {
    "ScheduledActionName": "morning",
    "Schedule": "cron(0 8 ? * MON-FRI *)",
    "ScalableTargetAction": {"MinCapacity": 4, "MaxCapacity": 8},
}


def registers(rule: str, refused: dict[str, Any], accepted: dict[str, Any] | None = None) -> Pair:
    return Scaling(rule, "RegisterScalableTarget", REGISTER | refused, REGISTER | (accepted or {}))


def schedules(rule: str, refused: str, accepted: str) -> Pair:
    return Scaling(rule, "PutScheduledAction", ACTION | {"Schedule": refused}, ACTION | {"Schedule": accepted})


def acts(rule: str, key: str, refused: Any, accepted: Any = REMOVED) -> Pair:
    neighbour = ACTION if accepted is REMOVED else ACTION | {key: accepted}
    return Scaling(rule, "PutScheduledAction", ACTION | {key: refused}, neighbour)


PAIRS = [
    registers("scalable-dimension-of-its-namespace", {"ScalableDimension": "dynamodb:table:ReadCapacityUnits"}),
    registers("scalable-dimension-of-its-namespace", {"ResourceId": "shop/web"}),
    registers("ecs-resource-id", {"ResourceId": "service/web"}),
    registers("ecs-resource-id", {"ResourceId": "service/shop/web/1"}),
    registers("scaled-service-exists", {"ResourceId": "service/shop/nothing"}),
    registers("scaled-service-exists", {"ResourceId": "service/shop/old"}, {"ResourceId": "service/shop/api"}),
    registers("capacity-not-negative", {"MinCapacity": -1}, {"MinCapacity": 0}),
    registers("capacity-in-order", {"MinCapacity": 11}, {"MinCapacity": 10}),
    Scaling(
        "capacity-in-order-after-a-change",
        "RegisterScalableTarget",
        SERVICE | {"MinCapacity": 11},
        SERVICE | {"MinCapacity": 10},
    ),
    Scaling(
        "capacity-in-order-after-a-change",
        "RegisterScalableTarget",
        SERVICE | {"MaxCapacity": 1},
        SERVICE | {"MaxCapacity": 2},
    ),
    Scaling(
        "new-target-has-both-capacities",
        "RegisterScalableTarget",
        UNSCALED | {"MinCapacity": 2},
        SERVICE | {"MinCapacity": 2},
    ),
    Scaling("scalable-target-registered", "PutScheduledAction", ACTION | UNSCALED, ACTION),
    Scaling(
        "scalable-target-registered",
        "PutScalingPolicy",
        UNSCALED | {"PolicyName": "cpu"},
        SERVICE | {"PolicyName": "cpu"},
    ),
    Scaling("scalable-target-there", "DeregisterScalableTarget", UNKNOWN, SERVICE),
    schedules("schedule-form", "0 8 ? * MON-FRI *", "cron(0 8 ? * MON-FRI *)"),
    schedules("schedule-at", "at(2035-01-01T00:00:00Z)", "at(2035-01-01T00:00:00)"),
    schedules("schedule-at", "at(2035-01-01)", "at(2035-01-01T00:00)"),
    schedules("schedule-rate", "rate(1 week)", "rate(7 days)"),
    schedules("schedule-rate", "rate(0 minutes)", "rate(1 minute)"),
    schedules("schedule-cron-days", "cron(0 8 * * MON-FRI *)", "cron(0 8 ? * MON-FRI *)"),
    schedules("schedule-cron-days", "cron(0 8 ? * ? *)", "cron(0 8 * * ? *)"),
    acts("schedule-timezone", "Timezone", "JST", "Asia/Tokyo"),
    Scaling(
        "schedule-start-before-end",
        "PutScheduledAction",
        ACTION | {"StartTime": 2_000_000_001, "EndTime": 2_000_000_000},
        ACTION | {"StartTime": 2_000_000_000, "EndTime": 2_000_000_001},
    ),
    Scaling(
        "scheduled-change-missing",
        "PutScheduledAction",
        with_(ACTION, "ScalableTargetAction"),
        with_(ACTION, "ScalableTargetAction") | {"ScheduledActionName": "night"},
    ),
    acts("scheduled-change-empty", "ScalableTargetAction", {}, {"MaxCapacity": 0}),
    acts(
        "scheduled-capacity-in-order",
        "ScalableTargetAction",
        {"MinCapacity": 4, "MaxCapacity": 3},
        {"MinCapacity": 4, "MaxCapacity": 4},
    ),
    Scaling(
        "scheduled-action-there",
        "DeleteScheduledAction",
        SERVICE | {"ScheduledActionName": "morning"},
        SERVICE | {"ScheduledActionName": "night"},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [scalable_targets, scheduled_actions])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, SERVICE_NAME, module.__name__) == set()  # type: ignore[attr-defined]
