"""A personal deck: a file of the bank's own form. What an import changes in it, and nothing else."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from course.exchange.incoming import Incoming, Table, key_of
from course.model.problem import Problem

_HEAD = re.compile(r"(?m)^\[\[question\]\][ \t]*(?:#.*)?$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(kw_only=True)
class Merged:
    """A deck after an import."""

    text: str
    """The file's new content."""
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)


def tables(incoming: Incoming, deck: str, today: date) -> list[Table]:
    """What came in, as the deck holds it: ids of its own, the deck as topic, no day. Doubles become problems."""
    made: dict[str, Table] = {}
    lines: dict[str, int] = {}
    for line, given_id, table in incoming.found:
        key = key_of(given_id, table)
        id = key if key.startswith(f"own-{deck}-") else f"own-{deck}-{key}"
        facts = {"id": id, "topic": deck, "kind": table["kind"], "level": "beginner", "days": []}
        question = {**facts, **table, "sources": table.get("sources", []), "checked": today}
        if id in made and made[id] != question:
            fix = "give each an id of its own, or word one differently"
            incoming.problem(line, f"it asks the same as the one in line {lines[id]} and is not the same", fix)
        made.setdefault(id, question)
        lines.setdefault(id, line)
    return list(made.values())


def merge(old: str, questions: list[Table], deck: str) -> Merged | Problem:
    """The deck's text with these questions in it: those with a known id take the old one's place, the others follow at the end.

    Everything else stays as it is, to the letter: comments, other questions, their order. A question that is the same but for
    the date keeps its date. A file that does not read as a deck is not touched: the Problem says why.
    """
    try:
        kept = tomllib.loads(old)
    except tomllib.TOMLDecodeError as error:
        return Problem(f"{deck}.toml", f"it is not TOML: {error}", "mend it, or import into another deck with --deck")
    held = kept.get("question", [])
    if not isinstance(held, list) or set(kept) - {"question"} or not all(isinstance(one, dict) for one in held):
        return Problem(f"{deck}.toml", "it holds more than questions", "import into another deck with --deck")
    starts = [match.start() for match in _HEAD.finditer(old)]
    blocks = [old[at:end] for at, end in pairwise([*starts, len(old)])]
    if [_alone(block) for block in blocks] != held:
        return Problem(f"{deck}.toml", "its questions cannot be told apart", "begin each with [[question]] on a line")
    places = {one.get("id"): place for place, one in enumerate(held)}
    merged = Merged(text="")
    for question in questions:
        place = places.get(question["id"])
        if place is None:
            blocks.append(written(question) + "\n")
            merged.new.append(question["id"])
        elif _same(held[place], question):
            merged.same.append(question["id"])
        else:
            rest = blocks[place][len(blocks[place].rstrip()) :]
            blocks[place] = written(question).rstrip("\n") + (rest or "\n")
            merged.changed.append(question["id"])
    head = old[: starts[0]] if starts else old
    head = head if not head or head.endswith("\n") else head + "\n"
    merged.text = head + "".join(block if block.endswith("\n") else block + "\n" for block in blocks)
    return merged


def _alone(block: str) -> Any:
    try:
        (one,) = tomllib.loads(block)["question"]
        return one
    except (ValueError, KeyError, TypeError):
        return None


def _same(one: Table, other: Table) -> bool:
    return {**one, "checked": None} == {**other, "checked": None}


def written(question: Table) -> str:
    """A [[question]] of TOML, laid out as in the bank."""
    lines = ["[[question]]"]
    inner = []
    for name, value in question.items():
        tables_inside = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
        if tables_inside and name != "sources":
            inner += [(name, one) for one in value]
        elif name == "sources" and value:
            lines.append(f"sources = [\n{''.join(f'  {_value(one)},{chr(10)}' for one in value)}]")
        elif value is not None:
            lines.append(f"{_key(name)} = {_value(value)}")
    for name, one in inner:
        lines += ["", f"[[question.{_key(name)}]]"]
        lines += [f"{_key(key)} = {_value(value)}" for key, value in one.items() if value is not None]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        inside = ", ".join(f"{_key(str(k))} = {_value_in_line(v)}" for k, v in value.items() if v is not None)
        return f"{{ {inside} }}" if inside else "{}"
    return f"[{', '.join(_value_in_line(one) for one in value)}]"


def _value_in_line(value: Any) -> str:
    return _string(value) if isinstance(value, str) else _value(value)


def _text(text: str) -> str:
    """Several lines in three quotation marks, as a person would write them; none of them looks like the head of a question."""
    if "\n" not in text or _HEAD.search(text):
        return _string(text)
    lines = (_escaped(line, '"' if '""' in line or line.endswith('"') else "") for line in text.split("\n"))
    return '"""\n' + "\n".join(lines) + '"""'


def _string(text: str) -> str:
    return f'"{_escaped(text, chr(34))}"'


def _escaped(text: str, quote: str) -> str:
    short = {"\\": "\\\\", quote: "\\" + quote, "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return "".join(short.get(c) or (f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c) for c in text)
