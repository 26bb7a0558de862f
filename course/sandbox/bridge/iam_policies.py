"""Policies in moto's records of IAM, read for the evaluator: those of users, groups and roles, boundaries, trust."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from typing import Any

from moto.iam.models import iam_backends

from course.sandbox.bridge.ecs_base import short
from course.simulator.iam.statement import Policy, policy_of


@functools.lru_cache(1024)
def parsed(name: str, text: str) -> Policy:
    """The policy of a document's text; one that cannot be read has no statements."""
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    return policy_of(short(name), found if isinstance(found, dict) else {})


def policy(name: str, document: Any) -> Policy:
    """The policy of a document as moto keeps it: text, bytes, or read already."""
    if isinstance(document, bytes):
        document = document.decode("utf-8", "replace")
    return parsed(name, document if isinstance(document, str) else json.dumps(document))


def managed_text(found: Any) -> str:
    """The document of a managed policy's default version."""
    versions = (each.document for each in found.versions if each.version_id == found.default_version_id)
    return str(next(versions, "{}"))


def managed(found: Any) -> Policy:
    """A managed policy's default version."""
    return parsed(found.arn, managed_text(found))


def documents(kind: str, holder: Any) -> Iterator[tuple[str, str]]:
    """(id, text) of the policies of one user, group or role: inline ones, then attached ones. The ids are those that IAM's policy
    simulator shows: `role_NAME_POLICY` for an inline policy, the name of a managed one."""
    for name, text in holder.policies.items():
        yield f"{kind}_{holder.name}_{name}", text if isinstance(text, str) else json.dumps(text)
    for found in holder.managed_policies.values():
        yield found.name, managed_text(found)


def groups_of(account: str, user: Any) -> list[Any]:
    """The groups that a user is in."""
    return [group for group in iam_backends[account]["aws"].groups.values() if user in group.users]


def identity(*holders: Any) -> tuple[Policy, ...]:
    """All policies of these users, groups or roles."""
    return tuple(
        found
        for holder in holders
        for found in (
            *(policy(name, text) for name, text in holder.policies.items()),
            *map(managed, holder.managed_policies.values()),
        )
    )


def by_arn(account: str, arn: str | None) -> Policy | None:
    """A managed policy of an account, or AWS's own; None where it is not there."""
    found = iam_backends[account]["aws"].managed_policies.get(arn) if arn else None
    return None if found is None else managed(found)


def role_by_arn(arn: str) -> Any:
    """moto's record of a role, of whatever account; None where it is not there."""
    fields = arn.split(":")
    if len(fields) < 6 or not fields[5].startswith("role/"):
        return None
    found = iam_backends[fields[4]]["aws"].role_named(short(fields[5]))
    return found if found is not None and found.arn == arn else None


def boundary_arn(holder: Any) -> str:
    """The ARN of the permissions boundary of a user or role, "" without one."""
    return getattr(holder, "permissions_boundary_arn", None) or ""


def tags_of(holder: Any) -> dict[str, str]:
    """The tags of a user or role."""
    listed = getattr(holder, "tags", None) or []
    return {each["Key"]: each["Value"] for each in (listed.values() if isinstance(listed, dict) else listed)}
