"""The formats that questions can be written in, and what is told about each export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import NamedTuple

from course.model.question import QuestionBase
from course.model.quiz import Asked


class Told(NamedTuple):
    """A question that a format cannot carry, or not all of it."""

    id: str
    why: str


@dataclass(kw_only=True)
class Export:
    """A file's content, and what became of each question: nothing is dropped in silence."""

    data: bytes = b""
    written: list[str] = field(default_factory=list)
    """Ids of the questions in the file."""
    left: list[Told] = field(default_factory=list)
    """Questions that are not in the file."""
    less: list[Told] = field(default_factory=list)
    """Questions that are in the file without a part of theirs."""

    def leave(self, question: QuestionBase, why: str) -> None:
        """The question is not written."""
        self.left.append(Told(question.id, why))

    def lose(self, question: QuestionBase, what: str) -> None:
        """The question is written, but not all of it."""
        self.less.append(Told(question.id, what))


class Format(NamedTuple):
    """A format to write: the module that writes it is imported only when it is wanted."""

    module: str
    suffix: str
    says: str


FORMATS: dict[str, Format] = {
    "anki": Format("course.exchange.anki", ".apkg", "an Anki deck; importing it again updates, never duplicates"),
    "moodle": Format("course.exchange.moodle", ".xml", "Moodle XML, for the question bank of a Moodle course"),
    "gift": Format("course.exchange.gift", ".gift.txt", "GIFT, plain text that Moodle and others read"),
    "qti": Format("course.exchange.qti", ".zip", "a QTI 2.1 package, for assessment platforms"),
    "jupyterquiz": Format("course.exchange.jupyterquiz", ".json", "JSON for jupyterquiz's display_quiz in notebooks"),
    "csv": Format("course.exchange.table", ".csv", "CSV, one row a question; every kind, and it can be imported again"),
}


def export(name: str, asked: Sequence[Asked], now: datetime) -> Export:
    """These questions, as they are shown (`Asked`: variant drawn, order chosen), in the format of that name.

    `now`: the moment of the export, which stands in some formats. Raises KeyError for a format that does not exist.
    """
    made: Export = import_module(FORMATS[name].module).write(asked, now)
    return made
