"""The figures of the statistics: each against a count by hand or a plain second way, and nothing odd of little or odd data."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.app.cards import Cards, replay
from course.progress.log import Log
from course.quiz.statistics import (
    LEVELS,
    Calibration,
    Period,
    Share,
    Sure,
    calibration,
    misjudged,
    retention,
    times,
    together,
)
from course.quiz.tally import Tally
from course.quiz.thresholds import ENOUGH
from tests.quiz.histories import NOW, answer, events

DAY = timedelta(days=1)


def told(*happened: tuple[str, datetime, dict[str, Any]]) -> Tally:
    cards = Cards(log=Log(Path("nowhere.sqlite")))
    for event in events(happened):
        replay(cards, event)
    return cards.tally


# Shares


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share_and_lies_between_nothing_and_all(a: int, b: int) -> None:
    share = Share(of=a + b, hits=a)
    low, high = share.interval
    assert 0.0 <= low <= high <= 1.0
    assert share.value is None or low - 1e-12 <= share.value <= high + 1e-12


def test_intervals_are_those_of_the_books() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    known = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (hits, of), expected in known.items():
        assert Share(of=of, hits=hits).interval == pytest.approx(expected, abs=6e-5)


def test_about_95_of_100_intervals_hold_the_truth() -> None:
    for truth in (0.5, 0.8, 0.9):
        held = sum(
            comb(40, hits) * truth**hits * (1 - truth) ** (40 - hits)
            for hits in range(41)
            if Share(of=40, hits=hits).interval[0] <= truth <= Share(of=40, hits=hits).interval[1]
        )
        assert 0.92 < held < 0.98


def test_of_nothing() -> None:
    assert Share(of=0, hits=0).value is None
    assert Share(of=0, hits=0).interval == (0.0, 1.0)
    empty = Tally()
    assert retention(empty) == []
    assert together([]) == Share(of=0, hits=0)
    assert calibration(empty) == Calibration(levels=(), brier=None)
    assert misjudged(calibration(empty)) is None
    assert times(empty.seconds) == []


# Retention


def learned(id: str, at: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Answered twice within minutes: in review from then on."""
    return [answer(id, at), answer(id, at + timedelta(minutes=11))]


def test_only_reviews_of_known_cards_a_day_or_more_later_tell() -> None:
    tally = told(
        *learned("a", NOW),
        answer("a", NOW + timedelta(hours=20), credit=0.0),  # too soon to tell, and forgotten: in relearning
        answer("a", NOW + DAY * 3),  # of a card in relearning
        answer("a", NOW + DAY * 10),  # tells: known
        answer("a", NOW + DAY * 30, credit=0.0),  # tells: forgotten
        answer("b", NOW + DAY * 30),  # new
    )
    assert together(retention(tally)) == Share(of=2, hits=1)


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    tally = Tally(
        held={"a": {"2026-11-22": [2, 1], "2026-11-23": [1, 1]}, "b": {"2026-12-01": [4, 4], "2026-11-29": [1, 0]}}
    )
    weeks = retention(tally)
    assert weeks == [
        Period(begins=date(2026, 11, 16), share=Share(of=2, hits=1)),
        Period(begins=date(2026, 11, 23), share=Share(of=2, hits=1)),
        Period(begins=date(2026, 11, 30), share=Share(of=4, hits=4)),
    ]
    months = retention(tally, "month")
    assert [(one.begins, one.share.of) for one in months] == [(date(2026, 11, 1), 4), (date(2026, 12, 1), 4)]
    assert together(weeks) == together(months)
    assert together(retention(tally, topic="a")) == Share(of=3, hits=2)


def test_a_rating_or_a_correction_afterwards_changes_what_was_counted() -> None:
    before = [*learned("a", NOW), answer("a", NOW + DAY * 3, credit=0.0, confidence=95)]
    at = NOW + DAY * 3
    assert together(retention(told(*before))) == Share(of=1, hits=0)
    rated = told(*before, ("card_rated", at, {"question": "a", "rating": 2}))
    assert together(retention(rated)) == Share(of=1, hits=1)
    assert calibration(rated).levels == (Sure(percent=95, share=Share(of=1, hits=0)),)
    corrected = told(*before, ("answer_corrected", at, {"question": "a", "credit": 1.0, "right": True}))
    assert together(retention(corrected)) == Share(of=1, hits=1)
    assert calibration(corrected).levels == (Sure(percent=95, share=Share(of=1, hits=1)),)
    back = ("answer_corrected", at, {"question": "a", "credit": 0.0, "right": False})
    undone = told(*before, ("answer_corrected", at, {"question": "a", "credit": 1.0, "right": True}), back)
    assert undone == told(*before)


