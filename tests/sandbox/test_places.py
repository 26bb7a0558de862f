"""Accounts and regions are apart: whatever is made where, each place tells its own things and no others."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.sandbox.process import Running
from tests.sandbox.clients import client_of
from tests.sandbox.everything import TRUST

REGIONS = ("us-east-1", "eu-west-1")
FIRST_DIGITS = ("6", "7")

KINDS: dict[str, tuple[str, Callable[[Any, str], Any], Callable[[Any], set[str]]]] = {
    # kind → service, how to make one, the names of all there are
    "cluster": (
        "ecs",
        lambda ecs, name: ecs.create_cluster(clusterName=name),
        lambda ecs: {arn.rpartition("/")[2] for arn in pages(ecs, "list_clusters", "clusterArns")},
    ),
    "group": (
        "ec2",
        lambda ec2, name: ec2.create_security_group(GroupName=name, Description="d"),
        lambda ec2: {g["GroupName"] for g in ec2.describe_security_groups()["SecurityGroups"]} - {"default"},
    ),
    "repository": (
        "ecr",
        lambda ecr, name: ecr.create_repository(repositoryName=name),
        lambda ecr: {r["repositoryName"] for r in ecr.describe_repositories()["repositories"]},
    ),
    "log group": (
        "logs",
        lambda logs, name: logs.create_log_group(logGroupName=name),
        lambda logs: {g["logGroupName"] for g in pages(logs, "describe_log_groups", "logGroups")},
    ),
    "parameter": (
        "ssm",
        lambda ssm, name: ssm.put_parameter(Name=name, Value="v", Type="String"),
        lambda ssm: {p["Name"] for p in pages(ssm, "describe_parameters", "Parameters")},
    ),
    "role": (
        "iam",
        lambda iam, name: iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST),
        lambda iam: {r["RoleName"] for r in pages(iam, "list_roles", "Roles")},
    ),
}


def pages(client: Any, operation: str, key: str) -> list[Any]:
    return [item for page in client.get_paginator(operation).paginate() for item in page[key]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from(FIRST_DIGITS), st.sampled_from(REGIONS)),
        min_size=1,
        max_size=8,
    )
)
def test_each_place_tells_its_own(sandbox: Running, account: str, made: list[tuple[str, str, str]]) -> None:
    client, known, count = shared(sandbox.endpoint, account)
    for kind, digit, region in made:
        service, make, _ = KINDS[kind]
        name = f"n{next(count)}"
        make(client(service, digit + account[1:], region), name)
        known[kind, digit, "" if service == "iam" else region].add(name)
    for kind, digit, region in itertools.product({kind for kind, _, _ in made}, FIRST_DIGITS, REGIONS):
        service, _, names = KINDS[kind]
        there = known[kind, digit, "" if service == "iam" else region]
        assert names(client(service, digit + account[1:], region)) == there


@functools.cache
def shared(endpoint: str, account: str) -> tuple[Callable[..., Any], dict[Any, set[str]], itertools.count[int]]:
    """Clients, what was made, and a counter for names: one set for all examples, since making clients is slow."""
    return (
        functools.cache(lambda s, key, region: client_of(endpoint, s, key, region)),
        defaultdict(set),
        itertools.count(),
    )
