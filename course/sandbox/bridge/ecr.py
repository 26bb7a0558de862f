"""ECR as AWS answers where plain moto does not: its parts put together, and put into moto."""

from __future__ import annotations

import base64
import re
import time
from datetime import UTC, datetime, timedelta

import moto.ecr.urls as urls
from moto.core.responses import ActionResult
from moto.ecr.models import ecr_backends

from course.dataplane.registry import token
from course.sandbox.bridge.ecr_cache_rules import CacheRuleAnswers, CacheRuleRecords
from course.sandbox.bridge.ecr_image_answers import ImageAnswers
from course.sandbox.bridge.ecr_lifecycle import LifecycleAnswers
from course.sandbox.bridge.ecr_registry import RegistryAnswers, RegistryRecords
from course.sandbox.bridge.ecr_templates import TemplateAnswers
from course.sandbox.registry_place import RegistryPlace

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/")


class Backend(RegistryRecords, CacheRuleRecords):
    """The records of ECR in one account and region."""


class Response(ImageAnswers, LifecycleAnswers, CacheRuleAnswers, TemplateAnswers, RegistryAnswers):
    """The operations of ECR."""

    def get_authorization_token(self) -> ActionResult:
        """GetAuthorizationToken: expires in twelve hours of wall time, because clients compare it with their own clock.

        Where there is a registry, it is a password there, with the rights of whoever asks.
        """
        answer: ActionResult = super().get_authorization_token()
        now = time.time()
        for given in answer.result["authorizationData"]:
            given["expiresAt"] = datetime.fromtimestamp(now, UTC) + timedelta(seconds=token.LIVES_S)
            if RegistryPlace.folder is not None:
                bearer = token.Bearer(self.current_account, self._signed_with())
                password = token.issue(RegistryPlace.folder, bearer, now)
                given["authorizationToken"] = base64.b64encode(f"{token.USER}:{password}".encode()).decode()
                given["proxyEndpoint"] = f"http://localhost:{RegistryPlace.port}"
        return answer

    def _signed_with(self) -> str:
        """The access key of the request. moto sees only those of twenty signs, and not accounts that stand for themselves."""
        match = CREDENTIAL.search(self.headers.get("Authorization", ""))
        return match[1] if match else str(self.current_account)


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request, because moto keeps what it found."""
    ecr_backends.backend = Backend
    for path in urls.url_paths:
        urls.url_paths[path] = Response.dispatch
