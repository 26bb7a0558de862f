"""Single cards and daily limits: what is listed, put away and brought back, and what a drill makes of the limits."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from course.app import practise
from course.app.deck import card_rows, put, tomorrow
from course.app.limits import MOST, Limits, limits, set_limits
from course.catalog.bank import bank
from course.home import Home
from course.model.errors import ProgressNotReady, UsageProblem
from course.quiz.thresholds import NEW_A_DAY, REVIEWS_A_DAY
from tests.quiz.histories import answer, events, written


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


def some(n: int) -> list[str]:
    return [entry.id for entry in bank().entries][:n]


def after_answers(own: Home, *credits: float, id: str = "") -> str:
    """One question answered day after day, the last time ten days ago."""
    id = id or some(1)[0]
    now = datetime.now(UTC)
    happened = [answer(id, now - timedelta(days=10 + len(credits) - n), credit=c) for n, c in enumerate(credits)]
    written(own.progress, events(happened))
    return id


def test_the_cards_are_listed_with_what_is_known_of_them(own: Home) -> None:
    assert card_rows(learner=own) == []
    id = after_answers(own, 1.0, 1.0)
    (row,) = card_rows(learner=own)
    assert (row.id, row.state, row.reviews, row.lapses, row.where) == (id, "review", 2, 0, "")
    assert row.ask
    assert row.due is not None
    assert json.loads(json.dumps(row.as_json()))["due"] == row.due.isoformat(timespec="seconds")
    assert [one.id for one in card_rows(which="due", learner=own)] == [id]
    assert card_rows(which="leeches", learner=own) == []
    assert card_rows(topic=row.topic, learner=own) == [row]


def test_put_away_and_brought_back(own: Home) -> None:
    id, never = some(2)
    after_answers(own, 1.0, 1.0, id=id)
    assert put(never, "suspend", learner=own) == (never, "")
    assert put(id, "bury", learner=own) == (id, "")
    assert [row.id for row in card_rows(which="suspended", learner=own)] == [never]
    (buried,) = card_rows(which="buried", learner=own)
    assert buried.until == tomorrow(datetime.now(UTC))
    assert card_rows(which="due", learner=own) == []
    for one in (id, never):
        put(one, "back", learner=own)
    assert [row.id for row in card_rows(which="due", learner=own)] == [id]
    assert card_rows(which="suspended", learner=own) == []


def test_leeches_are_found(own: Home) -> None:
    id = after_answers(own, 1.0, 1.0, *[0.0, 1.0, 1.0] * 6)
    (row,) = card_rows(which="leeches", learner=own)
    assert (row.id, row.lapses, row.leech) == (id, 6, True)


@pytest.mark.parametrize("id", ["", "no-such", "../..", "x" * 100_000, "🚢"])
def test_a_question_that_is_not_there_is_a_sentence(own: Home, id: str) -> None:
    with pytest.raises(UsageProblem, match="has no question"):
        put(id, "bury", learner=own)


def test_what_is_not_away_cannot_come_back(own: Home) -> None:
    with pytest.raises(UsageProblem, match="neither buried nor suspended"):
        put(some(1)[0], "back", learner=own)
    with pytest.raises(UsageProblem, match="no topic"):
        card_rows(topic="nope", learner=own)


# Limits


def test_limits_are_kept_and_each_alone_can_change(own: Home) -> None:
    assert limits(own) == Limits(new_a_day=NEW_A_DAY, reviews_a_day=REVIEWS_A_DAY)
    set_limits(own, new=3)
    set_limits(own, reviews=7)
    assert limits(own) == Limits(new_a_day=3, reviews_a_day=7)
    assert set_limits(own) == limits(own)


@pytest.mark.parametrize("bad", [-1, MOST + 1])
def test_a_limit_without_sense_changes_nothing(own: Home, bad: int) -> None:
    with pytest.raises(UsageProblem, match="0 to"):
        set_limits(own, new=bad)
    assert not own.limits.exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"new_a_day": "5"}', '{"new_a_day": true}', '{"new_a_day": -5}', "\x00", '{"x": 1}']
)
def test_a_damaged_file_is_the_default(own: Home, text: str) -> None:
    own.state.mkdir(parents=True)
    own.limits.write_text(text)
    assert limits(own) == Limits()


def test_one_damaged_number_does_not_take_the_other_along(own: Home) -> None:
    own.state.mkdir(parents=True)
    own.limits.write_text('{"new_a_day": "many", "reviews_a_day": 9}')
    assert limits(own) == Limits(reviews_a_day=9)


def test_a_folder_that_cannot_be_written_is_a_sentence(own: Home) -> None:
    own.root.mkdir(parents=True)
    own.state.write_text("a file where the folder should be")
    with pytest.raises(ProgressNotReady, match="could not be kept"):
        set_limits(own, new=3)


def test_a_drill_asks_no_more_new_questions_than_the_limit(own: Home) -> None:
    set_limits(own, new=4)
    assert len(practise.drill(learner=own, seed=1).asked) == 4
    assert len(practise.drill(learner=own, seed=1, new_a_day=6).asked) == 6
    set_limits(own, new=0)
    with pytest.raises(UsageProblem, match="Nothing is due"):
        practise.drill(learner=own, seed=1)
