"""A document that was read as the requests it will become, for our rules to judge: course.lint reads most of them."""

from __future__ import annotations

import json
from typing import Any

from course.lint.kinds import subjects_of
from course.lint.reading import Document, Unreadable
from course.lint.subject import Subject
from course.quiz.documents.hcl_text import Written
from course.quiz.documents.read import Place, Read
from course.simulator.rules.unknown import UNKNOWN

Json = dict[str, Any]


def requests_of(found: Read, name: str) -> tuple[Document, list[Subject]]:
    """The document as lint takes it, and its requests: none where it holds nothing that our rules are about."""
    if found.syntax == "hcl":
        value, places = _plan(found)
    else:
        value, places = found.value, dict(found.places)
    document = Document(name, found.text, value, places)
    policy = _policy(value)
    if policy is not None:
        return document, [policy]
    try:
        return document, subjects_of(document)
    except Unreadable:
        return document, []


def _policy(value: Any) -> Subject | None:
    """A policy that stands alone, as the request that would carry it. Of whose it is only its own words tell."""
    if not isinstance(value, dict) or "Resources" in value:
        return None
    if isinstance(value.get("rules"), list) and any(
        isinstance(rule, dict) and {"rulePriority", "selection"} & rule.keys() for rule in value["rules"]
    ):
        return _carried("ecr", "PutLifecyclePolicy", "lifecyclePolicyText", value, repositoryName=UNKNOWN)
    if "Statement" not in value:
        return None
    statements = value["Statement"] if isinstance(value["Statement"], list) else [value["Statement"]]
    actions = [action for each in statements if isinstance(each, dict) for action in _listed(each.get("Action"))]
    if any(action.lower().startswith("sts:assumerole") for action in actions):
        return _carried("iam", "UpdateAssumeRolePolicy", "PolicyDocument", value, RoleName=UNKNOWN)
    if not any(isinstance(each, dict) and {"Principal", "NotPrincipal"} & each.keys() for each in statements):
        return _carried("iam", "PutRolePolicy", "PolicyDocument", value, RoleName=UNKNOWN, PolicyName=UNKNOWN)
    if actions and all(action.lower().startswith("ecr:") for action in actions):
        return _carried("ecr", "SetRepositoryPolicy", "policyText", value, repositoryName=UNKNOWN)
    return None


def _carried(service: str, operation: str, member: str, value: Json, **others: Any) -> Subject:
    asked = {member: json.dumps(value), **others}
    return Subject("request", "policy", service, operation, asked, locate=lambda path: path[1:])


def _listed(value: Any) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _plan(found: Read) -> tuple[Json, dict[Place, int]]:
    """The resources of a Terraform file as the plan that would make them; what only Terraform works out is UNKNOWN.

    https://developer.hashicorp.com/terraform/internals/json-format describes the plan.
    """
    planned, changes, written = [], [], []
    places: dict[Place, int] = {}
    resources = found.value.get("resource", {})
    for type_, named in resources.items() if isinstance(resources, dict) else ():
        for name, body in named.items() if isinstance(named, dict) else ():
            if not isinstance(body, dict):
                continue
            address = f"{type_}.{name}"
            facts = {"address": address, "mode": "managed", "type": type_, "name": name}
            planned.append(facts | {"values": _known(body)})
            changes.append({"address": address, "change": {"actions": ["create"], "after_unknown": {}}})
            written.append(facts | {"expressions": {key: _expression(value) for key, value in body.items()}})
            before = ("resource", type_, name)
            places |= {(address, *place[3:]): line for place, line in found.places.items() if place[:3] == before}
    plan = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": changes,
        "configuration": {"root_module": {"resources": written}},
    }
    return plan, places


def _known(value: Any) -> Any:
    if isinstance(value, Written):
        return UNKNOWN
    if isinstance(value, dict):
        return {key: _known(each) for key, each in value.items()}
    return [_known(each) for each in value] if isinstance(value, list) else value


def _expression(value: Any) -> Any:
    """What the plan's configuration says of an attribute or a block."""
    if isinstance(value, Written):
        return {"references": value.references}
    if isinstance(value, dict):
        return {key: _expression(each) for key, each in value.items()}
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [_expression(each) for each in value]
    return {"constant_value": value}
