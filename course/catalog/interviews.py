"""The interview sets: interviews/<level>.toml, read strictly for authors and quickly for learners."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

from course.catalog.building import build
from course.catalog.places import Places
from course.catalog.reading import Reading
from course.model.errors import ContentProblem, UsageProblem
from course.model.interview import KINDS, InterviewLevel, InterviewSet
from course.model.problem import BLANK
from course.model.question import Question

LEVELS: tuple[InterviewLevel, ...] = get_args(InterviewLevel)


def read_interviews(reading: Reading, questions: Iterable[Question]) -> tuple[InterviewSet, ...]:
    """Every set that can be read, each id proven to be a question of a fitting kind that is still asked."""
    known = {question.id: question for question in questions}
    found: list[InterviewSet] = []
    for path in sorted(reading.places.interviews.glob("*.toml")):
        data = reading.toml(path)
        one: InterviewSet | None = None if data is None else reading.typed(InterviewSet, data, path)
        if one is not None:
            _judge(reading, path, one, known)
            found.append(one)
    return tuple(found)


def _judge(reading: Reading, path: Path, one: InterviewSet, known: dict[str, Question]) -> None:
    if one.level != path.stem:
        reading.problem(path, f"level is {one.level}", f"make it {path.stem}, or rename the file")
    if not 0 < one.pass_mark < 1:
        reading.problem(path, f"pass_mark is {one.pass_mark:g}", "make it a share between 0 and 1")
    if one.minutes < 1:
        reading.problem(path, f"it takes {one.minutes} minutes", "say how long it takes")
    for ladder in one.ladders:
        if not ladder.rungs or any(not rung for rung in ladder.rungs):
            reading.problem(path, f"{ladder.theme}: a rung has no question", "name one or more, or drop the rung")
        elif not 0 <= ladder.start < len(ladder.rungs):
            reading.problem(path, f"{ladder.theme}: start is {ladder.start}", "name a rung, counted from 0")
    for theme, times in Counter(ladder.theme for ladder in one.ladders).items():
        if times > 1:
            reading.problem(path, f"the theme {theme} stands {times} times", "join its ladders")
    for id, times in Counter(id for _, id in one.ids()).items():
        if times > 1:
            reading.problem(path, f"{id} stands {times} times", "a question has one place in a set")
    counts = one.counts
    for part, wanted, there in (
        ("warm_up", counts.warm_up, len(one.warm_up)),
        ("themes", counts.themes, len(one.ladders)),
        ("scenario", counts.scenario, len(one.scenario)),
        ("troubleshooting", counts.troubleshooting, len(one.troubleshooting)),
        ("design", counts.design, len(one.design)),
    ):
        if not 0 <= wanted <= there:
            reading.problem(path, f"counts.{part} is {wanted}, and there are {there}", "add some, or ask fewer")
    if counts.per_theme < 1:
        reading.problem(path, f"counts.per_theme is {counts.per_theme}", "ask at least one")
    for part, id in one.ids():
        question = known.get(id)
        if BLANK in id:
            continue
        if question is None or question.status != "active":
            reading.problem(path, f"{part}: there is no question {id}", "name one of course/content/questions")
        elif question.kind not in KINDS[part]:
            reading.problem(path, f"{part}: {id} is of kind {question.kind}", f"take one of {', '.join(KINDS[part])}")


def interview_set(level: str, root: Path | None = None) -> InterviewSet:
    """The set of a level. Raises UsageProblem for a level that there is not, ContentProblem where its file is wrong."""
    if level not in LEVELS:
        raise UsageProblem(f"There is no level {level}. There are: {', '.join(LEVELS)}.")
    places = Places() if root is None else Places(root)
    path = places.interviews / f"{level}.toml"
    try:
        return build(InterviewSet, tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ContentProblem(
            f"{places.named(path)} cannot be read, so this interview cannot be held.", run="ecs-course dev check"
        ) from error
