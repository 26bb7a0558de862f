"""The question bank: questions/<topic>.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from course.catalog.reading import Reading
from course.model.ids import SLUG
from course.model.problem import BLANK
from course.model.question import (
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    SingleQuestion,
)


def read_questions(reading: Reading) -> tuple[Question, ...]:
    """Every question of the bank that can be read, with ids proven unique and answers proven answerable."""
    from pydantic import Field

    kind = Annotated[Question, Field(discriminator="kind")]
    found: list[Question] = []
    taken: dict[str, str] = {}
    for path in sorted(reading.places.questions.glob("*.toml")):
        data = reading.toml(path)
        if data is None:
            continue
        if set(data) - {"question"}:
            reading.problem(
                path, f"unknown tables {sorted(set(data) - {'question'})}", "a bank file holds [[question]] only"
            )
        for place, raw in enumerate(data.get("question", []), start=1):
            where = raw.get("id", f"question {place}") if isinstance(raw, dict) else f"question {place}"
            question: Question | None = reading.typed(kind, raw, path, where=where)
            if question is None:
                continue
            _judge(reading, path, question)
            for id in (question.id, *question.former_ids):
                if id in taken:
                    reading.problem(path, f"the id {id} is taken in {taken[id]}", "choose another; ids are for life")
                taken[id] = path.name
            found.append(question)
    return tuple(found)


def _judge(reading: Reading, path: Path, question: Question) -> None:
    def wrong(says: str, fix: str) -> None:
        reading.problem(path, f"{question.id}: {says}", fix)

    if not SLUG.fullmatch(question.id):
        wrong("the id is no slug", "use lower case, digits and single dashes")
    if question.topic != path.stem:
        wrong(f"topic is {question.topic}", f"make it {path.stem}, or move the question")
    if not question.sources:
        wrong("it has no source", "name the page the answer was read on")
    if not question.days:
        wrong("it belongs to no day", "name the day that teaches it")
    if any(not source.url.startswith("https://") and BLANK not in source.url for source in question.sources):
        wrong("a source is no https address", "name a page that a learner can open")
    if isinstance(question, SingleQuestion) and sum(o.right for o in question.options) != 1:
        wrong("not exactly one option is right", "mark one with right = true")
    if isinstance(question, MultipleQuestion) and not 0 < sum(o.right for o in question.options) < len(
        question.options
    ):
        wrong("none or all of the options are right", "mark the right ones, and have at least one wrong one")
    if isinstance(question, SingleQuestion | MultipleQuestion):
        if len(question.options) < 3:
            wrong("it has fewer than three options", "add one that a real misconception would choose")
        if len({o.text for o in question.options}) != len(question.options):
            wrong("two options read the same", "make them differ")
    if isinstance(question, OrderingQuestion) and len({i.text for i in question.items}) < 3:
        wrong("it has fewer than three different lines", "add lines, or ask it another way")
    if isinstance(question, NumberQuestion):
        for number in question.wrong:
            if abs(number.value - question.answer) <= question.tolerance:
                wrong(f"the wrong number {number.value:g} lies within the tolerance", "make it differ, or drop it")
