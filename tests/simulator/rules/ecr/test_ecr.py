"""The rules of repositories and their lifecycle policies: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.simulator.rules import findings
from course.simulator.rules.ecr import lifecycle_policies, repositories
from tests.simulator.rules.pairs import Pair, Request, unproven, with_

Ecr = partial(Pair, service="ecr")

CREATE = {"repositoryName": "shop/web"}
FILTERS = [{"filterType": "WILDCARD", "filter": "dev-*"}]
KEY = "arn:aws:kms:eu-west-1:111122223333:key/a"


def rule(priority: int = 1, **selection: Any) -> dict[str, Any]:
    chosen = {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5} | selection
    return {"rulePriority": priority, "selection": chosen, "action": {"type": "expire"}}


def put(*rules: Any) -> Request:
    return {"repositoryName": "shop/web", "lifecyclePolicyText": json.dumps({"rules": list(rules)})}


def puts(name: str, refused: Any, accepted: Any, *also: str) -> Pair:
    first, second = (put(*(each if isinstance(each, list) else [each])) for each in (refused, accepted))
    return Ecr(name, "PutLifecyclePolicy", first, second, also=also)


def text(value: str) -> Request:
    return {"repositoryName": "shop/web", "lifecyclePolicyText": value}


PAIRS = [
    Ecr(
        "encryption-key",
        "CreateRepository",
        CREATE | {"encryptionConfiguration": {"encryptionType": "AES256", "kmsKey": KEY}},
        CREATE | {"encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY}},
    ),
    Ecr(
        "tag-exclusions-unwanted",
        "CreateRepository",
        CREATE | {"imageTagMutability": "IMMUTABLE", "imageTagMutabilityExclusionFilters": FILTERS},
        CREATE | {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": FILTERS},
    ),
    Ecr(
        "tag-exclusions-missing",
        "CreateRepository",
        CREATE | {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"},
        CREATE | {"imageTagMutability": "IMMUTABLE"},
    ),
    Ecr("lifecycle-policy-json", "PutLifecyclePolicy", text('{"rules": ['), put(rule())),
    Ecr("lifecycle-policy-json", "PutLifecyclePolicy", text("[]"), put(rule())),
    Ecr("lifecycle-policy-parts", "PutLifecyclePolicy", text("{}"), put(rule())),
    puts("lifecycle-policy-parts", with_(rule(), "action"), rule()),
    puts("lifecycle-policy-parts", with_(rule(), "selection", "countNumber"), rule()),
    puts("lifecycle-policy-foreign-parts", rule() | {"comment": "a"}, rule() | {"description": "a"}),
    puts("lifecycle-priorities", [rule(1), rule(1)], [rule(1), rule(2)]),
    puts(
        "lifecycle-any-comes-last",
        [rule(1, tagStatus="any"), rule(2)],
        [rule(2, tagStatus="any"), rule(1)],
    ),
    puts("lifecycle-tags-missing", rule(tagStatus="tagged"), rule(tagStatus="tagged", tagPatternList=["*"])),
    puts(
        "lifecycle-tags-one-way",
        rule(tagStatus="tagged", tagPatternList=["*"], tagPrefixList=["v"]),
        rule(tagStatus="tagged", tagPrefixList=["v"]),
    ),
    puts("lifecycle-tags-unwanted", rule(tagPrefixList=["v"]), rule()),
    puts("lifecycle-count-unit", rule(countUnit="days"), rule(countType="sinceImagePushed", countUnit="days")),
    puts("lifecycle-count-unit", rule(countType="sinceImagePushed"), rule()),
    puts("lifecycle-count", rule(countNumber=0), rule(countNumber=1)),
    puts("lifecycle-count", rule(0), rule(1)),
    puts("lifecycle-action", rule() | {"action": {"type": "delete"}}, rule()),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


@pytest.mark.parametrize("module", [repositories, lifecycle_policies])
def test_every_rule_is_shown(module: object) -> None:
    assert unproven(PAIRS, "ecr", module.__name__) == set()  # type: ignore[attr-defined]


NAMES = st.sampled_from(
    ["rules", "rulePriority", "selection", "action", "tagStatus", "countType", "type", "tagPrefixList"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner),
)


@given(ANYTHING)
def test_no_document_is_too_odd_to_be_judged(document: Any) -> None:
    findings("ecr", "PutLifecyclePolicy", text(json.dumps(document)))
    findings("ecr", "PutLifecyclePolicy", put(document))
