"""All content held against the rules, without running any of it: schema, links between files, fresh prints, no orphans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from course.app.proof import unnamed
from course.authoring.blanks import blanks
from course.authoring.mending import mending
from course.authoring.printing import print_notebook
from course.catalog.interviews import read_interviews
from course.catalog.labs import read_lab
from course.catalog.places import START, Places
from course.catalog.plan import front_matter, read_day, read_plan
from course.catalog.questions import read_questions
from course.catalog.reading import Reading
from course.checking.api import Criterion
from course.checking.find import find
from course.model.day import CoursePlan
from course.model.errors import ContentProblem
from course.model.lab import Lab
from course.model.problem import BLANK, Problem
from course.model.question import CLOSED, Question

LONGEST_CELL = 25
"""Lines of a code cell; longer ones belong into a file of the lab."""
WORDS = (1_000, 2_500)
"""Words of a day's text."""
QUESTIONS = 10
"""Playable questions that a day has at least."""
FORBIDDEN = {
    r"^\s*[!%]\s*(pip|conda|curl|wget)\b": "no installs or downloads in a cell; the environment comes from the lock",
    r"(?<![\w./])/(home|Users|root|tmp)/\w": "no absolute path; use d.folder",
    r"\b\d{12}\b": "no account number; ask STS for it",
    r"\b(AKIA|ASIA)[A-Z0-9]{16}\b": "no access key",
}


@dataclass
class Verified:
    """What there is, and what is wrong with it."""

    plan: CoursePlan | None
    labs: list[Lab] = field(default_factory=list)
    criteria: dict[str, tuple[Criterion, ...]] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """How much content there is, as `dev check --json` prints it."""
        expects = [mutant.facts.expect for lab in self.labs for mutant in lab.mutants]
        return {
            "days": len(self.labs),
            "criteria": sum(len(found) for found in self.criteria.values()),
            "wrong_solutions": expects.count("fail"),
            "also_right": expects.count("pass"),
            "questions": len(self.questions),
        }


def verify(places: Places) -> Verified:
    """Read and judge everything. Never raises for content that is wrong: that becomes a problem."""
    reading = Reading(places)
    reading.problems += blanks(places)
    found = Verified(read_plan(reading), problems=reading.problems)
    found.questions = read_questions(reading)
    read_interviews(reading, found.questions)
    mending(reading, found.questions)
    if found.plan is not None:
        for day in found.plan.days:
            if day.status == "ready":
                _day(reading, found, day.id, day.day)
        _orphans(reading, found.plan)
    known = {f"{stem}/{c.id}" for stem, criteria in found.criteria.items() for c in criteria}
    for question in found.questions:
        for link in question.criteria:
            if link not in known:
                path = places.questions / f"{question.topic}.toml"
                reading.problem(path, f"{question.id}: there is no criterion {link}", "name it as day_id/criterion_id")
    found.problems.sort()
    return found


def _day(reading: Reading, found: Verified, stem: str, number: int) -> None:
    places = reading.places
    facts = read_day(reading, stem)
    if facts is not None and facts.day != number:
        reading.problem(
            places.source(stem), f"course.day is {facts.day}", f"make it {number}, its place in course.toml"
        )
    lab = read_lab(reading, stem)
    try:
        criteria = find(places.check(stem))
    except ContentProblem as problem:
        reading.problem(places.check(stem), str(problem), "mend the check file")
        criteria = ()
    found.criteria[stem] = criteria
    if lab is not None:
        found.labs.append(lab)
        _hints(reading, lab, criteria)
        _caught_by(reading, lab, criteria)
    headings = _source(reading, stem)
    for criterion in criteria:
        if not criterion.read.startswith("https://") and criterion.read not in headings and BLANK not in criterion.read:
            reading.problem(places.check(stem), f"{criterion.id}: there is no heading {criterion.read!r} in the notebook",
                            "make `read` a heading of the day's source, or a public page")  # fmt: skip
    own = [q for q in found.questions if q.status == "active" and q.days[:1] == (number,) and q.kind in CLOSED]
    if len(own) < QUESTIONS:
        reading.problem(
            places.questions, f"day {number} has {len(own)} playable questions of its own", f"write {QUESTIONS}"
        )


