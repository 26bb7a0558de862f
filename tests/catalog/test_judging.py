"""What the schema cannot say of a question: each slip is named, with the line of the question's id, all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.catalog.judging import judge
from course.catalog.places import Places
from course.catalog.questions import question_lines, read_questions
from course.catalog.reading import Reading
from course.model.question import Evidence, Question, Wanted
from tests.quiz.questions import (
    EVERY,
    cloze,
    fix,
    gap,
    matching,
    multiple,
    number,
    open_question,
    options,
    ordering,
    output,
    scenario,
    short,
    single,
)


def told(question: Question) -> list[str]:
    found: list[str] = []
    judge(question, "ecs-core", lambda says, fix: found.append(says) if fix else None)
    return found


def step(number: int, **changes: Any) -> Question:
    steps = list(scenario().steps)
    steps[number] = replace(steps[number], **changes)
    return replace(scenario(), steps=tuple(steps))


@pytest.mark.parametrize("question", [*(question for question, _ in EVERY), open_question()], ids=lambda q: q.kind)
def test_a_whole_question_of_every_kind_has_no_problem(question: Question) -> None:
    assert told(question) == []


SLIPS: list[tuple[Question, str]] = [
    (single(id="No Slug"), "the id is no slug"),
    (single(topic="other"), "topic is other"),
    (single(sources=()), "it has no source"),
    (single(days=()), "it belongs to no day"),
    (single("rr."), "not exactly one option is right"),
    (single("..."), "not exactly one option is right"),
    (single("r."), "it has fewer than three options"),
    (multiple("rrr"), "none or all of the options are right"),
    (number(3, 3.5, tolerance=1), "the wrong number 3.5 lies within the tolerance"),
    (ordering(2), "it has fewer than three different lines"),
    (matching("AB"), "it has fewer than three pairs"),
    (matching("AAA"), "all have the same right"),
    (matching("ABC", "C"), "the extra 'C' is the right of a pair"),
    (matching("ABC", "XX"), "the extra 'X' stands twice"),
    (replace(matching(), pairs=(*matching().pairs, matching().pairs[0])), "'left 0' stands twice on the left"),
    (replace(short(), accept=()), "accept has nothing, or an empty text"),
    (short("task", " "), "accept has nothing, or an empty text"),
    (short("task role", near=("Task-Role",)), "'Task-Role' is accepted, and near as well"),
    (replace(cloze(), text="[[mode]]"), "no [[cpu]] stands in the text"),
    (replace(cloze(), text="[[mode]] [[cpu]] [[more]]"), "the text has [[more]], and no gap has that name"),
    (replace(cloze(), text="[[mode]] [[cpu]] [[mode]]"), "[[mode]] stands 2 times in the text"),
    (replace(cloze(), gaps=(*cloze().gaps, cloze().gaps[0])), "two gaps are named mode"),
    (cloze(gap("mode", "awsvpc", near=("awsvpc",))), "gap mode: 'awsvpc' is accepted, and near as well"),
    (cloze(gap("mode")), "gap mode: accept has nothing, or an empty text"),
    (replace(cloze(), text="none", gaps=()), "it has no gap"),
    (output("..."), "not exactly one option is right"),
    (output(proofs=()), "no line proves it"),
    (output(proofs=(9,)), "the evidence '<9>' stands in 0 lines of the output"),
    (
        replace(output(), evidence=(Evidence(line="event", why="."),)),
        "the evidence 'event' stands in 5 lines of the output",
    ),
    (replace(output(), evidence=(Evidence(line="", why="."),)), "the evidence '' stands in 5 lines of the output"),
    (output(lines=1, proofs=(1,)), "the output has one line only"),
    (replace(scenario(), steps=()), "it has no step"),
    (step(1, id="restart"), "two steps are named restart"),
    (step(1, options=options("..")), "step mend: not exactly one option is right"),
    (step(1, options=options("r")), "step mend: it has fewer than two options"),
    (step(0, next={"option 0": "mend"}), "no answer leads to step restart"),
    (step(0, next={"option 0": "mend", "other": "restart"}), "step look: next names 'other', which is no option"),
    (step(1, next={"option 0": "gone"}), "step mend: next names the step gone, which is not there"),
    (step(1, next={"option 0": "look"}), "step mend leads back to itself"),
    (step(1, next={"option 0": "mend"}), "step mend leads back to itself"),
    (open_question(points=2), "its rubric has fewer than three points that a good answer says"),
    (open_question(points=0, must_not=3), "its rubric has fewer than three points that a good answer says"),
    (replace(open_question(), model_answer=" "), "it has no model answer"),
    (replace(open_question(), seconds=0), "its speaking time is none"),
    (fix(rules=(), wanted=()), "nothing is wanted"),
    (fix(wanted=(Wanted(path="a", why=".", equals=1, absent=True),)), "a is wanted in two ways"),
    (fix(wanted=(Wanted(path="a", why=".", keep=True, absent=True),)), "a is to be kept and absent"),
]


@pytest.mark.parametrize(("question", "says"), SLIPS, ids=[says for _, says in SLIPS])
def test_each_slip_is_named(question: Question, says: str) -> None:
    assert says in told(question)


BANK = """# Clusters
[[question]]
id = "one"
topic = "core"
kind = "single"
level = "beginner"
days = [1]
ask = "?"
explain = "."
sources = [{ title = "A", url = "https://docs.aws.amazon.com/" }]
checked = 2026-11-24
options = [{ text = "a", why = ".", right = true }, { text = "b", why = "." }, { text = "c", why = "." }]
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[tuple[str, str]]]:
    """Files of a bank → (file:line, what is wrong) of each problem."""

    def problems(**texts: str) -> list[tuple[str, str]]:
        reading = Reading(Places(tmp_path))
        reading.places.questions.mkdir(parents=True)
        for name, text in texts.items():
            (reading.places.questions / f"{name}.toml").write_text(text, "utf-8")
        read_questions(reading)
        return [(Path(problem.file).name, problem.says) for problem in reading.problems]

    return problems


