"""A histogram of durations in bounded memory, exact to a thousandth: linear within each doubling, as HdrHistogram has it."""

from __future__ import annotations

from array import array

_BITS = 11
"""2,048 values are told apart in the first stretch and 1,024 in each doubling after it, so a bucket is at most 0.1 % wide."""
_WHOLE, _HALF = 1 << _BITS, 1 << (_BITS - 1)
LONGEST_US = 1 << 33
"""Longer durations (two and a half hours) are counted as this long."""


class Histogram:
    """Durations in microseconds. 200 KB, however many there are."""

    def __init__(self) -> None:
        self._counts = array("Q", bytes(8 * (_place(LONGEST_US) + 1)))
        self.count = 0
        self.total_us = 0
        self.least_us = 0
        self.most_us = 0

    def add(self, duration_us: int) -> None:
        """Count one. Below 0 counts as 0."""
        duration_us = min(max(duration_us, 0), LONGEST_US)
        self._counts[_place(duration_us)] += 1
        self.least_us = duration_us if not self.count else min(self.least_us, duration_us)
        self.most_us = max(self.most_us, duration_us)
        self.count += 1
        self.total_us += duration_us

    def percentile(self, percent: float) -> int:
        """The duration that so many percent did not exceed, in microseconds: the value at rank ⌈percent · count⌉, at most 0.1 %
        too high. 0 where nothing was counted."""
        wanted = max(1, -int(-(percent * self.count) // 100))
        seen = 0
        for place, number in enumerate(self._counts):
            seen += number
            if number and seen >= wanted:
                return min(_highest(place), self.most_us)
        return 0

    @property
    def mean_us(self) -> float:
        """The mean, exactly; 0 where nothing was counted."""
        return self.total_us / self.count if self.count else 0.0


def _place(value: int) -> int:
    """The bucket of a value."""
    doublings = max(value.bit_length() - _BITS, 0)
    return doublings * _HALF + (value >> doublings)


def _highest(place: int) -> int:
    """The highest value of a bucket."""
    if place < _WHOLE:
        return place
    doublings = place // _HALF - 1
    return ((place - doublings * _HALF + 1) << doublings) - 1
