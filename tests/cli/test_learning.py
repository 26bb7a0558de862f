"""The learner's loop in the terminal, through the real program: start, open, check, hint, apply, progress."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.home import CHECKOUT, Home
from course.sandbox import process
from tests.cli.program import ECS_COURSE, ecs_course

DAY8 = "day08_clusters"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Home]:
    """A learner whose home has a space and letters beyond ASCII; their sandbox is ended afterwards."""
    own = Home(tmp_path / "Zoë's Übung 学")
    yield own
    process.down(own)


def solve(learner: Home) -> None:
    for path in (CHECKOUT / "labs" / DAY8 / "solution").glob("*.py"):
        shutil.copy(path, learner.day(DAY8) / path.name)


def test_from_nothing_to_a_recorded_pass(learner: Home) -> None:
    begun = ecs_course("start", home=learner.root)
    assert begun.returncode == 0, begun.stderr
    assert "Day 8: Clusters and capacity providers" in begun.stdout
    assert (learner.day(DAY8) / f"{DAY8}.ipynb").is_file()

    first = ecs_course("check", "8", home=learner.root)
    assert first.returncode == 1
    assert "✘" in first.stdout
    assert "not yet" in first.stdout
    assert "aws ecs describe-clusters" in first.stdout

    hint = ecs_course("hint", "8", "cluster_active", home=learner.root)
    assert hint.stdout.startswith("Hint 2 of 3: ")  # the first one came with the check
    assert ecs_course("hint", "8", "cluster_active", home=learner.root).stdout.startswith("Hint 3 of 3: ")

    solve(learner)
    applied = ecs_course("apply", "8", home=learner.root)
    assert applied.returncode == 0, applied.stdout + applied.stderr
    passed = ecs_course("check", "8", "--json", home=learner.root)
    assert passed.returncode == 0, passed.stdout
    said = json.loads(passed.stdout)
    assert (said["day"], said["world"], said["score"]) == (DAY8, "sandbox", said["max_score"])
    assert {"id", "title", "status", "expected", "found", "see"} <= said["criteria"][0].keys()

    progress = json.loads(ecs_course("progress", "--json", home=learner.root).stdout)
    (day,) = [day for day in progress["days"] if day["day"] == 8]
    assert (day["state"], day["checks"], day["best"]) == ("passed", 2, said["max_score"])
    assert day["criteria"]["cluster_active"]["hints"] == 3
    assert "Clusters" in ecs_course("progress", home=learner.root).stdout


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["check", "9"], 2, "Day 9 (Task definitions) is not written yet"),
        (["check", "99"], 2, "There is no day 99"),
        (["check", "eight"], 2, "There is no day eight"),
        (["check"], 2, "Missing argument"),
        (["frobnicate"], 2, "No such command"),
        (["check", "8"], 3, "Run: ecs-course sandbox up"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], status: int, says: str, learner: Home) -> None:
    done = ecs_course(*words, home=learner.root)
    assert done.returncode == status, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_criterion_names_the_known_ones(learner: Home) -> None:
    process.up(learner)
    done = ecs_course("hint", "8", "nope", home=learner.root)
    assert done.returncode == 2
    assert "no criterion nope" in done.stderr
    assert "cluster_active" in done.stderr


def test_what_the_learner_made_is_never_overwritten(learner: Home) -> None:
    ecs_course("open", "8", home=learner.root)
    mine = learner.day(DAY8) / "split.py"
    mine.write_text("# mine\n")
    ecs_course("open", "8", home=learner.root)
    ecs_course("check", "8", home=learner.root)
    assert mine.read_text() == "# mine\n"


def test_a_workspace_deleted_by_hand_comes_back(learner: Home) -> None:
    ecs_course("open", "8", home=learner.root)
    shutil.rmtree(learner.day(DAY8))
    done = ecs_course("check", "8", home=learner.root)
    assert done.returncode == 1, done.stderr
    assert (learner.day(DAY8) / "split.py").is_file()


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("def split(desired, strategy)\n    return {}\n", "failed", "split.py is not Python yet: line 1"),
        ("def split(desired, strategy):\n    while True: pass\n", "timed_out", "does a loop in it never end"),
        ("raise SystemExit\n", "failed", "stopped while it was loaded"),
    ],
)
def test_a_learners_file_that_does_not_work(code: str, status: str, says: str, learner: Home) -> None:
    ecs_course("open", "8", home=learner.root)
    (learner.day(DAY8) / "split.py").write_text(code)
    done = ecs_course("check", "8", "--json", home=learner.root)
    criteria = {c["id"]: c for c in json.loads(done.stdout)["criteria"]}
    assert criteria["split_shares"]["status"] == status
    assert says in criteria["split_shares"]["found"] + criteria["split_shares"]["why"]
    assert done.returncode == 1


def test_a_sandbox_that_was_killed_costs_no_verdict_on_the_work(learner: Home) -> None:
    ecs_course("open", "8", home=learner.root)
    running = process.status(learner)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    done = ecs_course("check", "8", home=learner.root)
    assert done.returncode == 3
    assert "The sandbox is not running." in done.stderr
    assert "ecs-course sandbox up" in done.stderr
    assert ecs_course("sandbox", "up", home=learner.root).returncode == 0
    assert ecs_course("check", "8", home=learner.root).returncode == 1


def test_a_proxy_is_no_obstacle(learner: Home) -> None:
    proxies = dict.fromkeys(
        ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"), "http://127.0.0.1:9"
    )
    assert ecs_course("open", "8", home=learner.root, **proxies).returncode == 0
    assert ecs_course("check", "8", home=learner.root, **proxies).returncode == 1
    done = ecs_course("shell", "--", "aws", "ecs", "list-clusters", home=learner.root, **proxies)
    assert done.returncode == 0, done.stderr


def test_watch_shows_a_verdict_when_it_changed(learner: Home) -> None:
    ecs_course("open", "8", home=learner.root)
    watching = subprocess.Popen(
        [ECS_COURSE, "check", "8", "--watch"],
        env={**os.environ, "ECS_COURSE_HOME": str(learner.root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    time.sleep(2)
    solve(learner)
    assert ecs_course("apply", "8", home=learner.root).returncode == 0
    said, _ = watching.communicate(timeout=30)
    assert watching.returncode == 0, said
    assert said.count("Day 8") >= 2 or said.count("14 of 14") >= 1


def test_eval_env_leads_a_shell_into_the_world(learner: Home) -> None:
    make = "aws ecs create-cluster --cluster-name from-a-shell >/dev/null"
    program = f'eval "$({str(ECS_COURSE)!r} env)"; {make}; aws ecs list-clusters'
    surroundings = {
        **os.environ,
        "ECS_COURSE_HOME": str(learner.root),
        "AWS_PROFILE": "nowhere",
        "AWS_ENDPOINT_URL_ECS": "http://127.0.0.1:9",
    }
    done = subprocess.run(["sh", "-c", program], env=surroundings, capture_output=True, text=True)
    assert "cluster/from-a-shell" in done.stdout, done.stderr
    # a notebook's kernel sees the same world
    code = (
        "from course.app.study import open_day\nopen_day(8)\n"
        "import boto3\nprint(boto3.client('ecs').list_clusters()['clusterArns'])"
    )
    kernel = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ECS_COURSE_HOME": str(learner.root)},
        capture_output=True,
        text=True,
    )
    assert "cluster/from-a-shell" in kernel.stdout, kernel.stderr


def test_doctor_says_what_is_there(learner: Home) -> None:
    done = ecs_course("doctor", "--json", home=learner.root)
    said = json.loads(done.stdout)
    names = {sign["name"] for sign in said["signs"]}
    assert {"Python", "Sandbox", "Container engine", "Terraform", "AWS CLI", "Port 80", "Proxy", "Your folder"} <= names
    assert done.returncode == (0 if said["ok"] else 3)
    (sandbox,) = [sign for sign in said["signs"] if sign["name"] == "Sandbox"]
    assert (sandbox["state"], sandbox["run"]) == ("optional", "ecs-course sandbox up")


def test_doctor_refuses_an_aws_cli_that_ignores_the_endpoint(learner: Home, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "aws"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho aws-cli/2.9.19 Python/3.11.2\n")
    old.chmod(0o755)
    done = ecs_course("doctor", home=learner.root, PATH=f"{old.parent}:{os.environ['PATH']}")
    assert done.returncode == 3
    assert "ignores the sandbox's endpoint" in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['ecs-course', '--help']\n"
        "from course.cli import main\ntry: main()\nexcept SystemExit: pass\n"
        "heavy = ('boto3', 'botocore', 'pydantic', 'rich', 'moto', 'IPython', 'importlib.metadata')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout
