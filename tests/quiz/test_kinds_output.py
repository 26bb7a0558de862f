"""Reading an output: the cause counts, and it is right only with a line that proves it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.quiz.grade import grade
from tests.quiz.questions import output


@pytest.mark.parametrize(
    ("option", "line", "credit", "message"),
    [
        (1, 2, 1.0, "Right, and that line shows it."),
        (1, 4, 1.0, "Right, and that line shows it."),
        (1, 3, 0.75, "That is what happened, but another line shows it."),
        (0, 2, 0.0, "Not this one."),
        (2, 5, 0.0, "Not this one."),
    ],
)
def test_the_cause_and_its_line(option: int, line: int, credit: float, message: str) -> None:
    graded = grade(output(".r.", proofs=(2, 4)), {"option": option, "line": line})
    assert (graded.credit, graded.right, graded.message) == (credit, credit == 1, message)


def test_every_option_every_proof_and_the_line_pointed_at_get_a_word() -> None:
    feedback = grade(output(".r.", proofs=(2, 4)), {"option": 1, "line": 3}).feedback
    assert [(f.text, f.right, f.chosen) for f in feedback] == [
        ("option 0", False, False),
        ("option 1", True, True),
        ("option 2", False, False),
        ("line 2: event <2> of the service", True, False),
        ("line 4: event <4> of the service", True, False),
        ("line 3: event <3> of the service", False, True),
    ]
    assert all(f.why for f in feedback)


@given(st.integers(2, 30), st.data())
def test_any_line_that_proves_it_will_do_and_no_other(lines: int, data: st.DataObject) -> None:
    places = st.integers(1, lines)
    proofs = tuple(data.draw(st.lists(places, min_size=1, unique=True)))
    line = data.draw(places)
    assert grade(output(lines=lines, proofs=proofs), {"option": 0, "line": line}).right == (line in proofs)


@pytest.mark.parametrize(
    "answer",
    [
        None, 0, "b 2", [], {}, {"line": 2}, {"option": 0}, {"option": 0, "line": 0}, {"option": 0, "line": 6},
        {"option": 3, "line": 2}, {"option": True, "line": 2}, {"option": 0, "line": "2"}, {"option": 0, "line": 2, "why": ""},
    ],
)  # fmt: skip
def test_what_points_at_nothing_is_refused(answer: Any) -> None:
    with pytest.raises(UsageProblem, match=r"\.$"):
        grade(output(), answer)
