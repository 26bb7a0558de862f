"""Shapes: what is due is the integral of the rate, and requests are due exactly when it says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.dataplane.load.shapes import SHAPES, Shape, arrivals, constant, ramp, spike, step

rates = st.floats(0.5, 500)
lengths = st.floats(0.1, 100)
shapes = st.builds(
    lambda name, rps, seconds: SHAPES[name](rps, seconds), st.sampled_from(sorted(SHAPES)), rates, lengths
)


def test_a_constant_rate_is_a_metronome() -> None:
    moments = list(arrivals(constant(10, 3)))
    assert moments == pytest.approx([number / 10 for number in range(30)])


def test_a_ramp_ends_at_its_rate() -> None:
    moments = list(arrivals(ramp(100, 10)))
    assert len(moments) == 500
    assert moments[:3] == pytest.approx([0, 0.447214, 0.632456], abs=1e-6)
    assert sum(moment >= 9 for moment in moments) == 95  # of the last second, 90 to 100 a second


def test_a_spike_stands_in_the_middle() -> None:
    moments = list(arrivals(spike(50, 10)))
    assert [sum(second <= moment < second + 1 for moment in moments) for second in range(10)] == [
        10, 10, 10, 10, 50, 50, 10, 10, 10, 10,
    ]  # fmt: skip


def test_steps_go_up_by_quarters() -> None:
    shape = step(40, 8)
    assert [shape.rate(moment) for moment in (0, 1.9, 2, 4, 7.9, 8, -1)] == [10, 10, 20, 30, 40, 0, 0]


def test_a_wave_is_highest_in_the_middle() -> None:
    shape = SHAPES["sine"](100, 10)
    assert (shape.rate(0), shape.rate(5), shape.due(10)) == pytest.approx((0, 100, 500))


@given(shapes)
@settings(max_examples=60, deadline=None)
def test_due_is_the_integral_of_the_rate(shape: Shape) -> None:
    parts = 2000
    width = shape.seconds / parts
    whole = sum(shape.rate((number + 0.5) * width) for number in range(parts)) * width
    assert shape.due(shape.seconds) == pytest.approx(whole, rel=2e-3)


@given(shapes, st.floats(0, 1))
def test_when_is_due_the_other_way_round(shape: Shape, part: float) -> None:
    number = shape.due(shape.seconds) * part
    assert shape.due(shape.when(number)) == pytest.approx(number, rel=1e-6, abs=1e-6)


@given(shapes)
@settings(max_examples=60, deadline=None)
def test_arrivals_are_in_order_in_time_and_all_there(shape: Shape) -> None:
    moments = list(arrivals(shape))
    assert all(one <= two for one, two in pairwise(moments))
    assert all(0 <= moment <= shape.seconds for moment in moments)
    whole = shape.due(shape.seconds)
    assert whole - 1e-6 <= len(moments) <= whole + 1
    for number in range(0, len(moments), 97):  # before each, exactly so many were due
        assert shape.due(moments[number]) == pytest.approx(number, rel=1e-6, abs=1e-6)
