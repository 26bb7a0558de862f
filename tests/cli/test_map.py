"""ecs-course map: an outline of the learner's world, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.cli.program import ecs_course


@pytest.fixture
def learner(tmp_path: Path):  # type: ignore[no-untyped-def]
    home = Home(tmp_path / "learner")
    yield home
    process.down(home)


def test_the_map_of_a_world(learner: Home) -> None:
    done = ecs_course("map", home=learner.root)
    assert done.returncode == 3
    assert "ecs-course sandbox up" in done.stderr
    running = process.up(learner)
    done = ecs_course("map", home=learner.root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Map of the sandbox\nNothing to draw yet")
    ecs = sandbox_clients(running.endpoint, "us-east-1")("ecs")
    for name in ("one", "two"):
        ecs.create_cluster(clusterName=name)
    assert "Cluster two: ✔ ACTIVE (0 running)" in ecs_course("map", home=learner.root).stdout
    told = json.loads(ecs_course("map", "--json", "--cluster", "one", home=learner.root).stdout)
    assert told["version"] == 1
    assert [node["name"] for node in told["nodes"]] == ["one"]
