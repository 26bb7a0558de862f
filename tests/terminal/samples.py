"""A question of every kind, and a sitting of any of them."""

from __future__ import annotations

from typing import Any

from course.app.cards import cards
from course.app.sitting import Sitting, digest
from course.app.sitting_file import Kept, Place, SittingFile
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
    OrderedItem,
    OrderingQuestion,
    OutputQuestion,
    Pair,
    Question,
    RubricPoint,
    ScenarioQuestion,
    ScenarioStep,
    ShortQuestion,
    Wanted,
)
from tests.quiz.questions import facts, multiple, number, single

EVENTS = """\
2026-11-24T10:01:02Z  (service web) has started 2 tasks: (task 1a2b) (task 3c4d).
2026-11-24T10:02:40Z  (service web) (port 8080) is unhealthy in (target-group web) due to (reason Health checks failed).
2026-11-24T10:02:41Z  (service web) has stopped 1 running tasks: (task 1a2b).
2026-11-24T10:03:10Z  (service web) deployment failed: tasks failed to start.
"""
TASK = """\
{
  "family": "web",
  "cpu": "256",
  "memory": "[[memory]]",
  "containerDefinitions": [
    {"name": "web", "image": "nginx:1.27", "portMappings": [{"containerPort": [[port]]}]}
  ]
}
"""
BROKEN = """\
{
  "family": "web",
  "cpu": "256",
  "memory": "4096",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "containerDefinitions": [
    {"name": "web", "image": "nginx:1.27", "essential": true}
  ]
}
"""


def ordering() -> OrderingQuestion:
    texts = (
        "The agent starts the pause container",
        "The image is pulled",
        "The container starts",
        "Health checks begin",
    )
    items = tuple(OrderedItem(text=text, why=f"Place {n}.") for n, text in enumerate(texts, 1))
    return OrderingQuestion(kind="ordering", items=items, **facts("order", ask="In which order does it happen?"))


def matching() -> MatchingQuestion:
    pairs = (
        Pair(left="`executionRoleArn`", right="pulls images and fetches secrets", why="ECS itself uses it."),
        Pair(left="`taskRoleArn`", right="what your code may call", why="The SDK in the container uses it."),
    )
    return MatchingQuestion(
        kind="matching", pairs=pairs, extra=("opens ports",), **facts("match", ask="Which role does what?")
    )


def short() -> ShortQuestion:
    near = (NearMiss(text="execution role", why="That one pulls the image."),)
    return ShortQuestion(
        kind="short", accept=("task role",), near=near, **facts("short", ask="Which role does your code use?")
    )


def cloze() -> ClozeQuestion:
    gaps = (
        Gap(name="memory", accept=("512",), why="0.25 vCPU starts at 512."),
        Gap(name="port", accept=("80",), why="nginx."),
    )
    return ClozeQuestion(
        kind="cloze", text=TASK, gaps=gaps, syntax="json", **facts("cloze", ask="Fill the task definition.")
    )


def fix() -> FixQuestion:
    wanted = (Wanted(path="memory", why="0.25 vCPU takes 512, 1024 or 2048 MiB.", one_of=("512", "1024", "2048")),)
    mended = BROKEN.replace("4096", "512")
    return FixQuestion(
        kind="fix",
        document=BROKEN,
        syntax="json",
        wanted=wanted,
        model_answer=mended,
        **facts("fix", ask="Fargate refuses this."),
    )


def output() -> OutputQuestion:
    return OutputQuestion(
        kind="output",
        output=EVENTS,
        shows="aws ecs describe-services --services web",
        options=(
            Option(text="The image could not be pulled", why="Then no task would have started."),
            Option(text="Health checks of the target group failed", why="The event says so.", right=True),
        ),
        evidence=(Evidence(line="is unhealthy in", why="It names the reason."),),
        **facts("output", ask="What happened here?"),
    )


def open_question() -> OpenQuestion:
    rubric = (
        RubricPoint(
            says="Tasks stop when an essential container stops", weight=2, better="Say that the whole task stops."
        ),
        RubricPoint(says="The service starts a new task"),
        RubricPoint(says="ECS moves the container to another host", must_not=True),
    )
    return OpenQuestion(
        kind="open",
        rubric=rubric,
        model_answer="The task stops, and the service starts another.",
        **facts("open", ask="What happens?"),
    )


def scenario() -> ScenarioQuestion:
    steps = (
        ScenarioStep(
            id="look",
            ask="A service does not get stable. Where do you look first?",
            options=(
                Option(text="service events", why="They name the reason.", right=True),
                Option(text="reboot", why="Nothing is learned."),
            ),
            next={"service events": "act"},
        ),
        ScenarioStep(
            id="act",
            ask="The events say that health checks fail. What now?",
            options=(
                Option(text="look at the path and the grace period", why="The usual two.", right=True),
                Option(text="more memory", why="Nothing says so."),
            ),
            next={},
        ),
    )
    return ScenarioQuestion(kind="scenario", steps=steps, **facts("scenario", ask="Your pager rings."))


def every_kind() -> list[Question]:
    return [
        single(id="single", ask="Which launch type needs **no** `EC2` instances?"),
        multiple(id="multiple"),
        number(3, 4, id="number"),
        short(),
        ordering(),
        matching(),
        cloze(),
        fix(),
        output(),
        open_question(),
        scenario(),
    ]


def sitting_of(
    own: Home, *questions: Question, asked_in: Any = "quiz", limit: float = 0.0, kept: Kept | None = None
) -> Sitting:
    """A sitting of these questions; with `kept` the one that was begun."""
    bank = {question.id: question for question in questions}
    places = [Place(question=q.id, seed=7, digest=digest(q), why="due") for q in questions]
    new = kept or Kept(
        id="s1", asked_in=asked_in, title="Drill", seed=7, begun="2026-11-24", places=places, limit=limit
    )
    return Sitting(own, bank, cards(own), new, SittingFile(own.sittings, new.id))
