"""Our rules and cfn-lint's say the same about made-up requests, but for what explained.py gives a reason for.

`ECS_COURSE_EXAMPLES=5000 pytest tests/simulator/rules/second_opinion` asks about other requests than every day's, and more.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, settings

from course.simulator.rules import findings
from tests.simulator.rules.second_opinion.cfn_lint import TYPES, opinions, resource
from tests.simulator.rules.second_opinion.compared import unexplained
from tests.simulator.rules.second_opinion.definitions import definitions
from tests.simulator.rules.second_opinion.explained import ONLY_OURS, SAME
from tests.simulator.rules.second_opinion.services import Story, stories
from tests.simulator.rules.taken import Taken, all_taken

EXAMPLES = int(os.environ.get("ECS_COURSE_EXAMPLES", "0"))


def _asked_about(examples: int) -> Any:
    """The same requests every time, unless more are asked for."""
    return settings(
        max_examples=EXAMPLES or examples,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


@_asked_about(200)
@given(definitions())
def test_task_definitions(asked: dict[str, Any]) -> None:
    ours = {found.rule for found in findings("ecs", "RegisterTaskDefinition", asked)}
    theirs = opinions({"Definition": resource("RegisterTaskDefinition", asked)})["Definition"]
    assert unexplained(asked, ours, theirs) == []


@_asked_about(100)
@given(stories())
def test_services(story: Story) -> None:
    ours = {found.rule for found in findings("ecs", "CreateService", story.asked, story.world())}
    assert unexplained(story.asked | {"definition": story.definition}, ours, story.opinions()) == []


def test_cfn_lint_finds_nothing_in_what_aws_takes() -> None:
    found = {str(taken): wrong for taken in all_taken() if (wrong := _second_opinion(taken))}
    assert found == {}


def _second_opinion(taken: Taken) -> list[str]:
    requests = {f"R{place}": each for place, each in enumerate(taken.requests) if each.operation in TYPES}
    told = opinions({name: resource(each.operation, each.asked) for name, each in requests.items()})
    return [words for name, each in requests.items() for words in unexplained(each.asked, set(), told[name])]


def test_a_rule_has_one_explanation() -> None:
    named = [rule for same in SAME for rule in same.ours] + [rule for rules in ONLY_OURS.values() for rule in rules]
    assert sorted(named) == sorted(set(named))
