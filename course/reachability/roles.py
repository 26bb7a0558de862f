"""A role and its policies, by IAM's read calls."""

from __future__ import annotations

from typing import Any

from course.reachability.asking import Asking
from course.simulator.iam.statement import Policy, policy_of
from course.simulator.network.spelling import document
from course.simulator.starting.facts import Role


def role(ask: Asking, arn: str) -> tuple[Role | None, bool]:
    """The role, None where it is not there; and whether IAM let it be looked at."""
    before = len(ask.notes)
    found = ask.tried(f"The role {_name(arn)}", lambda: _read(ask, arn))
    return found, len(ask.notes) == before


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def _read(ask: Asking, arn: str) -> Role:
    name = _name(arn)
    found = ask.one("iam", "get_role", RoleName=name)["Role"]
    policies = [
        _policy(each, ask.one("iam", "get_role_policy", RoleName=name, PolicyName=each)["PolicyDocument"])
        for each in ask.pages("iam", "list_role_policies", "PolicyNames", RoleName=name)
    ]
    attached = ask.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=name)
    policies += [_managed(ask, str(each["PolicyArn"])) for each in attached]
    boundary = (found.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return Role(
        arn=str(found["Arn"]),
        trust=_policy("trust", found.get("AssumeRolePolicyDocument")),
        identity=tuple(policies),
        boundary=_managed(ask, str(boundary)) if boundary else None,
    )


def _managed(ask: Asking, arn: str) -> Policy:
    """The default version of a managed policy."""
    version = ask.one("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = ask.one("iam", "get_policy_version", PolicyArn=arn, VersionId=version)["PolicyVersion"]
    return _policy(_name(arn), found["Document"])


def _policy(name: str, text: Any) -> Policy:
    return policy_of(name, document(text) or {})
