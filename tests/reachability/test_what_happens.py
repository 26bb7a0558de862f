"""What why says before a task runs is what then happens to the task: in many networks, through the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.reachability.why import why
from course.world.look import Look
from tests.reachability.networks import NETWORKS, Build, serve
from tests.sandbox.conftest import at_wall, aws, later, sandbox  # noqa: F401
from tests.sandbox.grounds import Ground

TOLD = {
    "ecr.api": "registry auth",
    "ecr.dkr": "CannotPullContainerError: pull image manifest",
    "s3": "CannotPullContainerError: ",
    "logs": "failed to validate logger args",
}
"""Service → what stoppedReason then holds. course/simulator/starting/reasons.py has the sources."""


@pytest.mark.parametrize(("build", "stops"), NETWORKS.items(), ids=lambda each: getattr(each, "__name__", each) or "starts")
def test_the_answer_is_what_happens(
    build: Build, stops: str, aws: Callable[..., Any], account: str, later: Callable[[str], None]  # noqa: F811
) -> None:
    ground = Ground(aws, account, later)
    build(ground)
    serve(ground)
    look = Look(Path("."), aws, world="sandbox")
    before = [part for destination in ("ecr", "logs") for part in why(look, "wanderly/api", destination).parts]
    assert next((part.destination for part in before if not part.ok), "") == stops
    task = ground.after("6m")
    if not stops:
        assert (task["lastStatus"], task.get("stoppedReason")) == ("RUNNING", None)
        running = why(Look(Path("."), aws, world="sandbox"), task["taskArn"], "ecr")
        assert running.ok
        assert [place.subnet for place in running.source.places] == [before[0].subnet]
    else:
        assert TOLD[stops] in task["stoppedReason"]
        assert task["stoppedReason"].startswith("CannotPull") == (stops in ("ecr.dkr", "s3"))
