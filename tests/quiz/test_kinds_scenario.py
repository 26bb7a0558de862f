"""Scenarios: what is asked depends on the answers; each step met earns its share, and the way is walked to its end."""

from __future__ import annotations

from typing import Any

import pytest

from course.model.errors import UsageProblem
from course.quiz.grade import grade
from course.quiz.kinds.scenario import step_after
from tests.quiz.questions import scenario


@pytest.mark.parametrize(
    ("choices", "step"),
    [([], "look"), ([0], "mend"), ([1], "restart"), ([2], None), ([0, 1], None), ([1, 0], None)],
)
def test_the_step_that_follows(choices: list[int], step: str | None) -> None:
    found = step_after(scenario(), choices)
    assert (found.id if found else None) == step


@pytest.mark.parametrize(
    ("choices", "credit", "message"),
    [
        ([0, 1], 1.0, "Right at every step."),
        ([0, 0], 0.5, "1 of 2 steps were right."),
        ([1, 0], 0.5, "1 of 2 steps were right."),
        ([1, 1], 0.0, "0 of 2 steps were right."),
        ([2], 0.0, "0 of 1 steps were right."),
    ],
)
def test_each_step_met_earns_its_share(choices: list[int], credit: float, message: str) -> None:
    graded = grade(scenario(), choices)
    assert (graded.credit, graded.right, graded.message) == (credit, credit == 1, message)


def test_each_choice_gets_its_word_and_a_wrong_one_the_right_one_beside_it() -> None:
    assert [(f.text, f.right, f.chosen) for f in grade(scenario(), [1, 0]).feedback] == [
        ("1. option 1", False, True),
        ("1. option 0", True, False),
        ("2. option 0", True, True),
    ]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([0], "goes on"),
        ([1], "goes on"),
        ([], "each step"),
        (None, "each step"),
        (0, "each step"),
        ([2, 0], "has ended"),
        ([0, 1, 0], "has ended"),
        ([3], "positions"),
        ([0, 2], "positions"),
        (["0"], "positions"),
        ([True], "positions"),
    ],
)
def test_a_way_that_the_scenario_does_not_have_is_refused(answer: Any, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        grade(scenario(), answer)
