"""Who calls, told by the access key: a user, the session of a role, or the account itself, and what policies have a say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from course.sandbox.bridge.iam_policies import (
    boundary_arn,
    by_arn,
    groups_of,
    identity,
    policy,
    role_by_arn,
    tags_of,
)
from course.simulator.iam.evaluate import Principal
from course.simulator.iam.statement import Policy, policy_of

EVERYTHING = policy_of(
    "root", {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody whose calls IAM judges."""

    principal: Principal
    identity: tuple[Policy, ...]
    boundary: Policy | None = None
    session: tuple[Policy, ...] | None = None
    context: dict[str, object] = field(default_factory=dict)
    """Condition keys of the principal, in lower case. IAM user guide, "AWS global condition context keys"."""
    user: str = ""
    """The ARN of the user, "" for others."""
    active: bool = True
    """Whether the key may be used."""


def root_of(account: str) -> Caller:
    """The account itself: the twelve-digit key, and every key that IAM has not issued."""
    arn = f"arn:aws:iam::{account}:root"
    context = {"aws:principalarn": arn, "aws:principalaccount": account, "aws:principaltype": "Account"}
    return Caller(Principal(arn), (EVERYTHING,), context={**context, "aws:userid": account})


def caller_of(account: str, access_key: str) -> Caller | None:
    """Whose key it is. None: the account's own, which nothing restricts."""
    if access_key == account:
        return None
    key = iam_backends[account]["aws"].access_keys.get(access_key)
    if key is None:
        return None
    return _session(account, access_key) if key.user_name is None else _user(account, key)


def _user(account: str, key: Any) -> Caller | None:
    user = iam_backends[account]["aws"].users.get(key.user_name)
    if user is None:
        return None
    return Caller(
        principal=Principal(user.arn),
        identity=identity(user, *groups_of(account, user)),
        boundary=by_arn(account, boundary_arn(user)),
        context={
            "aws:username": user.name,
            "aws:userid": user.id,
            "aws:principalarn": user.arn,
            "aws:principalaccount": account,
            "aws:principaltype": "User",
            **_principal_tags(user),
        },
        user=user.arn,
        active=key.status == "Active",
    )


def _session(account: str, access_key: str) -> Caller | None:
    session = sts_backends[account]["aws"].get_assumed_role_from_access_key(access_key)
    if session is None:
        return None
    role = role_by_arn(session.role_arn)
    tags = {f"aws:principaltag/{key.casefold()}": value for key, value in getattr(session, "tags", {}).items()}
    return Caller(
        principal=Principal(session.arn, role=session.role_arn),
        identity=identity(role) if role is not None else (),
        boundary=by_arn(account, boundary_arn(role)) if role is not None else None,
        session=_session_policies(account, session),
        context={
            "aws:userid": session.user_id,
            "aws:principalarn": session.role_arn,
            "aws:principalaccount": account,
            "aws:principaltype": "AssumedRole",
            "aws:multifactorauthpresent": False,
            **(_principal_tags(role) if role is not None else {}),
            **tags,
        },
    )


def _session_policies(account: str, session: Any) -> tuple[Policy, ...] | None:
    """Those that came with AssumeRole; None where none did, and then the role's own say is all."""
    given = [policy("session policy", session.policy)] if session.policy else []
    arns = getattr(session, "policy_arns", ())
    given += [found for arn in arns if (found := by_arn(account, arn)) is not None]
    return tuple(given) if session.policy or arns else None


def _principal_tags(holder: Any) -> dict[str, object]:
    return {f"aws:principaltag/{key.casefold()}": value for key, value in tags_of(holder).items()}
