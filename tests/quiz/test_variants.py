"""Variants: values put into the texts of a question, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import ContentProblem
from course.model.question import Option
from course.quiz.variants import varied
from tests.quiz.questions import number, ordering, single


def test_a_question_without_variants_is_itself() -> None:
    question = single(ask="Is {this} kept?")
    assert varied(question, 1) is question


def test_every_text_is_filled_and_what_identifies_is_not() -> None:
    question = single(
        id="q", topic="{n}", ask="{n}?", explain="{n}!", asked_as="{n}~", criteria=("{n}",), variants=({"n": 3},)
    )
    question = replace(question, options=(Option(text="{n} tasks", why="as {n} said", right=True),))
    found = varied(question, 1)
    assert (found.ask, found.explain, found.asked_as) == ("3?", "3!", "3~")
    assert found.options == (Option(text="3 tasks", why="as 3 said", right=True),)
    assert (found.id, found.topic, found.criteria, found.variants) == ("q", "{n}", ("{n}",), question.variants)


@pytest.mark.parametrize(
    "text",
    ['{"n": 1}', "{}", "{ n }", "${n}", "{{n}}", "{unknown}", "{n:03}", "{0}", "{n.__class__}", "{n!r}", "f({n", "n}"],
)
def test_other_braces_stay(text: str) -> None:
    assert varied(single(ask=text, variants=({"n": 3},)), 1).ask == text


def test_a_value_is_not_filled_again() -> None:
    assert varied(single(ask="{a}", variants=({"a": "{b}", "b": "no"},)), 1).ask == "{b}"


@given(st.text())
def test_a_text_without_names_of_the_variant_never_changes(text: str) -> None:
    assert varied(single(ask=text, variants=({"name_that_no_text_has": 3},)), 1).ask == text


def test_answer_and_slips_of_a_number_question() -> None:
    question = number(1, 2, 3, unit="{what}", variants=({"what": "seconds", "answer": 10, "wrong": [20, 2.5]},))
    found = varied(question, 1)
    assert (found.answer, found.unit, [slip.value for slip in found.wrong]) == (10.0, "seconds", [20.0, 2.5])
    assert [slip.why for slip in found.wrong] == ["why 2", "why 3"]
    plain = varied(number(1, 2, variants=({"n": 1},)), 1)
    assert (plain.answer, [slip.value for slip in plain.wrong]) == (1, [2])


@pytest.mark.parametrize(
    "values", [{"answer": "10"}, {"answer": True}, {"wrong": [1, 2]}, {"wrong": ["x"]}, {"wrong": 3}]
)
def test_a_variant_without_proper_numbers_is_a_content_problem(values: dict[str, object]) -> None:
    with pytest.raises(ContentProblem, match=r"^q: "):
        varied(number(1, 2, variants=(values,)), 1)


@given(st.integers())
def test_the_seed_decides(seed: int) -> None:
    question = ordering(2, ask="{n}", variants=tuple({"n": n} for n in range(5)))
    assert varied(question, seed) == varied(question, seed)
    assert varied(question, seed).ask in "01234"
