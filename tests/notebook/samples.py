"""A day that needs no world: every status, every playable kind of question, hostile text. Also what the browser tests open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from course.app.cards import cards
from course.app.helping import Hint, Solution
from course.app.overview import Overview, WeakTopic
from course.app.own_files import Moved
from course.app.sitting import Sitting as Real
from course.app.sitting import digest
from course.app.sitting_file import Kept, Place, SittingFile
from course.app.words import day_words
from course.home import Home
from course.map.scene import Scene
from course.map.watch import Pace
from course.model.day import CoursePlan, DayFacts, PlannedDay, Source, Week
from course.model.errors import UsageProblem, WorldNotReady
from course.model.progress import DayProgress, Progress, QuestionProgress
from course.model.question import (
    MultipleQuestion,
    NumberQuestion,
    Option,
    OrderedItem,
    OrderingQuestion,
    Question,
    SingleQuestion,
)
from course.model.quiz import Asked
from course.model.result import CriterionResult, Report, Status
from course.notebook.day import Day
from course.workspace.backups import Backup
from tests.map.scenes import site

SOURCE = Source(
    title="ECS developer guide: capacity providers", url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
)
EVIL = '<img src=x onerror="alert(1)">\x1b[31m\u202e'

FACTS = DayFacts(
    id="day08_clusters",
    day=8,
    title="Clusters and capacity providers",
    minutes=60,
    goals=("say what a **cluster** is and is not", "work out who gets which task with `base` and `weight`"),
    topics=("clusters",),
    checked=date(2026, 11, 20),
    sources=(SOURCE,),
)


def report(*, better: bool = False) -> Report:
    """Every status once; `better`: all passed."""
    criteria = [
        CriterionResult(id="cluster_active", title="The cluster `wanderly` is active", status=Status.PASSED, points=2),
        CriterionResult(
            id="insights_enhanced",
            title="Container Insights is enhanced",
            status=Status.FAILED,
            points=2,
            expected="containerInsights = enhanced",
            found=f"containerInsights = {EVIL}",
            see="aws ecs describe-clusters --clusters wanderly --include SETTINGS --query 'clusters[0].settings'",
            read="Container Insights",
            hint="Look at the cluster's `settings`.",
            hint_step=1,
        ),
        CriterionResult(
            id="default_weights",
            title="The default strategy has weights 1 and 3",
            status=Status.BLOCKED,
            points=3,
            why="first: Container Insights is enhanced (insights_enhanced)",
            blocked_by="insights_enhanced",
            see="aws ecs describe-clusters --clusters wanderly",
            read=SOURCE.url,
        ),
        CriterionResult(
            id="image_runs",
            title="The image starts",
            status=Status.NOT_RUN,
            points=1,
            why="Docker is not there. Run: ecs-course doctor",
        ),
        CriterionResult(
            id="tags",
            title="The cluster is tagged",
            status=Status.BROKEN,
            points=1,
            why="The check itself fell over, your work was not judged: KeyError: 'tags' (day08_clusters.py, line 41)",
        ),
        CriterionResult(
            id="split",
            title="`split` gives every case its tasks",
            status=Status.TIMED_OUT,
            points=3,
            why="There was no answer within 20 s.",
            see="python -c 'import split'",
            read="Base and weight",
            hint="Is there a loop that cannot end?",
            hint_step=1,
        ),
    ]
    if better:
        criteria = [CriterionResult(id=c.id, title=c.title, status=Status.PASSED, points=c.points) for c in criteria]
    return Report(day=FACTS.id, world="sandbox", criteria=tuple(criteria), seconds=0.42)


def asked() -> tuple[Asked, ...]:
    """One question of each kind, options not in the bank's order."""
    facts: dict[str, Any] = {
        "topic": "clusters",
        "level": "beginner",
        "days": (8,),
        "explain": "The **base** is served first; only the rest is split by weight.",
        "sources": (SOURCE,),
        "checked": date(2026, 11, 20),
    }
    options = (
        Option(text="Two `FARGATE`, six `FARGATE_SPOT`", why="Weights do not apply to the base.", right=False),
        Option(text="Three `FARGATE`, six `FARGATE_SPOT`", why="One base task, then 2 : 6.", right=True),
        Option(text="Nine `FARGATE`", why="The weight of Spot is not 0.", right=False),
    )
    single = SingleQuestion(
        id="base-and-weight",
        kind="single",
        ask="Nine tasks, `base` 1 on `FARGATE`, weights 1 and 3. Who gets what?\n\n```json\n"
        '[{"capacityProvider": "FARGATE", "base": 1, "weight": 1}]\n```',
        options=options,
        **facts,
    )
    multiple = MultipleQuestion(
        id="in-a-cluster",
        kind="multiple",
        ask="What can one cluster hold?",
        options=(
            Option(text="Services", why="Yes.", right=True),
            Option(text="Task definitions", why="They belong to the region, not to a cluster.", right=False),
            Option(text="Container instances", why="Yes, on EC2.", right=True),
        ),
        **facts,
    )
    number = NumberQuestion(
        id="spot-notice",
        kind="number",
        ask="How early does a Spot task get its notice?",
        answer=120,
        unit="seconds",
        **facts,
    )
    ordering = OrderingQuestion(
        id="clean-up-order",
        kind="ordering",
        ask="In which order do you take things down?",
        items=tuple(
            OrderedItem(text=t, why=f"{t} comes here.")
            for t in ("Scale to 0", "Delete the service", "Delete the cluster")
        ),
        **facts,
    )
    orders: list[tuple[Question, tuple[int, ...]]] = [
        (single, (2, 1, 0)),
        (multiple, (1, 0, 2)),
        (number, ()),
        (ordering, (2, 0, 1)),
    ]
    return tuple(Asked(question=question, order=order) for question, order in orders)


