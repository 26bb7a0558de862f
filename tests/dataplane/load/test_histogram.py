"""The histogram against a sorted list: never too low, at most a thousandth too high, in memory that does not grow."""

from __future__ import annotations

import math
import sys

from hypothesis import given
from hypothesis import strategies as st

from course.dataplane.load.histogram import LONGEST_US, Histogram, _highest, _place

durations = st.one_of(st.integers(0, 5_000), st.integers(0, LONGEST_US))


@given(st.lists(durations, min_size=1, max_size=300), st.floats(0.01, 100))
def test_percentiles_as_of_a_sorted_list(values: list[int], percent: float) -> None:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    exact = sorted(values)[max(1, math.ceil(percent * len(values) / 100)) - 1]
    assert exact <= histogram.percentile(percent) <= exact + exact // 1000 + 1
    assert histogram.percentile(100) == histogram.most_us == max(values)
    assert (histogram.count, histogram.total_us, histogram.least_us) == (len(values), sum(values), min(values))


@given(st.integers(0, LONGEST_US - 1))
def test_buckets_follow_each_other_without_gaps(value: int) -> None:
    assert value <= _highest(_place(value))
    assert _place(_highest(_place(value)) + 1) == _place(value) + 1


def test_small_values_are_exact_and_odd_ones_do_no_harm() -> None:
    histogram = Histogram()
    assert (histogram.percentile(50), histogram.mean_us) == (0, 0.0)
    for value in (-5, 0, 2047, 10**15):
        histogram.add(value)
    assert [histogram.percentile(percent) for percent in (25, 50, 75, 100)] == [0, 0, 2047, LONGEST_US]


def test_its_memory_does_not_grow() -> None:
    histogram = Histogram()
    before = sys.getsizeof(histogram._counts)
    for value in range(0, 10_000_000, 97):
        histogram.add(value)
    assert sys.getsizeof(histogram._counts) == before < 250_000
