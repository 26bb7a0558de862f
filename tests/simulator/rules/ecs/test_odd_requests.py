"""No rule of ECS fails on a request of the right types, however odd: members missing, empty, or naming anything at all."""

from __future__ import annotations

import functools
from typing import Any

import botocore.session
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.simulator.rules import findings
from course.simulator.rules.judge import all_rules
from tests.simulator.rules.ecs.made_ecs import BLUE_GREEN, DAEMON, IP_GROUP, REGISTRY, described, made

WORLD = made(described(BLUE_GREEN), described(DAEMON), described({"serviceName": "bare"}))
WORDS = [
    "",
    "shop",
    "web",
    "bare",
    "agent",
    "web:1",
    "hosts:1",
    "old:1",
    "FARGATE",
    "hosts",
    "managed",
    IP_GROUP,
    REGISTRY,
    "é/:",
]
OPERATIONS = sorted({operation for rule in all_rules() if rule.service == "ecs" for operation in rule.operations})


@functools.cache
def _model() -> Any:
    return botocore.session.get_session().get_service_model("ecs")


def _values(shape: Any, depth: int) -> st.SearchStrategy[Any]:
    """Values of a shape. Below a certain depth structures and lists are empty."""
    kind = shape.type_name
    if kind == "structure":
        members = {name: _values(member, depth - 1) for name, member in shape.members.items()} if depth else {}
        return st.fixed_dictionaries({}, optional=members)
    if kind == "list":
        return st.lists(_values(shape.member, depth - 1), max_size=3) if depth else st.just([])
    if kind == "map":
        return st.dictionaries(st.sampled_from(WORDS), st.sampled_from(WORDS), max_size=2)
    if kind in ("integer", "long"):
        return st.sampled_from([-1, 0, 1, 80, 100, 101, 2880, 20000])
    if kind in ("double", "float"):
        return st.sampled_from([-0.1, 0.0, 3.3, 100.0, 100.05])
    if kind == "boolean":
        return st.booleans()
    return st.sampled_from([*(getattr(shape, "enum", None) or []), *WORDS])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_rule_fails(operation: str) -> None:
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_values(_model().operation_model(operation).input_shape, 5))
    def judge(asked: dict[str, Any]) -> None:
        findings("ecs", operation, asked, WORLD)
        findings("ecs", operation, dict.fromkeys(asked), WORLD)

    judge()
