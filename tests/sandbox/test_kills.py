"""Fifty kills at random moments; `make faults` does two hundred."""

from __future__ import annotations

import pytest

from course.home import Home
from tests.faults.kills import rounds


@pytest.mark.parametrize("seed", range(5))
def test_ten_kills_lose_nothing_acknowledged(home: Home, seed: int) -> None:
    assert rounds(home, 10, seed) > 0
