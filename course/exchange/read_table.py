"""CSV into questions: the columns that `table` writes, or just a question and an answer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from course.catalog.bank import KINDS
from course.exchange.incoming import Incoming, Table
from course.exchange.table import COLUMNS, PARTS, unguarded

_PLAIN_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?")
_PART = re.compile(rf"({'|'.join(PARTS)})_\d{{1,4}}")
SIMPLE = ("question", "answer", "explain", "id")
"""The columns of a simple file; the last two may be missing."""
_MARKS = {"single": {"right", "wrong"}, "multiple": {"right", "wrong"}, "number": {"wrong"}, "short": {"right", "near"},
          "ordering": set(), "matching": {"extra"}, "cloze": {"right", "near"}}  # fmt: skip
"""Kind → what may stand as a mark; nothing is always one."""
_SHORT = 60
"""Longest answer, in characters, that is typed word for word; a longer one is said in one's own words."""
Part = dict[str, str]


def read(text: str, incoming: Incoming) -> None:
    """Every row of a CSV file. Commas, semicolons or tabs between the cells; the first row names the columns."""
    rows = _rows(text, incoming)
    line, names = next(rows, (0, []))
    heads = [name.strip().lower() for name in names]
    ours = {"ask", "kind"} <= set(heads)
    if not ours and not set(SIMPLE[:2]) <= set(heads):
        if len(heads) != 2:
            fix = "name them question and answer, or kind, ask and the others that an export writes"
            incoming.problem(1, "the first row does not name columns that are known here", fix)
            return
        heads, rows = list(SIMPLE[:2]), chain([(line, names)], rows)
    known = {*COLUMNS, *(head for head in heads if _PART.fullmatch(head))} if ours else set(SIMPLE)
    if unknown := [head for head in heads if head and head not in known]:
        incoming.less.append((line, f"the columns that are not known here: {', '.join(unknown)[:200]}"))
    for line, cells in rows:
        if any(cells[len(heads) :]):
            incoming.problem(
                line, "the row has more cells than there are columns", "put texts with commas in quotation marks"
            )
        else:
            (_ours if ours else _simple)(line, dict(zip(heads, cells, strict=False)), incoming)


def _rows(text: str, incoming: Incoming) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not empty."""
    first = text.split("\n", 1)[0]
    between = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [unguarded(cell) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        incoming.problem(
            line, f"the row cannot be read: {error}", "mend its quotation marks, or make its cells shorter"
        )


def _simple(line: int, row: Mapping[str, str], incoming: Incoming) -> None:
    ask, answer = row.get("question", "").strip(), row.get("answer", "").strip()
    base: Table = {"ask": ask, "explain": row.get("explain", "").strip()}
    if _PLAIN_NUMBER.fullmatch(answer):
        incoming.question(line, row.get("id", ""), {"kind": "number", **base, "answer": float(answer), "unit": ""})
    elif len(answer) <= _SHORT and "\n" not in answer:
        incoming.question(line, row.get("id", ""), {"kind": "short", **base, "accept": [answer]})
    else:
        incoming.question(line, row.get("id", ""), spoken(base, answer))


def spoken(base: Table, answer: str) -> Table:
    """An open question whose answer is known: nothing is matched in the learner's words, the learner judges."""
    point = {"says": "What the model answer says, in your own words. Judge for yourself."}
    return {"kind": "open", **base, "rubric": [point], "model_answer": answer}


