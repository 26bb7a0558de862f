"""STS: what came with AssumeRole and plain moto drops, kept on the session: managed session policies and session tags."""

from __future__ import annotations

from typing import Any

from moto.sts.responses import TokenResponse

_assume_role = TokenResponse.assume_role


def assume_role(self: Any) -> Any:
    """AssumeRole."""
    answer = _assume_role(self)
    session = answer.result["Credentials"]
    session.policy_arns = [each["arn"] for each in self._get_param("PolicyArns") or [] if each.get("arn")]
    session.tags = {each["Key"]: each["Value"] for each in self._get_param("Tags") or []}
    return answer


def install() -> None:
    """Put the function above into moto's STS. Idempotent."""
    TokenResponse.assume_role = assume_role
