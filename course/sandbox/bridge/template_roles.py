"""Roles of templates with all that decides about them: trust, inline and managed policies, boundary; plain moto drops half."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.models import Role, iam_backends

_create = Role.create_from_cloudformation_json
_update = Role.update_from_cloudformation_json
_delete = Role.delete_from_cloudformation_json


@classmethod  # type: ignore[misc]
def create_from_cloudformation_json(
    cls: Any, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str, **kwargs: Any
) -> Any:
    """A role with its managed policies."""
    role = _create(resource_name, cloudformation_json, account_id, region_name, **kwargs)
    _attach(role, cloudformation_json["Properties"])
    return role


@classmethod  # type: ignore[misc]
def update_from_cloudformation_json(
    cls: Any,
    original_resource: Any,
    new_resource_name: str,
    cloudformation_json: dict[str, Any],
    account_id: str,
    region_name: str,
) -> Any:
    """The role with the trust, policies and boundary that the template gives it now. Another name is another role."""
    properties = cloudformation_json["Properties"]
    if properties.get("RoleName", original_resource.name) != original_resource.name:
        return _update(original_resource, new_resource_name, cloudformation_json, account_id, region_name)
    role = original_resource
    trust = properties["AssumeRolePolicyDocument"]
    role.assume_role_policy_document = trust if isinstance(trust, str) else json.dumps(trust, default=str)
    role.description = properties.get("Description", "")
    role.max_session_duration = properties.get("MaxSessionDuration", 3600)
    role.permissions_boundary_arn = properties.get("PermissionsBoundary", "")
    wanted = {each["PolicyName"]: each["PolicyDocument"] for each in properties.get("Policies", [])}
    for name in [name for name in role.policies if name not in wanted]:
        role.delete_policy(name)
    for name, document in wanted.items():
        role.put_policy(name, document)
    _attach(role, properties)
    return role


@classmethod  # type: ignore[misc]
def delete_from_cloudformation_json(
    cls: Any, resource_name: str, cloudformation_json: dict[str, Any], account_id: str, region_name: str
) -> None:
    """The role goes with what is attached to it."""
    role = iam_backends[account_id]["aws"].role_named(resource_name)
    if role is not None:
        _attach(role, {})
    _delete(resource_name, cloudformation_json, account_id, region_name)


def _attach(role: Any, properties: dict[str, Any]) -> None:
    """These managed policies and no others."""
    backend, wanted = iam_backends[role.account_id]["aws"], properties.get("ManagedPolicyArns", [])
    for arn in [arn for arn in role.managed_policies if arn not in wanted]:
        backend.detach_role_policy(arn, role.name)
    for arn in [arn for arn in wanted if arn not in role.managed_policies]:
        backend.attach_role_policy(arn, role.name)


def install() -> None:
    """Put the functions above into moto's roles. Idempotent."""
    Role.create_from_cloudformation_json = create_from_cloudformation_json
    Role.update_from_cloudformation_json = update_from_cloudformation_json
    Role.delete_from_cloudformation_json = delete_from_cloudformation_json
