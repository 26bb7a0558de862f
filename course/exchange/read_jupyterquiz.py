"""jupyterquiz's JSON into questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from course.exchange.incoming import LONGEST, Incoming, Table
from course.exchange.markdown import escaped, text_of

_KINDS = ("multiple_choice", "many_choice", "numeric", "string")


def read(text: str, incoming: Incoming) -> None:
    """Every entry of the list, with the line on which it begins."""
    for line, entry in _entries(text, incoming):
        if not isinstance(entry, dict) or entry.get("type") not in _KINDS:
            incoming.problem(line, "an entry without a type that jupyterquiz has", f"its types are {', '.join(_KINDS)}")
            continue
        answers = entry.get("answers")
        if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
            incoming.problem(line, "its answers are no list of objects", "write answers as jupyterquiz reads them")
            continue
        given = entry.get("metadata")
        table: Table = {"ask": _ask(entry), "explain": ""}
        try:
            table |= _made(line, entry, answers, incoming)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            incoming.problem(
                line, f"its answers cannot be read: {str(error)[:200]}", "compare them with jupyterquiz's examples"
            )
            continue
        incoming.question(line, str(given.get("id", "")) if isinstance(given, dict) else "", table)


def _entries(text: str, incoming: Incoming) -> Iterator[tuple[int, Any]]:
    """Line and value of each entry of a JSON array."""
    decoder = json.JSONDecoder()
    at = _space(text, 0)
    if text[at : at + 1] != "[":
        incoming.problem(1, "it is no JSON list", "jupyterquiz reads a list of questions")
        return
    line, counted, at = 1, 0, _space(text, at + 1)
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            incoming.problem(error.lineno, f"it is not JSON: {error.msg}", "mend the syntax at that line")
            return
        except (RecursionError, ValueError) as error:
            incoming.problem(line, f"it is not JSON that can be read: {str(error)[:100]}", "write it plainer")
            return
        yield line, value
        at = _space(text, end)
        if text[at : at + 1] == ",":
            at = _space(text, at + 1)
        elif text[at : at + 1] != "]":
            line += text.count("\n", counted, at)
            incoming.problem(line, "it is not JSON: a comma or ] is missing", "mend the syntax at that line")
            return


def _space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n", "\r") and at < len(text):
        at += 1
    return at


def _made(line: int, entry: dict[str, Any], answers: list[dict[str, Any]], incoming: Incoming) -> Table:
    if entry["type"] == "numeric":
        return _number(line, entry, answers, incoming)
    if entry["type"] == "string":
        rights = [_text(answer["answer"]) for answer in answers if answer.get("correct") is True]
        nears = [{"text": _text(answer["answer"]), "why": _said(answer)}
                 for answer in answers if "answer" in answer and answer.get("correct") is not True]  # fmt: skip
        explain = next((_said(answer) for answer in answers if answer.get("correct") is True), "")
        made: Table = {"kind": "short", "accept": rights, "explain": explain}
        return {**made, "near": nears} if nears else made
    options: list[Table] = []
    for answer in answers:
        shown = _md(_text(answer.get("answer", "")))
        if answer.get("code"):
            shown = f"{shown} {_inline_code(text_of(_text(answer['code'])))}".strip()
        option: Table = {"text": shown, "why": _said(answer)}
        options.append({**option, "right": True} if answer.get("correct") is True else option)
    several = entry["type"] == "many_choice" or sum("right" in option for option in options) > 1
    return {"kind": "multiple" if several else "single", "options": options}


def _number(line: int, entry: dict[str, Any], answers: list[dict[str, Any]], incoming: Incoming) -> Table:
    """The right values and ranges become one answer with a tolerance that holds them all."""
    values: list[float] = []
    ends: list[float] = []
    wrong: list[Table] = []
    explain = ""
    for answer in answers:
        right = answer.get("correct") is True
        if "value" in answer:
            value = _float(answer["value"])
            if right:
                values.append(value)
            else:
                wrong.append({"value": value, "why": _said(answer)})
        elif "range" in answer:
            low, high = map(_float, answer["range"])
            if right:
                ends += [low, high]
            else:
                incoming.less.append((line, "a range of wrong numbers"))
        explain = explain or (_said(answer) if right else "")
    if not values and not ends:
        raise ValueError("none of its numbers is right")
    if "precision" in entry:
        incoming.less.append((line, "its precision: a tolerance is needed here"))
    middle = values[0] if values else (min(ends) + max(ends)) / 2
    off = max((abs(end - middle) for end in [*values, *ends]), default=0.0)
    made: Table = {"kind": "number", "answer": middle, "unit": "", "tolerance": round(off, 12), "explain": explain}
    kept = [one for one in wrong if abs(one["value"] - middle) > off]
    return {**made, "wrong": kept} if kept else made


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{str(value)[:40]} is no number")
    return float(value)


def _text(value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError("an answer is no text")
    return str(value)


def _ask(entry: dict[str, Any]) -> str:
    ask = _md(str(entry.get("question", "")))
    given = entry.get("code")
    shown = text_of(f"<pre>{given[:LONGEST]}</pre>") if isinstance(given, str) else ""
    return f"{ask}\n\n{shown.strip(chr(10))}" if shown.strip() else ask


def _said(answer: dict[str, Any]) -> str:
    return _md(str(answer.get("feedback", "")))


def _md(html_text: str) -> str:
    return escaped(text_of(html_text)) if len(html_text) <= LONGEST else html_text


def _inline_code(text: str) -> str:
    return f"`{' '.join(text.split()).replace('`', '')}`"
