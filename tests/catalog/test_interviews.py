"""The interview sets: the real ones are whole and fit the bank; every way to get one wrong is named, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.catalog.bank import bank
from course.catalog.interviews import LEVELS, interview_set, read_interviews
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.model.errors import ContentProblem, UsageProblem
from course.model.interview import KINDS
from course.model.question import OpenQuestion

RIGHT = Places().interviews / "senior.toml"


def problems(root: Path, text: str, name: str = "senior.toml") -> list[str]:
    places = Places(root)
    places.interviews.mkdir(parents=True, exist_ok=True)
    (places.interviews / name).write_text(text, "utf-8")
    reading = Reading(places)
    read_interviews(reading, bank().values())
    assert all(problem.file.partition(":")[0] == f"course/content/interviews/{name}" for problem in reading.problems)
    assert all(problem.fix for problem in reading.problems)
    return [problem.says for problem in reading.problems]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_has_a_whole_interview(level: str) -> None:
    one = interview_set(level)
    questions = bank()
    assert len(one.ladders) >= 5
    assert all(len(ladder.rungs) >= 3 for ladder in one.ladders)
    assert all(len(rung) > 1 for ladder in one.ladders for rung in ladder.rungs[:1]) or level != "associate"
    for part, id in one.ids():
        assert questions[id].kind in KINDS[part]
    design = [questions[id] for id in one.design]
    assert all(isinstance(q, OpenQuestion) and q.picture and q.follow_ups and q.seconds >= 240 for q in design)
    assert all(len(line) <= 90 for q in design if isinstance(q, OpenQuestion) for line in q.picture.splitlines())


def test_the_real_sets_have_no_problem(tmp_path: Path) -> None:
    for level in LEVELS:
        assert problems(tmp_path, (Places().interviews / f"{level}.toml").read_text("utf-8"), f"{level}.toml") == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('level = "senior"', 'level = "lead"', "level is lead"),
        ("minutes = 60", "minutes = 0", "it takes 0 minutes"),
        ("pass_mark = 0.65", "pass_mark = 65.0", "pass_mark is 65"),
        ('"open-eni-exhaustion"', '"no-such-question"', "ladder: there is no question no-such-question"),
        ('"open-eni-exhaustion"', '"steps-of-a-release"', "ladder: steps-of-a-release is of kind ordering"),
        ('"open-eni-exhaustion"', '"open-alb"', "open-alb stands 2 times"),
        ('["open-eni-exhaustion"]', "[]", "Networking: a rung has no question"),
        ('theme = "Releases"', 'theme = "Networking"', "the theme Networking stands 2 times"),
        ('theme = "Networking"\nstart = 1', 'theme = "Networking"\nstart = 4', "Networking: start is 4"),
        ("minutes = 60", "minutes = 60\ncounts = { design = 2 }", "counts.design is 2, and there are 1"),
        ("minutes = 60", "minutes = 60\ncounts = { per_theme = 0 }", "counts.per_theme is 0"),
        ("minutes = 60", "minutes = 60\nhours = 1", "unknown key"),
        ("minutes = 60", 'minutes = "an hour"', "minutes: "),
        ("minutes = 60", "minutes = ", "it is not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = RIGHT.read_text("utf-8")
    assert old in text
    found = problems(tmp_path, text.replace(old, new, 1))
    assert len(found) == 1, found
    assert says in found[0]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = RIGHT.read_text("utf-8").replace("pass_mark = 0.65", "pass_mark = 2.0")
    assert (
        len(problems(tmp_path, text.replace("open-eni-exhaustion", "gone").replace("minutes = 60", "minutes = -1")))
        == 3
    )


def test_a_set_that_cannot_be_read_is_a_content_problem(tmp_path: Path) -> None:
    with pytest.raises(ContentProblem, match="dev check"):
        interview_set("senior", tmp_path)
    with pytest.raises(UsageProblem, match="There is no level chief"):
        interview_set("chief", tmp_path)
