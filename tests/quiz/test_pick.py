"""Drawing: the right questions, as many as there should be, the same for the same seed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.catalog.bank import bank
from course.model.progress import QuestionProgress
from course.model.question import CLOSED, Question
from course.quiz.pick import FROM_EARLIER, draw
from tests.quiz.questions import multiple, number, ordering, short, single


@st.composite
def question(draw: st.DrawFn, id: str) -> Question:
    make = draw(st.sampled_from([single, multiple, number, ordering, short]))
    days = draw(st.sampled_from([(8,), (8,), (8, 9), (3, 8), (1, 8), (9, 8), (3,)]))
    status = draw(st.sampled_from(["active", "active", "active", "retired"]))
    more = {"id": id, "days": days, "status": status}
    return number(3, **more) if make is number else make(**more)


@st.composite
def banks(draw: st.DrawFn) -> list[Question]:
    return [draw(question(f"q{n}")) for n in range(draw(st.integers(0, 24)))]


known = st.builds(
    QuestionProgress,
    answers=st.just(1),
    last_right=st.booleans(),
    last_at=st.integers(1, 28).map(lambda day: f"2026-11-{day:02}"),
)
histories = st.dictionaries(st.integers(0, 24).map(lambda n: f"q{n}"), known)
seeds = st.integers(0, 2**32)


@given(banks(), histories, seeds, st.integers(0, 25))
def test_a_set_of_distinct_fitting_questions_of_the_right_size(
    questions: list[Question], history: dict[str, QuestionProgress], seed: int, n: int
) -> None:
    asked = draw(questions, day=8, seed=seed, history=history, n=n)
    fitting = [q for q in questions if 8 in q.days and q.status == "active" and q.kind in CLOSED]
    earlier = sum(q.days[0] < 8 for q in fitting)
    ids = [a.question.id for a in asked]
    assert len(set(ids)) == len(ids) == min(n, len(fitting) - max(0, earlier - FROM_EARLIER))
    assert set(ids) <= {q.id for q in fitting}
    assert sum(a.question.days[0] < 8 for a in asked) <= FROM_EARLIER


@given(banks(), histories, seeds)
def test_the_same_seed_draws_the_same_in_whatever_order_the_bank_is(
    questions: list[Question], history: dict[str, QuestionProgress], seed: int
) -> None:
    mixed = random.Random(1).sample(questions, len(questions))
    first = draw(questions, day=8, seed=seed, history=history)
    assert first == draw(questions, day=8, seed=seed, history=history)
    assert first == draw(mixed, day=8, seed=seed, history=history)


@given(banks(), histories, seeds)
def test_the_most_urgent_come_first(questions: list[Question], history: dict[str, QuestionProgress], seed: int) -> None:
    asked = draw(questions, day=8, seed=seed, history=history)

    def urgency(id: str) -> tuple[int, str]:
        known = history.get(id)
        return (0, "") if known is None else (1 + known.last_right, known.last_at)

    drawn = [urgency(a.question.id) for a in asked]
    assert drawn == sorted(drawn)
    if len(asked) == 10:
        ids = {a.question.id for a in asked}
        own = [q for q in questions if 8 in q.days and q.days[0] >= 8 and q.status == "active" and q.kind in CLOSED]
        assert all(urgency(q.id) >= drawn[-1] for q in own if q.id not in ids)


@given(banks(), seeds)
def test_options_are_shuffled_and_lines_never_stand_right(questions: list[Question], seed: int) -> None:
    for asked in draw(questions, day=8, seed=seed, history={}, n=25):
        size = len(getattr(asked.question, "options", getattr(asked.question, "items", ())))
        assert sorted(asked.order) == list(range(size))
        if asked.question.kind == "ordering":
            assert list(asked.order) != list(range(size))


@given(seeds)
def test_two_lines_are_shown_the_other_way_round_and_one_line_as_it_is(seed: int) -> None:
    (two,) = draw([ordering(2)], day=8, seed=seed, history={})
    (one,) = draw([ordering(1)], day=8, seed=seed, history={})
    assert (two.order, one.order) == ((1, 0), (0,))


def test_seeds_differ() -> None:
    questions = [single("r...", id=f"q{n}") for n in range(15)]
    draws = {tuple((a.question.id, a.order) for a in draw(questions, day=8, seed=s, history={})) for s in range(20)}
    assert len(draws) == 20


def test_a_question_looks_the_same_whatever_else_is_drawn() -> None:
    alone = draw([single("r...", id="q")], day=8, seed=5, history={})
    crowd = draw([single("r...", id=id) for id in "abcq"], day=8, seed=5, history={})
    assert [a.order for a in crowd if a.question.id == "q"] == [alone[0].order]


def test_history_under_a_former_id_counts() -> None:
    questions = [single(id="new", former_ids=("old",)), single(id="never")]
    history = {"old": QuestionProgress(answers=1, last_right=True, last_at="2026-11-01")}
    assert [a.question.id for a in draw(questions, day=8, seed=1, history=history)] == ["never", "new"]


def test_variants_are_put_in() -> None:
    question = number(0, ask="{n} times two?", variants=({"n": 2, "answer": 4}, {"n": 3, "answer": 6}))
    drawn = [draw([question], day=8, seed=seed, history={})[0].question for seed in range(20)]
    assert {(q.ask, q.answer) for q in drawn if q.kind == "number"} == {("2 times two?", 4.0), ("3 times two?", 6.0)}


@pytest.mark.parametrize("seed", range(3))
def test_the_courses_own_bank_gives_ten_for_day_8(seed: int) -> None:
    assert len(draw(bank().of_day(8), day=8, seed=seed, history={})) == 10
