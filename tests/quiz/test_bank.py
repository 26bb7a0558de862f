"""The whole bank, graded: the right answer of every closed question is right, and every wrong one that it names is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from course.catalog.bank import bank
from course.model.question import (
    CLOSED,
    ClozeQuestion,
    FixQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    OutputQuestion,
    Question,
    ScenarioQuestion,
    ShortQuestion,
    SingleQuestion,
)
from course.quiz.grade import grade
from course.quiz.kinds.output import line_of
from course.quiz.kinds.scenario import step_after
from course.quiz.pick import ask

ACTIVE = {id: q for id, q in bank().items() if q.status == "active" and q.kind in CLOSED}
IDS = sorted(ACTIVE)
LEAST = {"short": 12, "matching": 12, "cloze": 14, "fix": 12, "output": 14, "scenario": 6}
"""Fewest active questions of each of these kinds."""


def of_bank(id: str) -> Question:
    """As it is asked: a variant put in."""
    return ask(ACTIVE[id], 0).question


def right(question: Question) -> Any:
    """The right answer, worked out from the question itself."""
    match question:
        case SingleQuestion():
            return next(at for at, option in enumerate(question.options) if option.right)
        case MultipleQuestion():
            return [at for at, option in enumerate(question.options) if option.right]
        case NumberQuestion():
            return question.answer
        case ShortQuestion():
            return question.accept[0]
        case OrderingQuestion():
            return list(range(len(question.items)))
        case MatchingQuestion():
            return [question.rights.index(pair.right) for pair in question.pairs]
        case ClozeQuestion():
            return {gap.name: gap.accept[0] for gap in question.gaps}
        case FixQuestion():
            return question.model_answer
        case OutputQuestion():
            place = next(at for at, option in enumerate(question.options) if option.right)
            return {"option": place, "line": line_of(question, question.evidence[0])}
        case ScenarioQuestion():
            return _best_way(question, [])
    raise AssertionError(question.kind)


def _best_way(question: ScenarioQuestion, choices: list[int]) -> list[int]:
    """From these choices on, the right option at every step that is met."""
    while (step := step_after(question, choices)) is not None:
        choices = [*choices, next(at for at, option in enumerate(step.options) if option.right)]
    return choices


def also_right(question: Question) -> Iterator[Any]:
    """Other ways to say the same."""
    match question:
        case ShortQuestion():
            yield from question.accept
            yield from (text.upper() for text in question.accept)
        case ClozeQuestion():
            for gap in question.gaps:
                for text in gap.accept:
                    yield right(question) | {gap.name: text}
        case OutputQuestion():
            for one in question.evidence:
                yield right(question) | {"line": line_of(question, one)}


def wrong(question: Question) -> Iterator[Any]:
    """Every wrong answer that the question names, and the nearest ones that it does not."""
    best = right(question)
    match question:
        case SingleQuestion():
            yield from (at for at, option in enumerate(question.options) if not option.right)
        case MultipleQuestion():
            places = range(len(question.options))
            yield from ([p for p in places if (p in best) != (p == turned)] for turned in places)
        case NumberQuestion():
            yield from (number.value for number in question.wrong)
        case ShortQuestion():
            yield from (one.text for one in question.near)
        case OrderingQuestion():
            yield best[::-1]
            for at in range(len(best) - 1):
                yield [*best[:at], best[at + 1], best[at], *best[at + 2 :]]
        case MatchingQuestion():
            for at, place in enumerate(best):
                for other in range(len(question.rights)):
                    if other != place:
                        yield [*best[:at], other, *best[at + 1 :]]
        case ClozeQuestion():
            for gap in question.gaps:
                yield from (best | {gap.name: one.text} for one in gap.near)
                yield best | {gap.name: ""}
        case FixQuestion():
            yield question.document
        case OutputQuestion():
            yield from (best | {"option": at} for at, option in enumerate(question.options) if not option.right)
            proofs = {line_of(question, one) for one in question.evidence}
            lines = range(1, question.output.rstrip("\n").count("\n") + 2)
            yield from (best | {"line": line} for line in lines if line not in proofs)
        case ScenarioQuestion():
            yield from _astray(question, [], 0)


def _astray(question: ScenarioQuestion, choices: list[int], slips: int) -> Iterator[list[int]]:
    """Every way through the scenario with at least one wrong choice."""
    step = step_after(question, choices)
    if step is None:
        if slips:
            yield choices
        return
    for at, option in enumerate(step.options):
        yield from _astray(question, [*choices, at], slips + (not option.right))


@pytest.mark.parametrize("id", IDS)
def test_the_right_answer_is_right(id: str) -> None:
    question = of_bank(id)
    for answer in (right(question), *also_right(question)):
        graded = grade(question, answer)
        assert graded.right, (answer, graded.message)
        assert graded.credit == 1
        assert graded.explain == question.explain


@pytest.mark.parametrize("id", IDS)
def test_no_wrong_answer_is_right(id: str) -> None:
    question = of_bank(id)
    answers = list(wrong(question))
    assert answers
    for answer in answers:
        graded = grade(question, answer)
        assert not graded.right, answer
        assert graded.credit < 1


@pytest.mark.parametrize("id", IDS)
def test_every_wrong_choice_says_what_is_wrong(id: str) -> None:
    """A reason for each option, and for each answer that is near: nobody is left with a bare cross."""
    question = of_bank(id)
    match question:
        case ShortQuestion():
            for one in question.near:
                assert [f.why for f in grade(question, one.text).feedback if f.chosen] == [one.why]
        case ClozeQuestion():
            for gap in question.gaps:
                for one in gap.near:
                    said = grade(question, right(question) | {gap.name: one.text}).feedback
                    assert any(one.why in feedback.why for feedback in said), one.text
        case SingleQuestion() | MultipleQuestion() | OutputQuestion():
            assert all(option.why for option in question.options)
        case ScenarioQuestion():
            assert all(option.why for step in question.steps for option in step.options)
        case MatchingQuestion():
            assert all(pair.why for pair in question.pairs)


@pytest.mark.parametrize("kind", LEAST)
def test_there_are_enough_of_each_kind(kind: str) -> None:
    assert sum(q.kind == kind for q in ACTIVE.values()) >= LEAST[kind]


def test_the_right_option_is_not_told_by_its_length() -> None:
    """Who always takes the longest option, or the first one, must not do much better than by chance."""
    singles = [q for q in ACTIVE.values() if isinstance(q, SingleQuestion | OutputQuestion)]
    steps = [s for q in ACTIVE.values() if isinstance(q, ScenarioQuestion) for s in q.steps]
    longest = [max(q.options, key=lambda o: len(o.text)).right for q in (*singles, *steps)]
    assert sum(longest) / len(longest) < 0.5
