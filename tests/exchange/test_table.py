"""CSV: nothing is lost on the way out and back, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.catalog.bank import KINDS
from course.catalog.building import build
from course.exchange.formats import export
from course.exchange.incoming import Incoming
from course.exchange.read_table import read
from course.exchange.table import COLUMNS, guarded, unguarded
from course.model.question import Question
from tests.exchange.samples import EVERY, NOW, asked, whole_bank
from tests.quiz.questions import single


def came(text: str) -> Incoming:
    incoming = Incoming(file="a.csv")
    read(text, incoming)
    return incoming


def back(*questions: Question) -> list[Question]:
    """The questions after an export and an import, with the facts of the first ones."""
    incoming = came(export("csv", asked(*questions), NOW).data.decode("utf-8-sig"))
    assert incoming.problems == []
    made = []
    for (_, given_id, table), old in zip(incoming.found, questions, strict=True):
        facts = {"id": given_id, "topic": old.topic, "days": list(old.days), "checked": old.checked.isoformat()}
        made.append(build(KINDS[table["kind"]], {**facts, "level": "beginner", "sources": [], **table}))
    return made


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_a_question_of_each_kind_comes_back_whole(question: Question) -> None:
    assert back(question) == [question]


def test_the_bank_comes_back_whole() -> None:
    bank = [one.question for one in whole_bank()]
    bare = [replace(q, criteria=(), former_ids=(), variants=()) for q in bank]
    assert back(*bare) == [replace(q, ask=q.ask.replace("\r\n", "\n")) for q in bare]


def test_no_cell_is_a_formula_and_the_columns_are_those_documented() -> None:
    data = export("csv", asked(single(id="a", ask="=HYPERLINK(1)", explain="@x"), *EVERY), NOW).data
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0][: len(COLUMNS)] == list(COLUMNS)
    cells = [cell for row in rows for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert [
        cell for cell in cells if cell and cell[0] in "=+-@\t\r" and not cell.lstrip("-").replace(".", "").isdigit()
    ] == []


@given(st.text(alphabet=st.sampled_from("'=+-@|%\t a1."), max_size=8))
def test_a_guarded_cell_is_read_as_it_was(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_question_and_an_answer_are_enough(between: str) -> None:
    incoming = came(between.join(["Question", "Answer"]) + "\n" + between.join(["What runs?", "task"]) + "\n")
    assert incoming.found == [(2, "", {"kind": "short", "ask": "What runs?", "explain": "", "accept": ["task"]})]


def test_a_file_without_names_and_answers_of_three_sorts() -> None:
    incoming = came(f'How many?,5\nWho?,me\nWhy?,"{"Because it is so. " * 5}"\nBuild number?,007\n')
    assert [table["kind"] for _, _, table in incoming.found] == ["number", "short", "open", "short"]


def test_every_problem_at_once_with_its_line() -> None:
    incoming = came(
        "kind,ask,answer,text_1,mark_1,text_2,mark_2\n"
        'nonsense,"two\nlines",,,,,\n'
        "single,Which?,,a,right,b,right\n"
        "number,How many?,many,,,,\n"
        "number,How many more?,1e999,,,,\n"
        "short,,,a,right,,\n"
        "cloze,Fill it,,a,right,,\n"
        "scenario,Then?,,,,,\n"
        "short,What?,,a,nearly,,\n"
        "short,What?,,a,right,,,too many\n"
    )
    assert sorted({problem.file for problem in incoming.problems}) == sorted(
        f"a.csv:{line}" for line in (2, 4, 5, 6, 7, 8, 9, 10, 11)
    )


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("open", '{"rubric": [{"says": "a", "weight": "2"}], "model_answer": "a"}'),
        ("open", '{"rubric": [{"says": "a", "must_not": true}], "model_answer": "a"}'),
        ("open", '{"rubric": [], "model_answer": "a", "seconds": "long"}'),
        ("open", '{"id": "other", "rubric": [], "model_answer": "a"}'),
        ("open", "[" * 5_000),
        ("fix", '{"document": "{}", "syntax": "xml", "wanted": [], "model_answer": "{}"}'),
        (
            "scenario",
            '{"steps": [{"id": "a", "ask": "b", "options": [{"text": "x", "why": "", "right": true}], "next": {"x": "a"}}]}',
        ),
        ("output", '{"output": "a\\na", "shows": "s", "options": [], "evidence": [{"line": "a", "why": ""}]}'),
    ],
)
def test_details_are_held_to_the_schema(kind: str, details: str) -> None:
    quoted = details.replace('"', '""')
    incoming = came(f'kind,ask,details\n{kind},What?,"{quoted}"\n')
    assert incoming.problems


def test_a_comma_too_many_and_an_unknown_column_are_told() -> None:
    incoming = came("question,answer,colour\nWhat?,a,red\nWho?,b,c,d\n")
    assert [problem.file for problem in incoming.problems] == ["a.csv:3"]
    assert incoming.less == [(1, "the columns that are not known here: colour")]


@pytest.mark.parametrize(
    "text", ["", "\n", "a,b,c\n1,2,3\n", '"', "\x00\x01", "kind,ask\n", "question,answer\n" + "x" * 200_000]
)
def test_nothing_of_nonsense_is_taken_in(text: str) -> None:
    assert came(text).found == [] or came(text).problems
