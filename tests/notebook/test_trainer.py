"""The view of a sitting without a browser: every kind's form and text, hostile texts, ratings, exams, going on after a crash."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import course
from course.app.sitting_file import AskedIn
from course.model.errors import UsageProblem
from course.model.question import Question
from course.model.quiz import Asked
from course.notebook import trainer
from course.notebook.play import Play
from course.notebook.question import form_html, text_html
from course.notebook.verdict import ahead, graded_html
from course.progress.log import Log
from course.quiz.grade import grade
from course.quiz.pick import ask
from tests.notebook.samples import EVIL
from tests.notebook.test_card import Reader
from tests.notebook.test_live import press
from tests.notebook.trainer_samples import RIGHT, begun, every_kind

KINDS = [question.kind for question in every_kind()]


@pytest.fixture(autouse=True)
def _new_kernel() -> None:
    trainer._plays.clear()


@pytest.fixture
def playing(tmp_path: Path) -> Any:
    """Begins, or goes on, as a kernel does."""

    def play(asked_in: AskedIn = "drill", *, evil: str = "", limit: float = 0.0) -> Play:
        draw = lambda seed: begun(tmp_path, asked_in, evil=evil, limit=limit)  # noqa: E731
        return trainer._played(f"{asked_in} test", f"{asked_in}()", draw, None)

    return play


def at(play: Play, id: str) -> int:
    """Go to a question."""
    place = next(n for n, one in enumerate(play.now.asked) if one.question.id == id)
    press(play, "look", place)
    return place


@pytest.mark.parametrize("question", every_kind(evil=EVIL), ids=lambda one: one.kind)
def test_every_kind_has_a_form_a_text_and_a_verdict_without_a_foreign_tag(question: Question) -> None:
    shown = ask(question, 3)
    answer = RIGHT[question.id]
    graded = grade(shown.question, EVIL if question.kind == "open" else answer)
    form = Reader(form_html(shown, 1, 11, before=answer))
    read = Reader(text_html(shown, 1, 11))
    verdict = Reader(graded_html(graded, shown, number=1, of=11, live=True))
    for html in (form, read, verdict):
        assert not {"img", "script", "iframe"} & html.tags()
    assert not {"input", "button", "select", "textarea", "form"} & read.tags()
    assert "checked on 2026-11-20" in verdict.text


@pytest.mark.parametrize("question", every_kind(), ids=lambda one: one.kind)
def test_what_was_answered_stands_in_the_form_again(question: Question) -> None:
    shown, answer = ask(question, 3), RIGHT[question.id]
    empty, filled = form_html(shown, 1, 11), form_html(shown, 1, 11, before=answer)
    assert (empty == filled) is (question.kind == "scenario")  # a scenario is walked anew
    assert form_html(shown, 1, 11, before={"no": ["sense"]}) == empty
    assert 'name="confidence"' in empty


def test_a_drill_of_every_kind_by_form_and_one_kept_in_the_middle(playing: Any, tmp_path: Path) -> None:
    play = playing()
    for id, answer in RIGHT.items():
        place = at(play, id)
        if id == "scenario-one":
            for step in answer:
                assert press(play, "answer", place, step) == ""
        else:
            assert press(play, "answer", place, answer) == "", id
        assert play.now.answered[place].right is (id != "open-one"), id
        assert "How well did you know it?" in play.body
    assert not play.now.ended
    press(play, "next")
    assert play.now.ended
    assert "10 of 11 questions right." in play.body
    kinds = [event.body["kind"] for event in Log(tmp_path / ".course" / "progress.sqlite").events("question_answered")]
    assert sorted(kinds) == sorted(KINDS)


def test_a_new_kernel_goes_on_with_answers_steps_and_half_typed_texts(playing: Any) -> None:
    play = playing()
    press(play, "answer", 0, 1)
    scenario = at(play, "scenario-one")
    press(play, "answer", scenario, 1)
    assert "You chose: Read the events" in play.body
    words = at(play, "open-one")
    turn = play.turn
    play._asked(play, {"do": "draft", "what": words, "answer": "A task is </textarea><b>"}, [])
    assert play.turn == turn  # nothing is drawn, so nobody who types loses a letter
    play.now.close()
    trainer._plays.clear()

    again = playing()
    assert again is not play
    assert again.so_far() == "1 of 11 answered, 1 right"
    at(again, "scenario-one")
    assert "You chose: Read the events" in again.body
    at(again, "open-one")
    assert "A task is &lt;/textarea&gt;&lt;b&gt;</textarea>" in again.body
    press(again, "answer", words, "A service keeps tasks running.")
    assert again.now.kept.more["drafts"].keys() == {"scenario-one"}


def test_two_kernels_have_a_sitting_each(playing: Any, tmp_path: Path) -> None:
    first = playing()
    second = begun(tmp_path)
    assert second.kept.id != first.now.kept.id
    press(first, "answer", 0, 1)
    assert second.given == {}
    assert "Another notebook or terminal has one of these open." in " ".join(trainer._told(second).notes)


def test_two_tabs_of_one_kernel_answer_once(playing: Any) -> None:
    play = playing()
    press(play, "answer", 0, 1)
    press(play, "next")
    assert press(play, "answer", 0, 0) == "Question 1 is answered already."
    assert play.at == 1  # and the tab that was behind shows where the sitting is


def test_ratings_show_their_dates_and_the_log_holds_what_was_chosen(playing: Any, tmp_path: Path) -> None:
    play = playing()
    play._asked(play, {"do": "answer", "what": 0, "answer": 1, "confidence": 75}, [])
    assert play.body.count('data-ecs-do="rate"') == 4
    pressed = 'data-ecs-what="3" data-ecs-key="rate-3" aria-pressed="true"'
    assert pressed in play.body
    assert "suggested" in play.body
    assert press(play, "rate", 4).startswith("Rated easy: it comes back in ")
    assert "your rating" in play.body
    log = Log(tmp_path / ".course" / "progress.sqlite")
    (answered,) = log.events("question_answered")
    assert answered.body["confidence"] == 75
    (rated,) = log.events("card_rated")
    assert rated.body["rating"] == 4
    assert press(play, "rate", 9).startswith("Rate with 1")
    assert press(play, "rate", "x") == "That is no place in this sitting."


def test_burying_and_suspending(playing: Any, tmp_path: Path) -> None:
    play = playing()
    press(play, "answer", 0, 1)
    assert press(play, "bury") == "This question is not asked again today."
    assert press(play, "suspend") == "This question is not asked any more."
    put = [event.body["where"] for event in Log(tmp_path / ".course" / "progress.sqlite").events("card_put")]
    assert put == ["buried", "suspended"]


def test_a_learner_overrules_a_verdict_on_a_point(playing: Any) -> None:
    play = playing()
    place = at(play, "open-one")
    press(play, "answer", place, "Something else entirely.")
    assert play.now.answered[place].points[0].verdict == "missed"
    assert "I did say that" in play.body
    assert press(play, "correct", "0:covered").startswith("Point 1: covered, your verdict.")
    assert "covered (your verdict)" in play.body
    assert "I did not say that" in play.body
    assert press(play, "correct", "0:nonsense") == "There is no verdict nonsense."
    assert press(play, "correct", "7:covered") == "That answer has no point 8."


def test_an_exam_says_nothing_before_it_is_handed_in(playing: Any) -> None:
    play = playing("exam", limit=600.0)
    assert "data-ecs-until" in play.head
    for place, id in enumerate(RIGHT):
        if id != "scenario-one":
            press(play, "answer", place, RIGHT[id])
            assert "ecs-verdict" not in play.body
            assert "right" not in play.head
    assert "How well" not in play.body
    press(play, "look", 0)
    assert "You can change it until you hand in." in play.body
    press(play, "answer", 0, 0)
    press(play, "look", 99)
    assert "1 question is still open." in play.body
    press(play, "end")
    assert "9 of 11 questions right" not in play.body  # the open one is not whole, the first was changed to a wrong one
    assert "8 of 11 questions right. 1 question left open." in play.body
    assert press(play, "answer", 1, [0]) == "Question 2 is answered already."


def test_the_clock_is_hidden_and_the_time_ends_the_exam(playing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    play = playing("exam", limit=600.0)
    assert press(play, "clock").startswith("The clock is hidden.")
    assert "data-ecs-clock" not in play.head
    assert "data-ecs-until" in play.head
    press(play, "answer", 0, 1)
    turn = play.turn
    play._asked(play, {"do": "tick"}, [])
    assert play.turn == turn
    play.now.kept.spent = 10_000.0
    play._asked(play, {"do": "tick"}, [])
    assert play.said == "The time is up. What you answered counts."
    assert "1 of 11 questions right. 10 questions left open." in play.body


def as_typed(asked: Asked, right: Any) -> str:
    """A right answer as a learner types it: by the letters under which things are shown."""
    letters = {bank: "abcdef"[shown] for shown, bank in enumerate(asked.order)}
    match asked.question.kind:
        case "single":
            return letters[right]
        case "multiple" | "ordering" | "matching":
            return " ".join(letters[one] for one in right)
        case "output":
            return f"{letters[right['option']]} {right['line']}"
        case "cloze":
            return "mode=awsvpc\ncpu=256"
        case "scenario":
            return "b"
    return str(right)


def test_typed_answers_of_every_kind(playing: Any) -> None:
    play = playing()
    for place, id in enumerate(RIGHT):
        press(play, "look", place)
        typed = as_typed(play.now.asked[place], RIGHT[id])
        question = play.now.asked[place].question
        if question.kind == "scenario":
            assert "They say that the health check fails." in play.answer(typed).html
            typed = "a"
        shown = play.answer(typed)
        assert play.now.answered[place].right is (id != "open-one"), id
        assert "Source:" in shown.text


@pytest.mark.parametrize("typed", ["", "zz", "🚢", "\u202e\u200f", "\x00", "x" * 100_000, "1", "a " * 5000])
def test_typed_nonsense_is_refused_and_costs_nothing(playing: Any, typed: str) -> None:
    play = playing()
    for place, one in enumerate(play.now.asked):
        press(play, "look", place)
        if one.question.kind in ("single", "multiple", "ordering", "matching", "cloze", "output", "scenario", "number"):
            with pytest.raises(UsageProblem):
                play.answer(typed if typed != "1" or one.question.kind not in ("number",) else "one")
    assert play.now.given == {}


@pytest.mark.parametrize("message", [
    {"do": "answer", "what": "x", "answer": 1},
    {"do": "answer", "what": 99, "answer": 1},
    {"do": "answer", "what": 0, "answer": {"a": [1]}},
    {"do": "look", "what": None},
    {"do": "draft", "what": "0", "answer": "x"},
    {"do": "draft", "what": 0, "answer": ["x"]},
    {"do": "correct", "what": "a:covered"},
    {"do": "nothing that there is"},
])  # fmt: skip
def test_messages_without_sense_are_answered_calmly(playing: Any, message: dict[str, Any]) -> None:
    play = playing()
    play._asked(play, message, [])
    assert "The course made a mistake" not in play.said
    assert play.now.given == {}


def test_nothing_grows_over_100_kB(playing: Any) -> None:
    play = playing(evil="&\x00<" * 2000)
    for id, answer in RIGHT.items():
        place = at(play, id)
        for step in answer if id == "scenario-one" else [answer]:
            press(play, "answer", place, step)
    press(play, "next")
    state = {key: value for key, value in play.get_state().items() if key in ("head", "body", "said")}
    assert len(json.dumps(state)) < 150_000
    assert play.body.count("Look at question") == 11


def test_dates_in_words() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    said = {
        timedelta(minutes=10): "in 10 min",
        timedelta(seconds=5): "in 1 min",
        timedelta(hours=3): "in 3 h",
        timedelta(days=1): "in 1 day",
        timedelta(days=8): "in 8 days",
        timedelta(days=70): "in 2 months",
        timedelta(days=800): "in 2 years",
    }
    assert {span: ahead(now + span, now) for span in said} == said


def test_a_question_that_left_the_bank_is_said(playing: Any, tmp_path: Path) -> None:
    first = begun(tmp_path)
    first.kept.places[1] = replace(first.kept.places[1], question="gone")
    first.keep()
    first.close()
    play = playing()
    assert "1 of these questions left the bank since you began" in play.head
    assert play.of == 10


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder, for the calls that a notebook makes."""
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "own"))
    return tmp_path / "own"


