"""ecs-course drill and exam line by line, as a pipe and a screen reader have them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from course.app.sitting_file import kept
from course.cli import plain
from course.cli.commands import program
from course.cli.typed import Lines, answer_from, asked_words
from course.home import Home
from course.model.errors import UsageProblem
from course.model.question import Question
from course.progress.log import Log
from course.quiz.pick import ask
from tests.quiz.questions import multiple, number, single
from tests.terminal import samples


def run(*words: str, answers: str = "") -> Any:
    return CliRunner().invoke(program, list(words), input=answers)


def lettered(question: Question, *places: int) -> str:
    """The letters of these positions as they are shown."""
    order = ask(question, 7).order
    return " ".join("abcdefgh"[order.index(place)] for place in places)


TYPED: list[tuple[Question, str, Any]] = [
    (single(), lettered(single(), 0), 0),
    (multiple(), lettered(multiple(), 1, 0), [1, 0]),
    (number(3), "3", "3"),
    (samples.short(), "Task Role", "Task Role"),
    (samples.ordering(), lettered(samples.ordering(), 0, 1, 2, 3), [0, 1, 2, 3]),
    (samples.matching(), lettered(samples.matching(), 0, 1), [0, 1]),
    (samples.cloze(), "512\n80", {"memory": "512", "port": "80"}),
    (samples.fix(), samples.BROKEN + ".", samples.BROKEN.rstrip("\n")),
    (samples.output(), lettered(samples.output(), 1) + " 2", {"option": 1, "line": 2}),
    (samples.open_question(), "It stops.\n\nAnother starts.\n.", "It stops.\n\nAnother starts."),
    (samples.scenario(), "a\nzz\na", [0, 0]),
]


@pytest.mark.parametrize(("question", "text", "answer"), TYPED, ids=[q.kind for q, _, _ in TYPED])
def test_every_kind_can_be_typed(question: Question, text: str, answer: Any) -> None:
    asked = ask(question, 7)
    assert question.ask in asked_words(asked, 1, 1)
    assert answer_from(asked, Lines(io.StringIO(text + "\nnext"))) == answer


FREE = ("short", "open", "fix", "cloze", "number")
"""Kinds for which any text is an answer."""


@pytest.mark.parametrize("question", [q for q in samples.every_kind() if q.kind not in FREE], ids=lambda q: q.kind)
@pytest.mark.parametrize("text", ["", "🚢", "\u202e", "zzz", "x" * 100_000, "99999999999999999999", "\x1b[2J", "٣"])
def test_a_line_without_sense_is_refused_with_a_sentence(question: Question, text: str) -> None:
    try:
        answer_from(ask(question, 7), Lines(io.StringIO(text + "\n")))
    except (UsageProblem, EOFError):
        return
    raise AssertionError("It was taken.")


@pytest.mark.parametrize("question", samples.every_kind(), ids=lambda q: q.kind)
def test_a_command_is_no_answer(question: Question) -> None:
    lines = Lines(io.StringIO(":skip\n"))
    assert answer_from(ask(question, 7), lines) is None
    assert lines.command == "skip"


def test_a_pipe_answers_and_the_rest_is_kept(home: Home) -> None:
    done = run("drill", "-n", "3", "--kind", "single", answers="a\n")
    assert done.exit_code == 0
    assert "Question 1 of 3" in done.output
    assert "Source:" in done.output
    assert "kept. The same command goes on here." in done.output
    again = run("drill", "-n", "3", "--kind", "single", answers="zz\n:help\n:end\n")
    assert "Question 2 of" in again.output
    assert "Answer with a letter" in again.output
    assert "Commands on a line" in again.output
    assert list(kept(home.sittings)) == []
    assert len(list(Log(home.progress).events("question_answered"))) == 1


def test_an_exam_keeps_its_verdicts_for_the_end() -> None:
    done = run("exam", "-n", "2", "--topic", "iam", "--seed", "3", answers="a\n1a 2b 3c 4d 5e 6a\n:skip\n")
    assert "Question 2 of 2" in done.output
    assert "Source:" not in done.output
    assert "3 minutes left" in done.output
    over = run("exam", "-n", "2", "--topic", "iam", answers=":end\n")
    assert "Question 1 of 2" not in over.output or "Source:" in over.output


def test_the_days_ten() -> None:
    done = run("quiz", "day", "8")
    assert "Question 1 of 10" in done.output
    assert "Day 8: 0 of 10 answered, kept." in done.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("drill", "--topic", "nope"), "There is no topic nope."),
        (("drill", "--kind", "nope"), "There is no kind nope."),
        (("drill", "--level", "nope"), "Invalid value"),
        (("drill", "-n", "0"), "Invalid value"),
        (("drill", "--day", "31"), "Invalid value"),
        (("quiz", "day", "99"), "Invalid value"),
        (("exam", "--no-clock", "--minutes", "3"), "no limit at all"),
        (("exam", "--minutes", "0"), "Invalid value"),
        (("exam", "--extra-time", "33"), "Invalid value"),
    ],
)
def test_a_wish_without_sense_is_refused(words: tuple[str, ...], says: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert says in done.output


def test_extra_time_is_added() -> None:
    assert "5 minutes left" in run("exam", "-n", "2", "--extra-time", "50").output
    assert "left" not in run("exam", "-n", "2", "--no-clock").output


def test_a_person_is_asked_how_sure_they_are_and_how_they_rate_and_may_disagree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    own = Home(tmp_path / "own")
    sitting = samples.sitting_of(own, single(id="a"), samples.open_question())
    monkeypatch.setattr("sys.stdin", Typed("a\n3\n4\nwords\n.\n\n9\n1\n\n\n"))
    plain.play(sitting)
    shown = capsys.readouterr().out
    assert "How sure are you?" in shown
    assert "1. covered, by your word." in shown
    assert "The points have the numbers 1 to 3." in shown
    assert [event.body["rating"] for event in Log(own.progress).events("card_rated")] == [4]
    (first, _) = Log(own.progress).events("question_answered")
    assert first.body["confidence"] == 75
    assert sitting.ended


def test_nothing_of_the_screen_is_imported_where_there_is_none() -> None:
    import subprocess
    import sys

    program = "import sys, course.cli.practise, course.cli.plain; raise SystemExit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
