"""The rules of tags, account settings, pages and protection: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import listings, settings, tagging
from tests.simulator.rules.ecs.made_ecs import HERE, SERVICE, made
from tests.simulator.rules.pairs import Pair, unproven

WORLD = made()
TAG = {"resourceArn": f"{HERE}:cluster/shop", "tags": [{"key": "team", "value": "web"}]}
LONG, SHORT = f"{HERE}:service/shop/web", f"{HERE}:service/web"
PROTECT = {"cluster": "shop", "tasks": ["a"], "protectionEnabled": True}


def tagged(*keys: str) -> dict[str, object]:
    return TAG | {"tags": [{"key": key, "value": "x"} for key in keys]}


def many(member: str, count: int) -> dict[str, object]:
    return {member: [str(number) for number in range(count)]}


def put(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value}


PAIRS = [
    Pair("tag-reserved-prefix", "TagResource", tagged("AWS:team"), tagged("aws-team")),
    Pair(
        "tag-reserved-prefix",
        "CreateService",
        SERVICE | {"tags": [{"key": "aws:a", "value": "b"}]},
        SERVICE | {"tags": [{"key": "a", "value": "aws:b"}]},
        WORLD,
    ),
    Pair("tag-key-twice", "TagResource", tagged("team", "team"), tagged("team", "Team")),
    Pair("tag-arn", "TagResource", TAG | {"resourceArn": "shop"}, TAG),
    Pair("tag-short-service-arn", "TagResource", TAG | {"resourceArn": SHORT}, TAG | {"resourceArn": LONG}),
    Pair(
        "setting-value",
        "PutAccountSetting",
        put("fargateTaskRetirementWaitPeriod", "30"),
        put("fargateTaskRetirementWaitPeriod", "14"),
    ),
    Pair(
        "setting-value",
        "PutAccountSettingDefault",
        put("containerInsights", "Enhanced"),
        put("containerInsights", "enhanced"),
    ),
    Pair("setting-value", "PutAccountSetting", put("awsvpcTrunking", "enhanced"), put("awsvpcTrunking", "enabled")),
    Pair(
        "setting-read-only", "PutAccountSetting", put("guardDutyActivate", "on"), put("tagResourceAuthorization", "on")
    ),
    Pair("describe-tasks-many", "DescribeTasks", many("tasks", 101), many("tasks", 100)),
    Pair("describe-services-many", "DescribeServices", many("services", 11), many("services", 10)),
    Pair("describe-clusters-many", "DescribeClusters", many("clusters", 101), many("clusters", 100)),
    Pair(
        "describe-providers-many",
        "DescribeCapacityProviders",
        many("capacityProviders", 101),
        many("capacityProviders", 100),
    ),
    Pair("page-size-100", "ListAttributes", {"maxResults": 101}, {"maxResults": 100}),
    Pair("page-size-100", "ListTasks", {"maxResults": 0}, {"maxResults": 1}),
    Pair("page-size-10", "DescribeCapacityProviders", {"maxResults": 11}, {"maxResults": 10}),
    Pair(
        "started-by-alone",
        "ListTasks",
        {"startedBy": "me", "family": "web"},
        {"startedBy": "me", "desiredStatus": "STOPPED"},
    ),
    Pair("protection-tasks-many", "UpdateTaskProtection", PROTECT | many("tasks", 11), PROTECT | many("tasks", 10)),
    Pair(
        "protection-minutes",
        "UpdateTaskProtection",
        PROTECT | {"expiresInMinutes": 2881},
        PROTECT | {"expiresInMinutes": 2880},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [listings, settings, tagging], ids=lambda module: module.__name__)
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "ecs", str(module.__name__)) == set()  # type: ignore[attr-defined]
