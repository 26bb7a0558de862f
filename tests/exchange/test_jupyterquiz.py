"""jupyterquiz: its own loader takes our file, and our importer reads it again. In a browser: tests/browser/test_exchange.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course.exchange.formats import export
from course.exchange.incoming import Incoming
from course.exchange.read_jupyterquiz import read
from tests.exchange.samples import EVERY, NOW, asked, whole_bank

WITHIN = {"question", "type", "answers", "code", "metadata"}


def entries() -> dict[str, dict[str, Any]]:
    return {entry["metadata"]["id"]: entry for entry in json.loads(export("jupyterquiz", asked(*EVERY), NOW).data)}


def came(text: str) -> Incoming:
    incoming = Incoming(file="a.json")
    read(text, incoming)
    return incoming


def test_its_loader_takes_our_file(tmp_path: Path) -> None:
    from jupyterquiz.dynamic.loader import load_questions_script

    path = tmp_path / "quiz.json"
    path.write_bytes(export("jupyterquiz", [*asked(*EVERY), *whole_bank()], NOW).data)
    script, static, _ = load_questions_script(str(path), "x")
    assert static
    assert json.loads(script.removeprefix("var questionsx=").partition(";\n\nif (typeof Question")[0])


def test_every_entry_has_a_type_and_answers_of_its_type() -> None:
    for entry in entries().values():
        assert set(entry) <= WITHIN
        rights = [answer for answer in entry["answers"] if answer.get("correct")]
        assert rights
        if entry["type"] == "multiple_choice":
            assert len(rights) == 1
        if entry["type"] == "numeric":
            assert all("value" in a or "range" in a or a["type"] == "default" for a in entry["answers"])


def test_a_tolerance_holds_both_its_ends() -> None:
    answers = entries()["a-number"]["answers"]
    assert {"type": "range", "range": [0.2, 0.3]}.items() <= answers[1].items()
    assert answers[2]["value"] == pytest.approx(0.3)


def test_texts_hold_neither_formulas_nor_links_of_its_own() -> None:
    said = json.dumps(list(entries().values()))
    assert "$" not in said
    assert "](" not in said
    assert "<script" not in said
    assert said.isascii()


def test_what_it_has_no_form_for_is_told() -> None:
    made = export("jupyterquiz", asked(*EVERY), NOW)
    assert {told.id for told in made.left} == {"an-ordering", "a-matching", "a-cloze", "a-fix", "an-open", "a-scenario"}
    assert len(made.left) + len(made.written) == len(EVERY)


def test_our_importer_reads_our_export() -> None:
    incoming = came(export("jupyterquiz", asked(*EVERY), NOW).data.decode())
    assert incoming.problems == []
    found = {given: table for _, given, table in incoming.found}
    assert found["a-single"]["kind"] == "single"
    assert [option.get("right", False) for option in found["a-multiple"]["options"]] == [True, False, False, True]
    assert (found["a-number"]["answer"], found["a-number"]["tolerance"]) == (0.25, pytest.approx(0.05))
    assert found["a-number"]["wrong"][0]["value"] == 25
    assert found["a-short"]["accept"] == ["task definition", "a -> b = c*"]
    assert '    "exitCode": 137' in found["an-output"]["ask"].replace("      ", "    ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{}", 1),
        ('[\n{"type": "essay"}\n]', 2),
        ('[\n\n{"type": "string", "answers": 5}]', 3),
        ('[{"type": "numeric", "question": "a", "answers": [{"type": "value", "value": "x", "correct": true}]}]', 1),
        ('[{"type": "many_choice", "question": "a", "answers": [\n{"answer": "a", "correct": false}]}]', 1),
        ('[\n{"type": "string", "question": "", "answers": [{"answer": "a", "correct": true}]}]', 2),
        ("[1,\n2\n3]", 3),
        ("[" * 100_000, 1),
        ('[{"type": "numeric", "question": "a", "answers": [{"value": 1e999, "correct": true}]}]', 1),
        ("[" + "9" * 10_000 + "]", 1),
        ("[", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int) -> None:
    incoming = came(text)
    assert f"a.json:{line}" in {problem.file for problem in incoming.problems}


def test_markup_in_a_foreign_file_becomes_text() -> None:
    incoming = came(
        json.dumps(
            [
                {
                    "question": "<b>Is</b> <img src=x onerror=alert(1)> it *so*?",
                    "type": "multiple_choice",
                    "answers": [
                        {"answer": "<i>a</i> &lt;task&gt;", "correct": True},
                        {"answer": "b", "correct": False},
                    ],
                }
            ]
        )
    )
    ((_, _, table),) = incoming.found
    assert table["ask"] == r"Is it \*so\*?"
    assert table["options"][0]["text"] == "a <task>"
