"""Which lifecycle policies ECR takes, and what it says of the others."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.simulator.ecr.lifecycle_policy import PolicyError, read_policy
from tests.simulator.ecr_examples import rule, text_of

COUNT = ("any", "imageCountMoreThan", 3)


def without(given_: dict[str, Any], *path: str) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(given_))
    place = copied
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return copied


def with_(given_: dict[str, Any], value: Any, *path: str) -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(given_))
    place = copied
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copied


def test_rules_in_order_of_priority_with_their_defaults() -> None:
    read = read_policy(text_of(rule(20, *COUNT), rule(3, "tagged", "sinceImagePushed", 14, prefixes=["prod"])))
    assert [each.priority for each in read.rules] == [3, 20]
    first, last = read.rules
    assert (first.prefixes, first.patterns, first.count_number, first.action) == (("prod",), (), 14, "expire")
    assert (last.storage_class, last.is_age, first.is_age) == ("standard", False, True)


@pytest.mark.parametrize(
    "rules",
    [
        [rule(1, "tagged", "sinceImagePushed", 30, patterns=["prod*"], action="transition")],
        [rule(1, "any", "sinceImagePulled", 90, action="transition")],
        [
            rule(1, "any", "sinceImagePulled", 90, action="transition"),
            rule(2, "any", "sinceImageTransitioned", 365, storage_class="archive"),
        ],
        [rule(1, "tagged", "imageCountMoreThan", 1, patterns=["*test*1*2*3"])],
        [rule(1, "untagged", "imageCountMoreThan", 1, storage_class="standard")],
        [
            rule(1, "tagged", "imageCountMoreThan", 1, prefixes=["a"]),
            rule(2, "tagged", "imageCountMoreThan", 1, prefixes=["a", "b"]),
            rule(3, "tagged", "imageCountMoreThan", 1, patterns=["a"]),
        ],
    ],
)
def test_what_the_user_guide_shows_is_taken(rules: list[dict[str, Any]]) -> None:
    assert len(read_policy(text_of(*rules)).rules) == len(rules)


@pytest.mark.parametrize("text", ["", "no", "[]", '"rules"', "null", "[" * 20_000, '{"rules": [}'])
def test_what_is_no_policy_at_all(text: str) -> None:
    with pytest.raises(PolicyError, match="Could not map policyString into LifecyclePolicy"):
        read_policy(text)


PLAIN = rule(1, *COUNT)
AGED = rule(1, "any", "sinceImagePushed", 3)
TAGGED = rule(1, "tagged", "imageCountMoreThan", 3, prefixes=["a"])


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (without(PLAIN, "rulePriority"), 'missing required properties (["rulePriority"])'),
        (without(PLAIN, "action", "type"), 'missing required properties (["type"])'),
        (without(PLAIN, "selection", "tagStatus"), 'missing required properties (["tagStatus"])'),
        (with_(PLAIN, 1, "extra"), 'not allowed by the schema: ["extra"]'),
        (with_(PLAIN, 1, "selection", "tagList"), 'not allowed by the schema: ["tagList"]'),
        (with_(PLAIN, "1", "rulePriority"), "instance type (string) does not match"),
        (with_(PLAIN, True, "rulePriority"), "instance type (boolean) does not match"),
        (with_(PLAIN, 0, "rulePriority"), "(minimum: 1, found: 0)"),
        (with_(PLAIN, 0, "selection", "countNumber"), "(minimum: 1, found: 0)"),
        (with_(PLAIN, 1.5, "selection", "countNumber"), "instance type (number) does not match"),
        (with_(PLAIN, "all", "selection", "tagStatus"), 'instance value ("all") not found in enum'),
        (with_(PLAIN, "delete", "action", "type"), 'instance value ("delete") not found in enum'),
        (with_(PLAIN, "days", "selection", "countUnit"), "matched 0 out of 2"),
        (without(AGED, "selection", "countUnit"), "matched 0 out of 2"),
        (with_(AGED, "hours", "selection", "countUnit"), 'instance value ("hours") not found in enum'),
        (with_(PLAIN, "sinceImageBuilt", "selection", "countType"), "matched 0 out of 2"),
        (with_(PLAIN, None, "action", "targetStorageClass"), "matched 0 out of 2"),
        (with_(PLAIN, "transition", "action", "type"), "matched 0 out of 2"),
        (without(TAGGED, "selection", "tagPrefixList"), "Must specify tagPrefixList or tagPatternList"),
        (with_(TAGGED, [], "selection", "tagPrefixList"), "array is too short"),
        (with_(TAGGED, ["b"], "selection", "tagPatternList"), "but not both"),
        (with_(PLAIN, ["b"], "selection", "tagPatternList"), "only be specified when tagStatus=TAGGED"),
        (rule(1, "tagged", "imageCountMoreThan", 1, patterns=["test*1*2*3*4*5*6"]), "four wildcards"),
        (rule(1, "any", "sinceImagePulled", 90), "must be used with the transition action"),
        (rule(1, "any", "sinceImageTransitioned", 90), "the archive storage class"),
        (rule(1, "any", "sinceImageTransitioned", 90, storage_class="archive", action="transition"), "expire action"),
        (rule(1, "any", "sinceImageTransitioned", 89, storage_class="archive"), "minimum of 90 days"),
        (rule(1, "any", "imageCountMoreThan", 1, storage_class="archive"), "is standard"),
    ],
)
def test_a_rule_that_is_refused(given_: dict[str, Any], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text_of(given_))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([], "array is too short"),
        ([rule(n, "tagged", "imageCountMoreThan", 1, prefixes=[str(n)]) for n in range(1, 52)], "array is too long"),
        ([rule(1, "untagged", *COUNT[1:]), rule(1, *COUNT)], "unique rulePriority"),
        (
            [rule(1, "untagged", *COUNT[1:]), rule(2, "untagged", *COUNT[1:])],
            "Only one rule can select Untagged images",
        ),
        ([rule(1, *COUNT), rule(2, "untagged", *COUNT[1:])], "tagStatus=ANY must have the lowest priority"),
        ([rule(1, *COUNT), rule(2, *COUNT)], "tagStatus=ANY must have the lowest priority"),
        (
            [rule(n, "tagged", "imageCountMoreThan", n, prefixes=["a", "b"][:: 1 if n > 1 else -1]) for n in (1, 2)],
            "a different set of tag prefixes",
        ),
    ],
)
def test_rules_that_do_not_go_together(rules: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_policy(text_of(*rules))
    assert said in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 100) | st.sampled_from(["any", "tagged", "days", "expire", "*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["rulePriority", "selection", "action", "type", "tagStatus", "countType", "countNumber"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


def reason(document: Any) -> str | None:
    try:
        read_policy(json.dumps(document))
    except PolicyError as error:
        return str(error)
    return None


@settings(max_examples=300, deadline=None)
@given(json_values, json_values, json_values)
def test_any_json_is_a_policy_or_is_refused_with_a_reason(whole: Any, selection: Any, action: Any) -> None:
    for document in (whole, {"rules": whole}, {"rules": [whole, {"selection": selection, "action": action}]}):
        assert reason(document) != ""
