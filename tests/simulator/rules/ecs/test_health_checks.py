"""The rules of health checks and restarts: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules import findings
from course.simulator.rules.ecs import health_checks
from tests.simulator.rules.ecs.definitions import fargate, pair
from tests.simulator.rules.pairs import Pair, unproven


def check(**numbers: int) -> dict[str, object]:
    """A container with a health check."""
    return {"healthCheck": {"command": ["CMD", "true"], **numbers}}


def restart(**policy: object) -> dict[str, object]:
    """A container that is restarted."""
    return {"restartPolicy": {"enabled": True, **policy}}


PAIRS = [
    pair("health-check-interval", fargate(check(interval=4)), fargate(check(interval=5))),
    pair("health-check-interval", fargate(check(interval=301)), fargate(check(interval=300))),
    pair("health-check-timeout", fargate(check(timeout=1)), fargate(check(timeout=2))),
    pair("health-check-timeout", fargate(check(timeout=61)), fargate(check(timeout=60))),
    pair("health-check-retries", fargate(check(retries=0)), fargate(check(retries=1))),
    pair("health-check-retries", fargate(check(retries=11)), fargate(check(retries=10))),
    pair("health-check-start-period", fargate(check(startPeriod=301)), fargate(check(startPeriod=300))),
    pair(
        "restart-attempt-period", fargate(restart(restartAttemptPeriod=59)), fargate(restart(restartAttemptPeriod=60))
    ),
    pair(
        "restart-attempt-period",
        fargate(restart(restartAttemptPeriod=1801)),
        fargate(restart(restartAttemptPeriod=1800)),
    ),
    pair(
        "restart-ignored-codes",
        fargate(restart(ignoredExitCodes=list(range(51)))),
        fargate(restart(ignoredExitCodes=list(range(50)))),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", health_checks.__name__) == set()


@pytest.mark.parametrize(
    ("interval", "bound"),
    [
        (4, "greater than or equal to the minimum allowed value 5"),
        (301, "less than or equal to the maximum allowed value 300"),
    ],
)
def test_the_words_name_the_bound_that_is_broken(interval: int, bound: str) -> None:
    (found,) = findings("ecs", "RegisterTaskDefinition", fargate(check(interval=interval)))
    assert found.says == f"Health check interval must be {bound} for container 'web'"
