"""Home, solution, reset, undo, diff and watch through the real program."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from course.app.record import record
from course.home import CHECKOUT, Home
from course.progress.log import Log
from course.sandbox import process
from tests.cli.program import ECS_COURSE, ecs_course

DAY8 = "day08_clusters"
LAB = CHECKOUT / "labs" / DAY8


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Home]:
    own = Home(tmp_path / "Zoë's Übung 学")
    yield own
    process.down(own)


@pytest.fixture
def opened(learner: Home) -> Home:
    assert ecs_course("open", "8", home=learner.root).returncode == 0
    return learner


def said(*words: str, home: Home, status: int = 0, stdin: str = "") -> str:
    done = ecs_course(*words, home=home.root, stdin=stdin)
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_home_before_anything_leaves_nothing_behind(learner: Home) -> None:
    text = said(home=learner)
    for part in (
        "ECS in 30 Days",
        "0 of 30 days done.",
        "▶ 8",
        "· 30",
        "7 h 50 min",
        "Begin Day 8",
        "ecs-course open 8",
    ):
        assert part in text
    assert not learner.root.exists()


def test_home_follows_the_learner(learner: Home) -> None:
    criteria = [{"id": "a", "status": "failed"}, {"id": "b", "status": "passed"}]
    check = {"day": DAY8, "score": 2, "max_score": 14, "passed": False, "criteria": criteria, "work": "w"}
    answer = {"question": "q", "topic": "ecs-core", "day": DAY8, "right": False, "credit": 0}
    record(learner, "check_run", check)
    record(learner, "question_answered", answer)
    text = said(home=learner)
    assert "1 day with work. No card is due." in text  # the bank has no question q any more
    assert "ecs-core: 1 of 1 question wrong, 1 criterion not there yet" in text
    assert "compute: 1 criterion not there yet" in text
    assert "best so far 2 of 14 points\n  ecs-course check 8" in text
    record(learner, "check_run", {**check, "score": 14, "passed": True, "criteria": []})
    record(learner, "question_answered", {**answer, "right": True})
    text = said(home=learner)
    assert "1 of 30 days done." in text
    assert "✔ 8" in text
    facts = json.loads(said("progress", "--json", home=learner))
    assert (facts["current_day"], facts["cards_due"], facts["streak"]) == (None, 0, 1)


def test_home_counts_the_cards_that_are_due(learner: Home) -> None:
    hours_ago = datetime.now(UTC) - timedelta(hours=2)
    for id, credit in (("where-mysql-goes", 0), ("report-in-four-copies", 0), ("no-such-question", 0)):
        body = {"question": id, "topic": "architecture", "day": "", "right": False, "credit": credit}
        Log(learner.progress).append("question_answered", body, now=hours_ago)
    assert "2 cards are due: ecs-course drill" in said(home=learner)
    assert json.loads(said("progress", "--json", home=learner))["cards_due"] == 2


def test_home_with_a_log_of_a_newer_course_and_a_clock_that_went_back(learner: Home) -> None:
    log = Log(learner.progress)
    log.append("duel", {"day": DAY8}, now=datetime.now(UTC) + timedelta(days=900))
    log.append("day_opened", {"day": DAY8, "mood": 3}, now=datetime.now(UTC))
    text = said(home=learner)
    assert "1 day with work." in text
    assert "Note: Some entries were written by a newer version of the course" in text


def test_home_with_a_log_that_is_no_log(learner: Home) -> None:
    learner.state.mkdir(parents=True)
    learner.progress.mkdir()
    text = said(home=learner)
    assert "Begin Day 8" in text
    assert "Note: Your progress" in text


def test_home_imports_nothing_heavy(learner: Home) -> None:
    code = (
        "import sys; sys.argv = ['ecs-course']\n"
        "from course.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "heavy = ('boto3', 'botocore', 'pydantic', 'yaml', 'rich', 'moto', 'IPython', 'importlib.metadata', 'filelock')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    record(learner, "day_opened", {"day": DAY8})
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(learner.root)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_hint_and_solution_need_no_world(learner: Home) -> None:
    assert said("hint", "8", "tags", home=learner).startswith("Hint 1 of 3: ")
    text = said("solution", "8", home=learner, status=1)
    assert "You have made none; 3 more to go." in text
    assert "ecs-course solution 8 --show-me" in text
    text = said("solution", "8", "--show-me", home=learner)
    assert (LAB / "solution" / "split.py").read_text() in text
    assert [event.body for event in Log(learner.progress).events("solution_shown")] == [{"day": DAY8, "why": "show_me"}]
    assert said("solution", "8", home=learner, status=1)  # having seen it once unlocks nothing


def test_three_honest_attempts_open_the_solution(opened: Home) -> None:
    for n in range(3):
        said("check", "8", home=opened, status=1)  # the starter, or what was checked before
        (opened.day(DAY8) / "split.py").write_text(f"def split(desired, strategy):\n    return {{'FARGATE': {n}}}\n")
        said("check", "8", home=opened, status=1)
    assert "── split.py" in said("solution", "8", home=opened)
    shown = json.loads(ecs_course("check", "8", "--json", home=opened.root).stdout)
    steps = {c["id"]: c["hint_step"] for c in shown["criteria"]}
    assert steps["cluster_active"] == 2
    blocked = [c for c in shown["criteria"] if c["status"] == "blocked"]
    assert {c["blocked_by"] for c in blocked if c["id"] == "default_weights"} == {"cluster_active"}


def test_reset_and_back(opened: Home) -> None:
    folder = opened.day(DAY8)
    (folder / "split.py").write_text("# mine\n")
    (folder / "notes.txt").write_text("keep me\n")
    mine, events = files(folder), len(list(Log(opened.progress).events()))
    text = said("reset", "8", home=opened)
    assert "What you had is backup 1" in text
    assert (folder / "split.py").read_bytes() == (LAB / "starter" / "split.py").read_bytes()
    assert not (folder / "notes.txt").exists()
    assert len(list(Log(opened.progress).events())) == events + 1  # the progress is kept
    assert "before a reset" in said("reset", "--list", home=opened)
    said("reset", "8", "--undo", home=opened)
    assert files(folder) == mine
    said("reset", "--undo", home=opened)
    assert not (folder / "notes.txt").exists()
    said("reset", "--undo", "--to", "1", home=opened)
    assert files(folder) == mine
    kinds = [event.kind for event in Log(opened.progress).events()]
    assert kinds[events:] == ["lab_reset", "lab_restored", "lab_restored", "lab_restored"]


def test_reset_all_asks_first(opened: Home) -> None:
    folder = opened.day(DAY8)
    (folder / "split.py").write_text("# mine\n")
    assert "Start every lab over?" in said("reset", "--all", home=opened, status=1, stdin="n\n")
    said("reset", "--all", home=opened, status=1)  # nobody there to answer
    assert (folder / "split.py").read_text() == "# mine\n"
    said("reset", "--all", home=opened, stdin="y\n")
    assert (folder / "split.py").read_text() != "# mine\n"
    said("reset", "--undo", home=opened)
    assert (folder / "split.py").read_text() == "# mine\n"
    said("reset", "--all", "--yes", home=opened)


def test_one_file_is_reset_alone(opened: Home) -> None:
    for name in ("split.py", "strategies.py"):
        (opened.day(DAY8) / name).write_text("# mine\n")
    said("reset", "8", "split.py", home=opened)
    assert (opened.day(DAY8) / "split.py").read_text() != "# mine\n"
    assert (opened.day(DAY8) / "strategies.py").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["reset"], "Name a day, or --all."),
        (["reset", "8", "--all"], "These do not go together."),
        (["reset", "8", "nope.py"], "Day 8 has no file nope.py. It has: "),
        (["reset", "9"], "is not written yet"),
        (["reset", "--undo"], "There is no backup to go back to."),
        (["reset", "--undo", "--to", "7"], "There is no backup 7."),
        (["diff", "8"], "You have no copies of day 8 yet."),
        (["solution", "99"], "There is no day 99"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], says: str, learner: Home) -> None:
    assert says in said(*words, home=learner, status=2)


def test_the_solutions_backup_can_be_put_back(opened: Home) -> None:
    mine = opened.day(DAY8) / "split.py"
    mine.write_text("# mine\n")
    code = "from course.app.study import open_day\nassert open_day(8).apply_solution().ok"
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(opened.root)}
    subprocess.run([sys.executable, "-c", code], env=surroundings, check=True)
    assert mine.read_bytes() == (LAB / "solution" / "split.py").read_bytes()
    said("reset", "8", "--undo", home=opened)
    assert mine.read_text() == "# mine\n"


def older(opened: Home, name: str, text: str) -> None:
    """As if this copy had been made by an older course, whose original read `text`."""
    path = opened.state / "copies.json"
    known, digest = json.loads(path.read_text("utf-8")), hashlib.sha256(text.encode()).hexdigest()
    known[DAY8][name] = digest
    path.write_text(json.dumps(known), "utf-8")
    (opened.state / "originals" / digest).write_text(text)


def test_a_newer_course_overwrites_nothing_says_so_and_shows_what_changed(opened: Home) -> None:
    assert said("diff", "8", home=opened) == "Your copies are the course's files.\n"
    folder = opened.day(DAY8)
    older(opened, "split.py", "# the old starter\n")
    (folder / "split.py").write_text("# the old starter, and my work\n")
    older(opened, "README.md", "The old task.\n")
    (folder / "README.md").write_text("The old task.\n")
    (folder / "strategies.py").write_text("MINE = []\n")
    text = said("open", "8", home=opened)
    assert (
        "The course has a newer README.md and split.py; your copy stays as it is. What changed: ecs-course diff 8."
        in text
    )
    assert (folder / "split.py").read_text() == "# the old starter, and my work\n"
    text = said("diff", "8", home=opened)
    assert "── split.py: changed by you and by the course" in text
    assert "-# the old starter\n" in text  # what the course changed, not what the learner wrote
    assert "── README.md: changed by the course since you got it" in text
    assert "── strategies.py: changed by you " in text
    assert "-MINE = []" in text
    assert "Take the course's: ecs-course reset 8 README.md split.py" in text
    said("reset", "8", "README.md", "split.py", home=opened)
    assert "The course has a newer" not in said("open", "8", home=opened)
    assert (folder / "strategies.py").read_text() == "MINE = []\n"
    said("reset", "8", "--undo", home=opened)
    assert "newer README.md and split.py" in said("open", "8", home=opened)  # the old copies are old again


def test_a_notebook_is_compared_by_its_cells(opened: Home) -> None:
    path = opened.day(DAY8) / f"{DAY8}.ipynb"
    book = json.loads(path.read_text("utf-8"))
    book["cells"][-1]["source"] = ["my own words\n"]
    book["cells"][0]["metadata"] = {"collapsed": True}
    path.write_text(json.dumps(book), "utf-8")
    text = said("diff", "8", home=opened)
    assert "-my own words" in text
    assert "collapsed" not in text


def test_a_folder_where_a_copy_was_stops_nothing(opened: Home) -> None:
    mine = opened.day(DAY8) / "split.py"
    mine.unlink()
    mine.mkdir()
    assert "cannot be read as a file" in said("diff", "8", home=opened)
    said("open", "8", home=opened)
    said("reset", "8", "split.py", home=opened)
    assert mine.is_file()


def pty_reads(master: int, until: str, seconds: float = 40) -> str:
    """What the terminal shows, up to a text."""
    import select

    text, end = "", time.monotonic() + seconds
    while until not in text and time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                text += os.read(master, 65536).decode("utf-8", "replace")
            except OSError:
                break
    assert until in text, text
    return text


@pytest.mark.skipif(os.name == "nt", reason="keys are read from a terminal of POSIX")
def test_watch_in_a_terminal_clears_says_what_changed_and_takes_keys(opened: Home) -> None:
    import pty

    master, slave = pty.openpty()
    watching = subprocess.Popen(
        [ECS_COURSE, "check", "8", "--watch"],
        env={**os.environ, "ECS_COURSE_HOME": str(opened.root), "TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    pty_reads(master, "h hint · c check now · q quit")
    os.write(master, b"h")
    pty_reads(master, "Hint 2 of 3: ")
    os.write(master, b"c")
    assert "\x1b[2J" in pty_reads(master, "Nothing has changed since the last look.")
    shutil.copy(LAB / "solution" / "split.py", opened.day(DAY8) / "split.py")
    text = pty_reads(master, "Since the last look:")
    if "q quit" not in text.partition("Since the last look:")[2]:  # one read may have brought it all
        text += pty_reads(master, "q quit")
    assert "✔ passed, was not yet" in text
    os.write(master, b"q")
    assert watching.wait(20) == 1
    os.close(master)


def test_watch_without_a_terminal_draws_a_rule(opened: Home) -> None:
    watching = subprocess.Popen(
        [ECS_COURSE, "check", "8", "--watch"],
        env={**os.environ, "ECS_COURSE_HOME": str(opened.root), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert watching.stdout is not None
    first = next(line for line in watching.stdout if line.startswith("Score: "))
    assert first.startswith("Score: 0 of")
    for path in (LAB / "solution").glob("*.py"):
        shutil.copy(path, opened.day(DAY8) / path.name)
    assert ecs_course("apply", "8", home=opened.root).returncode == 0
    rest, _ = watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert "────" in rest
    assert "Since the last look:" in rest
    assert "\x1b" not in rest
