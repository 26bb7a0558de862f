"""The statistics of a home: put together, in words, in text charts, as JSON; of nothing, of one answer, and of months."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from course.app import statistics_words as words
from course.app.limits import set_limits
from course.app.sitting import CONFIDENCE
from course.app.statistics import Statistics, statistics
from course.app.statistics_text import WIDTH, statistics_text
from course.catalog.bank import bank
from course.home import Home
from course.model.errors import UsageProblem
from course.quiz.statistics import LEVELS, Calibration, Share, Sure
from tests.quiz.histories import NOW, answer, events, months_of_answers, written


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


@pytest.fixture
def months(own: Home) -> Statistics:
    """Four months of a learner who is too sure."""
    written(own.progress, events(months_of_answers(bank().entries, 1500)))
    return statistics(learner=own, now=NOW)


def charts(found: Statistics) -> list[str]:
    return [statistics_text(found), statistics_text(found, ascii_only=True)]


def test_of_nothing_every_picture_says_how_it_begins(own: Home) -> None:
    found = statistics(learner=own, now=NOW)
    for text in charts(found):
        assert "No question answered yet" in text
        for title in words.TITLES.values():
            assert title in text
    assert not own.root.exists()
    assert found.as_json()["retention"]["weeks"] == []
    assert found.go_to is not None


def test_of_one_answer(own: Home) -> None:
    entry = bank().entries[0]
    written(own.progress, events([answer(entry.id, NOW, topic=entry.topic, confidence=95, seconds=7)]))
    found = statistics(learner=own, now=NOW)
    assert (found.answers, found.today, found.days_in_a_row, found.hard) == (1, 1, 1, ())
    text = statistics_text(found)
    assert "1 answer, 1 answer today; 1 day with answers." in text
    assert "1 answer with a confidence so far: too few to tell much." in text
    assert "Brier score 0.00" in text


def test_of_months_it_fits_80_columns_and_the_plain_form_is_plain(months: Statistics) -> None:
    for text in charts(months):
        assert [line for line in text.splitlines() if len(line) > WIDTH and "ecs-course" not in line] == []
    assert charts(months)[1].isascii()
    assert "?" not in charts(months)[1].split("Hardest")[0]
    text = charts(months)[0]
    assert "slow down" in text
    assert f"ecs-course drill --topic {months.go_to.topic}\n" in text  # type: ignore[union-attr]  # in one piece
    for topic in {entry.topic for entry in bank().entries}:
        assert topic[:17] in text


def test_of_one_topic(own: Home, months: Statistics) -> None:
    found = statistics(topic="iam", learner=own, now=NOW)
    assert [one.topic for one in found.topics] == ["iam"]
    assert found.coming.total <= months.coming.total
    assert {one.topic for one in found.hard} <= {"iam"}
    assert sum(one.share.of for one in found.weeks) < sum(one.share.of for one in months.weeks)
    assert "thirty days" not in statistics_text(found)
    with pytest.raises(UsageProblem, match=r"no topic nope\. There are: .*iam"):
        statistics(topic="nope", learner=own)


def test_as_json_it_is_json_and_says_the_same(months: Statistics) -> None:
    told = json.loads(json.dumps(months.as_json(), allow_nan=False))
    assert told["version"] == 1
    assert told["answers"] == months.answers == 1500
    assert sum(day["due"] for day in told["forecast"]["days"]) + told["forecast"]["overdue"] == months.coming.total
    assert {topic["topic"] for topic in told["topics"]} == {one.topic for one in months.topics}
    assert len(told["days"]) == 30
    assert all(
        0 <= level["interval"][0] <= level["share"] <= level["interval"][1] <= 1
        for level in told["calibration"]["levels"]
    )


def test_the_forecast_keeps_to_the_learners_own_limit(own: Home, months: Statistics) -> None:
    assert months.coming.days[0].left_over == 0
    set_limits(own, reviews=1)
    found = statistics(learner=own, now=NOW)
    assert all(one.asked <= 1 for one in found.coming.days)
    assert "Your limit of 1 a day leaves" in words.forecast_words(found.coming)
    assert "Full days (more than 1)" in statistics_text(found)


def test_what_a_clock_that_ran_ahead_did_is_no_week_of_the_future(own: Home) -> None:
    happened = months_of_answers(bank().entries, 300, now=NOW + timedelta(days=4000))
    written(own.progress, events([*happened, answer(bank().entries[0].id, NOW)]))
    found = statistics(learner=own, now=NOW)
    assert found.weeks == ()
    assert found.coming.days[0].due > 50
    assert "301 answers" in words.streak_words(found)
    statistics_text(found)


def test_a_damaged_log_is_a_note_and_an_empty_picture(own: Home) -> None:
    own.state.mkdir(parents=True)
    own.progress.mkdir()
    found = statistics(learner=own, now=NOW)
    assert found.answers == 0
    assert found.notes
    assert "Note: " in statistics_text(found)


def test_confidence_has_the_words_that_a_sitting_asks_with() -> None:
    assert LEVELS == CONFIDENCE


def sure(percent: int, hits: int, of: int) -> Calibration:
    return Calibration(levels=(Sure(percent=percent, share=Share(of=of, hits=hits)),), brier=0.1)


def test_calibration_in_one_sentence() -> None:
    said = words.calibration_words
    assert said(sure(95, 7, 10)) == (
        "When you said certain (95 %), you were right 7 of 10 times: slow down, and look for what would prove you wrong."
    )
    assert (
        said(sure(25, 9, 10))
        == "When you said a guess (25 %), you were right 9 of 10 times: you know more than you think."
    )
    assert said(sure(95, 19, 20)) == "What you say fits what you know, as far as 20 answers can tell."
    assert "too few" in said(sure(95, 0, 9))
