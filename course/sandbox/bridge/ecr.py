"""ECR: a token that is still good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import moto.ecr.urls as urls
from moto.core.responses import ActionResult
from moto.ecr.responses import ECRResponse

TOKEN_LIVES = timedelta(hours=12)  # API reference, GetAuthorizationToken


class Response(ECRResponse):  # type: ignore[misc]
    """The operations that differ from plain moto's."""

    def get_authorization_token(self) -> ActionResult:
        """GetAuthorizationToken: expires in twelve hours of wall time, because clients compare it with their own clock."""
        answer: ActionResult = super().get_authorization_token()
        for given in answer.result["authorizationData"]:
            given["expiresAt"] = datetime.now(UTC) + TOKEN_LIVES
        return answer


def install() -> None:
    """Make moto use the class above. Idempotent; before the first request."""
    for path in urls.url_paths:
        urls.url_paths[path] = Response.dispatch
