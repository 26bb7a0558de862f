"""Where things stand in a text of JSON: read a second time, only where a finding must be shown."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping

from course.simulator.rules.rule import Path

_TOKEN = re.compile(r'\s*(?:([{}\[\]:,])|("(?:[^"\\]|\\.)*")|([^\s{}\[\]:,"]+))', re.DOTALL)


def places(text: str) -> Iterator[tuple[Path, int]]:
    """Every value with the line on which it, or its name, begins, in the order of the text. The text must be JSON."""
    brackets: list[str] = []
    steps: list[str | int] = []
    """One step for each open bracket: the name or number of the value that is being read in it."""
    line, counted = 1, 0
    name_next = False
    for token in _TOKEN.finditer(text):
        begin = token.start(token.lastindex or 0)
        line, counted = line + text.count("\n", counted, begin), begin
        sign, string = token[1], token[2]
        if sign in ("}", "]"):
            brackets.pop()
            steps.pop()
            name_next = False
        elif sign == ",":
            name_next = brackets[-1] == "{"
            if not name_next:
                steps[-1] = int(steps[-1]) + 1
        elif string and name_next:
            steps[-1], name_next = json.loads(string, strict=False), False
            yield tuple(steps), line
        elif sign != ":":
            if not brackets or brackets[-1] == "[":
                yield tuple(steps), line
            if sign:
                brackets.append(sign)
                steps.append("" if sign == "{" else 0)
                name_next = sign == "{"


def lines_of(text: str, wanted: Collection[Path]) -> dict[Path, int]:
    """The line of each of these places; where there is no such place, of the nearest thing around it."""
    known: dict[Path, int] = {(): 1}
    sought = {path[:length] for path in wanted for length in range(len(path) + 1)}
    for path, line in places(text):
        if path in sought:
            known[path] = line
            sought.discard(path)
            if not sought:
                break
    return {path: nearest(known, path) for path in wanted}


def nearest(known: Mapping[Path, int], path: Path) -> int:
    """The line of a place, or of the nearest thing around it that is known; 1 where none is."""
    return next((known[path[:n]] for n in range(len(path), -1, -1) if path[:n] in known), 1)


def second_of_its_name(text: str) -> tuple[str, int]:
    """The first name that stands twice in one object, and the line of its second."""
    seen = set()
    for path, line in places(text):
        if path in seen:
            return str(path[-1]), line
        seen.add(path)
    return "", 0
