"""The rules of deployment controllers: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import service_controllers
from tests.simulator.rules.ecs.made_ecs import BALANCER, NETWORK, SERVICE, described, made
from tests.simulator.rules.pairs import Pair, unproven, with_

CODE_DEPLOY = SERVICE | {"deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": [BALANCER]}
EXTERNAL = {"cluster": "shop", "serviceName": "sets", "deploymentController": {"type": "EXTERNAL"}}
WORLD = made(
    described(SERVICE),
    described(CODE_DEPLOY | {"serviceName": "deployed"}),
    described(EXTERNAL),
)
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
ALARMS = {"alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True}}


def update(service: str, **changes: object) -> dict[str, object]:
    return {"cluster": "shop", "service": service, **changes}


PAIRS = [
    Pair("code-deploy-without-balancer", "CreateService", with_(CODE_DEPLOY, "loadBalancers"), CODE_DEPLOY, WORLD),
    Pair("external-with-balancer", "CreateService", EXTERNAL | {"loadBalancers": [BALANCER]}, EXTERNAL, WORLD),
    Pair(
        "breaker-without-ecs-controller",
        "CreateService",
        CODE_DEPLOY | {"deploymentConfiguration": BREAKER},
        CODE_DEPLOY | {"deploymentConfiguration": BREAKER, "deploymentController": {"type": "ECS"}},
        WORLD,
    ),
    Pair(
        "breaker-under-other-controller",
        "UpdateService",
        update("deployed", deploymentConfiguration=BREAKER),
        update("web", deploymentConfiguration=BREAKER),
        WORLD,
    ),
    Pair(
        "alarms-without-ecs-controller",
        "CreateService",
        EXTERNAL | {"deploymentConfiguration": ALARMS},
        SERVICE | {"deploymentConfiguration": ALARMS},
        WORLD,
    ),
    Pair(
        "alarms-under-other-controller",
        "UpdateService",
        update("deployed", deploymentConfiguration=ALARMS),
        update("web", deploymentConfiguration=ALARMS),
        WORLD,
    ),
    Pair(
        "native-strategy-without-ecs-controller",
        "CreateService",
        EXTERNAL | {"deploymentConfiguration": {"strategy": "CANARY"}},
        EXTERNAL | {"deploymentConfiguration": {"strategy": "ROLLING"}},
        WORLD,
    ),
    Pair(
        "code-deploy-definition",
        "UpdateService",
        update("deployed", taskDefinition="web:2"),
        update("web", taskDefinition="web:2"),
        WORLD,
    ),
    Pair(
        "code-deploy-network",
        "UpdateService",
        update("deployed", networkConfiguration=NETWORK),
        update("deployed", desiredCount=3),
        WORLD,
    ),
    Pair(
        "code-deploy-platform",
        "UpdateService",
        update("deployed", platformVersion="1.4.0"),
        update("web", platformVersion="1.4.0"),
        WORLD,
    ),
    Pair(
        "external-update",
        "UpdateService",
        update("sets", networkConfiguration=NETWORK),
        update("sets", desiredCount=3),
        WORLD,
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", service_controllers.__name__) == set()
