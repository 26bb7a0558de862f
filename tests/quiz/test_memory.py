"""Cards: the package's own results step by step, whatever the clock does; what lies on them; what a rating replaces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating as FsrsRating
from fsrs import Scheduler
from hypothesis import given
from hypothesis import strategies as st

from course.quiz.memory import (
    LEECH,
    RATINGS,
    RETENTION,
    Card,
    Memory,
    Rating,
    dates,
    known,
    rating_of,
    retrievability,
    reviewed,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)

ratings = st.sampled_from(list(RATINGS))
gaps = st.one_of(
    st.timedeltas(timedelta(0), timedelta(hours=30)),
    st.integers(0, 400).map(lambda days: timedelta(days=days)),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
histories = st.lists(st.tuples(ratings, gaps), min_size=1, max_size=12)


def replayed(history: list[tuple[Rating, timedelta]]) -> Card:
    card, at = None, NOW
    for rating, gap in history:
        at += gap
        card = reviewed(card, "q", rating, at)
    assert card is not None
    return card


@given(histories)
def test_every_step_is_what_the_package_computes(history: list[tuple[Rating, timedelta]]) -> None:
    scheduler = Scheduler(desired_retention=RETENTION, enable_fuzzing=False)
    theirs, ours, at = FsrsCard(card_id=1, due=NOW), None, NOW
    for rating, gap in history:
        at += gap
        theirs, _ = scheduler.review_card(theirs, FsrsRating(rating), at)
        ours = reviewed(ours, "q", rating, at)
        assert (ours.due, ours.last) == (theirs.due, theirs.last_review)
        assert (ours.state, ours.step) == (int(theirs.state), theirs.step)
        assert (ours.stability, ours.difficulty) == (theirs.stability, theirs.difficulty)


@given(histories, st.integers(0, 3000))
def test_retrievability_is_the_packages_at_whole_days(history: list[tuple[Rating, timedelta]], days: int) -> None:
    card = replayed(history)
    theirs = FsrsCard(
        card_id=1, stability=card.stability, difficulty=card.difficulty, due=card.due, last_review=card.last
    )
    at = card.last + timedelta(days=days)
    assert retrievability(card, at) == pytest.approx(Scheduler().get_card_retrievability(theirs, at))


def test_after_its_stability_in_days_nine_in_ten_are_known() -> None:
    card = replayed([(3, timedelta(0)), (3, DAY), (3, DAY * 5)])
    assert retrievability(card, card.last + DAY * card.stability) == pytest.approx(0.9)
    assert retrievability(card, card.last) == 1.0
    assert retrievability(card, card.last - DAY) == 1.0


@given(histories, st.integers(0, 50))
def test_the_dates_shown_are_the_dates_of_each_rating(history: list[tuple[Rating, timedelta]], days: int) -> None:
    card = replayed(history)
    at = card.last + timedelta(days=days)
    shown = dates(card, "q", at)
    assert shown == {rating: reviewed(card, "q", rating, at).due for rating in RATINGS}
    assert shown[1] <= shown[2] <= shown[3] <= shown[4]


@given(histories, st.timedeltas(timedelta(0), DAY), ratings)
def test_a_clock_that_went_back_stands_still(
    history: list[tuple[Rating, timedelta]], back: timedelta, rating: Rating
) -> None:
    card = replayed(history)
    assert reviewed(card, "q", rating, card.last - back) == reviewed(card, "q", rating, card.last)


def test_a_clock_that_had_run_ahead_for_years_does_not_take_the_card_away() -> None:
    ahead = reviewed(None, "q", 4, NOW + timedelta(days=20_000))
    assert ahead.ahead_of(NOW)
    assert ahead.is_due(NOW)
    again = reviewed(ahead, "q", 3, NOW)
    assert again.last == NOW
    assert not again.is_due(NOW)
    assert again.due < NOW + timedelta(days=60)


def test_a_review_in_another_time_zone_is_the_same_review() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=13)))
    assert reviewed(None, "q", 3, there) == reviewed(None, "q", 3, NOW)


def test_a_lapse_is_a_card_in_review_that_was_forgotten() -> None:
    card = replayed([(1, timedelta(0)), (1, DAY), (3, DAY), (3, DAY)])
    assert card.lapses == 0
    assert card.state == 2
    for n in range(1, LEECH + 1):
        assert not card.leech
        card = reviewed(card, "q", 1, card.last + DAY)
        assert (card.lapses, card.state) == (n, 3)
        card = reviewed(card, "q", 1, card.last + DAY)
        assert card.lapses == n  # it was not known again in between
        card = reviewed(card, "q", 3, card.last + DAY)
    assert card.leech


def test_how_far_a_card_counts_as_known() -> None:
    learning, review = replayed([(3, timedelta(0))]), replayed([(4, timedelta(0))])
    forgotten = reviewed(review, "q", 1, review.last + DAY)
    assert known(learning, learning.last) == 0.5
    assert known(review, review.last) == 1.0
    assert known(forgotten, forgotten.last) == 0.0


@pytest.mark.parametrize(
    ("credit", "confidence", "rating"),
    [(0.0, None, 1), (0.49, 95, 1), (0.5, None, 2), (0.98, 95, 2), (0.99, None, 3), (1.0, 95, 3), (1.0, 25, 2)],
)
def test_the_rating_that_an_answer_suggests(credit: float, confidence: int | None, rating: int) -> None:
    assert rating_of(credit, confidence=confidence) == rating


# Memory


def answers(*credits: float, **more: Any) -> Memory:
    memory = Memory()
    for n, credit in enumerate(credits):
        memory.answered("q", credit, NOW + DAY * n, **more)
    return memory


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=5), ratings)
def test_a_rating_replaces_that_of_the_latest_answer(credits: list[float], rating: Rating) -> None:
    memory = answers(*credits)
    before = answers(*credits[:-1]).cards.get("q")
    memory.rated("q", rating)
    expected = reviewed(before, "q", rating, NOW + DAY * (len(credits) - 1))
    assert memory.cards["q"] == expected
    memory.rated("q", 3)
    memory.rated("q", rating)
    assert memory.cards["q"] == expected


def test_a_rating_of_nothing_is_nothing() -> None:
    memory = Memory()
    memory.rated("q", 3)
    memory.corrected("q", 1.0)
    assert memory == Memory()


def test_a_corrected_answer_counts_as_corrected_with_the_confidence_that_was_said() -> None:
    memory = answers(0.0, confidence=25)
    memory.corrected("q", 1.0)
    assert memory.cards == answers(1.0, confidence=25).cards
    assert memory.cards != answers(1.0).cards
    later = answers(0.0, 0.0)
    later.said["q"] = 25
    later.answered("q", 0.0, NOW + DAY * 2)
    later.corrected("q", 1.0)
    assert later.cards == answers(0.0, 0.0, 1.0).cards


def test_a_rating_of_ones_own_outlasts_a_correction() -> None:
    memory = answers(0.0)
    memory.rated("q", 2)
    memory.corrected("q", 1.0)
    expected = answers(0.5)
    assert memory.cards == expected.cards
    memory.answered("q", 0.0, NOW + DAY)
    memory.corrected("q", 1.0)
    expected.answered("q", 1.0, NOW + DAY)
    assert memory.cards == expected.cards


def test_the_order_of_answers_matters() -> None:
    assert answers(0.0, 1.0, 1.0).cards != answers(1.0, 1.0, 0.0).cards


def test_away() -> None:
    memory = answers(1.0)
    memory.put("q", "buried", NOW + DAY)
    assert memory.away("q", NOW)
    assert not memory.away("q", NOW + DAY)
    memory.put("q", "suspended", None)
    assert memory.away("q", NOW + DAY * 1000)
    assert "q" not in memory.buried
    memory.put("q", "", None)
    assert not memory.away("q", NOW)
    memory.put("q", "buried", None)
    assert not memory.away("q", NOW)  # until when?


def test_an_answer_brings_a_buried_question_back_and_a_suspended_one_stays_away() -> None:
    memory = Memory()
    memory.put("a", "buried", NOW + DAY)
    memory.put("b", "suspended", None)
    for id in ("a", "b"):
        memory.answered(id, 1.0, NOW)
    assert not memory.away("a", NOW)
    assert memory.away("b", NOW)


def test_only_changed_work_that_failed_is_a_mistake() -> None:
    memory = Memory()
    memory.checked("day", "", [("c", "failed")], NOW)
    assert memory.failed == {}
    memory.checked("day", "w1", [("c", "failed"), ("d", "passed"), ("e", "blocked"), ("f", "timed_out")], NOW)
    assert memory.failed == {"day/c": NOW}
    memory.checked("day", "w1", [("d", "failed")], NOW + DAY)
    assert memory.failed == {"day/c": NOW}
    memory.checked("day", "w2", [("d", "failed")], NOW + DAY)
    assert memory.failed == {"day/c": NOW, "day/d": NOW + DAY}


def test_new_questions_and_reviews_are_counted_by_day() -> None:
    memory = Memory()
    for id, at in (("a", NOW), ("b", NOW), ("a", NOW), ("c", NOW + DAY), ("a", NOW + DAY)):
        memory.answered(id, 1.0, at)
    assert memory.new_on == {"2026-11-24": 2, "2026-11-25": 1}
    assert memory.reviews_on == {"2026-11-24": 1, "2026-11-25": 1}


def test_days_of_a_wrong_clock_do_not_push_today_out_of_the_counts() -> None:
    memory = Memory()
    for n in range(10):
        memory.answered(f"f{n}", 1.0, NOW + DAY * (5000 + n))
    memory.answered("a", 1.0, NOW)
    assert memory.new_on["2026-11-24"] == 1
    assert len(memory.new_on) == 7
