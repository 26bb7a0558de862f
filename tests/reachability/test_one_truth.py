"""One truth: a network read by describe calls gives the same verdict, hop by hop, as the records by which the sandbox decides."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from course.home import CHECKOUT
from tests.reachability.networks import NETWORKS

NAMES = [build.__name__ for build in NETWORKS]


@pytest.mark.parametrize("names", [NAMES[start::3] for start in range(3)], ids=lambda names: f"{names[0]} and more")
def test_described_and_recorded_agree(names: list[str]) -> None:
    script = "import runpy; runpy.run_module('tests.reachability.both_ways', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", script, *names], cwd=CHECKOUT, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    told = json.loads(done.stdout)
    assert sorted(told) == sorted(names)
    assert {name: each["differ"] for name, each in told.items() if each["differ"]} == {}
    assert sum(each["hops"] for each in told.values()) > 300  # so many were compared
