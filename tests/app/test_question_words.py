"""Questions of every kind and their verdicts as plain text: all that is needed to answer, and no more before the answer."""

from __future__ import annotations

from typing import Any

import pytest

from course.app.words import feedback_shown, feedback_sign, graded_words, how_to_answer, options_shown, question_words
from course.model.question import Question
from course.model.quiz import Asked, PointVerdict
from course.quiz.grade import grade
from course.quiz.kinds.open import judged
from course.quiz.pick import ask
from tests.quiz.questions import (
    DEFINITION,
    EVERY,
    cloze,
    fix,
    gap,
    matching,
    open_question,
    output,
    scenario,
    short,
)


@pytest.mark.parametrize(("question", "right"), EVERY, ids=lambda value: getattr(value, "kind", ""))
def test_a_question_says_how_to_answer_and_its_verdict_comes_with_reason_and_source(
    question: Question, right: Any
) -> None:
    asked = ask(question, 1)
    said = question_words(asked, 2, 4)
    assert said.startswith("Question 2 of 4: Which?\n")
    assert said.splitlines()[-1] == how_to_answer(asked) != ""
    assert "why" not in said
    verdict = graded_words(grade(asked.question, right), asked)
    assert verdict.startswith("✔ Right")
    assert "\nBecause.\n" in verdict
    assert verdict.endswith("Source: A page, https://docs.aws.amazon.com/ (checked 2026-11-24)")


def test_matching_has_numbers_left_and_letters_right_in_the_order_shown() -> None:
    asked = Asked(question=matching("ABA", "X"), order=(2, 0, 1))
    assert question_words(asked, 1, 1).splitlines()[1:8] == [
        "  1. left 0", "  2. left 1", "  3. left 2", "", "  a) X", "  b) A", "  c) B",
    ]  # fmt: skip
    assert how_to_answer(asked).endswith("A letter may stand more than once.")
    assert "more than once" not in how_to_answer(Asked(question=matching("ABC")))


def test_gaps_have_numbers_and_names_and_outputs_have_numbers_of_lines() -> None:
    assert question_words(Asked(question=cloze()), 1, 1).splitlines()[2:] == [
        '    "mode": [1 mode]', '    "cpu": [2 cpu]', "", "Gaps: 1 mode, 2 cpu", "Fill the 2 gaps.",
    ]  # fmt: skip
    assert how_to_answer(Asked(question=cloze(gap("x", "y")))) == "Fill the gap."
    lines = question_words(Asked(question=output(lines=12)), 1, 1).splitlines()
    assert lines[2:5] == [
        "$ aws ecs describe-services",
        "   1  event <1> of the service",
        "   2  event <2> of the service",
    ]
    assert lines[13] == "  11  event <11> of the service"


def test_a_document_is_shown_whole_and_its_model_answer_only_with_the_verdict() -> None:
    asked = Asked(question=fix(beside=('{"other": 1}',)))
    said = question_words(asked, 1, 1)
    assert all(f"    {line}" in said for line in DEFINITION.splitlines())
    assert '    {"other": 1}' in said
    assert "awsvpc" not in said
    verdict = graded_words(grade(asked.question, DEFINITION), asked)
    assert verdict.splitlines()[0] == "✘ It says what it said before: nothing has changed yet."
    assert "  ✘ to mend: line 4: networkMode\n      On Fargate every task has a network interface" in verdict
    assert (
        verdict.index("One way to write it:")
        < verdict.index('      "networkMode": "awsvpc",')
        < verdict.index("Source:")
    )


def test_a_scenario_shows_the_step_where_it_stands() -> None:
    asked = Asked(question=scenario())
    assert "Step 1: First?\n  a) option 0\n  b) option 1\n  c) option 2\n" in question_words(asked, 1, 1)
    assert "Step 2: And now?\n  a) option 0\n" in question_words(asked, 1, 1, before=[1])
    assert "That was the last step." in question_words(asked, 1, 1, before=[1, 0])


def test_an_open_answer_is_told_point_by_point_with_the_learners_words() -> None:
    question = open_question(2, 1)
    points = [
        PointVerdict(says="first", verdict="covered", quote="I said\n it", better="not shown"),
        PointVerdict(says="second", verdict="missed", better="Say the second."),
        PointVerdict(says="third", verdict="contradicted", quote="no\u202e way", better="Say yes.", by="learner"),
        PointVerdict(says="old", verdict="said", outdated=True, quote="x" * 400, better="Say new."),
        PointVerdict(says="slip", verdict="not_said"),
    ]
    said = graded_words(judged(question, "text", points), Asked(question=question)).splitlines()
    assert said[1:5] == ["  ✔ covered:", "    - first", "      You said: “I said it”", "  ○ missed:"]
    assert said[5:10] == [
        "    - second", "      Better: Say the second.", "  ✘ contradicted:", "    - third (your own verdict)",
        "      You said: “no\\u202e way”",
    ]  # fmt: skip
    assert "    - old (outdated)" in said
    assert "slip" not in "\n".join(said)
    assert "not shown" not in "\n".join(said)
    assert any("(100 more characters)" in line for line in said)
    assert said[-4:-1] == ["A good answer:", "A model.", ""]


def test_options_of_an_output_are_told_as_shown_and_its_lines_after_them() -> None:
    asked = Asked(question=output("r..", proofs=(2,)), order=(2, 0, 1))
    assert options_shown(asked) == ("option 2", "option 0", "option 1")
    said = [one.text for one in feedback_shown(grade(asked.question, {"option": 0, "line": 3}), asked)]
    assert said == [
        "option 2",
        "option 0",
        "option 1",
        "line 2: event <2> of the service",
        "line 3: event <3> of the service",
    ]


@pytest.mark.parametrize(
    ("question", "answer", "words"),
    [
        (matching(), [0, 0, 0], ["matched", "belong together", "belong together"]),
        (cloze(), {"mode": "awsvpc"}, ["right", "not yet, right is"]),
        (fix(rules=(), wanted=fix().wanted), DEFINITION, ["to mend", "to mend", "to mend", "holds"]),
        (short("role", near=("user",)), "user", ["right", "wrong, your answer"]),
    ],
)
def test_signs_never_stand_without_a_word(question: Question, answer: Any, words: list[str]) -> None:
    asked = Asked(question=question)
    signs = [feedback_sign(one, asked) for one in grade(question, answer).feedback]
    assert [word for _, word in signs] == words


def test_control_characters_in_an_answer_are_shown_harmless() -> None:
    asked = Asked(question=cloze())
    assert "\x1b" not in graded_words(grade(asked.question, {"mode": "\x1b]0;x\x07", "cpu": "1"}), asked)
    assert "\u202e" not in graded_words(grade(short(), "a\u202eb"), None)
