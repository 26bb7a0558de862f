"""IAM's judgement of one call: by its caller's policies, those of what it touches, and what the request says of itself."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.iam_around import AroundCall
from course.sandbox.bridge.iam_callers import EVERYTHING, Caller, caller_of, root_of
from course.sandbox.bridge.iam_policies import policy, role_by_arn
from course.sandbox.bridge.iam_refusals import denied, no_such_key
from course.sandbox.bridge.refusing import parameters_of
from course.sandbox.call import Call, Environ
from course.sandbox.clock import current, to_datetime
from course.sandbox.refusal import Answer
from course.simulator.iam.asking.calls import PREFIXES, needs_of
from course.simulator.iam.asking.need import Asked, Need, tags_of
from course.simulator.iam.evaluate import Decision, Policies, Request, decide
from course.simulator.iam.wording import denial


def judged(environ: Environ, call: Call, name_of: Any) -> Answer | None:
    """AWS's denial of a call by a user or role, None when it may be answered; the account's own key may do everything."""
    caller = caller_of(call.account, call.access_key)
    if caller is None:
        return None
    operation = call.operation or name_of()
    if not caller.active:
        return no_such_key(environ)
    asked = _asked(environ, call, operation)
    around = AroundCall(call.account, call.region, caller.user)
    context = {**_of_request(environ, call), **tags_of(asked), **caller.context}
    for need in needs_of(asked, around, environ.get("PATH_INFO", "")):
        for resource in need.resources:
            request, decision = _decided(caller, need, resource, context, around)
            if not decision.allowed:
                return denied(environ, request, decision)
    return None


def assuming(environ: Environ, call: Call, *, enforced: bool) -> Answer | None:
    """STS API reference, AssumeRole: the trust policy must allow it, and as a rule the caller's own policies as well."""
    caller = caller_of(call.account, call.access_key)
    if caller is None or not enforced:
        free = caller or root_of(call.account)
        caller = Caller(free.principal, (EVERYTHING,), context=free.context, active=free.active)
    if not caller.active:
        return no_such_key(environ)
    asked = _asked(environ, call, "AssumeRole")
    arn = asked.text("RoleArn")
    if not arn or not asked.text("RoleSessionName"):
        return None  # moto says what is missing
    context = {**_of_request(environ, call), **tags_of(asked), **caller.context}
    context["sts:rolesessionname"] = asked.text("RoleSessionName")
    if asked.text("ExternalId"):
        context["sts:externalid"] = asked.text("ExternalId")
    role = role_by_arn(arn)
    trust = policy("trust", role.assume_role_policy_document) if role is not None else None
    actions = ["sts:AssumeRole", *(["sts:TagSession"] if asked.parts("Tags") else [])]
    for action in actions:
        request = Request(caller.principal, action, arn, context)
        have = Policies(caller.identity, trust, caller.boundary, caller.session, trust=True)
        decision = decide(request, have) if trust is not None else Decision(False, by="identity-based")
        if not decision.allowed:
            said = denial(request, decision)
            # whether a role is there, AWS does not tell
            return denied(environ, request, decision, said if trust is not None else said.partition(" because")[0])
    return None


def _decided(
    caller: Caller, need: Need, resource: str, context: dict[str, object], around: AroundCall
) -> tuple[Request, Decision]:
    tags = {f"aws:resourcetag/{key.casefold()}": value for key, value in around.tags(resource).items()}
    request = Request(caller.principal, need.action, resource, {**context, **need.context, **tags})
    key = need.action.startswith("kms:") and resource != "*"
    resource_policy = around.policy_of(resource)
    have = Policies(
        caller.identity,
        resource_policy,
        caller.boundary,
        caller.session,
        decides_alone=key and resource_policy is not None,
    )
    return request, decide(request, have)


def _asked(environ: Environ, call: Call, operation: str) -> Asked:
    found = parameters_of(environ, call.service, operation)
    return Asked(PREFIXES.get(call.service, call.service), operation, found, call.account, call.region)


def _of_request(environ: Environ, call: Call) -> dict[str, object]:
    """Keys that every request has. The way from the client to the sandbox stands for TLS, as SDKs speak it to AWS."""
    now_us = current.now_us()
    return {
        "aws:currenttime": to_datetime(now_us).isoformat(),
        "aws:epochtime": str(now_us // 1_000_000),
        "aws:requestedregion": call.region,
        "aws:securetransport": True,
        "aws:sourceip": environ.get("REMOTE_ADDR", "127.0.0.1"),
        "aws:useragent": environ.get("HTTP_USER_AGENT", ""),
        "aws:viaawsservice": False,
    }
