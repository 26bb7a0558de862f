"""The rules of roles: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import execution_roles
from tests.simulator.rules.ecs.definitions import AWSLOGS, FARGATE, ROLE, SECRET, ec2, fargate, pair
from tests.simulator.rules.pairs import Pair, unproven

ECR = {"image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"}
SECRETS = {"secrets": [{"name": "A", "valueFrom": SECRET}]}

PAIRS = [
    *(
        pair("role-invalid", FARGATE | {key: refused}, FARGATE | {key: accepted})
        for key, refused, accepted in [
            ("taskRoleArn", "arn:aws:ecs:eu-west-1:111122223333:cluster/a", "arn:aws:iam::111122223333:role/a"),
            ("taskRoleArn", "", "a"),
            ("executionRoleArn", "arn:aws:iam::1111:role/a", "arn:aws:iam::111122223333:role/path/a"),
            ("executionRoleArn", "arn:aws:iam::111122223333:user/a", "arn:aws-cn:iam::111122223333:role/a"),
        ]
    ),
    pair("secrets-execution-role", ec2(SECRETS), ec2(SECRETS, executionRoleArn=ROLE)),
    pair("fargate-ecr-execution-role", fargate(ECR), fargate(ECR, executionRoleArn=ROLE)),
    pair("fargate-ecr-execution-role", fargate(ECR), fargate({"image": "public.ecr.aws/nginx/nginx:1"})),
    pair("fargate-ecr-execution-role", fargate(ECR), ec2(ECR)),
    pair(
        "fargate-awslogs-execution-role",
        fargate({"logConfiguration": AWSLOGS}),
        fargate({"logConfiguration": AWSLOGS}, executionRoleArn=ROLE),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", execution_roles.__name__) == set()
