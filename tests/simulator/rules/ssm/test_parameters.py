"""The rules of parameters: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.rules.ssm import parameters
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Pair, unproven

WORLD = MadeWorld(parameters={"/shop/large": {"Name": "/shop/large", "Tier": "Advanced"}})
PUT = {"Name": "/shop/url", "Value": "a", "Type": "String"}


def put(rule: str, refused: dict[str, Any], accepted: dict[str, Any] | None = None, *also: str) -> Pair:
    return Pair(rule, "PutParameter", PUT | refused, PUT | (accepted or {}), service="ssm", world=WORLD, also=also)


PAIRS = [
    put("parameter-name-qualified", {"Name": "shop/url"}, {"Name": "shop"}),
    put("parameter-name-no-arn", {"Name": "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/url"}),
    put("parameter-name-end", {"Name": "/shop/"}, {"Name": "/shop"}),
    put("parameter-name-characters", {"Name": "/shop/the url"}, {"Name": " /shop/url "}),
    put("parameter-name-characters", {"Name": "/shop//url"}),
    put("parameter-hierarchy", {"Name": "/a" * 17}, {"Name": "/a" * 16}),
    put("parameter-value-length", {"Value": "a" * 4097}, {"Value": "a" * 4096}),
    put("parameter-value-length", {"Value": "a" * 4097}, {"Value": "a" * 4097, "Tier": "Intelligent-Tiering"}),
    put(
        "parameter-value-length", {"Value": "a" * 4097}, {"Value": "a" * 4097, "Name": "/shop/large", "Overwrite": True}
    ),
    put("parameter-value-length", {"Value": "a" * 8193, "Tier": "Advanced"}, {"Value": "a" * 8192, "Tier": "Advanced"}),
    put("parameter-policies-tier", {"Policies": "[]", "Tier": "Standard"}, {"Policies": "[]", "Tier": "Advanced"}),
    put("parameter-pattern", {"AllowedPattern": r"^\d+$"}, {"AllowedPattern": r"^\w+$"}),
    put("parameter-pattern", {"AllowedPattern": r"^\d+$"}, {"AllowedPattern": "["}),
    put("parameter-key", {"KeyId": "alias/shop"}, {"KeyId": "alias/shop", "Type": "SecureString"}),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ssm", parameters.__name__) == set()
