"""Panel and quiz without a browser: what is asked is done, what is said is calm, what is kept is small."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.home import CHECKOUT
from course.model.errors import UsageProblem
from course.model.result import Report
from course.notebook import panel as panels
from course.notebook import trainer
from course.notebook.day import Day
from course.notebook.live import Live
from course.notebook.panel import Panel, panel_of
from tests.notebook.samples import EVIL, Applied, Opened, Sitting, overview, report
from tests.notebook.test_card import Reader

WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def _new_kernel() -> None:
    """Panels and quizzes live as long as a kernel."""
    panels._panels.clear()
    trainer._plays.clear()


def press(widget: Live, do: str, what: Any = "", answer: Any = None) -> str:
    widget._asked(widget, {"do": do, "what": what, "answer": answer}, [])
    return str(widget.said)


def test_the_button_does_what_the_call_does() -> None:
    day = Day(Opened())
    panel = panel_of(day)
    assert press(panel, "check") == "Checked: 2 of 12 points; 2 points could not be judged."
    assert "Container Insights is enhanced" in panel.body
    shown = day.check()
    assert "12 of 12 points" in shown.text
    assert "12 of 12 points" in panel.body  # and the panel shows what the call found


def test_the_panel_brings_hints_that_do_not_stand_there_yet() -> None:
    panel = panel_of(Day(Opened()))
    press(panel, "check")
    assert panel.body.count("Show next hint") == 2
    assert press(panel, "hint", "insights_enhanced") == "Hint 2 of 3: Which value has containerInsights?"
    assert press(panel, "hint", "insights_enhanced") == "Hint 3 of 3: enhanced, not enabled."
    assert press(panel, "hint", "insights_enhanced") == "Hint 3 of 3: enhanced, not enabled."
    assert "That was the last hint." in panel.body
    assert panel.body.count("Show next hint") == 1


def test_problems_are_said_and_the_buttons_go_on() -> None:
    panel = panel_of(Day(Opened()))
    before = panel.turn
    assert press(panel, "hint", "unknown") == "Day 8 has no criterion unknown.\nRun: ecs-course check 8"
    assert panel.turn == before + 1

    class Broken(Opened):
        def check(self) -> Report:
            raise ZeroDivisionError(EVIL)

    panel.day = Day(Broken())
    said = press(panel, "check")
    assert said.startswith("The course made a mistake here; your work is not affected. ZeroDivisionError: <img")
    assert "\x1b" not in said


def test_every_output_has_text_and_html_beside_the_widget() -> None:
    day = Day(Opened())
    for shown in (day, day.quiz()):
        data, _ = shown._repr_mimebundle_()
        assert set(data) == {WIDGET, "text/plain", "text/html"}
        html = Reader(data["text/html"])
        assert not {"button", "input", "script", "iframe"} & html.tags()
    assert "Check your work with d.check()" in Reader(day._repr_mimebundle_()[0]["text/html"]).text
    assert 'd.quiz().answer("b")' in day.quiz()._repr_mimebundle_()[0]["text/plain"]


def test_a_checked_panel_shows_its_verdict_without_a_kernel_too() -> None:
    day = Day(Opened())
    day._repr_mimebundle_()
    day.check()
    data, _ = day._repr_mimebundle_()
    assert "2 of 12 points" in data["text/html"]
    assert "✘ not yet    Container Insights is enhanced" in data["text/plain"]


def test_a_day_opened_again_takes_over_its_panel() -> None:
    first, second = Day(Opened()), Day(Opened())
    panel = panel_of(first)
    assert panel_of(second) is panel
    assert panel.day is second
    assert panel.model_id == Panel(second).model_id  # so the notebook keeps one state for it, in every kernel


def test_the_panel_says_where_one_is() -> None:
    day = Day(Opened(), overview)
    assert "So far: best 5 of 12 points in 3 checks." in panel_of(day).head
    day.check()
    assert "So far" not in panel_of(day).head


def test_no_state_over_100_kB() -> None:
    class Long(Opened):
        def check(self) -> Report:
            endless = "&\x00" * 1_000_000  # each of these grows when it is escaped
            criteria = tuple(replace(c, found=endless, id=f"{c.id}{n}") for n in range(2) for c in report().criteria)
            return replace(report(), criteria=criteria)

    day = Day(Long())
    panel, quiz = panel_of(day), day.quiz()
    assert press(panel, "check").startswith("Checked")
    for position, answer in enumerate([1, [0], "3", [2, 1, 0]]):
        press(quiz, "answer", position, answer)
    press(quiz, "next")
    assert quiz.body.count("<details") == 4
    for widget in (panel, quiz):
        assert len(json.dumps(widget.get_state(), default=str)) < 100_000


def test_a_quiz_from_the_first_question_to_the_result() -> None:
    quiz = Day(Opened()).quiz()
    assert "Question 1 of 4" in quiz.body
    for secret in ("Weights do not apply to the base.", "served first", "ecs-feedback"):
        assert secret not in quiz.body + quiz.head
    after("Right.", quiz, "answer", 0, 1)
    for said in (
        "Weights do not apply to the base.",
        "One base task, then 2 : 6.",
        "is served first",
        "checked on 2026-11-20",
    ):
        assert said in quiz.body
    after("Question 2 of 4", quiz, "next")
    after("Question 1 of 4", quiz, "back")
    after("Question 2 of 4", quiz, "next")
    after("Question 3 of 4", quiz, "next")  # skipped
    after("Not 121: that is too high.", quiz, "answer", 2, "121")
    after("Question 4 of 4", quiz, "next")
    after("Right, in this order.", quiz, "answer", 3, [0, 1, 2])
    after("Question 2 of 4", quiz, "next")  # the skipped one comes back
    assert press(quiz, "answer", 1, []) == "Choose at least one."
    after("Right, all of them.", quiz, "answer", 1, [0, 2])
    after("3 of 4 questions right. 1 question comes back sooner.", quiz, "next")
    assert quiz.body.count("<details") == 4
    after("Question 1 of 4", quiz, "again")


def after(shown: str, quiz: Live, do: str, what: Any = "", answer: Any = None) -> None:
    """Press, and find this in the page; nothing else is said, because the focus goes there."""
    assert press(quiz, do, what, answer) == ""
    assert shown in quiz.body


def test_a_quiz_goes_on_where_it_stopped() -> None:
    opened = Opened()
    quiz = Day(opened).quiz()
    press(quiz, "answer", 0, 1)
    again = Day(opened).quiz()
    assert again is quiz
    assert "Question 2 of 4" in quiz.body
    assert "1 of 4 answered, 1 right" in quiz.head
    assert "Question 1 of 4" in Day(opened).quiz(seed=7).body  # another draw was asked for


def test_a_quiz_without_mouse_or_form() -> None:
    quiz = Day(Opened()).quiz()
    assert quiz.answer("b").text.startswith("✔ Right.")
    assert quiz.answer("c, b").text.startswith("✔ Right, all of them.")
    assert quiz.answer(120).text.startswith("✔ Right.")
    with pytest.raises(UsageProblem, match="The letters a to c stand for what is listed"):
        quiz.answer("z")
    with pytest.raises(UsageProblem, match="needs all 3 letters"):
        quiz.answer("a")
    last = quiz.answer("b c a")
    assert "✔ Right, in this order." in last.text
    assert last.text.endswith("4 of 4 questions right.")
    with pytest.raises(UsageProblem, match="All questions are answered"):
        quiz.answer("a")


def test_an_answer_twice_is_refused_kindly() -> None:
    quiz = Day(Opened()).quiz()
    press(quiz, "answer", 0, 1)
    assert press(quiz, "answer", 0, 2) == "Question 1 is answered already."
    assert "Weights do not apply" in quiz.body


def test_what_could_not_be_kept_is_said_once() -> None:
    class Full(Opened):
        def quiz(self, seed: int | None = None, /) -> Sitting:
            return Sitting(notes=["The disk is full.", "The disk is full."])

    assert Day(Full()).quiz().head.count("The disk is full.") == 1


def test_applying() -> None:
    day = Day(Opened())
    assert day.apply().text == "✔ Your files were applied.\ncluster wanderly: ACTIVE"
    badly = day.apply_solution()
    assert badly.text.startswith("✘ The solution could not be applied.\nTraceback …")
    assert Reader(badly._repr_html_()).tags() == {"style", "div", "p", "pre"}


def test_of_a_long_output_the_end_is_shown() -> None:
    class Long(Opened):
        def apply(self) -> Applied:
            return Applied(False, "line\n" * 9_000 + "NameError: here\n")

    shown = Day(Long()).apply()
    assert shown.text.endswith("NameError: here")
    assert "NameError: here</pre>" in shown.html
    assert len(shown.html) < 30_000


def test_the_courses_own_print_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Opened(folder=tmp_path / "day08_clusters", notes=["A note."])
    monkeypatch.chdir(tmp_path)
    assert Day(opened).notes == ["A note."]
    monkeypatch.chdir(CHECKOUT / "notebooks")
    first, second = Day(opened).notes
    assert first.startswith("This notebook is the course's own")
    assert str(tmp_path / "day08_clusters" / "day08_clusters.ipynb") in first
    assert second == "A note."
