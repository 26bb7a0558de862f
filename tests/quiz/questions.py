"""Shared by the tests of the quiz: short ways to make a question of each playable kind, and strategies for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from course.model.day import Source
from course.model.question import (
    ClozeQuestion,
    Evidence,
    FixQuestion,
    Gap,
    MatchingQuestion,
    MultipleQuestion,
    NearMiss,
    NumberQuestion,
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
    SingleQuestion,
    Wanted,
    WrongNumber,
)


def facts(id: str = "q", **more: Any) -> dict[str, Any]:
    """What every question needs."""
    return {
        "id": id,
        "topic": "ecs-core",
        "level": "beginner",
        "days": (8,),
        "ask": "Which?",
        "explain": "Because.",
        "sources": (Source(title="A page", url="https://docs.aws.amazon.com/"),),
        "checked": date(2026, 11, 24),
        **more,
    }


def options(rights: str) -> tuple[Option, ...]:
    """`r..` gives three options of which the first is right."""
    return tuple(Option(text=f"option {n}", why=f"why {n}", right=c == "r") for n, c in enumerate(rights))


def single(rights: str = "r..", **more: Any) -> SingleQuestion:
    return SingleQuestion(kind="single", options=options(rights), **facts(**more))


def multiple(rights: str = "rr..", **more: Any) -> MultipleQuestion:
    return MultipleQuestion(kind="multiple", options=options(rights), **facts(**more))


def number(answer: float, *wrong: float, unit: str = "tasks", tolerance: float = 0.0, **more: Any) -> NumberQuestion:
    slips = tuple(WrongNumber(value=value, why=f"why {value:g}") for value in wrong)
    return NumberQuestion(kind="number", answer=answer, unit=unit, tolerance=tolerance, wrong=slips, **facts(**more))


def ordering(size: int = 5, **more: Any) -> OrderingQuestion:
    items = tuple(OrderedItem(text=f"line {n}", why=f"why {n}") for n in range(size))
    return OrderingQuestion(kind="ordering", items=items, **facts(**more))


def short(*accept: str, near: tuple[str, ...] = (), **more: Any) -> ShortQuestion:
    misses = tuple(NearMiss(text=text, why=f"why {text}") for text in near)
    return ShortQuestion(kind="short", accept=accept or ("task",), near=misses, **facts(**more))


def matching(rights: str = "ABC", extra: str = "", **more: Any) -> MatchingQuestion:
    """`ABA` gives three pairs, of which the first and the third have the same right."""
    pairs = tuple(Pair(left=f"left {n}", right=c, why=f"why {n}") for n, c in enumerate(rights))
    return MatchingQuestion(kind="matching", pairs=pairs, extra=tuple(extra), **facts(**more))


def gap(name: str, *accept: str, near: tuple[str, ...] = ()) -> Gap:
    misses = tuple(NearMiss(text=text, why=f"why {text}.") for text in near)
    return Gap(name=name, accept=accept, why=f"why {name}.", near=misses)


def cloze(*gaps: Gap, **more: Any) -> ClozeQuestion:
    found = gaps or (gap("mode", "awsvpc", near=("bridge",)), gap("cpu", "256", "0.25 vCPU"))
    text = "\n".join(f'"{one.name}": [[{one.name}]]' for one in found)
    return ClozeQuestion(kind="cloze", text=text, gaps=found, syntax="json", **facts(**more))


def output(rights: str = "r..", lines: int = 5, proofs: tuple[int, ...] = (2,), **more: Any) -> OutputQuestion:
    """Lines from 1, of which those in `proofs` prove what happened."""
    return OutputQuestion(
        kind="output",
        output="".join(f"event <{n}> of the service\n" for n in range(1, lines + 1)),
        shows="aws ecs describe-services",
        options=options(rights),
        evidence=tuple(Evidence(line=f"<{n}>", why=f"proof {n}") for n in proofs),
        **facts(**more),
    )


def scenario(**more: Any) -> ScenarioQuestion:
    """look → (right) mend → end; (wrong) restart → the same end. Its right way is 0, 1; a detour is 1, 0."""
    steps = (
        ScenarioStep(id="look", ask="First?", options=options("r.."), next={"option 0": "mend", "option 1": "restart"}),
        ScenarioStep(id="mend", ask="Then?", options=options(".r"), next={}),
        ScenarioStep(id="restart", ask="And now?", options=options("r."), next={}),
    )
    return ScenarioQuestion(kind="scenario", steps=steps, **facts(**more))


def open_question(points: int = 3, must_not: int = 1, **more: Any) -> OpenQuestion:
    rubric = [RubricPoint(says=f"point {n}", match=(f"word{n}",), better=f"better {n}") for n in range(points)]
    rubric += [RubricPoint(says=f"slip {n}", must_not=True, match=(f"slip{n}",)) for n in range(must_not)]
    return OpenQuestion(kind="open", rubric=tuple(rubric), model_answer="A model.", **facts(**more))


DEFINITION = """{
  "family": "web",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "bridge",
  "cpu": "256",
  "memory": "300",
  "executionRoleArn": "arn:aws:iam::111122223333:role/pull",
  "containerDefinitions": [
    { "name": "web", "image": "nginx:1.27", "essential": true, "portMappings": [{ "containerPort": 80 }] },
    { "name": "log", "image": "fluent-bit:3", "essential": false }
  ]
}
"""
"""Breaks fargate-network-mode and fargate-task-size."""
MENDED = DEFINITION.replace("bridge", "awsvpc").replace('"300"', '"512"')


def fix(**more: Any) -> FixQuestion:
    given: dict[str, Any] = {
        "document": DEFINITION,
        "model_answer": MENDED,
        "syntax": "json",
        "rules": ("fargate-network-mode", "fargate-task-size"),
        "wanted": (
            Wanted(path="memory", one_of=(512, 1024, "2048"), why="The service needs little."),
            Wanted(path="executionRoleArn", keep=True, why="It pulls from ECR."),
        ),
    }
    own = {key: more.pop(key) for key in list(more) if key in (*given, "beside")}
    return FixQuestion(kind="fix", **{**given, **own}, **facts(**more))


EVERY: tuple[tuple[Question, Any], ...] = (
    (single(), 0), (multiple(), [0, 1]), (number(3), 3), (ordering(3), [0, 1, 2]), (short(), "task"), (matching(), [0, 1, 2]),
    (cloze(), {"mode": "awsvpc", "cpu": "256"}), (output(), {"option": 0, "line": 2}), (scenario(), [0, 1]), (fix(), MENDED),
)  # fmt: skip
"""A question of every closed kind, and its right answer."""


rights = st.text("r.", min_size=2, max_size=7).filter(lambda text: "r" in text)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Question, Any]:
    """A question and an answer that makes sense for it."""
    kind = draw(st.sampled_from(["single", "multiple", "number", "ordering"]))
    if kind == "number":
        values = st.integers(-20, 20) | st.floats(-20, 20)
        return number(draw(values), *draw(st.lists(values, max_size=3)), tolerance=draw(st.floats(0, 3))), draw(values)
    if kind == "ordering":
        size = draw(st.integers(1, 7))
        return ordering(size), draw(st.permutations(range(size)))
    marks = draw(rights)
    places = st.integers(0, len(marks) - 1)
    if kind == "single":
        return single(marks), draw(places)
    return multiple(marks), draw(st.lists(places, min_size=1, unique=True))
