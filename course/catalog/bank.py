"""The question bank for use cases: which questions there are at once, each whole when it is needed. Read strictly elsewhere
(catalog.questions); what cannot be built is left out here, and `ecs-course dev check` says why."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast, get_args, get_type_hints

from course.catalog.building import build
from course.catalog.places import Places
from course.home import home
from course.model.question import Question, QuestionBase

KINDS: dict[str, type[QuestionBase]] = {get_args(get_type_hints(kind)["kind"])[0]: kind for kind in get_args(Question)}
"""Kind as the bank names it → its type."""


class Entry(NamedTuple):
    """What a choice among questions needs to know of one."""

    id: str
    topic: str
    level: str
    days: tuple[int, ...]
    kind: str
    status: str
    criteria: tuple[str, ...]
    former_ids: tuple[str, ...]
    own: bool
    """Whether it is of the learner's own decks."""


class Bank(Mapping[str, Question]):
    """Question by id, retired ones too; built on first use. A former id finds the question it became."""

    def __init__(self, tables: Sequence[tuple[dict[str, Any], bool]]) -> None:
        """`tables`: [[question]] tables, each with whether it is the learner's own."""
        self._raw: dict[str, dict[str, Any]] = {}
        self._built: dict[str, Question] = {}
        found = []
        for raw, own in tables:
            entry = _entry(raw, own)
            if entry is not None and entry.id not in self._raw:
                self._raw[entry.id] = raw
                found.append(entry)
        self.former = {old: entry.id for entry in found for old in entry.former_ids if old not in self._raw}
        self.entries = tuple(entry for entry in found if entry.status == "active")
        """Those that are asked: not the retired ones."""

    def __getitem__(self, id: str) -> Question:
        id = self.former.get(id, id)
        question = self._built.get(id)
        if question is None:
            raw = self._raw[id]
            try:
                question = cast(Question, build(KINDS[raw["kind"]], raw))
            except (ValueError, TypeError) as error:
                raise KeyError(id) from error
            self._built[id] = question
        return question

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def of_day(self, day: int) -> list[Question]:
        """The questions that belong to a day and can be built."""
        return [
            question for entry in self.entries if day in entry.days and (question := self.get(entry.id)) is not None
        ]


def _entry(raw: Any, own: bool) -> Entry | None:
    try:
        return Entry(
            id=str(raw["id"]),
            topic=str(raw["topic"]),
            level=str(raw["level"]),
            days=tuple(raw["days"]),
            kind=str(raw["kind"]),
            status=str(raw.get("status", "active")),
            criteria=tuple(raw.get("criteria", ())),
            former_ids=tuple(raw.get("former_ids", ())),
            own=own,
        )
    except (KeyError, TypeError, AttributeError):
        return None


def bank(root: Path | None = None, *, decks: Path | None = None) -> Bank:
    """The course's questions, and those of the learner's own decks (`decks`: a folder of bank files; none without).

    Files are read again when they have changed. In a long-running process the same files give the same Bank.
    """
    places = Places() if root is None else Places(root)
    own = sorted(decks.glob("*.toml")) if decks is not None else []
    stamps = tuple(_stamp(path, path in own) for path in [*sorted(places.questions.glob("*.toml")), *own])
    return _bank(tuple(filter(None, stamps)))


Stamp = tuple[str, int, int, bool]
"""Path, time of the last change (ns), size, whether it is the learner's own."""


def _stamp(path: Path, own: bool) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return str(path), found.st_mtime_ns, found.st_size, own


@cache
def _bank(stamps: tuple[Stamp, ...]) -> Bank:
    own = any(mine for *_, mine in stamps)
    kept = home().state / "cache" / ("bank-own.json" if own else "bank.json")  # a quiz and a drill take turns
    key = [list(stamp) for stamp in stamps]
    try:
        found = json.loads(kept.read_bytes())
        if found["key"] == key:
            return Bank([(raw, own) for raw, own in found["tables"]])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    tables = []
    for path, _, _, own in stamps:
        try:
            questions = tomllib.loads(Path(path).read_text("utf-8"))["question"]
            tables += [(raw, own) for raw in questions if isinstance(raw, dict)]
        except (OSError, ValueError, KeyError, TypeError):
            continue
    _keep(kept, {"key": key, "tables": tables})
    return Bank(tables)


def _keep(path: Path, value: Any) -> None:
    """TOML takes five times as long to read as JSON. Only where the learner's folder stands already, and never a must."""
    if not path.parent.parent.is_dir():
        return
    name = ""
    try:
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".bank-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, default=str, ensure_ascii=False)
        os.replace(name, path)
    except (OSError, ValueError, TypeError):
        if name:
            Path(name).unlink(missing_ok=True)
