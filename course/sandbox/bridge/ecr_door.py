"""What the registry's data plane asks before layers move: whether the repository is there, and whether the caller may.

Layers are no calls and stand in no journal; nothing changes here.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from moto.ecr.models import ecr_backends

from course.sandbox.bridge.iam_around import AroundCall
from course.sandbox.bridge.iam_callers import EVERYTHING, Caller, caller_of, root_of
from course.sandbox.bridge.iam_enforcing import ENFORCEMENT
from course.sandbox.call import CALL, Call
from course.simulator.iam.evaluate import Policies, Request, decide
from course.simulator.iam.wording import denial

PUSHES = ("InitiateLayerUpload", "PutImage")
"""What may make the repository, where a creation template says so."""


def may(asked: Mapping[str, str]) -> dict[str, Any]:
    """Whether `caller` (account) with `key` may do `operation` with `repository` in `account` and `region`.

    `{"allowed": False, "code", "message"}` in ECR's words, or `{"allowed": True, "creates", "mounts"}`: whether the operation
    would make the repository; whether layers of the repository `source` may be mounted into it.
    """
    if refusal := _refused(asked, asked["repository"], asked["operation"]):
        return {"allowed": False, **refusal}
    records = ecr_backends[asked["account"]][asked["region"]]
    name = asked["repository"]
    if name in records.repositories:
        return {"allowed": True, "creates": False, "mounts": _mounts(records, asked)}
    if asked["operation"] in PUSHES and records.template_for(name, "CREATE_ON_PUSH") is not None:
        return {"allowed": True, "creates": True, "mounts": False}
    told = f"The repository with name '{name}' does not exist in the registry with id '{asked['account']}'"
    return {"allowed": False, "code": "RepositoryNotFoundException", "message": told}


def _mounts(records: Any, asked: Mapping[str, str]) -> bool:
    """ECR user guide, "Blob mounting": within a registry that has it enabled, between repositories encrypted alike."""
    source, into = records.repositories.get(asked.get("source", "")), records.repositories[asked["repository"]]
    if source is None or records.settings.get("BLOB_MOUNTING") != "ENABLED":
        return False
    alike = source.encryption_configuration == into.encryption_configuration
    return alike and not _refused(asked, source.name, "GetDownloadUrlForLayer")


def _refused(asked: Mapping[str, str], repository: str, operation: str) -> dict[str, str] | None:
    if asked["caller"] != asked["account"]:
        return _refused_across(asked, repository, operation)
    body = json.dumps({"repositoryName": repository}).encode()
    environ = {
        CALL: Call(asked["key"], asked["region"], "ecr", operation, asked["account"]),
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    answer = ENFORCEMENT.refused(environ, lambda: operation)
    if answer is None:
        return None
    said = json.loads(answer[2])
    return {"code": said["__type"], "message": said["message"]}


def _refused_across(asked: Mapping[str, str], repository: str, operation: str) -> dict[str, str] | None:
    """A caller of another account: the repository's policy must allow it, whether or not IAM judges that account's own."""
    caller = caller_of(asked["caller"], asked["key"]) or root_of(asked["caller"])
    if asked["caller"] not in ENFORCEMENT.accounts:
        caller = Caller(caller.principal, (EVERYTHING,), context=caller.context)
    arn = f"arn:aws:ecr:{asked['region']}:{asked['account']}:repository/{repository}"
    request = Request(caller.principal, f"ecr:{operation}", arn, caller.context)
    policy = AroundCall(asked["account"], asked["region"]).policy_of(arn)
    decision = decide(request, Policies(caller.identity, policy, caller.boundary, caller.session))
    if decision.allowed:
        return None
    return {"code": "AccessDeniedException", "message": denial(request, decision)}
