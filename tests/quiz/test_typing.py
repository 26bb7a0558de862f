"""Typed answers: what people and scripts type becomes the answer in the bank's positions, or a sentence with an example."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.model.question import MatchingQuestion, Question, ScenarioQuestion
from course.model.quiz import Asked
from course.quiz.grade import grade
from course.quiz.pick import ask
from course.quiz.typing import LETTERS, answer_of, example, shown_order
from tests.quiz.questions import (
    EVERY,
    MENDED,
    cloze,
    fix,
    gap,
    matching,
    multiple,
    number,
    open_question,
    ordering,
    output,
    scenario,
    short,
    single,
)

SHOWN = (2, 0, 1)
"""a stands for the bank's third, b for its first, c for its second."""
TYPED: list[tuple[Question, tuple[int, ...], str, Any]] = [
    (single(), SHOWN, "b", 0),
    (single(), SHOWN, " A) \n", 2),
    (single(), (), "c.", 2),
    (multiple("rr."), SHOWN, "a c", [2, 1]),
    (multiple("rr."), SHOWN, "ac", [2, 1]),
    (multiple("rr."), SHOWN, "c, A, c", [1, 2]),
    (multiple("rr."), SHOWN, "[0, 1]", [0, 1]),
    (ordering(3), SHOWN, "b c a", [0, 1, 2]),
    (ordering(3), SHOWN, "bca", [0, 1, 2]),
    (ordering(3), SHOWN, "[0,1,2]", [0, 1, 2]),
    (number(3), (), " 3 tasks\n", "3 tasks"),
    (number(3), (), "3", "3"),
    (short(), (), "a task\n", "a task\n"),
    (short(), (), '"task"', "task"),
    (short(), (), '"half', '"half'),
    (open_question(), (), "It says\nmore.", "It says\nmore."),
    (fix(), (), MENDED, MENDED),
    (fix(), (), json.dumps(MENDED), MENDED),
    (matching(), SHOWN, "1b 2c 3a", [0, 1, 2]),
    (matching(), SHOWN, "3a, 1 = B; 2-c", [0, 1, 2]),
    (matching(), SHOWN, "1b2c3a", [0, 1, 2]),
    (matching(), SHOWN, "b c a", [0, 1, 2]),
    (matching(), SHOWN, "bbb", [0, 0, 0]),
    (matching(), SHOWN, "[0, 1, 2]", [0, 1, 2]),
    (cloze(), (), "mode=awsvpc\ncpu=256", {"mode": "awsvpc", "cpu": "256"}),
    (cloze(), (), "cpu: 256\r\n\r\nmode:awsvpc", {"mode": "awsvpc", "cpu": "256"}),
    (cloze(), (), "mode = a=b", {"mode": "a=b"}),
    (cloze(), (), "awsvpc\n0.25 vCPU", {"mode": "awsvpc", "cpu": "0.25 vCPU"}),
    (cloze(), (), "awsvpc, 0.25 vCPU", {"mode": "awsvpc", "cpu": "0.25 vCPU"}),
    (cloze(), (), "awsvpc 256", {"mode": "awsvpc", "cpu": "256"}),
    (cloze(), (), '{"mode": "awsvpc"}', {"mode": "awsvpc"}),
    (cloze(gap("x", "[1, 2]")), (), "[1, 2]", {"x": "[1, 2]"}),
    (cloze(gap("x", "a b")), (), "a b", {"x": "a b"}),
    (output(), SHOWN, "b 2", {"option": 0, "line": 2}),
    (output(), SHOWN, "b, line 2", {"option": 0, "line": 2}),
    (output(), SHOWN, "2 b)", {"option": 0, "line": 2}),
    (output(), SHOWN, "b2", {"option": 0, "line": 2}),
    (output(), SHOWN, '{"option": 0, "line": 2}', {"option": 0, "line": 2}),
    (scenario(), (), "a b", [0, 1]),
    (scenario(), (), "a", [0]),
    (scenario(), (), "[0, 1]", [0, 1]),
]


@pytest.mark.parametrize(("question", "order", "typed", "answer"), TYPED)
def test_what_was_typed_is_understood(question: Question, order: tuple[int, ...], typed: str, answer: Any) -> None:
    assert answer_of(typed, Asked(question=question, order=order)) == answer


