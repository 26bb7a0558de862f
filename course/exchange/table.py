"""CSV: a row for each question of any kind. What the columns mean stands in COLUMNS and MARKS; `read_table` reads them again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import MISSING, asdict, fields
from datetime import datetime
from typing import Any

from course.exchange.formats import Export
from course.exchange.markdown import clean
from course.exchange.parts import number
from course.model.question import (
    ClozeQuestion,
    MatchingQuestion,
    MultipleQuestion,
    NumberQuestion,
    OrderingQuestion,
    Question,
    QuestionBase,
    ShortQuestion,
    SingleQuestion,
)
from course.model.quiz import Asked

COLUMNS = {
    "id": "for life; a second import finds the question by it",
    "kind": "single, multiple, number, short, ordering, matching, cloze, fix, output, open, scenario",
    "topic": "the file of the bank, or the deck",
    "level": "beginner, intermediate, advanced",
    "days": "days of the course, the teaching one first, with spaces between",
    "ask": "the question, in Markdown",
    "asked_as": "how interviewers word it",
    "explain": "the reason, in Markdown",
    "sources": "a line each: title | address",
    "checked": "the day on which the answer was held against its sources",
    "answer": "number: the number",
    "unit": "number: what is counted",
    "tolerance": "number: how far off is right still",
    "text": "cloze: the text, its gaps written [[name]]",
    "syntax": "cloze: json, yaml, hcl, dockerfile or text",
    "details": "fix, output, open, scenario: all that only this kind has, as JSON",
}
"""The columns before the parts. Texts are Markdown as in the bank, so that nothing is lost on the way back."""
PARTS = ("text", "match", "mark", "why")
"""The four columns of each part: text_1, match_1, mark_1, why_1, text_2, …"""
MARKS = {
    "single, multiple": "a part for each option; mark: right or wrong",
    "number": "a part for each known slip: its number, mark wrong",
    "short": "a part for each answer; mark: right or near",
    "ordering": "a part for each line, in the right order",
    "matching": "text: the left, match: its right; mark extra: a right that belongs to none",
    "cloze": "match: the gap, text: an answer; mark: right or near",
}
"""Kind → what its parts say."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def write(asked: Sequence[Asked], now: datetime) -> Export:
    """UTF-8 with a byte order mark (spreadsheets need it), every cell quoted; no cell is taken for a formula."""
    made = Export()
    rows = []
    for one in asked:
        rows.append(_row(one.question))
        made.written.append(one.question.id)
    most = max((len(parts) for _, parts in rows), default=0)
    names = [*COLUMNS, *(f"{name}_{n}" for n in range(1, most + 1) for name in PARTS)]
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    for facts, parts in rows:
        cells = [facts.get(name, "") for name in COLUMNS]
        cells += [cell for part in parts for cell in part]
        writer.writerow([guarded(cell) for cell in cells] + [""] * (len(names) - len(cells)))
    made.data = b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8")
    return made


def guarded(cell: str) -> str:
    """A cell that spreadsheets show and do not compute: an apostrophe before what begins like a formula (a number may)."""
    kept = clean(cell)
    return f"'{kept}" if _FORMULA.match(kept) and not _NUMBER.fullmatch(kept) else kept


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _row(question: Question) -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
    facts = {
        "id": question.id,
        "kind": question.kind,
        "topic": question.topic,
        "level": question.level,
        "days": " ".join(map(str, question.days)),
        "ask": question.ask,
        "asked_as": question.asked_as,
        "explain": question.explain,
        "sources": "\n".join(f"{source.title} | {source.url}" for source in question.sources),
        "checked": question.checked.isoformat(),
    }
    if isinstance(question, SingleQuestion | MultipleQuestion):
        return facts, [(o.text, "", "right" if o.right else "wrong", o.why) for o in question.options]
    if isinstance(question, NumberQuestion):
        facts |= {"answer": number(question.answer), "unit": question.unit, "tolerance": number(question.tolerance)}
        return facts, [(number(slip.value), "", "wrong", slip.why) for slip in question.wrong]
    if isinstance(question, ShortQuestion):
        nears = [(near.text, "", "near", near.why) for near in question.near]
        return facts, [*((text, "", "right", "") for text in question.accept), *nears]
    if isinstance(question, OrderingQuestion):
        return facts, [(item.text, "", "", item.why) for item in question.items]
    if isinstance(question, MatchingQuestion):
        pairs = [(pair.left, pair.right, "", pair.why) for pair in question.pairs]
        return facts, [*pairs, *(("", right, "extra", "") for right in question.extra)]
    if isinstance(question, ClozeQuestion):
        facts |= {"text": question.text, "syntax": question.syntax}
        parts = [(text, gap.name, "right", gap.why) for gap in question.gaps for text in gap.accept]
        return facts, [*parts, *((n.text, gap.name, "near", n.why) for gap in question.gaps for n in gap.near)]
    facts["details"] = json.dumps(_own(question), ensure_ascii=False, default=str)
    return facts, []


def _own(question: Question) -> dict[str, Any]:
    """What only this kind has, as the bank writes it: no defaults."""
    base = {field.name for field in fields(QuestionBase)} | {"kind"}
    return {
        field.name: _bare(getattr(question, field.name))
        for field in fields(question)
        if field.name not in base and getattr(question, field.name) != field.default
    }


def _bare(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_bare(entry) for entry in value]
    if hasattr(value, "__dataclass_fields__"):
        given = asdict(value)
        defaults = {field.name: field.default for field in fields(value) if field.default is not MISSING}
        return {
            name: _bare(getattr(value, name)) for name in given if name not in defaults or getattr(value, name) != defaults[name]
        }  # fmt: skip
    return value
