"""Every document to mend in the bank: wrong as it stands, right in the model answer, and tempting mends are told apart."""

from __future__ import annotations

import pytest

from course.catalog.bank import bank
from course.model.question import FixQuestion
from course.quiz.grade import grade
from tests.quiz.fixes.tempting import TEMPTING, Tempting

FIXES = {q.id: q for q in bank().values() if isinstance(q, FixQuestion) and q.status == "active"}


def test_every_document_has_a_tempting_mend() -> None:
    assert sorted(TEMPTING) == sorted(FIXES)


@pytest.mark.parametrize("id", sorted(FIXES))
def test_as_it_stands_it_is_wrong_and_the_model_answer_is_right(id: str) -> None:
    question = FIXES[id]
    before = grade(question, question.document)
    assert not before.right
    assert before.credit == 0
    after = grade(question, question.model_answer)
    assert after.right, [each for each in after.feedback if not each.right]
    assert after.credit == 1


@pytest.mark.parametrize(
    ("id", "tempting"),
    [pytest.param(id, each, id=f"{id}-{n}") for id, several in TEMPTING.items() for n, each in enumerate(several)],
)
def test_a_tempting_mend_is_wrong_and_says_why(id: str, tempting: Tempting) -> None:
    question = FIXES[id]
    given = question.document
    for old, new in tempting.changes:
        assert old in given, f"{old!r} does not stand in the document"
        given = given.replace(old, new)
    graded = grade(question, given)
    assert not graded.right, tempting.why
    assert graded.credit < 1
    assert any(not each.right and each.why for each in graded.feedback)


@pytest.mark.parametrize("id", sorted(FIXES))
def test_white_space_does_not_matter(id: str) -> None:
    """Nobody is marked down for another indentation, where the syntax leaves it free."""
    question = FIXES[id]
    if question.syntax != "yaml":
        assert grade(question, "\n" + question.model_answer.replace("  ", "    ") + "\n\n").right
