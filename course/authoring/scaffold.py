"""New days, labs, wrong solutions and questions, written from templates; what is there already is never touched.

A template lies in templates/ under the name of the file that it becomes, with `.template` behind. `<<name>>` is put in here;
`FILL IN:` is for the author, and `ecs-course dev check` names each one that is left.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.authoring import additions
from course.catalog.places import Places
from course.catalog.plan import plan
from course.catalog.questions import read_questions
from course.catalog.reading import Reading
from course.model.day import PlannedDay
from course.model.errors import UsageProblem, WorldNotReady
from course.model.ids import SLUG
from course.model.problem import BLANK
from course.model.question import CLOSED
from course.progress.record import files

TEMPLATES = Path(__file__).parent / "templates"
_COMMENT = {".py": "#", ".sh": "#", ".toml": "#", ".yaml": "#", ".yml": "#", ".tf": "#", "Dockerfile": "#"}
"""How files of a solution mark a comment; the others (JSON) cannot hold a blank."""


@dataclass
class Made:
    """What a scaffold did."""

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    """What was there already and stayed as it was."""
    next: list[str] = field(default_factory=list)
    """What the author does then, a sentence or a command each."""


def new_day(places: Places, number: str, criteria: Sequence[str], *, script: str) -> Made:
    """The text of a day, its lab and its check, as far as they are not there, and its mark `ready` in course.toml."""
    day = _planned(places, number)
    _criteria(criteria)
    texts = {places.source(day.id): _filled("day/day.md", {**_facts(day, script), "criterion": criteria[0]})}
    made = Made()
    if places.lab(day.id).exists() or places.check(day.id).exists():
        made.kept += [path for path in (places.lab(day.id), places.check(day.id)) if path.exists()]
    else:
        texts |= _lab(places, day, criteria, script)
    _write(places, made, texts)
    if day.status != "ready":
        made.next.append(additions.mark_ready(places, day.id))
    made.next += [
        *_after_a_lab(day),
        f"Write ten questions of its own: ecs-course dev new question TOPIC ID --day {day.day}",
        "When no blank is left: ecs-course dev print, then ecs-course dev check.",
    ]
    return made


def new_lab(places: Places, number: str, criteria: Sequence[str], *, script: str) -> Made:
    """The lab of a day and its check, with these criteria."""
    day = _planned(places, number)
    _criteria(criteria)
    made = Made()
    _write(places, made, _lab(places, day, criteria, script))
    made.next += _after_a_lab(day)
    return made


def new_mutant(
    places: Places, number: str, slug: str, *, changed: Sequence[str], caught_by: Sequence[str], also_right: bool
) -> Made:
    """A wrong (or another right) solution: mutant.toml, and the solution's files to be changed by one misconception.

    `changed`: names of files of the solution; may be left out where the solution has only one.
    """
    day = _planned(places, number)
    if not SLUG.fullmatch(slug):
        raise UsageProblem(f"{slug!r} is no slug: use lower case, digits and single _ or -.")
    if also_right and caught_by:
        raise UsageProblem("A solution that is also right is caught by nothing.")
    solution = places.lab(day.id) / "solution"
    there = sorted(p.relative_to(solution).as_posix() for p in solution.rglob("*") if _is_content(p))
    names = list(changed) or there
    if len(names) != 1 and not changed:
        raise UsageProblem(
            f"The solution of day {day.day} has {', '.join(there) or 'no file yet'}: name those that differ with --file."
        )
    if missing := sorted(set(names) - set(there)):
        raise UsageProblem(f"The solution of day {day.day} has no {missing[0]}; it has: {', '.join(there)}.")
    if unfinished := [name for name in names if BLANK in (solution / name).read_text("utf-8")]:
        raise UsageProblem(
            f"{unfinished[0]} of the solution still has blanks; a wrong solution is made from a finished one."
        )
    folder = places.lab(day.id) / "mutants" / slug
    if folder.exists():
        raise UsageProblem(f"{places.named(folder)} is there already; nothing was written.")
    catching = list(caught_by) or [f"{BLANK} exactly the criteria that it must fail; not those that are then blocked"]
    template = "mutant/also_right.toml" if also_right else "mutant/mutant.toml"
    texts = {folder / "mutant.toml": _filled(template, {"caught_by": json.dumps(catching)})}
    say = (
        "write it another way that is right as well"
        if also_right
        else "change what this belief changes, and nothing else"
    )
    for name in names:
        path = solution / name
        mark = _COMMENT.get(path.suffix or path.name)
        blank = f"{mark} {BLANK} {say}\n" if mark else ""
        texts[folder / name] = blank + path.read_text("utf-8")
    made = Made()
    _write(places, made, texts)
    if not also_right:
        made.next.append(f"Add a line to the table of misconceptions in {places.named(places.lab(day.id))}/design.md.")
    return made


def new_question(places: Places, topic: str, id: str, *, day: str, kind: str, criteria: Sequence[str]) -> Made:
    """A question at the end of its topic's file, which is made where it is not there."""
    planned = _planned(places, day)
    for word in (topic, id):
        if not SLUG.fullmatch(word):
            raise UsageProblem(f"{word!r} is no slug: use lower case, digits and single dashes.")
    if kind not in (*CLOSED, "open"):
        raise UsageProblem(f"There is no kind {kind}. There are templates for {', '.join(CLOSED)} and open.")
    taken = {name for question in read_questions(Reading(places)) for name in (question.id, *question.former_ids)}
    links = [link if "/" in link else f"{planned.id}/{link}" for link in criteria]
    facts = {"id": id, "topic": topic, "day": str(planned.day), "criteria": json.dumps(links)}
    text = _filled(f"question/{kind}.toml", facts)
    made = Made()
    path = places.questions / f"{topic}.toml"
    if id in taken or additions.has_question(path, id):
        raise UsageProblem(f"The id {id} is taken; ids are for life, so choose another.")
    if path.exists():
        additions.append_question(places, path, text, id)
        made.written.append(path)
    else:
        _write(places, made, {path: _filled("question/topic.toml", {}) + text})
    return made


