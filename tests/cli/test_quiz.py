"""`ecs-course quiz` through the real program: questions for scripts, answers on standard input, verdicts by exit status."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import ECS_COURSE, ecs_course
from tests.quiz.questions import MENDED

DECK = f"""
[[question]]
id = "own-mend"
kind = "fix"
topic = "mine"
level = "advanced"
days = [8]
ask = "The service stays at 0 tasks. Mend its task definition."
explain = "Fargate gives every task a network interface."
sources = [{{ title = "Task networking", url = "https://docs.aws.amazon.com/" }}]
checked = 2026-11-24
syntax = "json"
rules = ["fargate-network-mode"]
document = '''
{MENDED.replace("awsvpc", "bridge")}'''
model_answer = '''
{MENDED}'''
wanted = [{{ path = "networkMode", equals = "awsvpc", why = "Fargate has no other." }}]

[[question]]
id = "own-match"
kind = "matching"
topic = "mine"
level = "beginner"
days = [8, 9]
ask = "What belongs to what?"
explain = "So it is."
sources = [{{ title = "Docs", url = "https://docs.aws.amazon.com/" }}]
checked = 2026-11-24
pairs = [
  {{ left = "one", right = "A", why = "1" }}, {{ left = "two", right = "B", why = "2" }},
  {{ left = "three", right = "C", why = "3" }},
]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A learner's folder with a deck of their own."""
    folder = tmp_path / "home of Zoë"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "mine.toml").write_text(DECK, "utf-8")
    return folder


def quiz(home: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return ecs_course("quiz", *words, home=home, stdin=stdin)


def as_json(home: Path, *words: str, stdin: str = "") -> Any:
    ran = quiz(home, *words, "--json", stdin=stdin)
    assert ran.returncode in (0, 1), ran.stderr
    assert ran.stderr == ""
    return json.loads(ran.stdout)


def events(home: Path) -> list[dict[str, Any]]:
    path = next(iter(home.rglob("*.jsonl")), None)
    return [] if path is None else [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_the_list_is_one_array_with_what_a_script_needs(home: Path) -> None:
    every = as_json(home, "list")
    assert len(every) > 200
    assert set(every[0]) == {"id", "topic", "level", "kind", "days", "prompt"}
    assert [(q["topic"], q["id"]) for q in every] == sorted((q["topic"], q["id"]) for q in every)
    assert {q["id"]: q["prompt"] for q in every}[
        "own-mend"
    ] == "The service stays at 0 tasks. Mend its task definition."


def test_wishes_narrow_the_list(home: Path) -> None:
    some = as_json(home, "list", "--topic", "mine", "--topic", "ecs-core", "--level", "beginner", "--day", "8")
    assert some
    assert all(q["topic"] in ("mine", "ecs-core") and q["level"] == "beginner" and 8 in q["days"] for q in some)
    assert [q["id"] for q in as_json(home, "list", "--topic", "mine", "--kind", "fix")] == ["own-mend"]
    assert as_json(home, "list", "--topic", "mine", "--day", "30") == []
    refused = quiz(home, "list", "--kind", "riddle")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("No question has the kind riddle. There are: ")


def test_the_list_for_people(home: Path) -> None:
    ran = quiz(home, "list", "--topic", "mine")
    assert ran.stdout.splitlines() == [
        "own-match  mine, beginner, matching  What belongs to what?",
        "own-mend   mine, advanced, fix  The service stays at 0 tasks. Mend its task definition.",
    ]
    assert ran.stderr == "2 questions.\n"


def test_a_question_is_shown_without_what_answers_it(home: Path) -> None:
    shown = quiz(home, "show", "own-match", "--seed", "3").stdout
    assert "  1. one\n  2. two\n  3. three\n" in shown
    facts = as_json(home, "show", "own-match", "--seed", "3")
    assert [f"  {option['letter']}) {option['text']}" in shown for option in facts["options"]] == [True] * 3
    assert [(each["number"], each["text"]) for each in facts["lefts"]] == [(1, "one"), (2, "two"), (3, "three")]
    mend = quiz(home, "show", "own-mend").stdout + quiz(home, "show", "own-mend", "--json").stdout
    assert "bridge" in mend
    assert "awsvpc" not in mend
    assert "Fargate has no other" not in mend


def test_an_answer_typed_as_shown_and_in_json(home: Path) -> None:
    facts = as_json(home, "show", "own-match", "--seed", "3")
    letter = {option["text"]: option["letter"] for option in facts["options"]}
    typed = f"1{letter['A']} 2{letter['B']} 3{letter['C']}"
    for stdin in (typed, "[0, 1, 2]"):
        ran = quiz(home, "answer", "own-match", "--seed", "3", stdin=stdin)
        assert (ran.returncode, ran.stdout.splitlines()[0]) == (0, "✔ Right, all of them.")
    wrong = quiz(home, "answer", "own-match", stdin="[0, 1, 1]")
    assert (wrong.returncode, wrong.stdout.splitlines()[0]) == (1, "✘ 2 of 3 matched rightly.")
    assert events(home) == []


def test_the_verdict_for_programs(home: Path) -> None:
    graded = as_json(home, "answer", "own-mend", stdin=MENDED.replace("awsvpc", "host"))
    assert set(graded) == {
        "id", "answer", "right", "credit", "message", "feedback", "points", "explain", "model_answer", "sources", "checked",
    }  # fmt: skip
    assert (graded["id"], graded["right"], graded["credit"], graded["points"]) == ("own-mend", False, 0.0, [])
    assert graded["feedback"][0]["text"] == "line 4: networkMode"
    assert graded["sources"] == [{"title": "Task networking", "url": "https://docs.aws.amazon.com/"}]
    assert as_json(home, "answer", "own-mend", stdin=MENDED)["credit"] == 1.0


@pytest.mark.parametrize(
    ("words", "stdin", "says"),
    [
        (["own-match"], "1a 2b", "Answer with a letter for each number"),
        (["own-match"], "", "Answer with a letter for each number"),
        (["own-match"], "[9, 9, 9]", "positions from 0 to 2"),
        (["own-mend"], "{", "This is not JSON yet (line 1, column 2)"),
        (["own-mend"], "x" * 100_000, "That is 100,000 characters"),
        (["own-mend"], "[" * 19_000, "nested"),
        (["own-mach"], "a", "There is no question own-mach. Did you mean own-match?"),
    ],
)
def test_what_is_not_understood_is_a_sentence_and_exit_status_2(
    home: Path, words: list[str], stdin: str, says: str
) -> None:
    ran = quiz(home, "answer", *words, "--record", "--json", stdin=stdin)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert "Traceback" not in ran.stderr
    assert events(home) == []


def test_bytes_that_are_no_text(home: Path) -> None:
    ran = subprocess.run(
        [ECS_COURSE, "quiz", "answer", "own-mend"], input=b"\xff\xfe", capture_output=True, timeout=60,
        env={"ECS_COURSE_HOME": str(home), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (ran.returncode, b"no text in UTF-8" in ran.stderr) == (2, True)


def test_an_answer_is_recorded_where_one_asks_for_it(home: Path) -> None:
    assert quiz(home, "answer", "own-match", "--record", stdin="[0, 1, 1]").returncode == 1
    (event,) = [event for event in events(home) if event["kind"] == "question_answered"]
    body = event["body"]
    assert (body["question"], body["right"], body["credit"], body["asked_in"]) == ("own-match", False, 0.6667, "script")
