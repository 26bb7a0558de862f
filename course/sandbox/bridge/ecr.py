"""ECR as AWS answers where plain moto does not: its parts put together, and put into moto."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import moto.ecr.urls as urls
from moto.core.responses import ActionResult
from moto.ecr.models import ecr_backends

from course.sandbox.bridge.ecr_cache_rules import CacheRuleAnswers, CacheRuleRecords
from course.sandbox.bridge.ecr_image_answers import ImageAnswers
from course.sandbox.bridge.ecr_lifecycle import LifecycleAnswers
from course.sandbox.bridge.ecr_registry import RegistryAnswers, RegistryRecords
from course.sandbox.bridge.ecr_templates import TemplateAnswers

TOKEN_LIVES = timedelta(hours=12)  # API reference, GetAuthorizationToken


class Backend(RegistryRecords, CacheRuleRecords):
    """The records of ECR in one account and region."""


class Response(ImageAnswers, LifecycleAnswers, CacheRuleAnswers, TemplateAnswers, RegistryAnswers):
    """The operations of ECR."""

    def get_authorization_token(self) -> ActionResult:
        """GetAuthorizationToken: expires in twelve hours of wall time, because clients compare it with their own clock."""
        answer: ActionResult = super().get_authorization_token()
        for given in answer.result["authorizationData"]:
            given["expiresAt"] = datetime.now(UTC) + TOKEN_LIVES
        return answer


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request, because moto keeps what it found."""
    ecr_backends.backend = Backend
    for path in urls.url_paths:
        urls.url_paths[path] = Response.dispatch
