"""What why says before a task runs is what then happens to the task: in many networks, through the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.model.errors import UsageProblem
from course.reachability.why import why
from course.sandbox import process
from course.world.look import Look
from tests.reachability.networks import NETWORKS, Build, serve
from tests.sandbox.grounds import Ground

TOLD = {
    "ecr.api": "registry auth",
    "ecr.dkr": "CannotPullContainerError: pull image manifest",
    "s3": "CannotPullContainerError: ",
    "logs": "failed to validate logger args",
}
"""Service → what stoppedReason then holds. course/simulator/starting/reasons.py has the sources."""


@pytest.mark.parametrize(
    ("build", "stops"), NETWORKS.items(), ids=lambda each: getattr(each, "__name__", each) or "starts"
)
def test_the_answer_is_what_happens(
    build: Build, stops: str, client: Callable[[str], Any], account: str, sandbox_home: Home
) -> None:
    ground = Ground(client, account, lambda by: void(process.tell(sandbox_home, "POST", "time/forward", by=by)))
    build(ground)
    serve(ground)

    def seen_from(source: str, destination: str) -> Any:
        return why(Look(Path("."), client, world="sandbox"), source, destination)

    before = [part for destination in ("ecr", "logs") for part in seen_from("wanderly/api", destination).parts]
    assert next((part.destination for part in before if not part.ok), "") == stops
    task = ground.after("6m")
    if stops:
        assert TOLD[stops] in task["stoppedReason"]
        assert task["stoppedReason"].startswith("CannotPull") == (stops in ("ecr.dkr", "s3"))
        with pytest.raises(UsageProblem, match="has stopped and its network interface is gone"):
            seen_from(task["taskArn"], "ecr")
        return
    assert (task["lastStatus"], task.get("stoppedReason")) == ("RUNNING", None)
    running = seen_from(task["taskArn"], "ecr")
    assert running.ok
    assert {place.subnet for place in running.source.places} == {part.subnet for part in before}


def test_a_stopped_task_of_a_service_stands_where_its_service_says(
    client: Callable[[str], Any], account: str, sandbox_home: Home
) -> None:
    ground = Ground(client, account, lambda by: void(process.tell(sandbox_home, "POST", "time/forward", by=by)))
    subnet = ground.private_subnet()
    ground.define()
    ground.serve()
    ground.later("6m")
    stopped = client("ecs").list_tasks(cluster="wanderly", desiredStatus="STOPPED")["taskArns"]
    answer = why(Look(Path("."), client, world="sandbox"), stopped[0].rpartition("/")[2], "ecr.api")
    assert [part.subnet for part in answer.stopped] == [subnet]
    assert answer.verdict.startswith(f"task {stopped[0].rpartition('/')[2][:8]} cannot reach ecr.api: rtb-")


def void(_: Any) -> None:
    """Drop an answer."""
