"""What a check may see: describe calls on an allow-list, files of the learner's copy, a learner's function."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from course.model.errors import WorldNotReady
from course.world.learner_function import Answer, LearnerFileMissing, LearnerProblem, LearnerTooSlow, call_each

__all__ = [
    "Answer",
    "LearnerFileMissing",
    "LearnerProblem",
    "LearnerTooSlow",
    "Look",
    "NotAllowed",
    "NotShown",
    "allowed_operations",
]

ALLOWED = Path(__file__).parent / "allowed"


class NotAllowed(Exception):
    """A check asked for an operation that is not on the allow-list: the check is wrong, nothing was sent."""


class NotShown(WorldNotReady):
    """AWS refuses to show one thing to this identity; other things may be seen all the same."""


@cache
def allowed_operations(service: str) -> frozenset[str]:
    """Operations of a service (boto3's name for it) that checks may call, in the API's own spelling.

    They stand in `allowed/<service>.toml`; a service without a file allows nothing.
    """
    path = ALLOWED / f"{service}.toml"
    if not path.is_file():
        return frozenset()
    return frozenset(tomllib.loads(path.read_text("utf-8"))["operations"])


class ReadOnly:
    """A client that only answers what the allow-list permits. Identical calls within one look are sent once, so that
    all criteria of a run see the same moment."""

    def __init__(self, service: str, client: Any, world: str) -> None:
        allowed = allowed_operations(service)
        remembered: dict[str, Any] = {}
        operations: Mapping[str, str] = client.meta.method_to_api_mapping

        def refuse(model: Any, **_: Any) -> None:
            # The second bolt: whatever way a check got at the client, nothing else leaves this process.
            if model.name not in allowed:
                raise NotAllowed(f"checks may not call {service}:{model.name}")

        client.meta.events.register_first("before-call", refuse, unique_id="ecs-course-look")

        def ask(method: str, parameters: dict[str, Any]) -> Any:
            operation = operations.get(method)
            if operation is None or operation not in allowed:
                raise NotAllowed(f"checks may not call {service}:{operation or method}")
            key = method + json.dumps(parameters, sort_keys=True, default=str)
            if key not in remembered:
                remembered[key] = _translated(lambda: getattr(client, method)(**parameters), world)
            return remembered[key]

        self._ask = ask

    def __getattr__(self, method: str) -> Callable[..., Any]:
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda **parameters: self._ask(method, parameters)


class Look:
    """The world as one check run sees it. Nothing here can change it."""

    def __init__(
        self, folder: Path, client: Callable[[str], Any], *, world: str, now: Callable[[], datetime] | None = None
    ):
        """`folder` is the learner's copy of the lab; `client` makes a boto3 client for a service name; `world` is the
        world in words; `now` tells the sandbox's time (default: wall time)."""
        self._folder = folder
        self._client = client
        self._world = world
        self._now = now or (lambda: datetime.now(UTC))
        self._clients: dict[str, ReadOnly] = {}

    def aws(self, service: str) -> Any:
        """A read-only client: `look.aws("ecs").describe_clusters(clusters=["wanderly"])`, answers as boto3 gives them.

        What AWS says it cannot find makes the criterion fail in AWS's own words; a world that does not answer makes it
        `not_run`; an operation that is not allowed makes it `broken`.
        """
        if service not in self._clients:
            self._clients[service] = ReadOnly(service, self._client(service), self._world)
        return self._clients[service]

    def file(self, name: str) -> str:
        """The text of a file in the learner's copy. Raises LearnerFileMissing (the criterion fails and says so)."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise NotAllowed(f"checks may only read the learner's copy, not {name}")
        if not path.is_file():
            raise LearnerFileMissing(f"there is no file {name} in {self._folder.name}")
        return path.read_text("utf-8", errors="replace")

    def calls(
        self, file: str, function: str, cases: Sequence[Sequence[Any]], *, timeout_s: float = 5.0
    ) -> list[Answer]:
        """The learner's `function` in `file`, called once for each list of arguments in a fresh process."""
        return call_each(self._folder, file, function, cases, timeout_s=timeout_s)

    def now(self) -> datetime:
        """The world's time, aware: the sandbox's clock, or wall time on a real account."""
        return self._now()


def _translated(send: Callable[[], Any], world: str) -> Any:
    """Send; turn botocore's errors into the course's kinds."""
    import botocore.exceptions as aws

    try:
        return send()
    except aws.ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        says = error.response.get("Error", {}).get("Message", "")
        if "AccessDenied" in code or code in ("UnauthorizedOperation", "AuthFailure"):
            raise NotShown(f"AWS refuses to show this to your identity: {says}") from None
        if "Expired" in code or code in ("InvalidClientTokenId", "UnrecognizedClientException"):
            raise WorldNotReady(f"Your credentials for the {world} are not valid any more: {says}") from None
        if "Throttl" in code or code in ("TooManyRequestsException", "RequestLimitExceeded"):
            raise WorldNotReady(f"AWS asks to slow down ({code}); run the check again in a moment.") from None
        if "NotFound" in code or code.endswith("NoSuchEntity"):
            raise LearnerProblem(f"AWS says: {says or code}") from None
        raise
    except (aws.ConnectionError, aws.HTTPClientError, aws.NoCredentialsError, aws.TokenRetrievalError) as error:
        run = "ecs-course sandbox up" if world == "sandbox" else "ecs-course doctor"
        reason = str(error).split("\n")[0]
        raise WorldNotReady(f"The {world} did not answer ({reason}).", run=run) from None
