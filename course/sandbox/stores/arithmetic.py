"""Metric math: expressions such as 100 * e / MAX([FILL(m, 0), 1]) read and computed over time series."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from course.sandbox.stores.arithmetic_functions import FUNCTIONS, Grid, Line, Value, Wrong, pointwise

__all__ = ["Grid", "Line", "Value", "Wrong", "compute"]

_TOKEN = re.compile(
    r'\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<string>"[^"]*"|\'[^\']*\')'
    r"|(?P<op>&&|\|\||<=|>=|==|!=|[-+*/^<>(),\[\]]))\s*"
)
_LEVELS: list[dict[str, Callable[[float, float], float]]] = [
    {"||": lambda a, b: float(bool(a or b)), "OR": lambda a, b: float(bool(a or b))},
    {"&&": lambda a, b: float(bool(a and b)), "AND": lambda a, b: float(bool(a and b))},
    {
        "<": lambda a, b: float(a < b),
        "<=": lambda a, b: float(a <= b),
        ">": lambda a, b: float(a > b),
        ">=": lambda a, b: float(a >= b),
        "==": lambda a, b: float(a == b),
        "!=": lambda a, b: float(a != b),
    },
    {"+": operator.add, "-": operator.sub},
    {"*": operator.mul, "/": operator.truediv},
    {"^": operator.pow},
]


def compute(text: str, grid: Grid, look_up: Callable[[str], Value], ids: Sequence[str]) -> Value:
    """What an expression gives. `look_up` knows ids; `ids` are those of metrics, for METRICS(). Wrong says what is wrong."""
    reader = _Reader(text, grid, look_up, ids)
    value = reader.level(0)
    reader.end()
    return value


@dataclass
class _Reader:
    text: str
    grid: Grid
    look_up: Callable[[str], Value]
    ids: Sequence[str]
    tokens: list[tuple[str, str]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        place = 0
        while place < len(self.text):
            match = _TOKEN.match(self.text, place)
            if match is None:
                raise Wrong(f"cannot read {self.text[place:].strip()[:20]!r}")
            self.tokens.append((match.lastgroup or "", match[match.lastgroup or ""]))
            place = match.end()

    def end(self) -> None:
        """Nothing may be left."""
        if self.at < len(self.tokens):
            raise Wrong(f"unexpected {self.tokens[self.at][1]!r}")

    def level(self, depth: int) -> Value:
        """An expression whose operators bind at least as strongly as those of `depth`."""
        if depth == len(_LEVELS):
            return self._sign()
        value = self.level(depth + 1)
        while self.at < len(self.tokens) and self.tokens[self.at][1] in _LEVELS[depth]:
            _, op = self._next()
            value = pointwise(_safe(_LEVELS[depth][op]), value, self.level(depth + 1))
        return value

    def _next(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise Wrong("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def _take(self, text: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] == ("op", text)
        self.at += found
        return found

    def _sign(self) -> Value:
        if self._take("-"):
            return pointwise(operator.mul, -1.0, self._sign())
        return self._one()

    def _one(self) -> Value:
        kind, text = self._next()
        if kind == "number":
            return float(text)
        if (kind, text) == ("op", "("):
            value = self.level(0)
            self._expect(")")
            return value
        if (kind, text) == ("op", "["):
            lines: list[Line] = []
            for value in self._arguments("]"):
                if isinstance(value, float):
                    raise Wrong("an array holds time series, not numbers")
                lines += value if isinstance(value, list) else [value]
            return lines
        if kind == "name" and self._take("("):
            return self._call(text)
        if kind == "name" and text in ("REPEAT", "LINEAR"):
            return Line({}, text)
        if kind == "name":
            return self.look_up(text)
        raise Wrong(f"unexpected {text!r}")

    def _call(self, name: str) -> Value:
        if name == "METRICS":
            part = ""
            if not self._take(")"):
                kind, text = self._next()
                if kind != "string":
                    raise Wrong("METRICS takes a text in quotation marks")
                part = text[1:-1]
                self._expect(")")
            found = [self.look_up(each) for each in self.ids if part in each]
            return [line for value in found for line in (value if isinstance(value, list) else [value])]  # type: ignore[misc]
        function = FUNCTIONS.get(name)
        if function is None:
            raise Wrong(f"the sandbox does not offer the function {name} yet")
        return function(self.grid, *self._arguments(")"))

    def _arguments(self, closing: str) -> list[Value]:
        values: list[Value] = []
        if self._take(closing):
            return values
        while True:
            values.append(self.level(0))
            if self._take(closing):
                return values
            self._expect(",")

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise Wrong(f"expected {text!r}")


def _safe(apply: Callable[[float, float], float]) -> Callable[[float, float], float]:
    def safe(one: float, two: float) -> float:
        try:
            result = apply(one, two)
        except (ZeroDivisionError, OverflowError):
            return math.nan
        return float(result) if isinstance(result, int | float) else math.nan  # not a complex root

    return safe
