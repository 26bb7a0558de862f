"""Policy documents taken apart. IAM user guide, "IAM JSON policy element reference"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from course.simulator.iam.patterns import action_fits

VARIABLES_SINCE = "2012-10-17"
"""The version from which policy variables are replaced; under the older one `${…}` is text."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; each list is empty where the element is absent."""

    effect: Literal["Allow", "Deny"]
    sid: str = ""
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[tuple[str, str], ...] | None = None
    """(kind, value): ("AWS", "111122223333"), ("Service", "ecs-tasks.amazonaws.com"), ("*", "*"). None in identity policies."""
    not_principals: tuple[tuple[str, str], ...] | None = None
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """(operator, key, values): all must hold."""
    variables: bool = True
    number: int = 0
    """Its place in the document, from 0."""

    def covers(self, action: str) -> bool:
        """Whether it speaks of this action."""
        if self.not_actions:
            return not any(action_fits(pattern, action) for pattern in self.not_actions)
        return any(action_fits(pattern, action) for pattern in self.actions)


@dataclass(frozen=True, slots=True)
class Policy:
    """A document and its name."""

    name: str
    """For a person: the policy's name or ARN."""
    statements: tuple[Statement, ...] = field(default_factory=tuple)


def policy_of(name: str, document: Mapping[str, Any]) -> Policy:
    """The policy in a document. A statement that makes no sense grants nothing, as AWS would not have stored it."""
    listed = document.get("Statement", ())
    raw = [listed] if isinstance(listed, Mapping) else listed if isinstance(listed, list | tuple) else []
    variables = document.get("Version") == VARIABLES_SINCE
    found = (_statement(each, variables, number) for number, each in enumerate(raw))
    return Policy(name, tuple(statement for statement in found if statement is not None))


def _statement(raw: Any, variables: bool, number: int) -> Statement | None:
    if not isinstance(raw, Mapping) or raw.get("Effect") not in ("Allow", "Deny"):
        return None
    return Statement(
        effect=raw["Effect"],
        sid=str(raw.get("Sid", "")),
        actions=_texts(raw.get("Action")),
        not_actions=_texts(raw.get("NotAction")),
        resources=_texts(raw.get("Resource")),
        not_resources=_texts(raw.get("NotResource")),
        principals=_principals(raw.get("Principal")),
        not_principals=_principals(raw.get("NotPrincipal")),
        conditions=tuple(
            (str(operator), str(key), _texts(values))
            for operator, block in (raw.get("Condition") or {}).items()
            if isinstance(block, Mapping)
            for key, values in block.items()
        ),
        variables=variables,
        number=number,
    )


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in listed)


def _principals(value: Any) -> tuple[tuple[str, str], ...] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return (("*", "*"),) if value == "*" else (("AWS", value),)
    if not isinstance(value, Mapping):
        return ()
    return tuple(
        ("*", "*") if (str(kind), each) == ("AWS", "*") else (str(kind), each)
        for kind, values in value.items()
        for each in _texts(values)
    )
