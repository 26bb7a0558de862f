"""The rules of log groups and their filters: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from course.simulator.rules.logs import filters, groups
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Pair, unproven

WORLD = MadeWorld(
    log_groups={
        "/shop/web": {"logStreamNames": {"a"}, "metricFilterNames": {"errors"}},
        "/shop/full": {"metricFilterNames": {f"filter-{n}" for n in range(100)}},
    }
)
Logs = partial(Pair, service="logs", world=WORLD)
LAMBDA = "arn:aws:lambda:eu-west-1:111122223333:function:sink"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/sink"


def metric(rule: str, refused: dict[str, Any], accepted: dict[str, Any] | None = None) -> Pair:
    base = {"metricName": "errors", "metricNamespace": "Shop", "metricValue": "1"}
    first, second = (
        {"logGroupName": "/shop/web", "filterName": "f", "filterPattern": "", "metricTransformations": [base | more]}
        for more in (refused, accepted or {})
    )
    return Logs(rule, "PutMetricFilter", first, second)


def subscribed(rule: str, refused: dict[str, Any], accepted: dict[str, Any]) -> Pair:
    base = {"logGroupName": "/shop/web", "filterName": "f", "filterPattern": ""}
    return Logs(rule, "PutSubscriptionFilter", base | refused, base | accepted)


PAIRS = [
    Logs("log-group-name-reserved", "CreateLogGroup", {"logGroupName": "aws/ecs"}, {"logGroupName": "/aws/ecs"}),
    Logs(
        "log-retention",
        "PutRetentionPolicy",
        {"logGroupName": "/shop/web", "retentionInDays": 10},
        {"logGroupName": "/shop/web", "retentionInDays": 7},
    ),
    Logs(
        "log-stream-there-already",
        "CreateLogStream",
        {"logGroupName": "/shop/web", "logStreamName": "a"},
        {"logGroupName": "/shop/web", "logStreamName": "b"},
    ),
    Logs(
        "metric-filters-per-group",
        "PutMetricFilter",
        {"logGroupName": "/shop/full", "filterName": "one-more"},
        {"logGroupName": "/shop/full", "filterName": "filter-7"},
    ),
    metric("metric-namespace", {"metricNamespace": "AWS/ECS"}),
    metric(
        "metric-dimensions-or-default",
        {"dimensions": {"Level": "$.level"}, "defaultValue": 0.0},
        {"dimensions": {"Level": "$.level"}},
    ),
    metric("metric-dimension-from-the-event", {"dimensions": {"Level": "error"}}, {"dimensions": {"Level": "$.level"}}),
    subscribed(
        "filter-pattern-brackets",
        {"destinationArn": LAMBDA, "filterPattern": "[ip, user"},
        {"destinationArn": LAMBDA, "filterPattern": "[ip, user]"},
    ),
    Logs(
        "filter-pattern-brackets",
        "PutMetricFilter",
        {"logGroupName": "/shop/web", "filterName": "f", "filterPattern": "[ip, user"},
        {"logGroupName": "/shop/web", "filterName": "f", "filterPattern": "[ip, user]"},
    ),
    subscribed(
        "subscription-destination",
        {"destinationArn": "arn:aws:sqs:eu-west-1:111122223333:sink"},
        {"destinationArn": LAMBDA},
    ),
    subscribed(
        "subscription-needs-a-role",
        {"destinationArn": STREAM},
        {"destinationArn": STREAM, "roleArn": "arn:aws:iam::111122223333:role/a"},
    ),
    subscribed(
        "subscription-of-a-function-has-no-role",
        {"destinationArn": LAMBDA, "roleArn": "arn:aws:iam::111122223333:role/a"},
        {"destinationArn": LAMBDA},
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [groups, filters])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "logs", module.__name__) == set()  # type: ignore[attr-defined]
