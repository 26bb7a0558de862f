"""Policy documents as IAM reads them: text, object, statements, and what each statement names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from course.simulator.rules.rule import Asked

KEYS = ("AssumeRolePolicyDocument", "PolicyDocument")
GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/{}.html"
STATEMENT = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
"""User guide, "IAM JSON policy elements reference"."""

Statement = Mapping[str, Any]


def api(operation: str) -> str:
    """A page of the API reference."""
    return f"https://docs.aws.amazon.com/IAM/latest/APIReference/API_{operation}.html"


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/iam/pf-iam-{rule}/rule.rego"


def document_text(asked: Asked) -> tuple[str, str | None]:
    """The parameter that holds the document, and its text."""
    for key in KEYS:
        if isinstance(asked.get(key), str):
            return key, asked[key]
    return KEYS[-1], None


def document(asked: Asked) -> Any:
    """The document as what its JSON says, None where there is none or it is no JSON."""
    _, text = document_text(asked)
    try:
        return json.loads(text) if text is not None else None
    except ValueError:
        return None


def statements(asked: Asked) -> list[Statement]:
    """The statements of the document; a single one may stand without a list."""
    found = document(asked)
    listed = found.get("Statement") if isinstance(found, dict) else None
    return [each for each in (listed if isinstance(listed, list) else [listed]) if isinstance(each, dict)]


def listed(value: Any) -> list[str]:
    """Texts that may stand alone or in a list."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def actions(statement: Statement) -> list[str]:
    """What a statement allows or denies, by name."""
    return listed(statement.get("Action")) + listed(statement.get("NotAction"))


def principals(statement: Statement, kind: str) -> Iterator[str]:
    """Whom a statement is about: kind is AWS, Service or Federated."""
    for key in ("Principal", "NotPrincipal"):
        named = statement.get(key)
        if isinstance(named, dict):
            yield from listed(named.get(kind))


def trusts(trust_policy: Any, service: str) -> bool:
    """Whether a trust policy, as an object, lets a service assume the role.

    Conditions of an Allow are taken to be met, those of a Deny are not.
    """
    found = trust_policy.get("Statement") if isinstance(trust_policy, dict) else None
    effects = set()
    for statement in found if isinstance(found, list) else [found]:
        if not isinstance(statement, dict) or (statement.get("Effect") == "Deny" and statement.get("Condition")):
            continue
        named = statement.get("Principal")
        services = listed(named.get("Service")) if isinstance(named, dict) else []
        everybody = named == "*" or (isinstance(named, dict) and "*" in listed(named.get("AWS")))
        means = service in services or (everybody and statement.get("Effect") == "Deny")
        if means and {"sts:AssumeRole", "sts:*", "*"} & set(listed(statement.get("Action"))):
            effects.add(statement.get("Effect"))
    return effects == {"Allow"}
