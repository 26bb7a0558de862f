"""Numbers as people type them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import UsageProblem
from course.quiz.kinds.numbers import number, written


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        (12, "tasks", 12),
        (12.5, "tasks", 12.5),
        ("12", "tasks", 12),
        (" 12.0 ", "tasks", 12),
        ("12.", "tasks", 12),
        ("12,5", "tasks", 12.5),
        (".5", "vCPU", 0.5),
        ("0,125", "vCPU", 0.125),
        ("1,000", "tasks", 1000),
        ("1,234,567.5", "bytes", 1234567.5),
        ("1 000", "tasks", 1000),
        ("1\u202f000,5", "tasks", 1000.5),
        ("1e3", "tasks", 1000),
        ("+3", "tasks", 3),
        ("-3", "tasks", -3),
        ("\u22123", "tasks", -3),
        ("3 tasks", "tasks", 3),
        ("1 task", "tasks", 1),
        ("3 TASKS.", "tasks", 3),
        ("3tasks", "tasks", 3),
        ("$9.01", "USD per month", 9.01),
        ("9.01 USD", "USD per month", 9.01),
        ("9.01 $/month", "USD per month", 9.01),
        ("9.01 dollars per month", "USD per month", 9.01),
        ("75%", "percent", 75),
        ("75 percent", "%", 75),
        ("120 s", "seconds", 120),
        ("120 sec", "seconds", 120),
        ("0.25 vCPU", "vCPU", 0.25),
        ("3", "", 3),
    ],
)
def test_read(typed: Any, unit: str, value: float) -> None:
    assert number(typed, unit) == value


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("", "tasks"), ("tasks", "tasks"), ("about 3", "tasks"), ("3 or 4", "tasks"), ("3-4", "tasks"), ("1/2", "vCPU"),
        ("2 + 2", "tasks"), ("1.2.3", "tasks"), ("1,0,0", "tasks"), ("0x10", "tasks"), ("1_000", "tasks"),
        ("nan", "tasks"), ("inf", "tasks"), ("1e999", "tasks"), ("--3", "tasks"), ("3 tasks 4", "tasks"),
        ("2 minutes", "seconds"), ("$3", "tasks"), ("3 %", "tasks"), ("3 tasks", ""), ("3?", "tasks"),
        (float("nan"), "tasks"), (float("-inf"), "tasks"), (10**400, "tasks"), (True, "tasks"), (None, "tasks"), ([3], "tasks"),
    ],
)  # fmt: skip
def test_refused(typed: Any, unit: str) -> None:
    """Another unit too: two minutes are 120 seconds, and nobody is judged for not converting."""
    with pytest.raises(UsageProblem, match=f"a number of {unit}, such as" if unit else "Answer with a number, such as"):
        number(typed, unit)


@given(st.floats(-1e12, 1e12) | st.integers(-(10**15), 10**15))
def test_a_number_written_is_read_again(value: float) -> None:
    assert number(written(value), "tasks") == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (0.1 + 0.2, "0.3"), (1234567, "1234567"), (7.5, "7.5"), (-0.25, "-0.25")]
)
def test_written(value: float, text: str) -> None:
    assert written(value) == text
