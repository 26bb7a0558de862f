"""All rules of a task definition together: what AWS takes passes, what is not known yet passes, nothing odd makes one fail."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.session import get_session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.simulator.rules import findings, rules_for
from course.simulator.rules.rule import Path
from course.simulator.rules.unknown import UNKNOWN, partly_known
from tests.simulator.rules.ecs.definitions import RICH_EC2, RICH_FARGATE
from tests.simulator.rules.pairs import REMOVED, Request, with_

REGISTER = "RegisterTaskDefinition"
ECS = get_session().get_service_model("ecs")
WORDS = [
    "",
    "web",
    "db",
    "0",
    "256",
    "80-90",
    "9-1",
    "-",
    "arn:aws:s3:::a/b",
    "a:b:c",
    "awslogs",
    "bridge",
    "awsvpc",
    "ü",
]
RICH = {"fargate": RICH_FARGATE, "ec2": RICH_EC2}


@pytest.mark.parametrize("definition", RICH.values(), ids=list(RICH))
def test_a_rich_definition_that_aws_takes_passes(definition: Request) -> None:
    assert findings("ecs", REGISTER, definition) == []


def _places(whole: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value in a request."""
    for step, value in whole.items() if isinstance(whole, dict) else enumerate(whole):
        yield (*path, step)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, step))


EVERY_PLACE = [
    pytest.param(name, place, id=f"{name}:{place}") for name, whole in RICH.items() for place in _places(whole)
]

MEMBERS = [
    pytest.param(name, place, id=f"{name}:{place}")
    for name, whole in RICH.items()
    for place in _places(whole)
    if isinstance(place[-1], str) and "options" not in place  # lists and maps of texts hold no nulls
]


@pytest.mark.parametrize(("name", "place"), EVERY_PLACE)
def test_a_value_that_nobody_knows_yet_has_the_benefit_of_the_doubt(name: str, place: Path) -> None:
    unknown = partly_known(with_(RICH[name], *place, value=UNKNOWN))
    assert findings("ecs", REGISTER, unknown) == []


@pytest.mark.parametrize(("name", "place"), MEMBERS)
def test_a_null_is_read_as_nothing_said(name: str, place: Path) -> None:
    said_null = findings("ecs", REGISTER, with_(RICH[name], *place, value=None))
    left_out = findings("ecs", REGISTER, with_(RICH[name], *place, value=REMOVED))
    assert [found.rule for found in said_null] == [found.rule for found in left_out]


def _any(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Well-typed values of a shape, as odd as JSON allows: missing members, nulls, empty lists and texts."""
    if isinstance(shape, StructureShape):
        members = {name: st.none() | _any(member, depth + 1) for name, member in shape.members.items()}
        return st.fixed_dictionaries({}, optional=members)
    if isinstance(shape, ListShape):
        return st.lists(_any(shape.member, depth + 1), max_size=2)
    if isinstance(shape, MapShape):
        return st.dictionaries(st.sampled_from(WORDS), st.sampled_from(WORDS), max_size=2)
    if shape.type_name in ("integer", "long"):
        return st.integers(-1, 70_000)
    if shape.type_name == "boolean":
        return st.booleans()
    return st.sampled_from([*WORDS, *shape.metadata.get("enum", ())])


@pytest.mark.parametrize("operation", [REGISTER, "DeregisterTaskDefinition", "DeleteTaskDefinitions"])
def test_no_odd_request_makes_a_rule_fail(operation: str) -> None:
    @settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None, database=None)
    @given(_any(ECS.operation_model(operation).input_shape))
    def holds(request: Request) -> None:
        before = copy.deepcopy(request)
        for rule in rules_for("ecs", operation):
            for breach in rule.breaches(request, None):
                assert all(rule.fill(sentence, breach) for sentence in (rule.says, rule.why, rule.fix))
        assert request == before

    holds()
