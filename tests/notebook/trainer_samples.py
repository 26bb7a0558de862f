"""A sitting with every question kind, kept in a folder, as the tests of the trainer and of the browser play it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from course.app.cards import cards
from course.app.sitting import Sitting, digest
from course.app.sitting_file import AskedIn, Kept, Place, held, kept
from course.home import Home
from course.model.question import (
    ClozeQuestion,
    Evidence,
    FixQuestion,
    Gap,
    MatchingQuestion,
    NearMiss,
    OpenQuestion,
    Option,
    OutputQuestion,
    Pair,
    Question,
    RubricPoint,
    ScenarioQuestion,
    ScenarioStep,
    ShortQuestion,
    Wanted,
)
from course.notebook.play import Play
from course.notebook.trainer import _played
from tests.notebook.samples import SOURCE, asked

TASK = """{
  "family": "web",
  "networkMode": "bridge",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "256",
  "memory": "512",
  "containerDefinitions": [
    {"name": "web", "image": "nginx:1.29", "essential": true}
  ]
}
"""
EVENTS = """2026-11-24T10:00:04Z (service web) has started 1 tasks: (task 7f3a).
2026-11-24T10:00:51Z (service web) (task 7f3a) failed ELB health checks in (target-group web-tg).
2026-11-24T10:00:55Z (service web) has stopped 1 running tasks: (task 7f3a).
"""


def every_kind(*, evil: str = "") -> list[Question]:
    """One question of each kind; `evil` stands wherever a text can stand."""
    facts: dict[str, Any] = {
        "topic": "clusters",
        "level": "beginner",
        "days": (8,),
        "explain": f"The **reason**, in a sentence or two. {evil}",
        "sources": (SOURCE,),
        "checked": date(2026, 11, 20),
    }
    no_then_yes = (
        Option(text=f"Restart it {evil}", why="That hides the cause."),
        Option(text="Read the events", why="They say what happened.", right=True),
    )
    written: list[Question] = [
        ShortQuestion(
            id="short-one",
            kind="short",
            ask=f"Which network mode gives each task its own network interface? {evil}",
            accept=("awsvpc",),
            near=(NearMiss(text="bridge", why=f"It shares the host's. {evil}"),),
            **facts,
        ),
        MatchingQuestion(
            id="matching-one",
            kind="matching",
            ask="Which role does what?",
            pairs=(
                Pair(left="`executionRoleArn`", right=f"pulls the image {evil}", why="The agent uses it."),
                Pair(left="`taskRoleArn`", right="is what your code is", why="Your code uses it."),
            ),
            extra=("signs the image",),
            **facts,
        ),
        ClozeQuestion(
            id="cloze-one",
            kind="cloze",
            ask="Complete the task definition.",
            text=f'{{\n  "networkMode": "[[mode]]",\n  "cpu": "[[cpu]]"\n}}\n{evil}',
            gaps=(
                Gap(name="mode", accept=("awsvpc",), why="Fargate knows no other."),
                Gap(name="cpu", accept=("256",), why=f"A quarter of a vCPU. {evil}"),
            ),
            syntax="json",
            **facts,
        ),
        FixQuestion(
            id="fix-one",
            kind="fix",
            ask="This task definition shall run on Fargate.",
            document=TASK,
            syntax="json",
            wanted=(Wanted(path="networkMode", equals="awsvpc", why="Fargate knows no other."),),
            model_answer=TASK.replace("bridge", "awsvpc"),
            **facts,
        ),
        OutputQuestion(
            id="output-one",
            kind="output",
            ask="Why did the task stop?",
            output=EVENTS + evil,
            shows="aws ecs describe-services --query 'services[0].events'",
            options=(
                Option(text="The load balancer found it unhealthy", why="So it says.", right=True),
                Option(text=f"Its image was not there {evil}", why="Then it had not started."),
            ),
            evidence=(Evidence(line="failed ELB health checks", why="This is the cause."),),
            **facts,
        ),
        ScenarioQuestion(
            id="scenario-one",
            kind="scenario",
            ask="A service does not become steady.",
            steps=(
                ScenarioStep(
                    id="first",
                    ask=f"What do you do first? {evil}",
                    options=no_then_yes,
                    next={"Read the events": "then"},
                ),
                ScenarioStep(
                    id="then",
                    ask="They say that the health check fails. And now?",
                    options=(
                        Option(text="Look at the path it asks for", why="Often it is the path.", right=True),
                        Option(text="Delete the service", why="Then it is gone."),
                    ),
                    next={},
                ),
            ),
            **facts,
        ),
        OpenQuestion(
            id="open-one",
            kind="open",
            ask=f"What is the difference between a task and a service? {evil}",
            rubric=(
                RubricPoint(says="A service keeps a number of tasks running", match=("service keeps",)),
                RubricPoint(
                    says=f"A task is one run of a task definition {evil}", match=("task is a run",), better="Say *run*."
                ),
                RubricPoint(
                    says="A service must have a load balancer", must_not=True, match=("must have a load balancer",)
                ),
            ),
            model_answer=f"A task runs once; a service keeps a number of them running. {evil}",
            seconds=90,
            follow_ups=("What happens when a task stops?",),
            picture="graph LR\n  service --> task",
            **facts,
        ),
    ]
    return [*(one.question for one in asked()), *written]


def begun(folder: Path, asked_in: AskedIn = "drill", *, evil: str = "", limit: float = 0.0) -> Sitting:
    """The sitting in this folder, going on where it stopped, or a new one."""
    own = Home(folder)
    bank = {question.id: question for question in every_kind(evil=evil)}
    for found in kept(own.sittings, asked_in):
        file = None if found.ended else held(own.sittings, found.id)
        if file is not None:
            return Sitting(own, bank, cards(own), found, file)
    places = [Place(question=id, seed=3, digest=digest(question), why="new") for id, question in bank.items()]
    new = Kept(
        id=f"{asked_in}-{len(list(kept(own.sittings)))}",
        asked_in=asked_in,
        title=asked_in.title(),
        seed=3,
        begun=f"2026-11-24T10:00:0{len(list(kept(own.sittings)))}",
        places=places,
        limit=limit,
    )
    file = held(own.sittings, new.id)
    assert file is not None
    sitting = Sitting(own, bank, cards(own), new, file)
    sitting.keep()
    return sitting


def play(folder: str, asked_in: AskedIn = "drill", *, limit: float = 0.0) -> Play:
    """What a notebook of the browser tests shows."""
    return _played(f"{asked_in} sample", f"{asked_in}()", lambda seed: begun(Path(folder), asked_in, limit=limit), None)


RIGHT: dict[str, Any] = {
    "base-and-weight": 1,
    "in-a-cluster": [0, 2],
    "spot-notice": "120",
    "clean-up-order": [0, 1, 2],
    "short-one": "awsvpc",
    "matching-one": [0, 1],
    "cloze-one": {"mode": "awsvpc", "cpu": "256"},
    "fix-one": TASK.replace("bridge", "awsvpc"),
    "output-one": {"option": 0, "line": 2},
    "scenario-one": [1, 0],
    "open-one": "A service keeps tasks running.",
}
"""Question id → an answer that is right, in the bank's positions (of the open one: an answer that covers one point)."""
