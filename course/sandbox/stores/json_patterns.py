"""JSON filter patterns of CloudWatch Logs: { $.level = "ERROR" && ($.ms > 100 || $.user.id IS NULL) }."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

Condition = tuple[tuple[str, ...], Callable[[Any], bool]]
"""Texts of which a matching message holds one (none: any message may match), and the condition on the parsed message."""


class Invalid(ValueError):
    """The pattern cannot be read; the text says why, for the client."""


_TOKEN = re.compile(
    r"""\s*(?:(?P<selector>\$(?:\.[\w*-]+|\[\s*(?:\*|\d+|'[^']*'|"[^"]*")\s*\]|\.\[\s*(?:'[^']*'|"[^"]*")\s*\])*)
    |(?P<string>"(?:[^"\\]|\\.)*")|(?P<regex>%(?:[^%\\]|\\.)*%)|(?P<op>&&|\|\||!=|<=|>=|=|<|>|\(|\))
    |(?P<word>[^\s()&|=<>!"%{}]+))\s*""",
    re.VERBOSE,
)
_STEP = re.compile(r"""\.?\[\s*(?:(\*)|(\d+)|'([^']*)'|"([^"]*)")\s*\]|\.([\w*-]+)""")
_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_PLAIN = re.compile(r"[A-Za-z0-9 _.:,;@+=-]+")


def read_conditions(text: str) -> tuple[tuple[str, ...], Callable[[str], bool]]:
    """What a pattern in braces asks: texts of which a matching message holds one, and the test of a message."""
    if not text.endswith("}"):
        raise Invalid("Invalid filter pattern: the closing brace } is missing")
    needles, holds = _Reader(text[1:-1]).whole()

    def test(message: str) -> bool:
        begin = message.find("{")
        if begin < 0 or message[:begin].strip():
            return False
        try:
            parsed = json.loads(message)
        except ValueError:
            return False
        return holds(parsed)

    return needles, test


class _Reader:
    """Reads conditions by recursive descent: || binds weaker than &&."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        self._at = 0
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.end() == at:
                if not text[at:].strip():
                    break
                raise Invalid(f"Invalid filter pattern: cannot read {text[at:].strip()[:40]!r}")
            self._tokens.append((match.lastgroup or "", match[match.lastgroup or ""]))
            at = match.end()

    def whole(self) -> Condition:
        condition = self._either()
        if self._at < len(self._tokens):
            raise Invalid(f"Invalid filter pattern: unexpected {self._tokens[self._at][1]!r}")
        return condition

    def _next(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise Invalid("Invalid filter pattern: it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _take(self, text: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == ("op", text)
        self._at += found
        return found

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._take("||"):
            parts.append(self._both())
        if len(parts) == 1:
            return parts[0]
        needles = tuple(n for part in parts for n in part[0]) if all(part[0] for part in parts) else ()
        return needles, lambda value: any(holds(value) for _, holds in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._take("&&"):
            parts.append(self._one())
        if len(parts) == 1:
            return parts[0]
        # the longest single text is the rarest, and enough: a match holds one of each part's
        needles = max((part[0] for part in parts if part[0]), key=lambda n: (-len(n), len(n[0])), default=())
        return needles, lambda value: all(holds(value) for _, holds in parts)

    def _one(self) -> Condition:
        if self._take("("):
            inner = self._either()
            if not self._take(")"):
                raise Invalid("Invalid filter pattern: a closing parenthesis is missing")
            return inner
        kind, text = self._next()
        if kind != "selector":
            raise Invalid(f"Invalid filter pattern: expected a selector such as $.name, found {text!r}")
        steps = _steps(text)
        name = next((step for step in reversed(steps) if isinstance(step, str) and step != "*"), "")
        key = (json.dumps(name),) if _PLAIN.fullmatch(name) else ()
        kind, text = self._next()
        if kind == "word" and text.upper() in ("IS", "EXISTS", "NOT"):
            return self._state(text.upper(), steps, key)
        if kind != "op" or text not in ("=", "!=", *_COMPARE):
            raise Invalid(f"Invalid filter pattern: expected a comparison after the selector, found {text!r}")
        return self._comparison(text, steps, key)

    def _state(self, word: str, steps: list[str | int], key: tuple[str, ...]) -> Condition:
        if word == "EXISTS":
            return key, lambda value: any(True for _ in _select(value, steps))
        second = self._next()[1].upper()
        if (word, second) == ("NOT", "EXISTS"):
            return (), lambda value: not any(True for _ in _select(value, steps))
        wanted = {"NULL": None, "TRUE": True, "FALSE": False}
        if word != "IS" or second not in wanted:
            raise Invalid(f"Invalid filter pattern: expected IS NULL, IS TRUE, IS FALSE, found {word} {second}")
        return key, lambda value: any(found is wanted[second] for found in _select(value, steps))

    def _comparison(self, op: str, steps: list[str | int], key: tuple[str, ...]) -> Condition:
        kind, text = self._next()
        if op in _COMPARE:
            if not _NUMBER.fullmatch(text):
                raise Invalid(f"Invalid filter pattern: {op} needs a number, found {text!r}")
            limit, compare = float(text), _COMPARE[op]
            return key, lambda value: any(_is_number(f) and compare(f, limit) for f in _select(value, steps))
        if kind not in ("string", "word", "regex"):
            raise Invalid(f"Invalid filter pattern: expected a value, found {text!r}")
        equal, needle = _equality(kind, text)
        if op == "!=":
            return key, lambda value: any(not equal(found) for found in _select(value, steps))
        return needle or key, lambda value: any(equal(found) for found in _select(value, steps))


def _equality(kind: str, text: str) -> tuple[Callable[[Any], bool], tuple[str, ...]]:
    if kind == "regex":
        try:
            search = re.compile(text[1:-1]).search
        except re.error as error:
            raise Invalid(f"Invalid filter pattern: the regular expression is not valid ({error})") from error
        return lambda found: search(_text(found)) is not None, ()
    if kind == "word" and _NUMBER.fullmatch(text):
        number = float(text)
        return lambda found: (_is_number(found) and found == number) or found == text, ()
    wanted = re.sub(r"\\(.)", r"\1", text[1:-1]) if kind == "string" else text
    pieces = wanted.split("*")
    longest = max(pieces, key=len)
    needle = (longest,) if longest and _PLAIN.fullmatch(longest) else ()
    if len(pieces) == 1:
        return lambda found: _text(found) == wanted, needle
    full = re.compile(".*".join(map(re.escape, pieces)), re.DOTALL).fullmatch
    return lambda found: full(_text(found)) is not None, needle


def _steps(selector: str) -> list[str | int]:
    steps: list[str | int] = []
    for star, index, single, double, name in _STEP.findall(selector[1:]):
        steps.append(int(index) if index else star or single or double or name)
    return steps


def _select(value: Any, steps: list[str | int]) -> Iterator[Any]:
    if not steps:
        yield value
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from _select(each, rest)
    elif isinstance(step, int):
        if isinstance(value, list) and step < len(value):
            yield from _select(value[step], rest)
    elif isinstance(value, dict) and step in value:
        yield from _select(value[step], rest)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
