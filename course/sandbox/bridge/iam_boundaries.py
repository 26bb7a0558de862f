"""Permissions boundaries of users, which plain moto leaves out; those of roles it keeps."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.exceptions import NotFoundException
from moto.iam.models import User
from moto.iam.responses import IamResponse


class BoundaryAnswers(IamResponse):  # type: ignore[misc]
    """The operations that set a user's boundary."""

    def create_user(self) -> ActionResult:
        """CreateUser, with PermissionsBoundary."""
        arn = self._get_param("PermissionsBoundary")
        if arn:
            self._known(arn)
        answer = super().create_user()
        if arn:
            self.backend.get_user(self._get_param("UserName")).permissions_boundary_arn = arn
        return answer

    def put_user_permissions_boundary(self) -> ActionResult:
        """PutUserPermissionsBoundary."""
        user = self.backend.get_user(self._get_param("UserName"))
        user.permissions_boundary_arn = self._known(self._get_param("PermissionsBoundary"))
        return EmptyResult()

    def delete_user_permissions_boundary(self) -> ActionResult:
        """DeleteUserPermissionsBoundary."""
        self.backend.get_user(self._get_param("UserName")).permissions_boundary_arn = None
        return EmptyResult()

    def _known(self, arn: str) -> str:
        if arn not in self.backend.managed_policies:
            raise NotFoundException(f"Scope ARN: {arn} does not exist or is not attachable.")
        return arn


def _boundary(user: Any) -> dict[str, str] | None:
    arn = getattr(user, "permissions_boundary_arn", None)
    return {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn} if arn else None


def install() -> None:
    """Let a user show its boundary. Idempotent."""
    User.permissions_boundary = property(_boundary)
