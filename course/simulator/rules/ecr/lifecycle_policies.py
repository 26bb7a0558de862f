"""Lifecycle policies: a document with rules of its own, refused as a whole where one of them is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from course.simulator.rules.ecr.repositories import probed
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("ecr")

OPERATIONS = ("PutLifecyclePolicy", "StartLifecyclePolicyPreview")
KEY = "lifecyclePolicyText"
PARAMETERS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"
FAILED = (
    "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: {}'"
)
SINCE = ("sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")
RULE_PARTS = frozenset({"rulePriority", "description", "selection", "action"})


def rules(asked: Asked) -> list[dict[str, Any]] | None:
    """The rules of the policy, None where the document has none to read."""
    try:
        found = json.loads(asked.get(KEY) or "")
    except (TypeError, ValueError):
        return None
    listed = found.get("rules") if isinstance(found, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else None


def selections(asked: Asked) -> list[dict[str, Any]]:
    """What each rule selects."""
    chosen = [rule.get("selection") for rule in rules(asked) or ()]
    return [each for each in chosen if isinstance(each, dict)]


@book.rule(
    "lifecycle-policy-json",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("Could not map policyString into LifecyclePolicy."),
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/policy_validation.py",
    page=PARAMETERS,
    fix="Write the policy as a JSON object.",
)
def lifecycle_policy_json(asked: Asked) -> Iterator[Breach]:
    """A lifecycle policy is a JSON object."""
    text = asked.get(KEY)
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        found = None
    if not isinstance(found, dict):
        yield at(KEY)


@book.rule(
    "lifecycle-policy-parts",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("object has missing required properties ([{missing}])"),
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/policy_validation.py",
    page=PARAMETERS,
    fix="Add {missing}.",
)
def lifecycle_policy_parts(asked: Asked) -> Iterator[Breach]:
    """A policy has rules, and a rule has a priority, a selection and an action; here is no {missing}."""
    text = asked.get(KEY)
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        found = None
    if isinstance(found, dict) and "rules" not in found:
        yield at(KEY, missing='"rules"')
    for rule in rules(asked) or ():
        selection = rule.get("selection")
        parts = [part for part in ("action", "rulePriority", "selection") if part not in rule]
        if isinstance(selection, dict):
            parts += [part for part in ("countNumber", "countType", "tagStatus") if part not in selection]
        if parts:
            yield at(KEY, missing=",".join(f'"{part}"' for part in parts))


@book.rule(
    "lifecycle-policy-foreign-parts",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format('object instance has properties which are not allowed by the schema: (["{part}"])'),
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/policy_validation.py",
    page=PARAMETERS,
    fix="Take {part} out.",
)
def lifecycle_policy_foreign_parts(asked: Asked) -> Iterator[Breach]:
    """A rule has no part {part}."""
    for rule in rules(asked) or ():
        for part in sorted(set(rule) - RULE_PARTS):
            yield at(KEY, part=part)


@book.rule(
    "lifecycle-priorities",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("Duplicate priority in multiple rules"),
    wording=probed("lifecycle-rule-priority"),
    page=PARAMETERS,
    fix="Give each rule a number of its own: {priority} is there twice.",
)
def lifecycle_priorities(asked: Asked) -> Iterator[Breach]:
    """Each rule has a priority of its own, and {priority} is there twice."""
    numbers = [rule.get("rulePriority") for rule in rules(asked) or ()]
    for number in sorted({n for n in numbers if isinstance(n, int) and numbers.count(n) > 1}):
        yield at(KEY, priority=number)


@book.rule(
    "lifecycle-any-comes-last",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("Rule for tagStatus=ANY must have the highest rulePriority"),
    wording=probed("lifecycle-rule-priority"),
    page=PARAMETERS,
    fix="Give the rule for any image the highest number.",
)
def lifecycle_any_comes_last(asked: Asked) -> Iterator[Breach]:
    """A rule for any image comes last, with the highest number, or it would leave the others nothing."""
    placed: list[tuple[Any, str, int]] = [
        (storage, str(selection.get("tagStatus")).lower(), rule["rulePriority"])
        for rule in rules(asked) or ()
        if isinstance(selection := rule.get("selection"), dict) and isinstance(rule.get("rulePriority"), int)
        for storage in [selection.get("storageClass") or "standard"]
    ]
    for storage, status, number in placed:
        later = [n for other, kind, n in placed if other == storage and kind != "any" and n > number]
        if status == "any" and later:
            yield at(KEY)


@book.rule(
    "lifecycle-tags-missing",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("Must specify tagPrefixList or tagPatternList"),
    wording=probed("lifecycle-tag-status"),
    page=PARAMETERS,
    fix='Add "tagPatternList": ["*"] for all tagged images, or the prefixes that you mean.',
)
def lifecycle_tags_missing(asked: Asked) -> Iterator[Breach]:
    """A rule for tagged images says which tags."""
    for selection in selections(asked):
        if selection.get("tagStatus") == "tagged" and not _lists(selection):
            yield at(KEY)


@book.rule(
    "lifecycle-tags-one-way",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("If policy has a tagged rule, it must specify only one of tagPrefixList or tagPatternList"),
    wording=probed("lifecycle-tag-status"),
    page=PARAMETERS,
    fix="Keep one of the two lists.",
)
def lifecycle_tags_one_way(asked: Asked) -> Iterator[Breach]:
    """Tags are told by prefixes or by patterns, not by both."""
    for selection in selections(asked):
        if selection.get("tagStatus") == "tagged" and len(_lists(selection)) > 1:
            yield at(KEY)


@book.rule(
    "lifecycle-tags-unwanted",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("Cannot specify {list} with tagStatus {status}"),
    wording=probed("lifecycle-tag-status"),
    page=PARAMETERS,
    fix="Leave {list} out, or set tagStatus to tagged.",
)
def lifecycle_tags_unwanted(asked: Asked) -> Iterator[Breach]:
    """Only a rule for tagged images names tags; this one is for images of status {status}."""
    for selection in selections(asked):
        if selection.get("tagStatus") in ("untagged", "any"):
            for each in _lists(selection):
                yield at(KEY, list=each, status=selection["tagStatus"])


@book.rule(
    "lifecycle-count-unit",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("instance failed to match exactly one schema (matched 0 out of 2)"),
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/policy_validation.py",
    page=PARAMETERS,
    fix='Add "countUnit": "days" where images are counted by age, and leave it out where they are counted.',
)
def lifecycle_count_unit(asked: Asked) -> Iterator[Breach]:
    """Ages are counted in days, numbers of images in nothing: {type} does not go with this countUnit."""
    for selection in selections(asked):
        kind, unit = selection.get("countType"), selection.get("countUnit")
        if (kind in SINCE and unit != "days") or (kind == "imageCountMoreThan" and unit is not None):
            yield at(KEY, type=kind)


@book.rule(
    "lifecycle-count",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format("numeric instance is lower than the required minimum (minimum: 1, found: {count})"),
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/policy_validation.py",
    page=PARAMETERS,
    fix="Choose 1 or more.",
)
def lifecycle_count(asked: Asked) -> Iterator[Breach]:
    """Priorities and counts begin at 1, and {count} is below."""
    for rule in rules(asked) or ():
        selection = rule.get("selection")
        counted = selection.get("countNumber") if isinstance(selection, dict) else None
        for number in (rule.get("rulePriority"), counted):
            if isinstance(number, int) and number < 1:
                yield at(KEY, count=number)


@book.rule(
    "lifecycle-action",
    *OPERATIONS,
    code="InvalidParameterException",
    says=FAILED.format('instance value ({action}) not found in enum (possible values: ["expire","transition"])'),
    wording=probed("lifecycle-action"),
    page=PARAMETERS,
    fix='Write "action": {{"type": "expire"}}, or transition with the targetStorageClass archive.',
)
def lifecycle_action(asked: Asked) -> Iterator[Breach]:
    """A rule lets images expire or moves them to the archive; {action} is nothing that it can do."""
    for rule in rules(asked) or ():
        action = rule.get("action")
        kind = action.get("type") if isinstance(action, dict) else None
        if kind is not None and kind not in ("expire", "transition"):
            yield at(KEY, action=kind)


def _lists(selection: dict[str, Any]) -> list[str]:
    return [each for each in ("tagPrefixList", "tagPatternList") if selection.get(each)]