def test_every_problem_of_every_file_at_once_each_with_its_line(read: Callable[..., list[tuple[str, str]]]) -> None:
    second = BANK.replace('"one"', '"two"').replace("right = true", "right = false").replace("sources", "source")
    third = BANK.replace('"one"', '"three"').replace(", right = true", "")
    found = read(core=BANK + second + third, other="[[question]]\nid = 'x'\n  = 3\n")
    assert ("core.toml:15", "two: single.source: unknown key") in found
    assert ("core.toml:15", "two: single.sources: Field required") in found
    assert ("core.toml:27", "three: not exactly one option is right") in found
    assert found[-1][0] == "other.toml:3"
    assert found[-1][1].startswith("it is not TOML")


def test_ids_are_for_life(read: Callable[..., list[tuple[str, str]]]) -> None:
    retired = BANK.replace('"one"', '"old"').replace("days", 'status = "retired"\ndays')
    renamed = BANK.replace('"one"', '"new"').replace("days", 'former_ids = ["before"]\ndays')
    again = "".join(BANK.replace('"one"', f'"{id}"') for id in ("one", "old", "before"))
    found = read(core=BANK + retired + renamed, core2=again.replace('"core"', '"core2"'))
    assert found == [
        ("core2.toml:3", "the id one is taken in core.toml:3"),
        ("core2.toml:15", "the id old is taken in core.toml:15, retired"),
        ("core2.toml:27", "the id before is taken in core.toml:28"),
    ]


def test_an_id_is_taken_also_by_a_question_that_cannot_be_read(read: Callable[..., list[tuple[str, str]]]) -> None:
    broken = BANK.replace('kind = "single"', 'kind = "riddle"')
    found = read(core=broken + BANK)
    assert ("core.toml:15", "the id one is taken in core.toml:3") in found


def test_where_the_questions_cannot_be_told_apart_no_line_is_made_up() -> None:
    assert question_lines(BANK + BANK, 2) == [3, 15]
    assert question_lines(BANK, 2) == [0, 0]
