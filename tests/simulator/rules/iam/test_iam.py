"""The rules of roles and policies: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.rules import findings
from course.simulator.rules.iam import policies, roles, trust_policies
from course.simulator.rules.iam.documents import trusts
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

HERE = "arn:aws:iam::111122223333"
WORLD = MadeWorld(
    roles={"task": {"RoleName": "task", "Arn": f"{HERE}:role/task"}},
    policies={
        f"{HERE}:policy/used": {"AttachmentCount": 1},
        f"{HERE}:policy/free": {"AttachmentCount": 0},
    },
)
Iam = partial(Pair, service="iam", world=WORLD)

TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
READ: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
STATEMENT = ("Statement", 0)


def role(document: Any = TRUST, **asked: Any) -> Request:
    text = document if isinstance(document, str) else json.dumps(document)
    return {"RoleName": "web", "AssumeRolePolicyDocument": text} | asked


def policy(document: Any = READ) -> Request:
    return {"PolicyName": "read", "PolicyDocument": json.dumps(document)}


def changed(base: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return with_(base, *STATEMENT, key, value=value)


def trusting(rule: str, refused: Any, accepted: Any = TRUST, *also: str) -> Pair:
    return Iam(rule, "CreateRole", role(refused), role(accepted), also=also)


def long(base: dict[str, Any], key: str, size: int) -> dict[str, Any]:
    """The document, made `size` characters long by a value without white space."""
    short = len(json.dumps(changed(base, key, "")).replace(" ", ""))
    return changed(base, key, "a" * (size - short))


PAIRS = [
    trusting("trust-policy-json", json.dumps(TRUST).replace("]}", "],}")),
    trusting("trust-policy-syntax", with_(TRUST, "Version", value="2012-10-18")),
    trusting("trust-policy-syntax", with_(TRUST, "Statement")),
    trusting("trust-policy-syntax", with_(TRUST, "Comment", value="a"), with_(TRUST, "Id", value="a")),
    trusting("trust-policy-syntax", with_(TRUST, *STATEMENT, "Effect")),
    trusting("trust-policy-syntax", changed(TRUST, "Actions", "sts:AssumeRole"), changed(TRUST, "Sid", "a")),
    trusting("trust-policy-effect", changed(TRUST, "Effect", "allow")),
    trusting("trust-policy-principal", with_(TRUST, *STATEMENT, "Principal")),
    trusting("trust-policy-resource", changed(TRUST, "Resource", "*")),
    trusting("trust-policy-action", changed(TRUST, "Action", "ecs:RunTask")),
    trusting("trust-policy-action", changed(TRUST, "Action", ["sts:AssumeRole", "sts:*"])),
    trusting("trust-policy-without-action", with_(TRUST, *STATEMENT, "Action")),
    trusting("trust-policy-service", changed(TRUST, "Principal", {"Service": "ecs-tasks"})),
    trusting(
        "trust-policy-service", changed(TRUST, "Principal", {"Service": ["ec2.amazonaws.com", "*.amazonaws.com"]})
    ),
    trusting("trust-policy-star", changed(TRUST, "Principal", "*"), changed(TRUST, "Principal", {"AWS": "*"})),
    trusting(
        "trust-policy-account",
        changed(TRUST, "Principal", {"AWS": "me"}),
        changed(TRUST, "Principal", {"AWS": "444455556666"}),
    ),
    trusting(
        "trust-policy-role-there",
        changed(TRUST, "Principal", {"AWS": f"{HERE}:role/nobody"}),
        changed(TRUST, "Principal", {"AWS": f"{HERE}:role/task"}),
    ),
    trusting(
        "trust-policy-role-there",
        changed(TRUST, "Principal", {"AWS": f"{HERE}:role/nobody"}),
        changed(TRUST, "Principal", {"AWS": "arn:aws:iam::444455556666:role/nobody"}),
    ),
    trusting("trust-policy-size", long(TRUST, "Sid", 2049), long(TRUST, "Sid", 2048)),
    Iam(
        "trust-policy-action",
        "UpdateAssumeRolePolicy",
        {"RoleName": "task", "PolicyDocument": json.dumps(changed(TRUST, "Action", "ecs:RunTask"))},
        {"RoleName": "task", "PolicyDocument": json.dumps(TRUST)},
    ),
    Iam(
        "policy-without-principal",
        "CreatePolicy",
        policy(changed(READ, "Principal", {"AWS": "*"})),
        policy(),
    ),
    Iam(
        "statement-id", "CreatePolicy", policy(changed(READ, "Sid", "read-it")), policy(changed(READ, "Sid", "ReadIt"))
    ),
    Iam("action-of-one-service", "CreatePolicy", policy(changed(READ, "Action", "s*:Get*")), policy()),
    Iam("managed-policy-size", "CreatePolicy", policy(long(READ, "Sid", 6145)), policy(long(READ, "Sid", 6144))),
    Iam(
        "inline-policy-size",
        "PutRolePolicy",
        policy(long(READ, "Sid", 10241)) | {"RoleName": "task"},
        policy(long(READ, "Sid", 10240)) | {"RoleName": "task"},
    ),
    Iam(
        "policy-there",
        "GetPolicy",
        {"PolicyArn": f"{HERE}:policy/nothing"},
        {"PolicyArn": f"{HERE}:policy/used"},
    ),
    Iam(
        "policy-in-use",
        "DeletePolicy",
        {"PolicyArn": f"{HERE}:policy/used"},
        {"PolicyArn": f"{HERE}:policy/free"},
    ),
    Iam("role-there", "AttachRolePolicy", {"RoleName": "nobody"}, {"RoleName": "task"}),
    Iam("role-there", "GetRole", {"RoleName": f"{HERE}:role/task"}, {"RoleName": "task"}),
    Iam("path-of-service-roles", "CreateRole", role(Path="/aws-service-role/ecs/"), role(Path="/service-role/")),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [roles, policies, trust_policies])
def test_every_rule_is_shown(module: object) -> None:
    shown = [pair for pair in PAIRS if pair.operation in ("CreateRole", "CreatePolicy")]
    assert unproven(PAIRS + shown, "iam", module.__name__) == set()  # type: ignore[attr-defined]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Principal", "Action", "Effect", "AWS", "Service", "Sid"]), inner
        )
    ),
)


@given(ANYTHING)
def test_no_document_is_too_odd_to_be_judged(document: Any) -> None:
    findings("iam", "CreateRole", role(document), WORLD)
    findings("iam", "CreatePolicy", policy(document), WORLD)
    assert trusts(document, "ecs-tasks.amazonaws.com") in (True, False)


@pytest.mark.parametrize(
    ("document", "trusted"),
    [
        (TRUST, True),
        (changed(TRUST, "Principal", {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}), True),
        (changed(TRUST, "Principal", {"Service": "ecs.amazonaws.com"}), False),
        (changed(TRUST, "Effect", "Deny"), False),
        (changed(TRUST, "Action", "sts:TagSession"), False),
        (with_(TRUST, "Statement", value=TRUST["Statement"][0]), True),
    ],
)
def test_whom_a_role_trusts(document: Any, trusted: bool) -> None:
    assert trusts(document, "ecs-tasks.amazonaws.com") is trusted