def _planned(places: Places, number: str) -> PlannedDay:
    course = plan(places.root)
    found = course.find(number)
    if found is None:
        after = len(course.days) + 1
        entry = f'{{ day = {after}, id = "day{after:02}_<name>", title = "…", minutes = 60 }}'
        raise UsageProblem(
            f"There is no day {number} in {places.named(places.plan)}. Its order is decided there, by hand; a new day is a "
            f"line such as {entry}."
        )
    return found


def _criteria(criteria: Sequence[str]) -> None:
    for id in criteria:
        if not (SLUG.fullmatch(id) and id.isidentifier()):
            raise UsageProblem(
                f"{id!r} is no id of a criterion: it is a function's name, in lower case, digits and single _."
            )
    if len(set(criteria)) != len(criteria):
        raise UsageProblem("A criterion stands twice.")


def _facts(day: PlannedDay, script: str) -> dict[str, str]:
    facts: dict[str, Any] = {
        "stem": day.id,
        "day": day.day,
        "title": day.title,
        "minutes": day.minutes,
        "script": script,
    }
    return {name: str(value) for name, value in facts.items()}


def _lab(places: Places, day: PlannedDay, criteria: Sequence[str], script: str) -> dict[Path, str]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*\.py", script):
        raise UsageProblem(f"{script!r} is no name for a Python file: lower case, digits and _, ending in .py.")
    facts, folder = _facts(day, script), places.lab(day.id)
    each = [{**facts, "criterion": id} for id in criteria]
    reasons = "\n".join(f"- **{id}**: {BLANK} why it is judged, and why just so." for id in criteria)
    names = ("lab.toml", "README.md", "design.md", "setup.py")
    return {
        **{folder / name: _filled(f"lab/{name}", {**facts, "reasons": reasons}) for name in names},
        folder / "hints.md": _filled("lab/hints.md", facts)
        + "".join(_filled("lab/hints_of_a_criterion.md", one) for one in each),
        folder / "starter" / script: _filled("lab/starter.py", facts),
        folder / "solution" / script: _filled("lab/solution.py", facts),
        places.check(day.id): _filled("lab/check.py", facts)
        + "".join(_filled("lab/criterion.py", one) for one in each),
    }


def _after_a_lab(day: PlannedDay) -> list[str]:
    return [
        "Write the solution first; the others are made from it.",
        f"Write six wrong solutions or more, every criterion caught: ecs-course dev new mutant {day.day} NAME",
        f"Write two other right ones or more: ecs-course dev new mutant {day.day} NAME --also-right",
    ]


def _is_content(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _filled(template: str, facts: Mapping[str, str]) -> str:
    text = (TEMPLATES / f"{template}.template").read_text("utf-8")
    return re.sub(r"<<(\w+)>>", lambda found: facts[found[1]], text)


def _write(places: Places, made: Made, texts: Mapping[Path, str]) -> None:
    """Write every file, or none where one of them is there already."""
    if there := [places.named(path) for path in texts if path.exists()]:
        raise UsageProblem(
            f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there already; nothing was written."
        )
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, text.encode("utf-8"))
            made.written.append(path)
    except OSError as error:
        raise WorldNotReady(f"{error.filename or 'A file'} cannot be written ({error.strerror or error}).") from None
