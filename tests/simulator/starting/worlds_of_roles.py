"""Worlds of roles and their rights."""

from __future__ import annotations

from tests.simulator.starting.around import ACCOUNT, EXECUTION, REGION, REPOSITORY, TASK_ROLE, allow, policy, trust
from tests.simulator.starting.changes import (
    GUIDE,
    WORKS,
    Row,
    both,
    denied,
    drops,
    foreign,
    grants,
    lacks,
    of_task,
    put,
    sets,
)

ROWS: list[Row] = [
    # roles
    ("the execution role is gone", lacks("trusts", EXECUTION), "ECS was unable to assume the role", "captures"),
    (
        "the execution role trusts EC2",
        put("trusts", EXECUTION, trust("ec2.amazonaws.com")),
        "ECS was unable to assume the role",
        "captures",
    ),
    (
        "the execution role trusts ECS itself",
        put("trusts", EXECUTION, trust("ecs.amazonaws.com")),
        "unable to assume",
        GUIDE,
    ),
    ("the task role is gone", both(of_task(task_role=TASK_ROLE), lacks("trusts", TASK_ROLE)), TASK_ROLE, "captures"),
    ("the task role is there", of_task(task_role=TASK_ROLE), WORKS, GUIDE),
    (
        "the trust wants this account",
        put("trusts", EXECUTION, trust(Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})),
        WORKS,
        GUIDE,
    ),
    (
        "the trust wants another account",
        put("trusts", EXECUTION, trust(Condition={"StringEquals": {"aws:SourceAccount": "444455556666"}})),
        "unable to assume",
        GUIDE,
    ),
    (
        "the trust wants this region's ARNs",
        put("trusts", EXECUTION, trust(Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:*"}})),
        WORKS,
        GUIDE,
    ),
    (
        "the trust wants another region's ARNs",
        put("trusts", EXECUTION, trust(Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:*"}})),
        "unable to assume",
        GUIDE,
    ),
    (
        "no right to a token",
        drops("ecr:GetAuthorizationToken"),
        denied("ecr:GetAuthorizationToken"),
        "captures, registry auth",
    ),
    (
        "a token for one repository only",
        both(drops("ecr:GetAuthorizationToken"), grants("ecr:GetAuthorizationToken", resource=REPOSITORY)),
        denied("ecr:GetAuthorizationToken"),
        "IAM: this action knows no resource",
    ),
    ("no right to the manifest", drops("ecr:BatchGetImage"), denied("ecr:BatchGetImage", REPOSITORY), GUIDE),
    (
        "no right to the layers",
        drops("ecr:GetDownloadUrlForLayer"),
        denied("ecr:GetDownloadUrlForLayer", REPOSITORY),
        GUIDE,
    ),
    (
        "a boundary without ECR",
        sets(boundary=policy(allow("logs:*"))),
        "because no permissions boundary allows",
        "IAM guide",
    ),
    (
        "an explicit deny",
        lambda a: a.more.append(policy({"Effect": "Deny", "Action": "ecr:*", "Resource": "*"})),
        "with an explicit deny in an identity-based policy",
        "IAM guide",
    ),
    (
        "no rights, but nothing private is asked for",
        both(drops(*["ecr:GetAuthorizationToken", "ecr:BatchGetImage"]), foreign),
        WORKS,
        GUIDE,
    ),
]
