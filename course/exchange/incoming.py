"""What comes in: questions as a reader found them, proven answerable, or every problem at once with its line."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from course.catalog.bank import KINDS
from course.catalog.judging import GAP
from course.exchange.markdown import clean
from course.model.problem import Problem

LONGEST = 20_000
"""Characters of one text. No answer longer than this is read anywhere, so none is taken in."""
MOST = 5_000
"""Questions of one file."""
Table = dict[str, Any]
"""A question as the bank's TOML has it."""


@dataclass(kw_only=True)
class Incoming:
    """Collects what a reader finds in a file."""

    file: str
    """The file's name, for the problems."""
    problems: list[Problem] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    """Line and why: what a deck cannot hold, and is left out."""
    less: list[tuple[int, str]] = field(default_factory=list)
    """Line and what: a part that a question comes in without."""
    found: list[tuple[int, str, Table]] = field(default_factory=list)
    """Line, the id that the file gives ("" without), the question."""

    def problem(self, line: int, says: str, fix: str) -> None:
        """Something that must be mended before anything is taken in."""
        self.problems.append(Problem(f"{self.file}:{line}" if line else self.file, says, fix))

    def question(self, line: int, given_id: str, table: Table) -> None:
        """A question of this line; what cannot be asked or answered becomes a problem."""
        if len(self.found) == MOST:
            self.problem(line, f"more than {MOST:,} questions", "split the file")
        if len(self.found) < MOST:
            self.found.append((line, given_id, _cleaned(table)))
            for says, fix in unsound(self.found[-1][2]):
                self.problem(line, says, fix)


def key_of(given_id: str, table: Table) -> str:
    """What a deck knows a question by: the id that its file gives, or a digest of what it asks."""
    slug = re.sub(r"[^a-z0-9]+", "-", given_id.lower()).strip("-")[:80].strip("-")
    asks = " ".join(table["ask"].split()).casefold()
    return slug or sha256(asks.encode("utf-8", "replace")).hexdigest()[:12]


def unsound(table: Table) -> list[tuple[str, str]]:
    """What is wrong with a question, each with what to do."""
    found: list[tuple[str, str]] = []
    long = sorted({len(text) for text in _texts(table) if len(text) > LONGEST}, reverse=True)
    if long:
        found.append((f"a text of {long[0]:,} characters", f"make it {LONGEST:,} at most"))
    if not table.get("ask", "").strip():
        found.append(("it asks nothing", "write the question"))
    found += _misshapen(table)
    judge = _JUDGES.get(table["kind"])
    return judge(table) if judge is not None and not found else found


def _misshapen(table: Table) -> list[tuple[str, str]]:
    """Fields that are missing, unknown or of the wrong type, as the bank's own schema has them."""
    facts: Table = {"id": "x", "topic": "x", "level": "beginner", "days": [], "sources": [], "checked": "2026-01-01"}
    try:
        _schema(table["kind"]).validate_json(json.dumps({**facts, "explain": "", **table}), strict=True)
    except ValueError as error:
        told = (
            error.errors(include_url=False, include_context=False)
            if hasattr(error, "errors")
            else [{"msg": str(error), "loc": ()}]
        )
        return [
            (
                f"{'.'.join(map(str, one['loc'])) or 'the question'}: {str(one['msg'])[:200]}",
                "write it as an export has it",
            )
            for one in told[:5]
        ]
    return []


@cache
def _schema(kind: str) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(KINDS[kind])


def _choices(table: Table) -> list[tuple[str, str]]:
    options = table.get("options", [])
    rights = sum(bool(option.get("right")) for option in options)
    found = []
    if len(options) < 2:
        found.append(("it has fewer than two options", "add one"))
    if any(not option["text"].strip() for option in options):
        found.append(("an option is empty", "write it, or leave it out"))
    if len({option["text"].strip() for option in options}) != len(options):
        found.append(("two options read the same", "make them differ"))
    if table["kind"] == "single" and rights != 1:
        found.append((f"{rights} of its options are right", "mark one as right, or make it a multiple choice"))
    if table["kind"] == "multiple" and not rights:
        found.append(("none of its options is right", "mark the right ones"))
    return found


def _accepted(table: Table) -> list[tuple[str, str]]:
    return [] if any(text.strip() for text in table["accept"]) else [("it has no answer", "write one")]


def _number(table: Table) -> list[tuple[str, str]]:
    values = [table["answer"], table.get("tolerance", 0.0), *(wrong["value"] for wrong in table.get("wrong", ()))]
    if not all(math.isfinite(value) for value in values):
        return [("a number is endless", "write a finite one")]
    if table.get("tolerance", 0.0) < 0:
        return [("the tolerance is negative", "write how far off is right still")]
    return []


def _lines(table: Table) -> list[tuple[str, str]]:
    texts = [item["text"].strip() for item in table["items"]]
    if len(texts) < 2 or len(set(texts)) != len(texts) or "" in texts:
        return [("it needs two lines or more, none empty and each different", "mend its lines")]
    return []


def _pairs(table: Table) -> list[tuple[str, str]]:
    pairs = table["pairs"]
    if not pairs or any(not pair["left"].strip() or not pair["right"].strip() for pair in pairs):
        return [("a pair is not whole", "write both sides")]
    return []


def _gaps(table: Table) -> list[tuple[str, str]]:
    marked, named = GAP.findall(table["text"]), [gap["name"] for gap in table["gaps"]]
    if not named or any(marked.count(name) != 1 for name in named):
        return [("a gap has no [[mark]] of its own in the text", "give each gap one mark, and only one")]
    return [] if all(gap["accept"] for gap in table["gaps"]) else [("a gap has no answer", "write one")]


def _output(table: Table) -> list[tuple[str, str]]:
    found = _choices({**table, "kind": "single"})
    proofs = [one["line"] for one in table["evidence"]]
    lines = table["output"].split("\n")
    if not proofs or any(sum(proof in line for line in lines) != 1 for proof in proofs):
        found.append(
            ("its evidence does not stand in exactly one line of the output", "quote a line, or a part of one")
        )
    return found


def _spoken(table: Table) -> list[tuple[str, str]]:
    if all(point.get("must_not") for point in table["rubric"]):
        return [("its rubric has no point that a good answer makes", "write one")]
    return []


def _scenario(table: Table) -> list[tuple[str, str]]:
    steps = table["steps"]
    places = {step["id"]: place for place, step in enumerate(steps)}
    if not steps or len(places) != len(steps):
        return [("its steps have no ids of their own", "give each step one")]
    found = []
    for place, step in enumerate(steps):
        found += _choices({"kind": "multiple", "options": step["options"]})
        if any(places.get(to, 0) <= place for to in step["next"].values()):
            found.append((f"step {step['id']} leads nowhere, or back", "name a step that comes after it"))
    return found


_JUDGES: dict[str, Callable[[Table], list[tuple[str, str]]]] = {
    "single": _choices,
    "multiple": _choices,
    "short": _accepted,
    "number": _number,
    "ordering": _lines,
    "matching": _pairs,
    "cloze": _gaps,
    "output": _output,
    "open": _spoken,
    "scenario": _scenario,
}


def _cleaned(value: Any) -> Any:
    """Without control characters and marks that turn the writing around."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(name)): _cleaned(entry) for name, entry in value.items() if entry is not None}
    return [_cleaned(entry) for entry in value if entry is not None] if isinstance(value, list | tuple) else value


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for entry in inside for text in _texts(entry)]
