"""CloudWatch's statistics by name: Sum … SampleCount, p99.9, tm90, TM(10%:90%), wm, tc, ts, IQM, PR(:100)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from course.sandbox.stores.buckets import Spread, Summary

Statistic = Callable[[Summary], float | None]
"""A number out of a summary; None where CloudWatch has none (no raw values, or negative ones)."""

SIMPLE: dict[str, Statistic] = {
    "SampleCount": lambda data: data.count,
    "Sum": lambda data: data.total,
    "Average": lambda data: data.total / data.count if data.count else None,
    "Minimum": lambda data: data.low,
    "Maximum": lambda data: data.high,
}

_SHORT = re.compile(r"(p|tm|tc|ts|wm)(\d{1,3}(?:\.\d{1,10})?)")
_LONG = re.compile(r"(TM|TC|TS|WM|PR)\((\d+(?:\.\d+)?)?(%?):(\d+(?:\.\d+)?)?(%?)\)")


@lru_cache(256)
def statistic(name: str) -> Statistic | None:
    """The statistic of that name; None if there is none such."""
    if name in SIMPLE:
        return SIMPLE[name]
    if name.upper() == "IQM":
        return _over_values(lambda data, spread: _trimmed("tm", data, spread, 25.0, 75.0))
    if match := _SHORT.fullmatch(name):
        kind, percent = match[1], float(match[2])
        if percent > 100:
            return None
        if kind == "p":
            return _over_values(lambda data, spread: _percentile(data, spread, percent))
        return _over_values(lambda data, spread: _trimmed(kind, data, spread, 0.0, percent))
    if match := _LONG.fullmatch(name):
        kind = match[1].lower()
        low = float(match[2]) if match[2] else None
        high = float(match[4]) if match[4] else None
        if (low is None and high is None) or (kind == "pr" and (match[3] or match[5])):
            return None
        if match[3] or match[5]:
            least, most = low or 0.0, 100.0 if high is None else high
            return _over_values(lambda data, spread: _trimmed(kind, data, spread, least, most))
        return _over_values(lambda data, spread: _between(kind, data, spread, low, high))
    return None


def needs_values(name: str) -> bool:
    """Whether a statistic is computed from single values."""
    return name not in SIMPLE


def _over_values(compute: Callable[[Summary, Spread], float | None]) -> Statistic:
    def of(data: Summary) -> float | None:
        if not data.spread or data.low < 0:
            return None
        ordered = sorted(data.spread.items())
        if ordered[0][0] >= data.low and ordered[-1][0] <= data.high:
            return compute(data, dict(ordered))
        # classes lie around their values: never outside of what was seen
        clipped: Spread = {}
        for value, count in ordered:
            within = min(max(value, data.low), data.high)
            clipped[within] = clipped.get(within, 0.0) + count
        return compute(data, clipped)

    return of


def _percentile(data: Summary, spread: Spread, percent: float) -> float:
    target = data.count * percent / 100 - 1e-9
    seen = 0.0
    for value, count in spread.items():
        seen += count
        if seen >= target:
            return value
    return data.high


def _trimmed(kind: str, data: Summary, spread: Spread, low: float, high: float) -> float | None:
    """Over the data between two percentages of all, a value on the border counting for its part within."""
    begin, end = data.count * low / 100, data.count * high / 100
    if kind == "wm":
        least, most = _percentile(data, spread, low), _percentile(data, spread, high)
        return sum(min(max(value, least), most) * count for value, count in spread.items()) / data.count
    seen = mass = total = 0.0
    for value, count in spread.items():
        part = max(0.0, min(end, seen + count) - max(begin, seen))
        seen += count
        mass += part
        total += part * value
    return _outcome(kind, data, mass, total)


def _between(kind: str, data: Summary, spread: Spread, low: float | None, high: float | None) -> float | None:
    """Over the data greater than `low` and not greater than `high`."""
    least = float("-inf") if low is None else low
    most = float("inf") if high is None else high
    if kind == "wm":
        return sum(min(max(value, least), most) * count for value, count in spread.items()) / data.count
    within = {value: count for value, count in spread.items() if least < value <= most}
    return _outcome(kind, data, sum(within.values()), sum(value * count for value, count in within.items()))


def _outcome(kind: str, data: Summary, mass: float, total: float) -> float | None:
    if kind == "tc":
        return mass
    if kind == "ts":
        return total
    if kind == "pr":
        return 100 * mass / data.count
    return total / mass if mass else None
