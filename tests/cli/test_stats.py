"""ecs-course stats and cards in a real process: charts, JSON, lists, limits, and what a plain terminal gets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from course.catalog.bank import bank
from course.home import Home
from tests.cli.program import ecs_course
from tests.quiz.histories import events, months_of_answers, written


@pytest.fixture
def learner(tmp_path: Path) -> Path:
    home = Home(tmp_path / "learner")
    written(home.progress, events(months_of_answers(bank().entries, 400, now=datetime.now(UTC))))
    return home.root


def test_stats(learner: Path) -> None:
    done = ecs_course("stats", home=learner, TERM="xterm")
    assert done.returncode == 0, done.stderr
    assert "█" in done.stdout
    assert "Your statistics" in done.stdout
    assert ecs_course("stats", home=learner, TERM="dumb").stdout.isascii()
    assert ecs_course("stats", "--ascii", "--topic", "iam", home=learner).stdout.isascii()
    told = json.loads(ecs_course("stats", "--json", home=learner).stdout)
    assert told["answers"] == 400
    done = ecs_course("stats", "--topic", "nope", home=learner)
    assert done.returncode == 2
    assert "There is no topic nope" in done.stderr


def test_cards_are_listed_put_away_and_brought_back(learner: Path) -> None:
    before = datetime.now(UTC).isoformat()
    rows = json.loads(ecs_course("cards", "--json", home=learner).stdout)
    id = rows[0]["id"]
    assert ecs_course("cards", "put", id, "suspend", home=learner).returncode == 0
    listed = ecs_course("cards", "--suspended", home=learner).stdout
    assert id in listed
    assert "1 card." in listed
    due = {row["id"] for row in json.loads(ecs_course("cards", "--due", "--json", home=learner).stdout)}
    assert {row["id"] for row in rows if row["due"] <= before} - {id} <= due  # more may have come due meanwhile
    assert due <= {row["id"] for row in rows if row["due"] <= datetime.now(UTC).isoformat()} - {id}
    assert ecs_course("cards", "put", id, "back", home=learner).returncode == 0
    assert "No question is suspended." in ecs_course("cards", "--suspended", home=learner).stdout
    done = ecs_course("cards", "put", id, "away", home=learner)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_limits(learner: Path) -> None:
    assert "New questions a day: 20. Reviews a day: 200." in ecs_course("cards", "limits", home=learner).stdout
    assert "day: 5." in ecs_course("cards", "limits", "--new", "5", home=learner).stdout
    assert json.loads(ecs_course("cards", "limits", "--json", home=learner).stdout) == {
        "new_a_day": 5, "reviews_a_day": 200,
    }  # fmt: skip
    for bad in ("-1", "x", "10000", "1e3"):
        done = ecs_course("cards", "limits", "--new", bad, home=learner)
        assert done.returncode == 2, bad
        assert "Traceback" not in done.stderr
