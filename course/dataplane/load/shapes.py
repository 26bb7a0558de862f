"""Shapes of load: how many requests a second at which moment, and so exactly when each one is due."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Protocol


class Shape(Protocol):
    """A load over time. Times are seconds from the beginning, rates are requests a second."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""

    def rate(self, at: float) -> float:
        """The rate at a moment; 0 before the beginning and from the end on."""

    def due(self, at: float) -> float:
        """How many requests are due before a moment: the integral of the rate."""

    def when(self, number: float) -> float:
        """The moment before which so many requests are due: the other way round."""


def arrivals(shape: Shape) -> Iterator[float]:
    """When each request is due, in order: request k at the moment that k requests should have come before. No chance is in it,
    so a run can be repeated to the request."""
    whole = shape.due(shape.seconds)
    for number in count():
        if number >= whole - 1e-9:
            return
        yield shape.when(number)


@dataclass(frozen=True)
class Pieces:
    """Straight pieces, one after the other."""

    corners: tuple[tuple[float, float], ...]
    """(moment, rate), by time; two at the same moment are a jump. The first is at 0."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.corners[-1][0]

    def rate(self, at: float) -> float:
        """See Shape."""
        for (t0, r0), (t1, r1) in pairwise(self.corners):
            if t0 <= at < t1:
                return r0 + (r1 - r0) * (at - t0) / (t1 - t0)
        return 0.0

    def due(self, at: float) -> float:
        """See Shape."""
        total = 0.0
        for (t0, r0), (t1, r1) in pairwise(self.corners):
            span = min(max(at - t0, 0.0), t1 - t0)
            if span > 0:
                total += span * (r0 + (r1 - r0) * span / (t1 - t0) / 2)
        return total

    def when(self, number: float) -> float:
        """See Shape."""
        before = 0.0
        for (t0, r0), (t1, r1) in pairwise(self.corners):
            here = (r0 + r1) / 2 * (t1 - t0)
            if number <= before + here and here > 0:
                return t0 + _span(number - before, r0, (r1 - r0) / (t1 - t0), t1 - t0)
            before += here
        return self.seconds


@dataclass(frozen=True)
class Wave:
    """One wave from nothing to the top and back: top/2 · (1 - cos(2πt/seconds))."""

    top: float
    seconds: float

    def rate(self, at: float) -> float:
        """See Shape."""
        if not 0 <= at < self.seconds:
            return 0.0
        return self.top / 2 * (1 - math.cos(2 * math.pi * at / self.seconds))

    def due(self, at: float) -> float:
        """See Shape."""
        at = min(max(at, 0.0), self.seconds)
        turn = 2 * math.pi / self.seconds
        return self.top / 2 * (at - math.sin(turn * at) / turn)

    def when(self, number: float) -> float:
        """See Shape. By halving: 50 halvings are far below a microsecond, and cost twenty."""
        low, high = 0.0, self.seconds
        for _ in range(50):
            middle = (low + high) / 2
            if self.due(middle) < number:
                low = middle
            else:
                high = middle
        return high


def constant(rps: float, seconds: float) -> Shape:
    """The same all the time."""
    return Pieces(((0, rps), (seconds, rps)))


def ramp(rps: float, seconds: float) -> Shape:
    """From nothing evenly up to `rps` at the end."""
    return Pieces(((0, 0), (seconds, rps)))


def spike(rps: float, seconds: float) -> Shape:
    """A fifth of `rps`, and all of it in the middle fifth of the time."""
    on, off = seconds * 0.4, seconds * 0.6
    return Pieces(((0, rps / 5), (on, rps / 5), (on, rps), (off, rps), (off, rps / 5), (seconds, rps / 5)))


def step(rps: float, seconds: float) -> Shape:
    """Four steps of the same length: a quarter of `rps`, a half, three quarters, all of it."""
    corners = [(seconds * edge / 4, rps * level / 4) for level in (1, 2, 3, 4) for edge in (level - 1, level)]
    return Pieces(tuple(corners))


SHAPES: dict[str, Callable[[float, float], Shape]] = {
    "constant": constant,
    "ramp": ramp,
    "spike": spike,
    "sine": Wave,
    "step": step,
}
"""By name: (the highest rate, seconds) → shape."""


def _span(number: float, rate: float, slope: float, longest: float) -> float:
    """After how long a rate that changes evenly has brought so many: number = rate·t + slope·t²/2, in the form of the solution
    that loses no digits where the slope is small."""
    root = math.sqrt(max(rate * rate + 2 * slope * number, 0.0))
    return min(2 * number / (rate + root), longest) if rate + root > 0 else 0.0
