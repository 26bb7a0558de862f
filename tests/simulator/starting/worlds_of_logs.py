"""Worlds of logs, and what comes first of several troubles."""

from __future__ import annotations

from course.simulator.starting.facts import Logging
from tests.simulator.starting.around import ACCOUNT, EXECUTION, REGION
from tests.simulator.starting.changes import (
    GUIDE,
    TOKEN,
    WORKS,
    Row,
    asks,
    both,
    denied,
    drops,
    grants,
    lacks,
    of_task,
    private,
    with_secret,
)

ROWS: list[Row] = [
    # logs
    (
        "no log group",
        lambda a: a.groups.clear(),
        "ResourceNotFoundException: The specified log group does not exist.",
        "captures",
    ),
    (
        "no log group, and nobody may make it",
        both(lambda a: a.groups.clear(), asks(logs=Logging("/ecs/new", REGION, True, "api"))),
        "logs:CreateLogGroup",
        "captures",
    ),
    (
        "no log group, and it may be made",
        both(
            lambda a: a.groups.clear(),
            asks(logs=Logging("/ecs/new", REGION, True, "api")),
            grants("logs:CreateLogGroup"),
        ),
        WORKS,
        GUIDE,
    ),
    (
        "no right to a stream",
        drops("logs:CreateLogStream"),
        denied(
            "logs:CreateLogStream", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/ecs/wanderly:log-stream:api/api/1a2b3c"
        ),
        "captures",
    ),
    (
        "a log group of another region",
        asks(logs=Logging("/ecs/other", "eu-west-1", prefix="api")),
        "does not exist",
        "captures",
    ),
    # what comes first
    (
        "nothing at all: the role",
        both(private, lacks("trusts", EXECUTION), lambda a: a.images.clear()),
        "unable to assume",
        GUIDE,
    ),
    ("no network, no secret: the token", both(private, with_secret, lambda a: a.secrets.clear()), TOKEN, "captures"),
    (
        "no secret, no image: the secret",
        both(with_secret, lambda a: (a.secrets.clear(), a.images.clear())),
        "can't find the specified secret",
        "captures",
    ),
    ("no image, no log group: the image", lambda a: (a.images.clear(), a.groups.clear()), "not found", GUIDE),
    ("on a container instance, no role: its own role acts", of_task(execution_role="", fargate=False), WORKS, GUIDE),
]
