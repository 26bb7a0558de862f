"""What all formats promise: every question is written, left out or cut short in so many words; nothing is dropped in silence."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from course.cli.exchange import FORMAT_NAMES
from course.exchange.formats import FORMATS, Export, export
from tests.exchange.samples import EVERY, NOW, asked, whole_bank
from tests.quiz.questions import number, single

QUIET = {"id", "topic", "kind", "level", "days", "status", "syntax", "variants", "criteria", "former_ids", "checked", "name",
         "url", "next", "rules", "match", "against", "path", "shows", "beside"}  # fmt: skip
"""Fields that are names and settings, not texts for a reader."""


def said(name: str, made: Export, folder: Path) -> str:
    """All that stands in the file."""
    if name == "anki":
        (folder / "deck.anki2").write_bytes(zipfile.ZipFile(io.BytesIO(made.data)).read("collection.anki2"))
        with sqlite3.connect(folder / "deck.anki2") as database:
            return "\n".join(row[0] for row in database.execute("select flds from notes"))
    if name == "qti":
        files = zipfile.ZipFile(io.BytesIO(made.data))
        return "\n".join(files.read(file).decode() for file in files.namelist())
    return made.data.decode("utf-8-sig")


def marked(value: Any, marks: list[str]) -> Any:
    """The same with a word of its own at the end of every text that is meant for a reader; the words go into `marks`."""
    if isinstance(value, str):
        marks.append(f"zq{len(marks)}q")
        return f"{value} {marks[-1]}"
    if isinstance(value, tuple):
        return tuple(marked(entry, marks) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in QUIET}
        return replace(value, **{name: marked(one, marks) for name, one in found.items()})
    return value


def test_the_command_knows_every_format() -> None:
    assert tuple(FORMATS) == FORMAT_NAMES


@pytest.mark.parametrize("name", FORMATS)
def test_every_question_is_accounted_for_once(name: str) -> None:
    given = [*asked(*EVERY), *whole_bank()]
    made = export(name, given, NOW)
    assert sorted([*made.written, *(told.id for told in made.left)]) == sorted(one.question.id for one in given)
    assert {told.id for told in made.less} <= set(made.written)
    assert all(told.why for told in (*made.left, *made.less))


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_every_text_is_in_the_file_or_told(name: str, question: Any, tmp_path: Path) -> None:
    marks: list[str] = []
    made = export(name, asked(marked(question, marks)), NOW)
    found = said(name, made, tmp_path)
    assert len(marks) > 4
    missing = [mark for mark in marks if mark not in found]
    assert bool(made.left or made.less) or missing == []
    assert len(missing) < len(marks) / 2 or made.left


@pytest.mark.parametrize("name", FORMATS)
def test_text_that_no_file_may_hold_is_left_out_of_it(name: str) -> None:
    hard = "a\x00b\x1b[2J\ud800\u202ec 🚢‍🚢 שלום " + "x" * 100_000
    made = export(name, asked(single(id="a", ask=hard, explain=hard), number(3, id="b", unit=hard)), NOW)
    assert made.written == ["a", "b"]
    if name in ("moodle", "gift", "csv", "jupyterquiz"):
        text = made.data.decode("utf-8-sig")
        assert not [c for c in text if ord(c) < 32 and c not in "\r\n\t"]
        assert "\u202e" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_write_is_a_file_too(name: str) -> None:
    assert export(name, [], NOW).written == []
