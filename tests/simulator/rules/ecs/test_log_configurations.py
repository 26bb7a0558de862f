"""The rules of log configurations: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import log_configurations
from tests.simulator.rules.ecs.definitions import AWSLOGS, ROLE, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven


def log(driver: str, **options: str) -> dict[str, object]:
    """A container with a log configuration; an underscore in an option is a hyphen."""
    spelt = {key.replace("_", "-"): value for key, value in options.items()}
    return {"logConfiguration": {"logDriver": driver, "options": spelt}}


def router(**options: str) -> dict[str, object]:
    """A container that routes logs."""
    spelt = {key.replace("_", "-"): value for key, value in options.items()}
    return {"firelensConfiguration": {"type": "fluentbit", "options": spelt}}


GROUP = {"awslogs_group": "/ecs/web", "awslogs_region": "eu-west-1"}
FROM_S3 = {"config_file_type": "s3", "config_file_value": "arn:aws:s3:::settings/router.conf"}
FROM_IMAGE = FROM_S3 | {"config_file_type": "file", "config_file_value": "/router.conf"}

PAIRS = [
    pair("fargate-log-driver", fargate(log("json-file")), fargate(log("splunk"))),
    pair("awslogs-options-missing", ec2(log("awslogs", awslogs_region="eu-west-1")), ec2(log("awslogs", **GROUP))),
    pair(
        "awslogs-options-missing",
        ec2({"logConfiguration": {"logDriver": "awslogs"}}),
        ec2({"logConfiguration": AWSLOGS}),
    ),
    pair(
        "awslogs-options-unknown",
        ec2(log("awslogs", **GROUP, log_key="log")),
        ec2(log("awslogs", **GROUP, mode="non-blocking")),
    ),
    pair(
        "fargate-awslogs-stream-prefix",
        fargate(log("awslogs", **GROUP), executionRoleArn=ROLE),
        fargate(log("awslogs", **GROUP, awslogs_stream_prefix="web"), executionRoleArn=ROLE),
    ),
    pair("awsfirelens-router-missing", fargate(log("awsfirelens"), {}), fargate(log("awsfirelens"), router())),
    pair("firelens-unused", fargate({}, router()), fargate(log("awsfirelens"), router())),
    pair(
        "fargate-firelens-s3",
        fargate(log("awsfirelens"), router(**FROM_S3)),
        fargate(log("awsfirelens"), router(**FROM_IMAGE)),
    ),
    pair(
        "firelens-s3-arn",
        ec2(log("awsfirelens"), router(**FROM_S3 | {"config_file_value": "s3://settings/router.conf"})),
        ec2(log("awsfirelens"), router(**FROM_S3)),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", log_configurations.__name__) == set()