UNKNOWN: list[tuple[Question, str, str]] = [
    (single(), "d", "a letter, such as b. The letters a to c"),
    (single(), "a b", "One of them is right"),
    (single(), "2", "a letter, such as b"),
    (single(), "", "a letter"),
    (single(), "é", "a letter"),
    (single(), "b" * 100_000, "a letter"),
    (multiple(), "", "letters, such as a c"),
    (multiple(), "a 1", "letters, such as a c"),
    (ordering(3), "a b", "such as b c a. It needs all 3 letters"),
    (ordering(3), "a a b", "It needs all 3 letters"),
    (matching(), "1b 2c", "numbers 1 to 3"),
    (matching(), "1b 1c 2a 3a", "numbers 1 to 3"),
    (matching(), "a b", "numbers go from 1 to 3, the letters from a to c"),
    (matching(), "1b 2c 3d", "the letters from a to c"),
    (output(), "b", "such as b 2"),
    (output(), "b two", "such as b 2"),
    (output(), "d 2", "The letters a to c"),
    (scenario(), "d", "The letters a to c"),
    (scenario(), "a b a", "ends after 2 steps; you chose 3"),
    (scenario(), "", "a letter for each step"),
    (cloze(), "a b c", "mode=value; or with all 2 values"),
    (cloze(), "mode=a\nmode=b", "stands twice"),
    (cloze(), "", "The gaps are mode, cpu"),
]


@pytest.mark.parametrize(("question", "typed", "says"), UNKNOWN)
def test_what_is_not_understood_is_told_with_an_example(question: Question, typed: str, says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        answer_of(typed, Asked(question=question, order=()))
    assert says in problem.value.message
    assert problem.value.message.endswith(".")


def test_a_number_alone_is_a_position_only_where_json_is_meant() -> None:
    assert answer_of("2", Asked(question=single()), bare_numbers=True) == 2
    assert answer_of(2, Asked(question=single())) == 2
    assert answer_of([0], Asked(question=multiple())) == [0]


def test_a_scenario_goes_on_where_it_stands() -> None:
    asked = Asked(question=scenario())
    assert answer_of("b", asked, before=[0]) == [0, 1]
    assert answer_of(1, asked, before=[0]) == [0, 1]
    with pytest.raises(UsageProblem):
        answer_of("c", asked, before=[0])


@pytest.mark.parametrize(("question", "right"), EVERY, ids=lambda value: getattr(value, "kind", ""))
@pytest.mark.parametrize("seed", range(5))
def test_the_right_answer_typed_as_shown_is_right_whatever_the_order(question: Question, right: Any, seed: int) -> None:
    asked = ask(question, seed)
    letter = {place: LETTERS[n] for n, place in enumerate(shown_order(asked))}
    if isinstance(question, MatchingQuestion):
        typed = " ".join(f"{n}{letter[place]}" for n, place in enumerate(right, 1))
    elif isinstance(question, ScenarioQuestion):
        typed = " ".join(LETTERS[place] for place in right)
    elif isinstance(right, int) and letter:
        typed = letter[right]
    elif isinstance(right, list):
        typed = " ".join(letter[place] for place in right)
    elif question.kind == "output":
        typed = f"{letter[right['option']]} {right['line']}"
    elif isinstance(right, dict):
        typed = "\n".join(f"{name}={value}" for name, value in right.items())
    else:
        typed = str(right)
    assert grade(asked.question, answer_of(typed, asked)).right
    assert grade(asked.question, answer_of(json.dumps(right), asked, bare_numbers=True)).right


@given(
    st.sampled_from([question for question, _ in EVERY]),
    st.text(max_size=60) | st.text('abc 123,=[]{}":\n', max_size=20),
)
def test_no_typed_text_whatever_breaks_anything(question: Question, typed: str) -> None:
    asked = ask(question, 1)
    try:
        graded = grade(asked.question, answer_of(typed, asked))
    except UsageProblem:
        return
    assert 0 <= graded.credit <= 1


@pytest.mark.parametrize(
    "question", [question for question, _ in EVERY if question.kind not in ("fix", "short", "cloze")]
)
def test_the_example_itself_is_understood(question: Question) -> None:
    asked = Asked(question=question)
    answer_of(example(asked).rpartition("such as ")[2].partition(" or ")[0], asked)
