"""What every part of ECR needs: the records and the answers, ECR's refusals, pages, who is calling."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import moto.ecr.urls as urls
from moto.core.exceptions import ServiceException
from moto.ecr.exceptions import InvalidParameterException
from moto.ecr.models import ECRBackend, Repository, ecr_backends
from moto.ecr.responses import ECRResponse
from moto.sts.models import sts_backends

from course.sandbox.bridge.pages import page_of
from course.sandbox.registry_place import RegistryPlace, repository_uri


def refused(code: str, message: str) -> ServiceException:
    """ECR's refusal `code`. Where its wording is not known, the message is what the API reference says of the code."""
    # moto tells the service of an error by the module of its class, and this one takes any code
    refusal: ServiceException = InvalidParameterException(code, message)
    return refusal


def invalid(parameter: str, reason: str) -> ServiceException:
    """ECR's refusal of a parameter's value, in the frame that its messages have."""
    return refused(
        "InvalidParameterException", f"Invalid parameter at '{parameter}' failed to satisfy constraint: '{reason}'"
    )


def as_time(seconds: float | None) -> datetime | None:
    """A time of the records as answers show it."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class Records(ECRBackend):  # type: ignore[misc]
    """moto's records of ECR in one account and region."""

    @property
    def _url_module(self) -> Any:
        return urls  # moto derives it from the module of the class, which is ours

    def repository(self, name: str, registry_id: str | None = None) -> Repository:
        """The repository of that name, or ECR's refusal."""
        return self._get_repository(name, registry_id)

    def create_repository(self, *given: Any, **named: Any) -> Repository:
        """A new repository. Where there is a registry, repositoryUri is what reaches it; in-process it is AWS's form."""
        made: Repository = super().create_repository(*given, **named)
        if RegistryPlace.port:
            made.uri = repository_uri(self.account_id, self.region_name, made.name)
        return made

    def settle(self) -> None:
        """Let everything happen that was due before now."""


class Answers(ECRResponse):  # type: ignore[misc]
    """ECR's operations: each public method is one, named in snake case; it reads parameters and answers in API names."""

    def __init__(self) -> None:
        super().__init__()
        self.automated_parameter_parsing = True  # by AWS's model, as moto does it for ECS; without it, no whole request

    @property
    def ecr_backend(self) -> Any:
        """The records as they are now: what is due by itself has happened before any operation looks."""
        records = ecr_backends[self.current_account][self.region]
        records.settle()
        return records

    def _asked(self) -> dict[str, Any]:
        """The whole request, in API names."""
        return dict(self._get_params())

    def _repository(self) -> Repository:
        """The repository that the request names."""
        return self.ecr_backend.repository(self._get_param("repositoryName"), self._get_param("registryId"))

    def _named(self, repository: Repository) -> dict[str, Any]:
        """How an answer says which repository it is about."""
        return {"registryId": repository.registry_id, "repositoryName": repository.name}

    def _caller(self) -> str:
        """The ARN of who is calling."""
        identity = sts_backends[self.current_account][self.partition].get_caller_identity(
            self.get_access_key(), self.region
        )
        return str(identity[1])

    def _page(self, key: str, items: Sequence[Any], otherwise: int = 100) -> dict[str, Any]:
        """One page of `items` under `key`, as maxResults and nextToken ask; `otherwise` is the size without maxResults."""
        size = self._get_int_param("maxResults") or otherwise
        try:
            page, following = page_of(items, self._get_param("nextToken"), size)
        except ValueError as error:
            raise refused("InvalidParameterException", str(error)) from None
        return {key: page} | ({"nextToken": following} if following else {})