def test_a_drill_by_its_call_goes_on_in_the_next_kernel(own: Path) -> None:
    play = course.drill("ecs-core", count=3, seed=5)
    assert course.drill("ecs-core", count=3, seed=5) is play
    assert play.title == "Drill: ecs-core"
    assert {one.question.topic for one in play.now.asked} == {"ecs-core"}
    other = course.drill("ecs-core", count=2)
    other.now.close()
    trainer._plays.clear()
    assert course.drill("ecs-core", count=2).now.kept.id == other.now.kept.id
    with pytest.raises(UsageProblem, match="There is no topic nonsense"):
        course.drill("nonsense")
    with pytest.raises(UsageProblem, match="There is no level grand"):
        course.exam(level="grand")


def test_an_exam_by_its_call(own: Path) -> None:
    exam = course.exam(count=4, seed=9, extra_time=50, clock=False)
    assert len(exam.now.asked) == 4
    assert exam.now.kept.limit == 4 * 90 * 1.5
    assert not exam.clock
    assert "questions left open" in str(exam.hand_in())


def test_an_interview_to_its_report_and_a_saved_file(own: Path) -> None:
    play = course.interview("associate", seed=4)
    assert "Question 1 · Warm-up" in play.body
    press(play, "answer", 0, "A service keeps a number of tasks running; a task runs once.")
    assert "ecs-verdict" not in play.body  # verdicts come with the report
    for _ in range(40):
        if not play.now.ended:
            press(play, "pass")
    assert "Score" in play.body
    assert "By topic" in play.body
    assert 'data-ecs-do="save"' in play.body
    assert "By topic" not in play.head
    assert "BY TOPIC" in play.plain_text()
    said = press(play, "save", "html")
    assert "Content-Security-Policy" in Path(said.removeprefix("Saved: ")).read_text("utf-8")
    assert press(play, "save", "exe") == "A report is saved as html or md."
    assert len(json.dumps([play.head, play.body])) < 100_000


def test_an_interview_can_be_ended_early(own: Path) -> None:
    play = course.interview("senior", seed=4)
    press(play, "look", 99)
    assert "End it here?" in play.body
    press(play, "next")
    assert "Question 1" in play.body
    press(play, "look", 99)
    press(play, "end")
    assert "By topic" in play.body
