"""The streak: days in a row that end today or yesterday."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.progress.streak import streak

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("dates", "length"),
    [
        ([], 0),
        (["2026-03-02"], 1),
        (["2026-03-01"], 1),
        (["2026-02-28"], 0),
        (["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"], 4),
        (["2026-02-27", "2026-02-28", "2026-03-01"], 3),
        (["2026-02-26", "2026-02-28", "2026-03-01"], 2),
        (["2026-03-03", "2026-03-04"], 0),
        (["2026-03-02", "2026-03-03"], 1),
        (["", "nonsense", "2026-03-02"], 1),
    ],
)
def test_streak(dates: list[str], length: int) -> None:
    assert streak(dates, TODAY) == length


@given(length=st.integers(1, 400), gap=st.integers(0, 1), older=st.sets(st.integers(2, 50)))
def test_only_the_run_at_the_end_counts(length: int, gap: int, older: set[int]) -> None:
    last = TODAY - timedelta(days=gap)
    dates = [(last - timedelta(days=n)).isoformat() for n in range(length)]
    before = [(last - timedelta(days=length - 1 + n)).isoformat() for n in older]
    assert streak([*before, *dates], TODAY) == length
