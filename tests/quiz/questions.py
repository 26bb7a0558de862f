"""Shared by the tests of the quiz: short ways to make a question of each playable kind, and strategies for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from course.model.day import Source
from course.model.question import (
    MultipleQuestion,
    NumberQuestion,
    Option,
    OrderedItem,
    OrderingQuestion,
    Question,
    ShortQuestion,
    SingleQuestion,
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


def short(**more: Any) -> ShortQuestion:
    return ShortQuestion(kind="short", accept=("task",), **facts(**more))


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