def _hints(reading: Reading, lab: Lab, criteria: tuple[Criterion, ...]) -> None:
    path = lab.folder / "hints.md"
    for criterion in criteria:
        steps = len(lab.hints.get(criterion.id, ()))
        if steps != 3:
            reading.problem(
                path,
                f"{criterion.id} has {steps} hints",
                "give it three: where to look, which setting, nearly the answer",
            )
    for id in lab.hints.keys() - {criterion.id for criterion in criteria}:
        reading.problem(path, f"there is no criterion {id}", "name the section after a criterion")


def _caught_by(reading: Reading, lab: Lab, criteria: tuple[Criterion, ...]) -> None:
    known = {criterion.id for criterion in criteria}
    for mutant in lab.mutants:
        for id in {id for id in mutant.facts.caught_by if BLANK not in id} - known:
            reading.problem(
                mutant.folder / "mutant.toml", f"there is no criterion {id}", "name one of the day's criteria"
            )
    for id in unnamed(lab, criteria):
        reading.problem(lab.folder / "mutants", f"no wrong solution names {id}", "write one that it catches")
    for kind, least in (("fail", 6), ("pass", 2)):
        number = sum(mutant.facts.expect == kind for mutant in lab.mutants)
        if number < least:
            reading.problem(
                lab.folder / "mutants", f"there are {number} with expect = {kind}", f"write at least {least}"
            )


def _source(reading: Reading, stem: str) -> set[str]:
    """Judge the text; return its headings."""
    path = reading.places.source(stem)
    text = _fresh(reading, path, reading.places.print(stem))
    if text is None:
        return set()
    body = text[text.index("\n---\n", 3) + 5 :] if front_matter(text) is not None else text
    prose = re.sub(r"^```.*?^```", "", body, flags=re.DOTALL | re.MULTILINE)
    words = len(prose.split())
    if not WORDS[0] <= words <= WORDS[1]:
        reading.problem(path, f"it has {words} words", f"tell it in {WORDS[0]} to {WORDS[1]}")
    for number, line in enumerate(text.splitlines(), start=1):
        for pattern, why in FORBIDDEN.items():
            if re.search(pattern, line):
                reading.problem(path, f"{line.strip()[:60]!r}", why, line=number)
    for cell in re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```", body, flags=re.DOTALL | re.MULTILINE):
        lines = [line for line in cell.splitlines() if not line.startswith(":")]
        if len(lines) > LONGEST_CELL:
            reading.problem(path, f"a cell has {len(lines)} lines ({lines[0][:40]} …)", f"keep to {LONGEST_CELL}")
    return {match.strip() for match in re.findall(r"^#{1,6} +(.+)$", prose, flags=re.MULTILINE)}


def _fresh(reading: Reading, path: Path, printed: Path) -> str | None:
    """A source's text, its print proven fresh; None where it cannot be read or printed."""
    text = reading.text(path)
    if text is None:
        return None
    try:
        fresh = print_notebook(text)
    except Exception as error:
        reading.problem(path, f"it cannot be printed: {error}", "mend the MyST text")
        return None
    if not printed.is_file() or printed.read_text("utf-8") != fresh:
        reading.problem(printed, "the print is not fresh", "run: ecs-course dev print")
    return text


def _orphans(reading: Reading, plan: CoursePlan) -> None:
    """Files that no ready day owns; a planned day owns none."""
    places = reading.places
    ready = {day.id for day in plan.days if day.status == "ready"}
    start = places.source(START), places.print(START)
    if any(path.is_file() for path in start):
        _fresh(reading, *start)
    extra = {
        "labs": {"app"},
        "checks": {"__pycache__"},
        "prints": {"source", start[1].name},
        "sources": {start[0].name},
    }
    for kind, folder in (
        ("sources", places.sources),
        ("prints", places.prints),
        ("labs", places.labs),
        ("checks", places.checks),
    ):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.stem not in ready and path.name not in extra[kind] and not path.name.startswith("."):
                reading.problem(path, "no ready day owns it", "remove it, or mark its day as ready in course.toml")
