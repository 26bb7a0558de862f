"""A lifecycle policy of ECR: its rules, read from the JSON text, or ECR's reason for refusing it.

ECR user guide, "Lifecycle policy properties in Amazon ECR" and "Lifecycle policy evaluation rules". Reasons about the form
are in the words of the JSON-schema library whose messages ECR passes on; those about what rules may say together, where
they are known from public reports, in ECR's, and otherwise in the guide's (marked below).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

MOST_RULES = 50
"""Rules in a policy: ECR user guide, "Amazon ECR service quotas"."""
MOST_WILDCARDS = 4
SHORTEST_ARCHIVAL = 90
"""Days: archived images have a minimum storage duration, and no policy may delete them before."""

AGES = ("sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")
COUNT_TYPES = ("imageCountMoreThan", *AGES)
TAG_STATUSES = ("tagged", "untagged", "any")
RULE_KEYS = ("action", "rulePriority", "selection")
SELECTION_KEYS = ("countNumber", "countType", "tagStatus")
OPTIONAL_SELECTION_KEYS = ("countUnit", "storageClass", "tagPatternList", "tagPrefixList")
NO_VARIANT = "instance failed to match exactly one schema (matched 0 out of 2)"


class PolicyError(ValueError):
    """ECR does not take this policy; the message is the reason alone, without its frame."""


@dataclass(frozen=True)
class Rule:
    """One rule, complete: what is left out in the text has its default here."""

    priority: int
    tag_status: str
    patterns: tuple[str, ...]
    prefixes: tuple[str, ...]
    storage_class: str
    """Images of this class only: `standard` or `archive`."""
    count_type: str
    count_number: int
    """Images for imageCountMoreThan, days for the others."""
    action: str
    """`expire` or `transition`, which is to archive storage."""

    @property
    def is_age(self) -> bool:
        """Whether the mere passing of time brings images under it."""
        return self.count_type in AGES


@dataclass(frozen=True)
class Policy:
    """Rules in the order in which they are applied: the lowest rulePriority first."""

    rules: tuple[Rule, ...]


def read_policy(text: str) -> Policy:
    """The policy that the JSON text writes down. PolicyError with ECR's reason when it writes none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise PolicyError("Could not map policyString into LifecyclePolicy.")
    if not isinstance(document.get("rules"), list):
        raise PolicyError('object has missing required properties (["rules"])')
    _only(document, ("rules",))
    _size(document["rules"])
    rules = sorted((_rule(each) for each in document["rules"]), key=lambda rule: rule.priority)
    _together(rules)
    return Policy(tuple(rules))


def _size(rules: list[Any]) -> None:
    if not rules:
        raise PolicyError("array is too short: must have at least 1 elements but instance has 0 elements")
    if len(rules) > MOST_RULES:
        raise PolicyError(
            f"array is too long: must have at most {MOST_RULES} elements but instance has {len(rules)} elements"
        )


def _rule(given: Any) -> Rule:
    _typed(given, "object")
    _whole(given, RULE_KEYS)
    _only(given, (*RULE_KEYS, "description"))
    selection, action = given["selection"], given["action"]
    _typed(selection, "object")
    _typed(action, "object")
    priority = _number(given["rulePriority"])
    kind = _action(action)
    _whole(selection, SELECTION_KEYS)
    _only(selection, (*SELECTION_KEYS, *OPTIONAL_SELECTION_KEYS))
    rule = Rule(
        priority=priority,
        tag_status=_one_of(selection["tagStatus"], TAG_STATUSES),
        patterns=_strings(selection, "tagPatternList"),
        prefixes=_strings(selection, "tagPrefixList"),
        storage_class=_one_of(selection.get("storageClass", "standard"), ("standard", "archive")),
        count_type=_count_type(selection),
        count_number=_number(selection["countNumber"]),
        action=kind,
    )
    _tags(rule)
    _storage(rule, selection)
    return rule


def _action(action: dict[str, Any]) -> str:
    _whole(action, ("type",))
    _only(action, ("targetStorageClass", "type"))
    kind = _one_of(action["type"], ("expire", "transition"))
    # a target, even null, beside "expire" is refused so: cloudposse/terraform-aws-ecr #158
    fits = "targetStorageClass" not in action if kind == "expire" else action.get("targetStorageClass") == "archive"
    if not fits:
        raise PolicyError(NO_VARIANT)
    return kind


