"""The functions of metric math, over numbers, time series and arrays of time series."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


class Wrong(ValueError):
    """An expression that cannot be computed; the text says why, for the client."""


@dataclass
class Line:
    """A time series: seconds since 1970 → value."""

    points: dict[int, float] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class Grid:
    """The periods that a request covers, in seconds."""

    start: int
    end: int
    period: int

    @property
    def times(self) -> range:
        """When each period begins."""
        return range(self.start, self.end, self.period)


Value = float | Line | list[Line]
Function = Callable[..., Value]


def pointwise(apply: Callable[[float, float], float], one: Value, two: Value) -> Value:
    """Both values combined, where both have a point; NaN gives no point."""
    if isinstance(one, list) or isinstance(two, list):
        length = len(one) if isinstance(one, list) else len(two) if isinstance(two, list) else 0
        if isinstance(one, list) and isinstance(two, list) and len(one) != len(two):
            raise Wrong("arrays of different length cannot be combined")
        ones = one if isinstance(one, list) else [one] * length
        twos = two if isinstance(two, list) else [two] * length
        lines = [pointwise(apply, a, b) for a, b in zip(ones, twos, strict=True)]
        return [line for line in lines if isinstance(line, Line)]
    if isinstance(one, float) and isinstance(two, float):
        return apply(one, two)
    if isinstance(one, Line):
        if isinstance(two, Line):
            both = {t: apply(value, two.points[t]) for t, value in one.points.items() if t in two.points}
        else:
            both = {t: apply(value, two) for t, value in one.points.items()}
        return Line(_known(both), one.label)
    assert isinstance(one, float)
    assert isinstance(two, Line)
    return Line(_known({t: apply(one, value) for t, value in two.points.items()}), two.label)


def _known(points: dict[int, float]) -> dict[int, float]:
    return {time: value for time, value in points.items() if math.isfinite(value)}


def _each(change: Callable[[Grid, dict[int, float]], dict[int, float]]) -> Function:
    """A function of one time series, or of every one in an array."""

    def function(grid: Grid, *values: Value) -> Value:
        (value,) = _exactly(1, values)
        if isinstance(value, float):
            points = _known(change(grid, {grid.start: value}))
            return points.get(grid.start, math.nan)
        if isinstance(value, list):
            return [Line(_known(change(grid, line.points)), line.label) for line in value]
        return Line(_known(change(grid, value.points)), value.label)

    return function


def _reduce(total: Callable[[Sequence[float]], float]) -> Function:
    """A time series becomes one number; an array becomes one time series."""

    def function(grid: Grid, *values: Value) -> Value:
        (value,) = _exactly(1, values)
        if isinstance(value, float):
            return value
        if isinstance(value, Line):
            return float(total(list(value.points.values()))) if value.points else math.nan
        columns: dict[int, list[float]] = {}
        for line in value:
            for time, point in line.points.items():
                columns.setdefault(time, []).append(point)
        return Line({time: float(total(column)) for time, column in sorted(columns.items())})

    return function


def _exactly(number: int, values: Sequence[Value]) -> Sequence[Value]:
    if len(values) != number:
        raise Wrong(
            f"the function takes {number} argument{'s' * (number > 1)}, found {len(values)}; arrays stand in [ ]"
        )
    return values


def _array(value: Value) -> list[Line]:
    if isinstance(value, float):
        raise Wrong("the function takes time series, not a number")
    return value if isinstance(value, list) else [value]


def _steps(change: Callable[[float, float, int], float]) -> Function:
    """From each point and the one before it, and the seconds between them."""

    def over(grid: Grid, points: dict[int, float]) -> dict[int, float]:
        times = sorted(points)
        return {b: change(points[a], points[b], b - a) for a, b in pairwise(times)}

    return _each(over)


def _running(grid: Grid, points: dict[int, float]) -> dict[int, float]:
    total, sums = 0.0, {}
    for time in sorted(points):
        total += points[time]
        sums[time] = total
    return sums


def _fill(grid: Grid, *values: Value) -> Value:
    value, filler = _exactly(2, values)
    lines = [Line(_filled(grid, line.points, filler), line.label) for line in _array(value)]
    return lines if isinstance(value, list) else lines[0]


def _filled(grid: Grid, points: dict[int, float], filler: Value) -> dict[int, float]:
    times = sorted({*grid.times, *points})
    if isinstance(filler, float):
        return {time: points.get(time, filler) for time in times}
    if isinstance(filler, list):
        raise Wrong("FILL takes a number, a time series, REPEAT or LINEAR as its second argument")
    if filler.label == "LINEAR" and not filler.points:
        return _between(times, points)
    filled: dict[int, float] = {}
    last: float | None = None
    for time in times:
        if time in points:
            last = filled[time] = points[time]
        elif filler.label == "REPEAT" and not filler.points:
            if last is not None:
                filled[time] = last
        elif time in filler.points:
            filled[time] = filler.points[time]
    return filled


def _between(times: list[int], points: dict[int, float]) -> dict[int, float]:
    known = sorted(points)
    filled = dict(points)
    for a, b in pairwise(known):
        for time in (t for t in times if a < t < b):
            filled[time] = points[a] + (points[b] - points[a]) * (time - a) / (b - a)
    return dict(sorted(filled.items()))


def _if(grid: Grid, *values: Value) -> Value:
    if len(values) not in (2, 3):
        raise Wrong("IF takes a condition, a value and perhaps another value")
    condition, yes, no = values if len(values) == 3 else (*values, Line())
    if isinstance(condition, list) or isinstance(yes, list) or isinstance(no, list):
        raise Wrong("IF takes time series and numbers, not arrays")
    if isinstance(condition, float):
        return yes if condition else no
    chosen: dict[int, float] = {}
    for time, holds in condition.points.items():
        value = yes if holds else no
        if isinstance(value, float):
            chosen[time] = value
        elif time in value.points:
            chosen[time] = value.points[time]
    return Line(chosen, condition.label)


def _time_series(grid: Grid, *values: Value) -> Value:
    (value,) = _exactly(1, values)
    if not isinstance(value, float):
        raise Wrong("TIME_SERIES takes a number")
    return Line(dict.fromkeys(grid.times, value))


def _mapped(change: Callable[[float], float]) -> Function:
    def over(grid: Grid, points: dict[int, float]) -> dict[int, float]:
        return {time: change(value) for time, value in points.items()}

    return _each(over)


FUNCTIONS: dict[str, Function] = {
    "ABS": _mapped(abs),
    "AVG": _reduce(lambda column: math.fsum(column) / len(column)),
    "CEIL": _mapped(lambda value: float(math.ceil(value))),
    "DATAPOINT_COUNT": lambda grid, value: float(sum(len(line.points) for line in _array(value))),
    "DIFF": _steps(lambda before, now, seconds: now - before),
    "DIFF_TIME": _steps(lambda before, now, seconds: float(seconds)),
    "FILL": _fill,
    "FIRST": lambda grid, value: _array(value)[0] if _array(value) else Line(),
    "FLOOR": _mapped(lambda value: float(math.floor(value))),
    "IF": _if,
    "LAST": lambda grid, value: _array(value)[-1] if _array(value) else Line(),
    "LOG": _mapped(lambda value: math.log(value) if value > 0 else math.nan),
    "LOG10": _mapped(lambda value: math.log10(value) if value > 0 else math.nan),
    "MAX": _reduce(max),
    "METRIC_COUNT": lambda grid, value: float(len(_array(value))),
    "MIN": _reduce(min),
    "PERIOD": lambda grid, value: float(grid.period),
    "RATE": _steps(lambda before, now, seconds: (now - before) / seconds),
    "RUNNING_SUM": _each(_running),
    "STDDEV": _reduce(statistics.pstdev),
    "SUM": _reduce(math.fsum),
    "TIME_SERIES": _time_series,
}
