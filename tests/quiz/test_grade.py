"""Grading: verdict, part credit and feedback for each playable kind; what makes no sense is refused, not judged."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.model.question import MultipleQuestion, OrderingQuestion, Question, SingleQuestion
from course.quiz.grade import grade
from tests.quiz.questions import answered, multiple, number, ordering, rights, single


@given(answered())
def test_right_is_full_credit_and_everything_is_explained(case: tuple[Question, Any]) -> None:
    question, answer = case
    graded = grade(question, answer)
    assert 0 <= graded.credit <= 1
    assert graded.right == (graded.credit == 1)
    assert graded.question_id == question.id
    assert graded.explain == question.explain
    assert graded.message.endswith(".")
    assert graded.message.count(". ") == 0
    assert all(feedback.text and feedback.why for feedback in graded.feedback)
    assert json.loads(json.dumps(graded.answer)) == graded.answer
    assert grade(question, graded.answer) == graded


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_shown_changes_no_verdict(case: tuple[Question, Any], chance: Any) -> None:
    """An answer given by what was shown means the same wherever the options stood; so does the order of ticking."""
    question, answer = case
    before = grade(question, answer)
    if isinstance(question, SingleQuestion | MultipleQuestion):
        order = list(range(len(question.options)))
        chance.shuffle(order)
        moved = replace(question, options=tuple(question.options[place] for place in order))
        there = {place: at for at, place in enumerate(order)}
        chosen = [answer] if isinstance(answer, int) else list(answer)
        chance.shuffle(chosen)
        places = [there[place] for place in chosen]
        after = grade(moved, places[0] if isinstance(answer, int) else places)
        assert {f.text: f for f in after.feedback} == {f.text: f for f in before.feedback}
    elif isinstance(question, OrderingQuestion):
        texts = [question.items[place].text for place in answer]
        shown = list(range(len(question.items)))
        chance.shuffle(shown)
        said = [next(place for place in shown if question.items[place].text == text) for text in texts]
        after = grade(question, said)
    else:
        after = grade(question, str(answer))
    assert (after.right, after.credit, after.message) == (before.right, before.credit, before.message)


def test_single() -> None:
    assert [(g.right, g.credit) for n in range(3) if (g := grade(single(".r."), n))] == [
        (False, 0.0),
        (True, 1.0),
        (False, 0.0),
    ]
    feedback = grade(single(".r."), 2).feedback
    assert [(f.right, f.chosen, f.why) for f in feedback] == [
        (False, False, "why 0"),
        (True, False, "why 1"),
        (False, True, "why 2"),
    ]


@pytest.mark.parametrize(
    ("chosen", "credit", "message"),
    [
        ([0, 1], 1.0, "Right, all of them."),
        ([1, 0], 1.0, "Right, all of them."),
        ([0], 0.5, "1 of 2 found, 1 missed."),
        ([0, 2], 0.0, "1 of 2 found, 1 chosen that does not belong, 1 missed."),
        ([0, 1, 2], 0.5, "2 of 2 found, 1 chosen that does not belong."),
        ([0, 1, 2, 3], 0.0, "2 of 2 found, 2 chosen that do not belong."),
        ([2, 3], 0.0, "0 of 2 found, 2 chosen that do not belong, 2 missed."),
    ],
)
def test_multiple(chosen: list[int], credit: float, message: str) -> None:
    graded = grade(multiple("rr.."), chosen)
    assert (graded.credit, graded.right, graded.message) == (credit, credit == 1, message)


@given(rights, st.data())
def test_one_more_right_choice_never_costs_and_one_more_wrong_choice_never_earns(
    marks: str, data: st.DataObject
) -> None:
    question = multiple(marks)
    chosen = data.draw(st.lists(st.integers(0, len(marks) - 1), min_size=1, unique=True))
    for place in set(range(len(marks))) - set(chosen):
        before, after = grade(question, chosen).credit, grade(question, [*chosen, place]).credit
        assert after >= before if marks[place] == "r" else after <= before


@pytest.mark.parametrize(
    ("arranged", "credit"),
    [([0, 1, 2, 3, 4], 1), ([1, 2, 3, 4, 0], 0.75), ([0, 2, 1, 3, 4], 0.75), ([4, 3, 2, 1, 0], 0), ([2, 0, 3, 1, 4], 0.5)],
)  # fmt: skip
def test_ordering(arranged: list[int], credit: float) -> None:
    graded = grade(ordering(5), arranged)
    assert (graded.credit, graded.right) == (credit, credit == 1)
    assert [f.text for f in graded.feedback] == [f"line {n}" for n in range(5)]
    assert [f.right for f in graded.feedback] == [place == n for n, place in enumerate(arranged)]


def test_only_one_order_is_right() -> None:
    assert [order for order in permutations(range(4)) if grade(ordering(4), order).right] == [(0, 1, 2, 3)]


def test_number_names_the_slip_that_leads_to_the_answer() -> None:
    question = number(6, 7.5, 7, 8)
    graded = grade(question, "7 tasks")
    assert (graded.right, graded.message) == (False, "Not 7: that is too high.")
    assert [(f.text, f.right, f.chosen) for f in graded.feedback] == [
        ("6 tasks", True, False),
        ("7.5 tasks", False, False),
        ("7 tasks", False, True),
        ("8 tasks", False, False),
    ]
    unknown = grade(question, 1234567).feedback
    assert (unknown[-1].text, unknown[-1].chosen, unknown[-1].right) == ("1234567 tasks", True, False)
    assert sum(f.chosen for f in unknown) == 1
    assert [f.chosen for f in grade(question, 6.0).feedback] == [True, False, False, False]


def test_the_nearest_slip_is_meant() -> None:
    feedback = grade(number(10, 20, 20.5, tolerance=1), 20.4).feedback
    assert [f.text for f in feedback if f.chosen] == ["20.5 tasks"]


@pytest.mark.parametrize(
    ("answer", "tolerance", "given", "right"),
    [
        (0.3, 0.0, 0.1 + 0.2, True),
        (0.3, 0.1, 0.4, True),
        (0.3, 0.1, 0.2, True),
        (0.3, 0.1, 0.4001, False),
        (12, 0.0, "12,5", False),
        (0, 0.0, 0, True),
        (0, 0.0, 1e-6, False),
        (1e12, 0.0, 1e12 + 1e4, False),
    ],
)
def test_tolerance(answer: float, tolerance: float, given: Any, right: bool) -> None:
    assert grade(number(answer, tolerance=tolerance), given).right is right


NO_POSITION = [None, "0", 1.0, True, -1, 3, [0], {}, 10**30]
NO_POSITIONS = [None, 0, "01", "", [0, 0], [3], [-1], [True], [0.0], ["0"], {0, 1}, {"0": 1}, [[0]]]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *[(single("r.."), answer) for answer in NO_POSITION],
        *[(multiple("r.r"), answer) for answer in [*NO_POSITIONS, []]],
        *[(ordering(3), answer) for answer in [*NO_POSITIONS, [], [0, 1], [0, 1, 2, 0], [0, 1, 1]]],
        *[(number(3), answer) for answer in [None, True, [3], {}, "", "three", float("nan"), float("inf"), 10**400]],
    ],
)
def test_an_answer_without_sense_is_refused_in_a_sentence(question: Question, answer: Any) -> None:
    with pytest.raises(UsageProblem) as refused:
        grade(question, answer)
    assert refused.value.message.endswith(".")


@given(
    st.sampled_from([single(), multiple(), ordering(3), number(3)]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=6,
    ),
)
def test_no_answer_whatever_breaks_the_grader(question: Question, answer: Any) -> None:
    try:
        graded = grade(question, answer)
    except UsageProblem:
        return
    assert 0 <= graded.credit <= 1
