"""course.toml and the facts of each day's notebook."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from course.catalog.places import Places
from course.catalog.reading import Reading
from course.model.day import CoursePlan, DayFacts, PlannedDay, Week
from course.model.errors import ContentProblem, UsageProblem
from course.model.ids import SLUG


def read_plan(reading: Reading) -> CoursePlan | None:
    """course.toml, with numbers and ids proven unique and in order."""
    path = reading.places.plan
    data = reading.toml(path)
    plan: CoursePlan | None = None if data is None else reading.typed(CoursePlan, data, path)
    if plan is None:
        return None
    if [day.day for day in plan.days] != list(range(1, len(plan.days) + 1)):
        reading.problem(path, "the days are not numbered 1, 2, 3 …", "number them in order without gaps")
    ids = [day.id for day in plan.days]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        reading.problem(path, f"the id {id} stands twice", "give every day its own id")
    for day in plan.days:
        if not SLUG.fullmatch(day.id) or not day.id.startswith(f"day{day.day:02}_"):
            reading.problem(path, f"the id {day.id} does not fit day {day.day}", f"name it day{day.day:02}_<name>")
    return plan


def front_matter(text: str) -> dict[str, Any] | None:
    """The YAML block between the first two `---` lines as plain data, or None where there is none."""
    import yaml

    if not text.startswith("---\n") or "\n---\n" not in text[4:]:
        return None
    found = yaml.safe_load(text[4 : text.index("\n---\n", 3)])
    return found if isinstance(found, dict) else None


def read_day(reading: Reading, stem: str) -> DayFacts | None:
    """The `course:` block of a day's source."""
    path = reading.places.source(stem)
    text = reading.text(path)
    if text is None:
        return None
    try:
        block = (front_matter(text) or {}).get("course")
    except Exception as error:
        reading.problem(path, f"the front matter is not YAML: {error}", "mend it between the two --- lines")
        return None
    if block is None:
        reading.problem(path, "there is no `course:` block in the front matter", "add it; see CONTRIBUTING.md")
        return None
    facts: DayFacts | None = reading.typed(DayFacts, block, path, where="course")
    if facts is not None and facts.id != stem:
        reading.problem(path, f"course.id is {facts.id}", f"make it {stem}, the file's own stem")
    return facts


@cache
def plan(root: Path | None = None) -> CoursePlan:
    """The course's plan, for use cases. Raises ContentProblem where course.toml is wrong.

    Built without pydantic, whose import alone would take half of the time that the home screen has; what only the strict
    reading sees, `ecs-course dev check` tells the author.
    """
    reading = Reading(Places() if root is None else Places(root))
    try:
        data = tomllib.loads(reading.places.plan.read_text("utf-8"))
        weeks = tuple(Week(title=w["title"], days=tuple(PlannedDay(**day) for day in w["days"])) for w in data["weeks"])
        return CoursePlan(title=data["title"], version=data["version"], weeks=weeks)
    except (OSError, ValueError, KeyError, TypeError):
        found = read_plan(reading)  # says what is wrong
    if found is None:
        raise ContentProblem(f"course.toml is wrong: {reading.problems[0].says}.", run="ecs-course dev check")
    return found


def topics_of(stem: str, root: Path | None = None) -> tuple[str, ...]:
    """The topics that a day teaches, read from its print, which is plain JSON; () where they cannot be read."""
    places = Places() if root is None else Places(root)
    try:
        topics = json.loads(places.print(stem).read_text("utf-8"))["metadata"]["course"]["topics"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(str(topic) for topic in topics) if isinstance(topics, list) else ()


def ready_day(number_or_id: int | str, root: Path | None = None) -> str:
    """The id of a day that can be opened. Raises UsageProblem for one that does not exist or is not written yet."""
    course = plan(root)
    day = course.find(number_or_id)
    ready = ", ".join(str(d.day) for d in course.days if d.status == "ready")
    if day is None:
        raise UsageProblem(f"There is no day {number_or_id}; the course has days 1 to {len(course.days)}.")
    if day.status != "ready":
        raise UsageProblem(
            f"Day {day.day} ({day.title}) is not written yet. Ready: {ready}.",
            run=f"ecs-course open {ready.split(',')[0]}",
        )
    return day.id


def day_facts(stem: str, root: Path | None = None) -> DayFacts:
    """A day's facts, for use cases. Raises ContentProblem."""
    reading = Reading(Places() if root is None else Places(root))
    facts = read_day(reading, stem)
    if facts is None:
        raise ContentProblem(f"Day {stem} is wrong: {reading.problems[0].says}.", run="ecs-course dev check")
    return facts
