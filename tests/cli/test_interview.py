"""The interview in a terminal: the real program, fed line by line, killed in the middle, left, read and exported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import ECS_COURSE, ecs_course

ANSWER = "A task definition is a versioned description; a service keeps a number of its tasks running.\n\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def held(home: Path, *words: str, level: str = "associate", seed: int = 7) -> subprocess.CompletedProcess[str]:
    """A whole interview, everything passed over but the first question."""
    typed = ANSWER + ":skip\n" * 40
    return ecs_course("interview", "--level", level, "--seed", str(seed), *words, home=home, stdin=typed)


def test_a_whole_interview_and_its_report(home: Path, tmp_path: Path) -> None:
    done = held(home)
    assert done.returncode == 0, done.stderr
    assert "1. Warm-up (about 1:30 minutes)" in done.stdout
    assert done.stdout.count("Passed over.") >= 5
    assert "Not yet at this level" in done.stdout
    assert "Traceback" not in done.stderr
    html, markdown = tmp_path / "r.html", tmp_path / "r.md"
    written = ecs_course("interview", "report", "--html", str(html), "--markdown", str(markdown), home=home)
    assert written.returncode == 0, written.stderr
    assert html.read_text("utf-8").startswith("<!doctype html>")
    assert markdown.read_text("utf-8").startswith("# Mock interview: associate\n")
    again = ecs_course("interview", "report", "--html", str(html), home=home)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert ecs_course("interview", "report", "--html", str(html), "--force", home=home).returncode == 0
    (listed,) = json.loads(ecs_course("interview", "list", "--json", home=home).stdout)
    assert (listed["level"], listed["seed"], listed["verdict"]) == ("associate", 7, "not_yet")
    found = json.loads(ecs_course("interview", "report", listed["id"], "--json", home=home).stdout)
    assert found["entries"][0]["answer"].startswith("A task definition")


def test_left_with_the_end_of_the_input_it_goes_on_where_it_was(home: Path) -> None:
    first = ecs_course("interview", "--level", "senior", "--seed", "3", home=home, stdin=ANSWER)
    assert first.returncode == 0
    assert "Kept. Go on with: ecs-course interview --level senior --seed 3" in first.stdout
    second = ecs_course("interview", "--level", "senior", home=home, stdin=":help\n:nonsense\n:time\n:quit\n")
    assert "You go on after 1 answer" in second.stdout
    assert "\n2. " in second.stdout
    assert "\n1. " not in second.stdout
    assert "There is no :nonsense." in second.stdout


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a signal of POSIX")
def test_killed_between_two_questions_nothing_is_lost(home: Path) -> None:
    process = subprocess.Popen(
        [ECS_COURSE, "interview", "--level", "senior", "--seed", "3"],
        env={**os.environ, "ECS_COURSE_HOME": str(home), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(ANSWER)
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("2. "):
            break
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stdin.close()
    process.stdout.close()
    again = ecs_course("interview", home=home, stdin=":quit\n")
    assert "Mock interview: senior, seed 3. You go on after 1 answer" in again.stdout


def test_feedback_comes_after_each_answer_where_it_is_wanted(home: Path) -> None:
    typed = ANSWER + ":quit\n"
    done = ecs_course("interview", "--level", "associate", "--seed", "7", "--feedback", home=home, stdin=typed)
    assert "A good answer:" in done.stdout
    assert "Noted." not in done.stdout


@pytest.mark.parametrize("typed", ["zz\n", "z\x00z\n", "\x1b[A\n", "🚢\n", "\u202ezz\u202c\n", "9" * 5_000 + "\n"])
def test_what_cannot_be_understood_is_asked_again(home: Path, typed: str) -> None:
    """Seed 7 comes to a question with options after a weak answer."""
    done = ecs_course("interview", "--seed", "7", home=home, stdin=":skip\n:skip\n:skip\n" + typed + "c\n:quit\n")
    assert "Answer with a letter, such as b." in done.stdout
    assert "Noted." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_bytes_that_are_no_text_and_100_kb(home: Path) -> None:
    raw = b"\xff\xfe caf\xe9 runs tasks\n\n" + b"x" * 100_000 + b"\n\nshort\n\n:quit\n"
    done = subprocess.run(
        [ECS_COURSE, "interview", "--seed", "7"],
        env={**os.environ, "ECS_COURSE_HOME": str(home)},
        input=raw,
        capture_output=True,
        timeout=120,
        check=False,
    )
    words = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr
    assert words.count("Noted.") == 2
    assert "Say it shorter, please." in words


def test_the_sheet_is_the_same_for_the_same_seed_and_names_the_interview(home: Path, tmp_path: Path) -> None:
    one, two = (ecs_course("interview", "sheet", "--level", "lead", "--seed", "5", home=home).stdout for _ in range(2))
    assert one == two
    assert "ecs-course interview --level lead --seed 5" in one
    assert "INTERVIEWER'S SHEET" in one.upper()
    path = tmp_path / "sheet.html"
    done = ecs_course("interview", "sheet", "--level", "lead", "--seed", "5", "--html", str(path), home=home)
    assert done.returncode == 0
    assert "flowchart LR" in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["report"], "No interview has ended yet."),
        (["report", "x"], "No interview that ended is called x."),
        (["--level", "expert"], "expert"),
        (["--seed", "-1"], "-1"),
        (["sheet"], "--seed"),
        (["--seed", "3", "list"], "Options stand after `list`."),
    ],
)
def test_what_cannot_be_says_so(home: Path, words: list[str], says: str) -> None:
    done = ecs_course("interview", *words, home=home)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
