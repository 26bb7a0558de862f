"""IAM's policy simulator: what SimulateCustomPolicy and SimulatePrincipalPolicy answer. IAM API reference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.simulator.iam.evaluate import Policies, Principal, Request, decide, matching
from course.simulator.iam.reading import keys_in, places
from course.simulator.iam.statement import Policy, policy_of

ALLOWED, DENIED, NOT_ALLOWED = "allowed", "explicitDeny", "implicitDeny"
RANK = (ALLOWED, NOT_ALLOWED, DENIED)
"""From the mildest to the most restrictive decision, which is the one that the answer for all resources shows."""


@dataclass(frozen=True, slots=True)
class Source:
    """One policy of the simulation."""

    id: str
    """`PolicyInputList.1`; a managed policy's name; `role_NAME_POLICY` for an inline one."""
    text: str
    kind: str = "IAM Policy"

    def policy(self) -> Policy:
        """Read. ValueError where it is no JSON object."""
        found = json.loads(self.text)
        if not isinstance(found, dict):
            raise ValueError(self.id)
        return policy_of(self.id, found)


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is asked."""

    sources: Sequence[Source]
    actions: Sequence[str]
    resources: Sequence[str] = ("*",)
    caller: str = ""
    """The ARN of the user, group or role that asks."""
    boundary: Source | None = None
    resource_policy: Source | None = None
    owner: str = ""
    """The account that owns resources whose ARNs do not say so."""
    context: Mapping[str, object] = field(default_factory=dict)


def simulated(asked: Simulation) -> list[dict[str, Any]]:
    """EvaluationResults, one for each action. ValueError where a policy cannot be read."""
    return [_result(asked, action) for action in asked.actions]


def value_of(kind: str, values: Sequence[str]) -> object:
    """The value of a ContextEntry: `boolean`, `stringList`, …"""
    if kind.endswith("List"):
        return list(values)
    first = values[0] if values else ""
    return first.lower() == "true" if kind == "boolean" else first


def _result(asked: Simulation, action: str) -> dict[str, Any]:
    each = [_for_one(asked, action, resource) for resource in asked.resources]
    worst = max((one["EvalResourceDecision"] for one in each), key=RANK.index)
    shown = [one for one in each if one["EvalResourceDecision"] == worst]
    matched = {json.dumps(found): found for one in shown for found in one["MatchedStatements"]}
    missing = dict.fromkeys(key for one in each for key in one["MissingContextValues"])
    specific = list(asked.resources) != ["*"]
    result: dict[str, Any] = {
        "EvalActionName": action,
        # a template of the resource type's ARN on AWS; what the course does not know is "*"
        "EvalResourceName": "*",
        "EvalDecision": worst,
        "MatchedStatements": list(matched.values()),
        "MissingContextValues": [] if specific else list(missing),
    }
    if asked.boundary is not None:
        allowed = all(one["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"] for one in each)
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allowed}
    if specific:
        result["ResourceSpecificResults"] = each
    return result


def _for_one(asked: Simulation, action: str, resource: str) -> dict[str, Any]:
    request = Request(Principal(asked.caller), action, resource, asked.context, asked.owner)
    identity = [source.policy() for source in asked.sources]
    boundary = asked.boundary.policy() if asked.boundary is not None else None
    on_resource = asked.resource_policy.policy() if asked.resource_policy is not None else None
    decision = decide(request, Policies(identity, on_resource, boundary))
    found = ALLOWED if decision.allowed else DENIED if decision.explicit else NOT_ALLOWED
    everything = [*identity, *([on_resource] if on_resource else []), *([boundary] if boundary else [])]
    effect = {ALLOWED: "Allow", DENIED: "Deny"}.get(found)
    sources = [*asked.sources, *filter(None, (asked.resource_policy, asked.boundary))]
    texts = {source.id: source for source in sources}
    looked = everything if found == DENIED else [each for each in everything if each is not boundary]
    matched = (
        [_shown(texts[policy.name], each.number) for policy, each in matching(effect, looked, request)]
        if effect
        else []
    )
    result: dict[str, Any] = {
        "EvalResourceName": resource,
        "EvalResourceDecision": found,
        "MatchedStatements": matched,
        "MissingContextValues": _missing(everything, request),
    }
    if boundary is not None:
        allows = next(matching("Allow", [boundary], request), None) is not None
        denies = next(matching("Deny", [boundary], request), None) is not None
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allows and not denies}
    return result


def _missing(policies: Sequence[Policy], request: Request) -> list[str]:
    """Keys that statements about this action ask for and nobody gave."""
    known = request.context
    return list(
        dict.fromkeys(
            key
            for policy in policies
            for statement in policy.statements
            if statement.covers(request.action)
            for key in keys_in(statement)
            if key.casefold() not in known
        )
    )


def _shown(source: Source, number: int) -> dict[str, Any]:
    found: dict[str, Any] = {"SourcePolicyId": source.id, "SourcePolicyType": source.kind}
    where = places(source.text)
    if number < len(where):
        for name, (line, column) in zip(("StartPosition", "EndPosition"), where[number], strict=True):
            found[name] = {"Line": line, "Column": column}
    return found
