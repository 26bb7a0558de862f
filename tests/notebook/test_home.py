"""The home page and the loop's calls without a browser: what is pressed is done, what is drawn is complete and escaped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from course.app import home_words as words
from course.app.overview import Overview, WeakTopic, weak_topics
from course.model.day import CoursePlan, PlannedDay, Week
from course.model.errors import SandboxNotReady
from course.model.progress import CriterionProgress, DayProgress, Progress, QuestionProgress
from course.notebook import home as homes
from course.notebook.day import Day
from course.notebook.home import home_page
from tests.notebook.samples import EVIL, Opened, open_day, overview
from tests.notebook.test_card import Reader
from tests.notebook.test_live import press

DAYS = tuple(
    PlannedDay(id=f"day{n:02}_x", day=n, title=f"Title {n}", minutes=60, status="ready" if n < 4 else "planned")
    for n in range(1, 6)
)
PLAN = CoursePlan(title="T", version="1", weeks=(Week(title="W", days=DAYS),))


def at(*states: str) -> Overview:
    """An overview in which the first days are in these states."""
    days = {f"day{n:02}_x": DayProgress(state=state) for n, state in enumerate(states, 1)}  # type: ignore[arg-type]
    return Overview(progress=Progress(days=days), plan=PLAN, streak=0)


@pytest.fixture(autouse=True)
def _new_kernel() -> None:
    homes._home.clear()


@pytest.mark.parametrize(
    ("states", "places", "step"),
    [
        ((), ["current", "open", "open", "later", "later"], "Begin Day 1"),
        (("open", "started"), ["current", "begun", "open", "later", "later"], "Begin Day 1"),
        (("passed", "started"), ["done", "current", "open", "later", "later"], "Go on with Day 2"),
        (("passed", "open", "passed"), ["done", "current", "done", "later", "later"], "Begin Day 2"),
        (("passed",) * 3, ["done", "done", "done", "later", "later"], "All days that are ready are done"),
    ],
)
def test_where_each_day_stands(states: tuple[str, ...], places: list[str], step: str) -> None:
    now = at(*states)
    assert [words.place_of(now, day) for day in DAYS] == places
    assert words.next_step(now).says.startswith(step)


def test_every_place_has_a_sign_and_a_word_of_its_own() -> None:
    assert len({sign for sign, _ in words.PLACES.values()}) == len({word for _, word in words.PLACES.values()}) == 5


def test_weak_topics_from_answers_and_criteria() -> None:
    failed, untried = CriterionProgress(status="failed", tries=1), CriterionProgress(status="failed")
    done, blocked = CriterionProgress(status="passed", tries=2), CriterionProgress(status="blocked")
    progress = Progress(
        days={
            "day01_x": DayProgress(criteria={"a": failed, "b": done, "c": untried}),
            "day02_x": DayProgress(criteria={"c": blocked}),
            "day05_x": DayProgress(criteria={"c": failed}),  # not ready any more
        },
        questions={
            "p": QuestionProgress(topic="ecs", answers=3, right=2, last_right=False),
            "q": QuestionProgress(topic="ecs", answers=1, right=1, last_right=True),
            "r": QuestionProgress(topic="vpc", answers=1, right=1, last_right=True),
            "s": QuestionProgress(answers=1),
        },
    )
    found = weak_topics(progress, PLAN, lambda stem: ("ecs", "iam") if stem == "day01_x" else ())
    assert set(found) == {
        WeakTopic(topic="ecs", answered=2, wrong=1, criteria=1),
        WeakTopic(topic="iam", answered=0, wrong=0, criteria=1),
    }


def test_a_press_opens_the_day_and_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    page = home_page(overview, open_day)
    assert press(page, "open", "7") == "Day 7 is open: a day/day 07.ipynb"
    assert page.go == "a day/day 07.ipynb"
    assert press(page, "look") == "This is where you are now."
    assert page.go == ""
    assert press(page, "open", "99") == "There is no day 99."


def test_a_world_that_is_not_ready_is_said() -> None:
    def refuse(number: str) -> Path:
        raise SandboxNotReady("The sandbox did not start.", run="ecs-course doctor")

    page = home_page(overview, refuse)
    assert press(page, "open", "8") == "The sandbox did not start.\nRun: ecs-course doctor"
    assert page.go == ""


def test_without_a_kernel_the_page_is_whole_and_has_no_button() -> None:
    data, _ = home_page(overview, open_day)._repr_mimebundle_()
    html = Reader(data["text/html"])
    assert "button" not in html.tags()
    for said in (
        "Go on with Day 8",
        "ecs-course check 8",
        "not ready yet",
        "75 minutes",
        "ecs-core: 2 of 6 questions wrong",
    ):
        assert said in html.text
    for said in ("✔ 7", "▶ 8", "· 9", "Weak just now:", "Note: One line of the log was lost."):
        assert said in data["text/plain"]


def test_titles_and_topics_from_outside_are_escaped() -> None:
    evil = PlannedDay(id="day01_x", day=1, title=EVIL, minutes=1, status="ready")
    weeks, weak = (Week(title=EVIL, days=(evil,)),), (WeakTopic(topic=EVIL, answered=1, wrong=1, criteria=0),)
    now = replace(at(), plan=replace(PLAN, weeks=weeks), weak=weak)
    page = home_page(lambda: now, open_day)
    assert "img" not in Reader(page.head + page.body).tags()
    assert "\x1b" not in page.plain_text()


def test_the_page_taken_over_by_a_cell_that_runs_again() -> None:
    assert home_page(overview, open_day) is home_page(at, open_day)
    assert "Begin Day 1" in home_page(at, open_day).head


def test_solution_reset_and_undo() -> None:
    day = Day(Opened())
    assert "You have made 1; 2 more to go." in day.solution().text
    assert "d.solution(show_me=True)" in day.solution().text
    shown = day.solution(show_me=True)
    assert "img" not in Reader(shown.html).tags()
    assert "── strategies.py\nSTRATEGIES = []" in shown.text
    assert "What you had is backup 1: " in day.reset().text
    assert "d.undo_reset()" in day.reset().text
    assert "Your files of 2026-11-24T10:00:00+00:00 are back in day08_clusters." in day.undo_reset().text


def test_cards_that_are_due_are_counted_and_said_how_to_be_drilled() -> None:
    page = home_page(overview, open_day)
    assert "3 cards are due: drill()" in page.head
    assert "3 cards are due: ecs-course drill" in words.home_words(overview())
    assert words.due_words(replace(overview(), due=1)) == "1 card is due: ecs-course drill"
    assert words.due_words(replace(overview(), due=0)) == "No card is due."
    assert words.due_words(at()) == "No quiz question answered yet."
