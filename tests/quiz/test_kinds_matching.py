"""Matching: each pair earns its share; rights that read the same are one choice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.quiz.grade import grade
from tests.quiz.questions import matching


def test_each_pair_earns_its_share() -> None:
    question = matching("ABC", "X")
    assert question.rights == ("A", "B", "C", "X")
    graded = grade(question, [0, 3, 2])
    assert (graded.right, round(graded.credit, 3), graded.message) == (False, 0.667, "2 of 3 matched rightly.")
    assert [(f.text, f.right, f.chosen, f.why) for f in graded.feedback] == [
        ("left 0: A", True, True, "why 0"),
        ("left 1: B", False, False, "why 1"),
        ("left 2: C", True, True, "why 2"),
    ]


def test_rights_that_read_the_same_are_one_choice() -> None:
    question = matching("ABA")
    assert question.rights == ("A", "B")
    assert grade(question, [0, 1, 0]).right
    assert grade(question, [0, 1, 1]).credit == pytest.approx(2 / 3)


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=6).map("".join), st.data())
def test_credit_is_the_share_of_lefts_with_their_own_right(rights: str, data: st.DataObject) -> None:
    question = matching(rights, "X")
    places = st.integers(0, len(question.rights) - 1)
    answer = data.draw(st.lists(places, min_size=len(rights), max_size=len(rights)))
    hits = [question.rights[place] == right for place, right in zip(answer, rights, strict=True)]
    graded = grade(question, answer)
    assert graded.credit == pytest.approx(sum(hits) / len(hits))
    assert graded.right == all(hits)
    assert [f.right for f in graded.feedback] == hits


@pytest.mark.parametrize("answer", [None, 0, "012", [], [0, 1], [0, 1, 2, 0], [0, 1, 3], [0, 1, -1], [0, 1, True], {}])
def test_what_is_no_matching_is_refused(answer: Any) -> None:
    with pytest.raises(UsageProblem, match=r"\.$"):
        grade(matching(), answer)