def _ours(line: int, row: Mapping[str, str], incoming: Incoming) -> None:
    kind = row["kind"].strip().lower() if row.get("kind") else ""
    if kind not in KINDS:
        incoming.problem(line, f"{kind[:40] or 'nothing'} is no kind of question", f"write one of {', '.join(KINDS)}")
        return
    table: Table = {"kind": kind, "ask": row.get("ask", ""), "explain": row.get("explain", "")}
    if row.get("level"):
        table["level"] = row["level"].strip()
    if row.get("asked_as"):
        table["asked_as"] = row["asked_as"]
    named = [part.partition(" | ") for part in row.get("sources", "").split("\n") if part.strip()]
    if named:
        table["sources"] = [{"title": title.strip(), "url": url.strip()} for title, _, url in named]
    parts = list(_parts(row))
    marks = {part["mark"] for part in parts} - _MARKS.get(kind, set()) - {""}
    if marks:
        incoming.problem(line, f"the mark {min(marks)[:40]} means nothing here", "see the columns in the documentation")
        return
    try:
        table |= _details(row) if kind in ("fix", "output", "open", "scenario") else _KINDS[kind](row, parts)
    except (ValueError, TypeError, RecursionError) as error:
        incoming.problem(
            line, f"a {kind} question cannot be made of it: {str(error)[:200]}", "compare it with an export"
        )
        return
    incoming.question(line, row.get("id", "").strip(), table)


def _parts(row: Mapping[str, str]) -> Iterator[Part]:
    n = 1
    while f"text_{n}" in row or f"match_{n}" in row:
        part = {name: row.get(f"{name}_{n}", "") for name in PARTS}
        part["mark"] = part["mark"].strip().lower()
        if part["text"].strip() or part["match"].strip():
            yield part
        n += 1


def _details(row: Mapping[str, str]) -> Table:
    found = json.loads(row.get("details", ""))
    if not isinstance(found, dict) or set(found) & {
        "id",
        "topic",
        "kind",
        "days",
        "variants",
        "criteria",
        "former_ids",
    }:
        raise ValueError("details is no JSON object of what only this kind has")
    return found


def _options(row: Mapping[str, str], parts: list[Part]) -> Table:
    made: list[dict[str, Any]] = []
    for part in parts:
        option = {"text": part["text"], "why": part["why"]}
        made.append({**option, "right": True} if part["mark"] == "right" else option)
    return {"options": made}


def _number(row: Mapping[str, str], parts: list[Part]) -> Table:
    wrong = [{"value": float(part["text"]), "why": part["why"]} for part in parts]
    made = {
        "answer": float(row.get("answer", "")),
        "unit": row.get("unit", ""),
        "tolerance": float(row.get("tolerance") or 0),
    }
    return {**made, "wrong": wrong} if wrong else made


def _short(row: Mapping[str, str], parts: list[Part]) -> Table:
    near = [{"text": part["text"], "why": part["why"]} for part in parts if part["mark"] == "near"]
    accept = [part["text"] for part in parts if part["mark"] != "near"]
    return {"accept": accept, "near": near} if near else {"accept": accept}


def _ordering(row: Mapping[str, str], parts: list[Part]) -> Table:
    return {"items": [{"text": part["text"], "why": part["why"]} for part in parts]}


def _matching(row: Mapping[str, str], parts: list[Part]) -> Table:
    extra = [part["match"] for part in parts if part["mark"] == "extra"]
    paired = [part for part in parts if part["mark"] != "extra"]
    pairs = [{"left": part["text"], "right": part["match"], "why": part["why"]} for part in paired]
    return {"pairs": pairs, "extra": extra} if extra else {"pairs": pairs}


def _cloze(row: Mapping[str, str], parts: list[Part]) -> Table:
    gaps: dict[str, dict[str, Any]] = {}
    for part in parts:
        gap = gaps.setdefault(part["match"].strip(), {"name": part["match"].strip(), "accept": [], "why": ""})
        if part["mark"] == "near":
            gap.setdefault("near", []).append({"text": part["text"], "why": part["why"]})
        else:
            gap["accept"].append(part["text"])
            gap["why"] = gap["why"] or part["why"]
    return {"text": row.get("text", ""), "syntax": row.get("syntax") or "text", "gaps": list(gaps.values())}


_KINDS = {"single": _options, "multiple": _options, "number": _number, "short": _short, "ordering": _ordering,
          "matching": _matching, "cloze": _cloze}  # fmt: skip