def test_the_first_answer_is_the_first_also_after_its_correction() -> None:
    assert told(answer("a", NOW, credit=0.4), answer("a", NOW + DAY)).first == {"a": 0.4}
    corrected = ("answer_corrected", NOW, {"question": "a", "credit": 1.0, "right": True})
    assert told(answer("a", NOW, credit=0.4), corrected).first == {"a": 1.0}
    assert told(answer("a", NOW, credit=0.4), answer("a", NOW, credit=0.0), corrected).first == {"a": 0.4}


def test_what_makes_no_sense_counts_nothing() -> None:
    tally = told(
        ("question_answered", NOW, {"credit": 1.0}),
        ("card_rated", NOW, {"question": "nobody", "rating": 1}),
        ("answer_corrected", NOW, {"question": "nobody", "credit": 1.0}),
        answer("a", NOW, confidence=900, seconds=-5, topic=["x"], kind=None),
        answer("b", NOW, confidence="very", seconds="long"),
        answer("c", NOW, confidence=True, seconds=[5]),
    )
    assert (tally.said, tally.seconds, tally.held) == ({}, {}, {})
    assert tally.days == {"2026-11-24": 3}


# Calibration


@given(st.lists(st.tuples(st.sampled_from(list(LEVELS)), st.booleans()), min_size=1, max_size=40))
def test_the_brier_score_is_the_mean_square_of_the_distance(said: list[tuple[int, bool]]) -> None:
    tally = told(*(answer(f"q{n}", NOW, credit=float(right), confidence=p) for n, (p, right) in enumerate(said)))
    found = calibration(tally)
    assert found.brier == pytest.approx(sum((p / 100 - right) ** 2 for p, right in said) / len(said))
    assert found.answers == len(said)
    for level in found.levels:
        assert level.share.of == sum(p == level.percent for p, _ in said)
        assert level.share.hits == sum(right for p, right in said if p == level.percent)


def test_other_percents_count_with_the_nearest_level_and_whole_in_the_score() -> None:
    found = calibration(Tally(said={"t": {"100": [2, 2], "10": [1, 0]}}))
    assert [level.percent for level in found.levels] == [25, 95]
    assert found.brier == pytest.approx(0.01 / 3)


def levels(**hits_of: tuple[int, int]) -> Calibration:
    return calibration(Tally(said={"t": {key[1:]: [of, hits] for key, (hits, of) in hits_of.items()}}))


def test_too_sure_goes_before_too_careful_and_chance_is_no_finding() -> None:
    found = misjudged(levels(p25=(18, 20), p95=(14, 20)))
    assert found is not None
    assert found.percent == 95
    found = misjudged(levels(p25=(18, 20), p95=(19, 20)))
    assert found is not None
    assert found.percent == 25
    assert misjudged(levels(p75=(14, 20), p95=(19, 20))) is None
    assert misjudged(levels(p95=(0, ENOUGH - 1))) is None
    assert misjudged(levels(p95=(0, ENOUGH))) is not None


# Times


@given(st.lists(st.integers(1, 700), min_size=1, max_size=60))
def test_quantiles_are_those_of_the_sorted_list(seconds: list[int]) -> None:
    tally = told(*(answer(f"q{n}", NOW, seconds=s) for n, s in enumerate(seconds)))
    (found,) = times(tally.seconds)
    ordered = sorted(min(s, 600) for s in seconds)
    for part, value in ((0.25, found.quarter), (0.5, found.median), (0.75, found.three_quarters)):
        needed = part * len(ordered)
        assert value == next(s for n, s in enumerate(ordered, 1) if n >= needed - 1e-9)
    assert found.answers == len(seconds)


def test_the_slowest_kind_comes_first_and_an_untimed_answer_counts_nothing() -> None:
    found = times({"single": {"9": 3}, "open": {"90": 1, "40": 1, "60": 1}, "gone": {"5": 0}})
    assert [(one.kind, one.median) for one in found] == [("open", 60), ("single", 9)]


def test_a_clock_that_jumped_leaves_every_count_whole() -> None:
    chance = random.Random(7)
    jumps = [answer(f"q{n % 5}", NOW + DAY * chance.randint(-9000, 9000), confidence=50, seconds=5) for n in range(200)]
    tally = told(*jumps)
    assert sum(tally.days.values()) == calibration(tally).answers == times(tally.seconds)[0].answers == 200
    assert all(0 <= hits <= of for days in tally.held.values() for of, hits in days.values())
    assert tally.first.keys() == {f"q{n}" for n in range(5)}
    assert datetime.fromisoformat(min(tally.days)).replace(tzinfo=UTC) < NOW
