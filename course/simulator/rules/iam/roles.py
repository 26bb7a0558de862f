"""Roles: that they are there, and which paths are not to be had."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.iam.documents import api, probed
from course.simulator.rules.rule import Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("iam")

OF_A_ROLE = (
    "AttachRolePolicy",
    "DeleteRole",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "GetRole",
    "GetRolePolicy",
    "ListAttachedRolePolicies",
    "ListRolePolicies",
    "ListRoleTags",
    "PutRolePolicy",
    "TagRole",
    "UntagRole",
    "UpdateAssumeRolePolicy",
    "UpdateRole",
)


@book.rule(
    "role-there",
    *OF_A_ROLE,
    code="NoSuchEntity",
    says="The role with name {role} cannot be found.",
    wording="https://github.com/aws-samples/eks-workshop-v2/issues/1224",
    page=api("GetRole"),
    fix="Create the role first, or mend its name (a name, not an ARN).",
    status=404,
)
def role_there(asked: Asked, world: World) -> Iterator[Breach]:
    """A role that is asked for exists, and there is no {role}."""
    role = str(asked.get("RoleName"))
    if "/" in role or world.role(role) is None:
        yield at("RoleName", role=role)


@book.rule(
    "path-of-service-roles",
    "CreateRole",
    "CreatePolicy",
    code="ValidationError",
    says="Paths beginning with '/aws-service-role' are reserved for AWS Service Linked Roles",
    wording=probed("path-service-role-reserved"),
    page="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html",
    fix="Choose another path, /service-role/ for example.",
)
def path_of_service_roles(asked: Asked) -> Iterator[Breach]:
    """The path /aws-service-role/ is for the roles that AWS makes for its services."""
    if str(asked.get("Path") or "").startswith("/aws-service-role"):
        yield at("Path")
