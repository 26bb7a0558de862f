"""The question bank, read strictly: questions/<topic>.toml. Every problem at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from course.catalog.judging import judge
from course.catalog.reading import Reading
from course.model.question import Question

_BEGIN = re.compile(r"\s*\[\[\s*question\s*\]\]")
_ID = re.compile(r"\s*id\s*=")


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
        raws = data.get("question", [])
        lines = question_lines(path.read_text("utf-8"), len(raws) if isinstance(raws, list) else 0)
        if not isinstance(raws, list):
            reading.problem(path, "question is no list of tables", "begin each with [[question]]")
            continue
        for place, raw in enumerate(raws, start=1):
            line = lines[place - 1]
            where = str(raw.get("id", f"question {place}")) if isinstance(raw, dict) else f"question {place}"
            _taken(reading, path, raw, line, taken)
            question: Question | None = reading.typed(kind, raw, path, where=where, line=line)
            if question is not None:
                _judged(reading, path, question, line)
                found.append(question)
    return tuple(found)


def question_lines(text: str, number: int) -> list[int]:
    """The line of each question's id, or of its beginning; 0 for all where they cannot be told apart."""
    lines: list[int] = []
    sought = False
    for at, line in enumerate(text.splitlines(), 1):
        if _BEGIN.match(line):
            lines.append(at)
            sought = True
        elif sought and _ID.match(line):
            lines[-1] = at
            sought = False
    return lines if len(lines) == number else [0] * number


def _taken(reading: Reading, path: Path, raw: Any, line: int, taken: dict[str, str]) -> None:
    """Ids are for life: neither another question's, nor one that it had before, nor that of a retired one."""
    former = raw.get("former_ids", []) if isinstance(raw, dict) else []
    ids = [raw.get("id"), *(former if isinstance(former, list) else [])] if isinstance(raw, dict) else []
    for id in ids:
        if not isinstance(id, str):
            continue
        if id in taken:
            reading.problem(path, f"the id {id} is taken in {taken[id]}", "choose another; ids are for life", line=line)
        else:
            retired = ", retired" if isinstance(raw, dict) and raw.get("status") == "retired" else ""
            taken[id] = (f"{path.name}:{line}" if line else path.name) + retired


def _judged(reading: Reading, path: Path, question: Question, line: int) -> None:
    def wrong(says: str, fix: str) -> None:
        reading.problem(path, f"{question.id}: {says}", fix, line=line)

    judge(question, path.stem, wrong)