def _count_type(selection: dict[str, Any]) -> str:
    kind = selection["countType"]
    # countUnit is days for ages, and an error elsewhere
    if kind not in COUNT_TYPES or ("countUnit" in selection) != (kind in AGES):
        raise PolicyError(NO_VARIANT)
    if "countUnit" in selection:
        _one_of(selection["countUnit"], ("days",))
    return str(kind)


def _tags(rule: Rule) -> None:
    if rule.tag_status == "tagged" and not rule.patterns and not rule.prefixes:
        raise PolicyError("Must specify tagPrefixList or tagPatternList when tagStatus=TAGGED")
    # the rest in the guide's sense, not in ECR's words
    if rule.tag_status != "tagged" and (rule.patterns or rule.prefixes):
        raise PolicyError("tagPrefixList and tagPatternList can only be specified when tagStatus=TAGGED")
    if rule.patterns and rule.prefixes:
        raise PolicyError("A rule may specify either tagPatternList or tagPrefixList, but not both")
    for pattern in rule.patterns:
        if pattern.count("*") > MOST_WILDCARDS:
            raise PolicyError(f"There is a maximum limit of four wildcards (*) per tag pattern: {pattern}")


def _storage(rule: Rule, selection: dict[str, Any]) -> None:
    """Which class, action and number go with which count type; in the guide's sense, not in ECR's words."""
    if rule.count_type == "sinceImageTransitioned":
        if selection.get("storageClass") != "archive" or rule.action != "expire":
            raise PolicyError(
                "sinceImageTransitioned must be used with the expire action and the archive storage class"
            )
        if rule.count_number < SHORTEST_ARCHIVAL:
            raise PolicyError("Images must be in archive storage for a minimum of 90 days before deletion")
    elif rule.storage_class != "standard":
        raise PolicyError(f"The only supported storageClass for {rule.count_type} is standard")
    if rule.count_type == "sinceImagePulled" and rule.action != "transition":
        raise PolicyError("sinceImagePulled must be used with the transition action")


def _together(rules: list[Rule]) -> None:
    if len({rule.priority for rule in rules}) < len(rules):
        raise PolicyError("Each rule must have a unique rulePriority")  # in the guide's sense
    for storage_class in ("standard", "archive"):
        selecting = [rule for rule in rules if rule.storage_class == storage_class]
        if sum(rule.tag_status == "untagged" for rule in selecting) > 1:
            raise PolicyError("Only one rule can select Untagged images per storage class")
        if any(rule.tag_status == "any" for rule in selecting[:-1]):
            raise PolicyError("Rule for tagStatus=ANY must have the lowest priority per storage class")
        sets = Counter((frozenset(r.prefixes), frozenset(r.patterns)) for r in selecting if r.tag_status == "tagged")
        if any(count > 1 for count in sets.values()):  # in the guide's sense
            raise PolicyError("The rules of a storage class must each have a different set of tag prefixes or patterns")


def _whole(given: dict[str, Any], needed: tuple[str, ...]) -> None:
    missing = [key for key in needed if key not in given]
    if missing:
        raise PolicyError(f"object has missing required properties ({_json(missing)})")


def _only(given: dict[str, Any], known: tuple[str, ...]) -> None:
    foreign = sorted(key for key in given if key not in known)
    if foreign:
        raise PolicyError(f"object instance has properties which are not allowed by the schema: {_json(foreign)}")


def _typed(value: Any, wanted: str) -> None:
    if _type(value) != wanted:
        raise PolicyError(
            f'instance type ({_type(value)}) does not match any allowed primitive type (allowed: ["{wanted}"])'
        )


def _one_of(value: Any, known: tuple[str, ...]) -> str:
    if value not in known:
        raise PolicyError(f"instance value ({_json(value)}) not found in enum (possible values: {_json(known)})")
    return str(value)


def _number(value: Any) -> int:
    _typed(value, "integer")
    if value < 1:
        raise PolicyError(f"numeric instance is lower than the required minimum (minimum: 1, found: {value})")
    return int(value)


def _strings(selection: dict[str, Any], key: str) -> tuple[str, ...]:
    values = selection.get(key, [])
    _typed(values, "array")
    if key in selection and not values:
        raise PolicyError("array is too short: must have at least 1 elements but instance has 0 elements")
    for value in values:
        _typed(value, "string")
    return tuple(values)


def _type(value: Any) -> str:
    """The name that JSON Schema has for the type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    names: dict[type, str] = {int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
