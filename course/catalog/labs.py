"""A lab folder: lab.toml, hints.md, and the wrong and also-right solutions."""

from __future__ import annotations

import re

from course.catalog.reading import Reading
from course.model.errors import ContentProblem
from course.model.ids import SLUG
from course.model.lab import Lab, LabFacts, Mutant, MutantFacts

PARTS = ("lab.toml", "README.md", "hints.md", "design.md", "setup.py", "starter", "solution", "mutants")
"""What every lab folder holds, and nothing else."""


def read_hints(text: str) -> dict[str, tuple[str, ...]]:
    """hints.md: `## criterion_id` headings, each with a numbered list; an item may run over several lines."""
    hints: dict[str, tuple[str, ...]] = {}
    for section in re.split(r"^## +", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        items = re.split(r"^\d+\. +", body, flags=re.MULTILINE)[1:]
        hints[heading.strip().strip("`")] = tuple(re.sub(r"\s*\n\s*", " ", item).strip() for item in items)
    return hints


def read_lab(reading: Reading, stem: str) -> Lab | None:
    """The whole folder, or None where lab.toml itself cannot be read."""
    folder = reading.places.lab(stem)
    if not folder.is_dir():
        reading.problem(folder, "the lab folder is missing", "write it, or mark the day as planned in course.toml")
        return None
    there = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    for part in sorted(set(PARTS) - there):
        reading.problem(folder / part, "it is missing", "every lab has it; see CONTRIBUTING.md")
    for part in sorted(there - set(PARTS)):
        reading.problem(folder / part, "nothing reads it", f"remove it, or move it into one of {', '.join(PARTS[-3:])}")
    data = reading.toml(folder / "lab.toml") if "lab.toml" in there else None
    facts = None if data is None else reading.typed(LabFacts, data, folder / "lab.toml")
    if facts is None:
        return None
    if facts.id != stem:
        reading.problem(folder / "lab.toml", f"id is {facts.id}", f"make it {stem}, the folder's own name")
    text = reading.text(folder / "hints.md") if "hints.md" in there else None
    return Lab(folder=folder, facts=facts, hints=read_hints(text or ""), mutants=_mutants(reading, stem))


def _mutants(reading: Reading, stem: str) -> tuple[Mutant, ...]:
    folder = reading.places.lab(stem) / "mutants"
    found: list[Mutant] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name == "__pycache__":
            continue
        if not path.is_dir() or not SLUG.fullmatch(path.name):
            reading.problem(path, "it is no folder with a slug for a name", "use lower case, digits, - or _")
            continue
        data = reading.toml(path / "mutant.toml")
        facts = None if data is None else reading.typed(MutantFacts, data, path / "mutant.toml")
        if facts is None:
            continue
        if (facts.expect == "fail") != bool(facts.caught_by):
            reading.problem(
                path / "mutant.toml", f"expect = {facts.expect} with caught_by = {list(facts.caught_by)}",
                "a wrong solution names the criteria that catch it, an also-right one names none",
            )  # fmt: skip
        found.append(Mutant(id=path.name, folder=path, facts=facts))
    return tuple(found)


def lab(stem: str, reading: Reading) -> Lab:
    """A lab, for use cases. Raises ContentProblem."""
    found = read_lab(reading, stem)
    if found is None:
        raise ContentProblem(f"The lab {stem} is wrong: {reading.problems[0].says}.", run="ecs-course dev check")
    return found
