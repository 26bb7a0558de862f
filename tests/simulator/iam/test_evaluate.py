"""IAM's decisions: properties that hold for all policies, the ways accounts and roles meet, and published examples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.iam.evaluate import Decision, Policies, Request, decide
from course.simulator.iam.patterns import action_fits, resource_fits
from course.simulator.iam.statement import Policy, policy_of
from course.simulator.iam.wording import denial
from tests.simulator.iam.policies import (
    HERE,
    ROLE,
    SESSION,
    TASKS,
    THERE,
    USER,
    allow,
    allowed,
    asks,
    deny,
    policy,
    trust,
)

BUCKET = "arn:aws:s3:::wanderly-photos"


# Properties

ACTIONS = ["ecs:RunTask", "ecs:StopTask", "s3:GetObject", "iam:PassRole"]
RESOURCES = ["*", f"{BUCKET}/a.jpg", f"arn:aws:ecs:us-east-1:{HERE}:task/web/1", ROLE]
patterns = st.sampled_from(["*", "ecs:*", "s3:Get*", "iam:PassRole", "ecs:RunTask"])
places = st.sampled_from(["*", "arn:aws:s3:::*", f"{BUCKET}/*", f"arn:aws:ecs:*:{HERE}:task/*", ROLE])
conditions = st.sampled_from(
    [{}, {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, {"Condition": {"StringEquals": {"a:b": ["x", "y"]}}}]
)
statements = st.builds(
    lambda effect, action, resource, condition: {"Effect": effect, "Action": action, "Resource": resource, **condition},
    st.sampled_from(["Allow", "Deny"]),
    st.lists(patterns, min_size=1, max_size=2),
    st.lists(places, min_size=1, max_size=2),
    conditions,
)
requests = st.builds(
    lambda action, resource, context: Request(SESSION, action, resource, context),
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.sampled_from([{}, {"aws:securetransport": True}, {"a:b": "x"}, {"aws:securetransport": False, "a:b": "z"}]),
)


@given(request=requests, listed=st.lists(statements, max_size=5))
def test_a_deny_always_wins(request: Request, listed: list[dict[str, Any]]) -> None:
    decision = decide(request, Policies(identity=[policy(*listed, deny(request.action, request.resource))]))
    assert not decision.allowed
    assert decision.explicit


@given(request=requests, listed=st.lists(statements, max_size=5), data=st.data())
def test_the_order_of_statements_and_of_policies_does_not_matter(
    request: Request, listed: list[dict[str, Any]], data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(listed))
    together = decide(request, Policies(identity=[policy(*listed)]))
    apart = decide(request, Policies(identity=[policy(one) for one in mixed]))
    assert (together.allowed, together.explicit, together.by) == (apart.allowed, apart.explicit, apart.by)


@given(request=requests, listed=st.lists(statements, max_size=4), boundary=st.lists(statements, max_size=3))
def test_a_boundary_never_gives_and_a_session_policy_never_gives(
    request: Request, listed: list[dict[str, Any]], boundary: list[dict[str, Any]]
) -> None:
    plain = decide(request, Policies(identity=[policy(*listed)]))
    for more in ({"boundary": policy(*boundary)}, {"session": [policy(*boundary)]}):
        assert plain.allowed or not decide(request, Policies(identity=[policy(*listed)], **more)).allowed


@given(request=requests, listed=st.lists(statements, max_size=4), added=statements)
def test_an_added_allow_never_takes_away(request: Request, listed: list[dict[str, Any]], added: dict[str, Any]) -> None:
    before = decide(request, Policies(identity=[policy(*listed)])).allowed
    after = decide(request, Policies(identity=[policy(*listed, {**added, "Effect": "Allow"})])).allowed
    assert after or not before


@given(request=requests)
def test_without_a_policy_nothing_is_allowed(request: Request) -> None:
    assert decide(request, Policies()) == Decision(False, by="identity-based")


# Wildcards


@pytest.mark.parametrize(
    ("pattern", "action", "fits"),
    [
        ("ecs:*", "ecs:RunTask", True),
        ("ECS:runtask", "ecs:RunTask", True),
        ("ecs:Run?ask", "ecs:RunTask", True),
        ("ecs:Run", "ecs:RunTask", False),
        ("ecs:*Task*", "ecs:DescribeTasks", True),
        ("ecr:*", "ecs:RunTask", False),
        ("*", "ecs:RunTask", True),
        ("ecs.RunTask", "ecs:RunTask", False),
    ],
)
def test_actions(pattern: str, action: str, fits: bool) -> None:
    assert action_fits(pattern, action) is fits


@pytest.mark.parametrize(
    ("pattern", "resource", "fits"),
    [
        ("*", ROLE, True),
        ("arn:aws:s3:::*", f"{BUCKET}/a/b.jpg", True),
        ("arn:aws:s3:::wanderly-photos/*", BUCKET, False),
        (f"arn:aws:iam::{HERE}:role/*", ROLE, True),
        ("arn:aws:iam::*:role/ecs*", ROLE, True),
        ("arn:aws:iam::*:role/Ecs*", ROLE, False),
        (f"arn:aws:ecs:*:{HERE}:task/web/*", f"arn:aws:ecs:eu-west-1:{HERE}:task/web/1/2:3", True),
        (f"arn:aws:ecs:us-*:{HERE}:task/*", f"arn:aws:ecs:eu-west-1:{HERE}:task/1", False),
        ("arn:aws:secretsmanager:us-east-1:111122223333:secret:db-??????",
         "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf", True),
        ("arn:aws:secretsmanager:us-east-1:111122223333:secret:db",
         "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf", False),
    ],
)  # fmt: skip
def test_resources(pattern: str, resource: str, fits: bool) -> None:
    assert resource_fits(pattern, resource) is fits


# Accounts, roles, services


def shared(principal: Any) -> Policy:
    return policy(allow("s3:GetObject", f"{BUCKET}/*", Principal=principal))


READS = policy(allow("s3:GetObject", f"{BUCKET}/*"))
PHOTO = asks("s3:GetObject", f"{BUCKET}/a.jpg")
NOTHING_BUT_ECS = policy(allow("ecs:*"))


@pytest.mark.parametrize(
    ("principal", "identity", "boundary", "goes"),
    [
        ({"AWS": ROLE}, [], None, True),
        ({"AWS": ROLE}, [], NOTHING_BUT_ECS, False),
        ({"AWS": SESSION.arn}, [], NOTHING_BUT_ECS, True),
        ("*", [], None, True),
        ({"AWS": HERE}, [], None, False),
        ({"AWS": f"arn:aws:iam::{HERE}:root"}, [READS], None, True),
        ({"AWS": f"arn:aws:iam::{THERE}:root"}, [READS], None, True),
        ({"AWS": f"arn:aws:iam::{THERE}:root"}, [], None, False),
        ({"AWS": f"arn:aws:iam::{HERE}:role/*"}, [], None, False),
    ],
)
def test_in_one_account_either_side_may_grant(
    principal: Any, identity: list[Policy], boundary: Any, goes: bool
) -> None:
    assert decide(PHOTO, Policies(identity, shared(principal), boundary)).allowed is goes


def test_between_accounts_both_sides_must_grant() -> None:
    far = replace(PHOTO, resource_account=THERE)
    assert decide(far, Policies([READS], shared({"AWS": ROLE}))).allowed
    assert decide(far, Policies([READS], shared({"AWS": HERE}))).allowed
    assert decide(far, Policies([], shared({"AWS": ROLE}))) == Decision(False, by="identity-based")
    assert decide(far, Policies([READS])) == Decision(False, by="resource-based")


def test_a_role_is_assumed_by_those_its_trust_policy_names() -> None:
    tasks = asks("sts:AssumeRole", ROLE, TASKS, aws__SourceAccount=HERE)
    assert decide(tasks, Policies(resource=trust({"Service": "ecs-tasks.amazonaws.com"}), trust=True)).allowed
    other = decide(tasks, Policies(resource=trust({"Service": "ec2.amazonaws.com"}), trust=True))
    assert other == Decision(False, by="role trust")
    everybody = asks("sts:AssumeRole", ROLE, USER)
    may = policy(allow("sts:AssumeRole"))
    assert not decide(everybody, Policies([may], trust({"Service": "ecs-tasks.amazonaws.com"}), trust=True)).allowed
    assert decide(everybody, Policies([may], trust({"AWS": HERE}), trust=True)).allowed
    assert not decide(everybody, Policies([], trust({"AWS": HERE}), trust=True)).allowed
    assert decide(everybody, Policies([], trust({"AWS": USER.arn}), trust=True)).allowed
    denied = policy({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})
    assert decide(everybody, Policies([may], denied, trust=True)).explicit


def test_a_key_hands_its_decision_on_to_the_account_or_decides_alone() -> None:
    decrypts, key = policy(allow("kms:Decrypt")), f"arn:aws:kms:us-east-1:{HERE}:key/1"
    request = asks("kms:Decrypt", key)
    root = policy(allow("kms:*", Principal={"AWS": f"arn:aws:iam::{HERE}:root"}))
    named = policy(allow("kms:Decrypt", Principal={"AWS": ROLE}))
    other = policy(allow("kms:Decrypt", Principal={"AWS": USER.arn}))
    assert decide(request, Policies([decrypts], root, decides_alone=True)).allowed
    assert not decide(request, Policies([], root, decides_alone=True)).allowed
    assert decide(request, Policies([], named, decides_alone=True)).allowed
    assert not decide(request, Policies([decrypts], other, decides_alone=True)).allowed


# Published examples: IAM user guide and the ECS developer guide


def test_example_nothing_without_mfa() -> None:
    """IAM user guide, "AWS: Allows MFA-authenticated IAM users to manage their own credentials": DenyAllExceptListedIfNoMFA."""
    unless = {
        "Effect": "Deny",
        "NotAction": ["iam:CreateVirtualMFADevice", "iam:ListMFADevices", "sts:GetSessionToken"],
        "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }
    own = policy(allow("*"), unless)
    assert not allowed(asks("ecs:RunTask", principal=USER, aws__MultiFactorAuthPresent=False), own)
    assert not allowed(asks("ecs:RunTask", principal=USER), own), (
        "a long-lived key says nothing of MFA, and IfExists holds"
    )
    assert allowed(asks("ecs:RunTask", principal=USER, aws__MultiFactorAuthPresent=True), own)
    assert allowed(asks("iam:ListMFADevices", principal=USER), own)


def test_example_deny_outside_address_ranges() -> None:
    """IAM user guide, "AWS: Denies access to AWS based on the source IP"."""
    outside = deny("*", Condition={
        "NotIpAddress": {"aws:SourceIp": ["192.0.2.0/24", "203.0.113.0/24"]},
        "Bool": {"aws:ViaAWSService": "false"},
    })  # fmt: skip
    own = policy(allow("*"), outside)
    assert allowed(asks("ecs:RunTask", aws__SourceIp="203.0.113.9", aws__ViaAWSService=False), own)
    assert not allowed(asks("ecs:RunTask", aws__SourceIp="198.51.100.1", aws__ViaAWSService=False), own)
    assert allowed(asks("ecs:RunTask", aws__SourceIp="198.51.100.1", aws__ViaAWSService=True), own)


def test_example_a_home_directory_of_ones_own() -> None:
    """IAM user guide, "IAM policy elements: Variables and tags"."""
    home = allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::mybucket/home/${aws:username}/*"])
    own = policy(home)
    mine, hers = "arn:aws:s3:::mybucket/home/dana/a", "arn:aws:s3:::mybucket/home/eve/a"
    assert allowed(asks("s3:GetObject", mine, USER, aws__username="dana"), own)
    assert not allowed(asks("s3:GetObject", hers, USER, aws__username="dana"), own)
    assert not allowed(asks("s3:GetObject", mine, SESSION), own), "a role's session has no user name"
    assert not allowed(asks("s3:GetObject", mine, USER, aws__username="dana"), policy(home, version="2008-10-17"))
    assert not allowed(asks("s3:GetObject", "arn:aws:s3:::mybucket/home/eve/a", USER, aws__username="*"), own)


def test_example_a_default_for_a_variable() -> None:
    """Same page, "Specifying default values"."""
    own = policy(allow("s3:GetObject", "arn:aws:s3:::b/${aws:PrincipalTag/team, 'company-wide'}/*"))
    assert allowed(asks("s3:GetObject", "arn:aws:s3:::b/company-wide/x"), own)
    request = Request(SESSION, "s3:GetObject", "arn:aws:s3:::b/yellow/x", {"aws:principaltag/team": "yellow"})
    assert allowed(request, own)


def test_example_pass_this_role_to_this_service_only() -> None:
    """ECS developer guide, "Task execution IAM role"; IAM user guide, "Grant a user permissions to pass a role"."""
    own = policy(
        allow("iam:PassRole", ROLE, Condition={"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}})
    )
    assert allowed(asks("iam:PassRole", ROLE, USER, iam__PassedToService="ecs-tasks.amazonaws.com"), own)
    assert not allowed(asks("iam:PassRole", ROLE, USER, iam__PassedToService="ec2.amazonaws.com"), own)
    assert not allowed(asks("iam:PassRole", f"{ROLE}2", USER, iam__PassedToService="ecs-tasks.amazonaws.com"), own)
    assert not allowed(asks("iam:PassRole", ROLE, USER), own), "without the key StringLike does not hold"


def test_example_the_confused_deputy() -> None:
    """ECS developer guide, "Task IAM role": the trust policy with aws:SourceArn and aws:SourceAccount."""
    guarded = trust({"Service": ["ecs-tasks.amazonaws.com"]}, Condition={
        "ArnLike": {"aws:SourceArn": f"arn:aws:ecs:us-west-2:{HERE}:*"},
        "StringEquals": {"aws:SourceAccount": HERE},
    })  # fmt: skip
    request = asks(
        "sts:AssumeRole", ROLE, TASKS, aws__SourceAccount=HERE, aws__SourceArn=f"arn:aws:ecs:us-west-2:{HERE}:task/1"
    )
    assert decide(request, Policies(resource=guarded, trust=True)).allowed
    for key, value in (("aws:sourceaccount", THERE), ("aws:sourcearn", f"arn:aws:ecs:eu-west-1:{HERE}:task/1")):
        other = replace(request, context={**request.context, key: value})
        assert not decide(other, Policies(resource=guarded, trust=True)).allowed


def test_example_tags_must_be_among_these() -> None:
    """IAM user guide, "Multivalued context keys": ForAllValues with aws:TagKeys, and why it wants a Null beside it."""
    keys = {"ForAllValues:StringEquals": {"aws:TagKeys": ["environment", "webserver"]}}
    own = policy(allow("ecs:CreateService", Condition=keys))
    ask = lambda given: Request(SESSION, "ecs:CreateService", "*", {"aws:tagkeys": given})  # noqa: E731
    assert allowed(ask(["environment"]), own)
    assert not allowed(ask(["environment", "owner"]), own)
    assert allowed(asks("ecs:CreateService"), own), "ForAllValues is true where the key is absent"
    strict = policy(allow("ecs:CreateService", Condition={**keys, "Null": {"aws:TagKeys": "false"}}))
    assert not allowed(asks("ecs:CreateService"), strict)
    some = policy(allow("ecs:CreateService", Condition={"ForAnyValue:StringEquals": {"aws:TagKeys": ["environment"]}}))
    assert allowed(ask(["environment", "owner"]), some)
    assert not allowed(ask(["owner"]), some)
    assert not allowed(asks("ecs:CreateService"), some)


def test_example_a_boundary() -> None:
    """IAM user guide, "Permissions boundaries for IAM entities": the boundary allows S3, CloudWatch and EC2; the policy iam."""
    boundary = policy(allow(["s3:*", "cloudwatch:*", "ec2:*"]))
    grants = policy(allow("iam:CreateUser"))
    assert decide(asks("iam:CreateUser", principal=USER), Policies([grants], boundary=boundary)) == Decision(
        False, by="permissions boundary", policy="p"
    )
    assert not decide(asks("s3:GetObject", principal=USER), Policies([grants], boundary=boundary)).allowed
    assert decide(asks("s3:GetObject", principal=USER), Policies([policy(allow("s3:*"))], boundary=boundary)).allowed


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": 10}, True),
        ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": "11"}, False),
        ({"NumericLessThanEquals": {"s3:max-keys": "10"}}, {"s3:max-keys": "many"}, False),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, {"aws:currenttime": "2026-11-24T00:00:00Z"}, True),
        ({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}, {"aws:currenttime": "1700000000"}, False),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"k": "c"}, True),
        ({"StringNotEquals": {"k": ["a", "b"]}}, {"k": "b"}, False),
        ({"StringNotEquals": {"k": "a"}}, {}, True),
        ({"StringEquals": {"k": "a"}}, {}, False),
        ({"StringEqualsIfExists": {"k": "a"}}, {}, True),
        ({"StringEquals": {"K": "a"}}, {"k": "a"}, True),
        ({"StringEquals": {"k": "A"}}, {"k": "a"}, False),
        ({"StringEqualsIgnoreCase": {"k": "A"}}, {"k": "a"}, True),
        ({"ArnLike": {"k": "arn:aws:ecs:*:*:cluster/web"}}, {"k": f"arn:aws:ecs:eu-west-1:{HERE}:cluster/web"}, True),
        ({"ArnNotLike": {"k": "arn:aws:ecs:*:*:cluster/web"}}, {"k": f"arn:aws:ecs:eu-west-1:{HERE}:cluster/web"}, False),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, {"aws:sourceip": "2001:db8::1"}, True),
        ({"NoSuchOperator": {"k": "a"}}, {"k": "a"}, False),
        ({"Null": {"k": "true"}}, {}, True),
        ({"Null": {"k": "true"}}, {"k": "x"}, False),
        ({"Null": {"k": "false"}}, {"k": []}, False),
        ({"StringEquals": {"k": "${*}"}}, {"k": "*"}, True),
        ({"StringEquals": {"k": "${*}"}}, {"k": "x"}, False),
        ({"StringLike": {"k": "a${*}"}}, {"k": "ab"}, False),
        ({"StringEquals": {"k": "${l}"}}, {"k": "*", "l": "*"}, True),
        ({"StringLike": {"k": "${l}"}}, {"k": "abc", "l": "*"}, False),
        ({"ArnLike": {"k": "*"}}, {"k": "no ARN"}, False),
        ({"ArnLike": {"k": "arn:aws:ecs"}}, {"k": f"arn:aws:ecs:eu-west-1:{HERE}:cluster/web"}, True),
        ({"ForAnyValue:StringNotEquals": {"k": ["a"]}}, {"k": ["a", "b"]}, True),
        ({"ForAllValues:StringNotEquals": {"k": ["a"]}}, {"k": ["a", "b"]}, False),
        ({"Bool": {"k": "True"}}, {"k": True}, True),
        ({"BoolIfExists": {"k": "true"}}, {}, True),
        ({"DateEquals": {"k": "2026-11-24T00:00:00Z"}}, {"k": "2026-11-24T01:00:00+01:00"}, True),
        ({"NumericNotEquals": {"k": "5"}}, {"k": "5.0"}, False),
    ],
)  # fmt: skip
def test_conditions(condition: dict[str, Any], context: dict[str, Any], holds: bool) -> None:
    assert (
        allowed(Request(SESSION, "s3:ListBucket", "*", context), policy(allow("s3:ListBucket", Condition=condition)))
        is holds
    )


# Words


def test_denials_read_as_aws_says_them() -> None:
    request = asks("ecr:GetAuthorizationToken")
    said = f"User: {SESSION.arn} is not authorized to perform: ecr:GetAuthorizationToken on resource: *"
    because = "because no identity-based policy allows the ecr:GetAuthorizationToken action"
    assert denial(request, decide(request, Policies())) == f"{said} {because}"
    explicit = decide(request, Policies([policy(allow("*"), deny("ecr:*"))]))
    assert denial(request, explicit) == f"{said} with an explicit deny in an identity-based policy"
    bounded = decide(request, Policies([policy(allow("*"))], boundary=NOTHING_BUT_ECS))
    assert denial(request, bounded).endswith(
        "because no permissions boundary allows the ecr:GetAuthorizationToken action"
    )


@pytest.mark.parametrize(
    "document", [{}, {"Statement": None}, {"Statement": ["x", 3]}, {"Statement": {"Effect": "Maybe"}}]
)
def test_what_makes_no_sense_grants_nothing(document: dict[str, Any]) -> None:
    assert not allowed(PHOTO, policy_of("p", document))
