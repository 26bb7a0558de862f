"""CSV into questions: the columns that `table` writes, or just a question and an answer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from course.catalog.bank import KINDS
from course.exchange.incoming import Incoming, Table
from course.exchange.table import PARTS, unguarded

_PLAIN_NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?")
_SHORT = 60
"""Longest answer, in characters, that is typed word for word; a longer one is said in one's own words."""
Part = dict[str, str]


def read(text: str, incoming: Incoming) -> None:
    """Every row of a CSV file. Commas, semicolons or tabs between the cells; the first row names the columns."""
    rows = _rows(text, incoming)
    line, names = next(rows, (0, []))
    heads = [name.strip().lower() for name in names]
    if {"ask", "kind"} <= set(heads):
        for line, cells in rows:
            _ours(line, _named(heads, cells), incoming)
    elif {"question", "answer"} <= set(heads):
        for line, cells in rows:
            _simple(line, _named(heads, cells), incoming)
    elif len(heads) == 2:
        _simple(line, _named(["question", "answer"], names), incoming)
        for line, cells in rows:
            _simple(line, _named(["question", "answer"], cells), incoming)
    else:
        fix = "name them question and answer, or kind, ask and the others that an export writes"
        incoming.problem(1, "the first row does not name columns that are known here", fix)


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


def _named(heads: list[str], cells: list[str]) -> dict[str, str]:
    return dict(zip(heads, cells, strict=False))


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
    if row.get("level") in ("beginner", "intermediate", "advanced"):
        table["level"] = row["level"]
    if row.get("asked_as"):
        table["asked_as"] = row["asked_as"]
    named = [part.partition(" | ") for part in row.get("sources", "").split("\n") if part.strip()]
    if named:
        table["sources"] = [{"title": title.strip(), "url": url.strip()} for title, _, url in named]
    parts = list(_parts(row))
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
    marks = {part["mark"].strip().lower() for part in parts}
    if not marks <= {"right", "wrong", ""}:
        raise ValueError("a mark is neither right nor wrong")
    made: list[dict[str, Any]] = []
    for part in parts:
        option = {"text": part["text"], "why": part["why"]}
        made.append({**option, "right": True} if part["mark"].strip().lower() == "right" else option)
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
    near = [{"text": part["text"], "why": part["why"]} for part in parts if part["mark"].strip() == "near"]
    accept = [part["text"] for part in parts if part["mark"].strip() != "near"]
    return {"accept": accept, "near": near} if near else {"accept": accept}


def _ordering(row: Mapping[str, str], parts: list[Part]) -> Table:
    return {"items": [{"text": part["text"], "why": part["why"]} for part in parts]}


def _matching(row: Mapping[str, str], parts: list[Part]) -> Table:
    extra = [part["match"] for part in parts if part["mark"].strip() == "extra"]
    paired = [part for part in parts if part["mark"].strip() != "extra"]
    pairs = [{"left": part["text"], "right": part["match"], "why": part["why"]} for part in paired]
    return {"pairs": pairs, "extra": extra} if extra else {"pairs": pairs}


def _cloze(row: Mapping[str, str], parts: list[Part]) -> Table:
    gaps: dict[str, dict[str, Any]] = {}
    for part in parts:
        gap = gaps.setdefault(part["match"].strip(), {"name": part["match"].strip(), "accept": [], "why": ""})
        if part["mark"].strip() == "near":
            gap.setdefault("near", []).append({"text": part["text"], "why": part["why"]})
        else:
            gap["accept"].append(part["text"])
            gap["why"] = gap["why"] or part["why"]
    return {"text": row.get("text", ""), "syntax": row.get("syntax") or "text", "gaps": list(gaps.values())}


_KINDS = {"single": _options, "multiple": _options, "number": _number, "short": _short, "ordering": _ordering,
          "matching": _matching, "cloze": _cloze}  # fmt: skip
