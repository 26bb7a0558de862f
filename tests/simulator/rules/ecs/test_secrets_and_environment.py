"""The rules of secrets and variables: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import secrets_and_environment
from tests.simulator.rules.ecs.definitions import ROLE, SECRET, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven


def secrets(*pairs: tuple[str, str], **more: object) -> dict[str, object]:
    """A container with these secrets: name and source."""
    return {"secrets": [{"name": name, "valueFrom": source} for name, source in pairs], **more}


FILES = [{"type": "s3", "value": f"arn:aws:s3:::settings/{n}.env"} for n in range(11)]
VARIABLE = [{"name": "A", "value": "1"}]

PAIRS = [
    pair(
        "secret-names-unique",
        fargate(secrets(("A", SECRET), ("A", "/a")), executionRoleArn=ROLE),
        fargate(secrets(("A", SECRET), ("B", "/a")), executionRoleArn=ROLE),
    ),
    pair(
        "secret-and-variable",
        fargate(secrets(("A", SECRET), environment=VARIABLE), executionRoleArn=ROLE),
        fargate(secrets(("B", SECRET), environment=VARIABLE), executionRoleArn=ROLE),
    ),
    *(
        pair(
            "secret-source",
            fargate(secrets(("A", refused)), executionRoleArn=ROLE),
            fargate(secrets(("A", accepted)), executionRoleArn=ROLE),
        )
        for refused, accepted in [
            ("db:password::", f"{SECRET}:password::"),
            ("", "a"),
            ("arn:aws:s3:::bucket/key", "arn:aws:ssm:eu-west-1:111122223333:parameter/db/password"),
            ("my secret", "/team/my_secret-1.txt"),
        ]
    ),
    pair(
        "environment-files-too-many",
        fargate({"environmentFiles": FILES}),
        fargate({"environmentFiles": FILES[1:]}),
    ),
    pair(
        "environment-file-arn",
        fargate({"environmentFiles": [{"type": "s3", "value": "s3://settings/web.env"}]}),
        fargate({"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::settings/web.env"}]}),
    ),
    pair(
        "credential-specs-too-many",
        fargate({"credentialSpecs": ["credentialspec:arn:aws:s3:::a/b"] * 2}),
        fargate({"credentialSpecs": ["credentialspec:arn:aws:s3:::a/b"]}),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", secrets_and_environment.__name__) == set()