class Sitting(Real):
    """The real one in a folder of its own, its questions shown in the order above."""

    def __init__(self, notes: list[str] | None = None) -> None:
        own = Home(Path(mkdtemp(prefix="ecs-course-sample-")))
        bank = {one.question.id: one.question for one in asked()}
        places = [Place(question=id, seed=1, digest=digest(question)) for id, question in bank.items()]
        kept = Kept(id="s1", asked_in="quiz", title=day_words(FACTS), seed=1, begun="2026-11-24", places=places)
        super().__init__(own, bank, cards(own), kept, SittingFile(own.sittings, kept.id))
        self._asked = list(asked())
        self.notes.extend(notes or [])


@dataclass
class Applied:
    ok: bool
    output: str


@dataclass
class Opened:
    """An open day without a world: the second check passes."""

    facts: DayFacts = FACTS
    folder: Path = Path("day08_clusters")
    world: str = "sandbox"
    notes: list[str] = field(default_factory=list)
    checks: int = 0
    hints: dict[str, int] = field(default_factory=dict)
    backups: int = 0

    def check(self) -> Report:
        self.checks += 1
        return report(better=self.checks > 1)

    def hint(self, criterion: str, /) -> Hint:
        steps = (
            "Look at the cluster's `settings`.",
            "Which value has `containerInsights`?",
            "`enhanced`, not `enabled`.",
        )
        if criterion not in ("insights_enhanced", "split"):
            raise UsageProblem(f"Day 8 has no criterion {criterion}.", run="ecs-course check 8")
        self.hints[criterion] = min(self.hints.get(criterion, 0) + 1, len(steps))
        return Hint(self.hints[criterion], len(steps), steps[self.hints[criterion] - 1])

    def apply(self) -> Applied:
        return Applied(True, "cluster wanderly: ACTIVE\n")

    def apply_solution(self) -> Applied:
        return Applied(False, f"Traceback …\nNameError: {EVIL}\n")

    def solution(self, *, show_me: bool = False) -> Solution:
        files = (("split.py", f"# {EVIL}\ndef split(): ...\n"), ("strategies.py", "STRATEGIES = []\n"))
        return Solution(why="show_me", files=files, attempts=1) if show_me else Solution(why="", files=(), attempts=1)

    def reset(self) -> Moved:
        self.backups += 1
        return Moved(day=self.facts.id, folder=self.folder, backup=backup(self.backups))

    def undo(self) -> list[Moved]:
        return [Moved(day=self.facts.id, folder=self.folder, backup=backup(2), restored=backup(1))]

    def quiz(self, seed: int | None = None, /) -> Sitting:
        return Sitting()

    def surveyor(self, cluster: str = "", /) -> tuple[Surveys, Pace]:
        return Surveys(), Pace(moving=0.2, still=0.2)


class Surveys:
    """A world of three services that stands still until somebody sets `rolling` or `problem`."""

    rolling = 0
    problem = ""
    looks = 0

    def survey(self) -> Scene:
        Surveys.looks += 1
        if Surveys.problem:
            raise WorldNotReady(Surveys.problem, run="ecs-course sandbox up")
        return site(3, 3, rolling=Surveys.rolling, name=EVIL)

    def fresh(self) -> None:
        """Nothing is remembered here."""

    def changed(self) -> bool:
        return False


def backup(number: int) -> Backup:
    """A backup of one file."""
    return Backup(
        folder=Path("backups") / f"{number:04}",
        number=number,
        day=FACTS.id,
        at="2026-11-24T10:00:00+00:00",
        why="reset",
        names=("split.py",),
        whole=True,
        complete=True,
        origins={},
    )


def open_day(number: str) -> Path:
    """Opens a day without a world: the browser tests put a notebook there."""
    return Path("a day") / f"day {int(number):02}.ipynb"


def overview() -> Overview:
    """Two ready days, one done; one that is still to be written."""
    days = (
        PlannedDay(id="day07_release_gate", day=7, title="A release gate", minutes=80, status="ready"),
        PlannedDay(id="day08_clusters", day=8, title="Clusters and capacity providers", minutes=60, status="ready"),
        PlannedDay(id="day09_task_definitions", day=9, title="Task definitions", minutes=75),
    )
    progress = Progress(
        days={
            "day07_release_gate": DayProgress(state="passed", checks=1, score=10, best=10, max_score=10),
            "day08_clusters": DayProgress(
                state="started", checks=3, score=2, best=5, max_score=12, questions_answered=4, questions_right=3
            ),
        },
        questions={"a": QuestionProgress(answers=4, right=3)},
        notes=["One line of the log was lost."],
    )
    return Overview(
        progress=progress,
        plan=CoursePlan(title="ECS in 30 Days", version="1", weeks=(Week(title="ECS", days=days),)),
        streak=2,
        weak=(WeakTopic(topic="ecs-core", answered=6, wrong=2, criteria=1),),
        due=3,
    )


def day() -> Day:
    """What a notebook of the browser tests opens."""
    return Day(Opened())
