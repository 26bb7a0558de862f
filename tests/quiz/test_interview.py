"""What an interview asks: the same for the same seed and answers, as deep as the answers, never twice, and it always ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.catalog.interviews import LEVELS, interview_set
from course.model.interview import PARTS, Counts, InterviewSet, Ladder
from course.quiz.interview import WEAK, Past, Step, following, sheet, themes

ALL = {id for level in LEVELS for _, id in interview_set(level).ids()}
seeds = st.integers(0, 2**32 - 1)
credits = st.sampled_from([0.0, 0.2, 0.39, 0.4, 0.5, 0.69, 0.7, 1.0])
levels = st.sampled_from(LEVELS)


def made(*rungs: tuple[str, ...], start: int = 1, per_theme: int = 5) -> InterviewSet:
    return InterviewSet(
        level="senior",
        title="T",
        says="S",
        minutes=10,
        pass_mark=0.6,
        warm_up=("w1", "w2"),
        ladders=(Ladder(theme="T", rungs=rungs, start=start),),
        scenario=("s",),
        troubleshooting=("t",),
        design=("d",),
        counts=Counts(warm_up=1, themes=1, per_theme=per_theme),
    )


def held(
    one: InterviewSet, seed: int, credit: Callable[[Step, int], float], there: set[str] | None = None
) -> list[Past]:
    """The whole interview, with answers as `credit` gives them."""
    past: list[Past] = []
    ids = {id for _, id in one.ids()} if there is None else there
    while (step := following(one, seed, past, ids)) is not None:
        past.append(Past(step=step, credit=credit(step, len(past))))
        assert len(past) <= len(one.ids())
    return past


def climbed(one: InterviewSet, credits: dict[str, float], seed: int = 1) -> list[str]:
    past = held(one, seed, lambda step, _: credits.get(step.question, 0.5))
    return [answer.step.question for answer in past if answer.step.part == "ladder"]


@given(level=levels, seed=seeds, answers=st.lists(credits, min_size=30, max_size=30))
def test_it_ends_asks_nothing_twice_and_repeats_exactly(level: str, seed: int, answers: list[float]) -> None:
    one = interview_set(level)
    past = held(one, seed, lambda _, at: answers[at])
    asked = [answer.step.question for answer in past]
    assert len(set(asked)) == len(asked)
    assert past == held(one, seed, lambda _, at: answers[at])
    parts = [PARTS.index(answer.step.part) for answer in past]
    assert parts == sorted(parts)
    assert {answer.step.part for answer in past} == set(PARTS)
    for theme in {answer.step.theme for answer in past} - {""}:
        own = [answer for answer in past if answer.step.theme == theme]
        assert 1 <= len(own) <= one.counts.per_theme
        where = [n for n, answer in enumerate(past) if answer.step.theme == theme]
        assert where == list(range(where[0], where[-1] + 1)), "a theme is not gone back to"


@given(level=levels, seed=seeds)
def test_strong_answers_reach_depth_and_weak_ones_an_easier_question_then_the_next_theme(level: str, seed: int) -> None:
    one = interview_set(level)
    starts = {ladder.theme: ladder.start for ladder in one.ladders}
    strong, weak = held(one, seed, lambda *_: 1.0), held(one, seed, lambda *_: 0.0)
    for theme in {answer.step.theme for answer in strong} - {""}:
        rungs = [answer.step.rung for answer in strong if answer.step.theme == theme]
        assert rungs == list(range(starts[theme], starts[theme] + len(rungs)))
        assert len(rungs) > 1
        assert [answer.step.rung for answer in weak if answer.step.theme == theme] == [starts[theme], starts[theme] - 1]


@given(level=levels, seed=seeds, answers=st.lists(credits, min_size=30, max_size=30))
def test_two_weak_answers_end_a_theme(level: str, seed: int, answers: list[float]) -> None:
    past = held(interview_set(level), seed, lambda _, at: answers[at])
    for first, second, third in zip(past, past[1:], past[2:], strict=False):
        if first.step.theme == second.step.theme != "" and first.credit < WEAK and second.credit < WEAK:
            assert third.step.theme != second.step.theme


def test_an_answer_in_between_stays_at_its_depth() -> None:
    assert climbed(made(("e",), ("m1",), ("h",)), {"m1": 0.5}) == ["m1"]
    assert set(climbed(made(("e",), ("m1", "m2"), ("h",)), {"m1": 0.5, "m2": 0.5})) == {"m1", "m2"}


def test_after_a_weak_answer_it_never_goes_beyond_that_depth() -> None:
    assert climbed(made(("e",), ("m",), ("h",)), {"m": 0.1, "e": 1.0, "h": 1.0}) == ["m", "e"]
    both = climbed(made(("e",), ("m1", "m2"), ("h",)), {"m1": 0.1, "m2": 0.1, "e": 1.0})
    assert both[1] == "e"
    assert set(both) == {"m1", "e", "m2"}


def test_it_climbs_to_the_top_and_stops_there() -> None:
    assert climbed(made(("e",), ("m",), ("h",)), {"m": 1.0, "h": 1.0}) == ["m", "h"]
    assert climbed(made(("e",), ("m",), ("h",), per_theme=1), {"m": 1.0}) == ["m"]


@given(
    level=levels,
    seed=seeds,
    gone=st.sets(st.sampled_from(sorted(ALL))),
    answers=st.lists(credits, min_size=30, max_size=30),
)
def test_questions_that_left_the_bank_are_not_asked(
    level: str, seed: int, gone: set[str], answers: list[float]
) -> None:
    past = held(interview_set(level), seed, lambda _, at: answers[at], ALL - gone)
    assert not {answer.step.question for answer in past} & gone


@given(level=levels, seed=seeds, answers=st.lists(credits, min_size=30, max_size=30))
def test_a_sheet_holds_what_the_interview_asks_first(level: str, seed: int, answers: list[float]) -> None:
    """Each part in full, and of each theme the question it begins with; deeper and easier ones as far as they are first there."""
    one = interview_set(level)
    past = held(one, seed, lambda _, at: answers[at])
    steps = sheet(one, seed, ALL)
    for part in PARTS:
        if part != "ladder":
            assert [s for s in steps if s.part == part] == [p.step for p in past if p.step.part == part]
    firsts = {}
    for answer in past:
        if answer.step.part == "ladder":
            firsts.setdefault((answer.step.theme, answer.step.rung), answer.step)
    assert set(firsts.values()) <= set(steps)
    assert {theme for theme, _ in firsts} == {ladder.theme for ladder in themes(one, seed, ALL)}


@pytest.mark.parametrize("level", LEVELS)
def test_seeds_differ(level: str) -> None:
    one = interview_set(level)
    drawn = {tuple(step.question for step in sheet(one, seed, ALL)) for seed in range(30)}
    assert len(drawn) >= 20
