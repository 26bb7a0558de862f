"""The containers of a task: the order of dependsOn, what is essential, restarts, and the task's health told by theirs."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.agenda import SECOND
from course.simulator.service import Service
from course.simulator.task import ContainerRun, Task
from tests.simulator.nowhere import Lab, task_of

CHECK = {"command": ["CMD-SHELL", "curl -f http://localhost:3000/healthz"], "interval": 10, "retries": 2}


def started(*containers: dict[str, Any], seconds: float = 60) -> tuple[Lab, Service, Task]:
    """A service of one such task, some time after it was made; the first task of it."""
    lab = Lab()
    service = lab.service(lab.revision(definition=task_of(*containers)), desired=1)
    lab.run_until(lambda: bool(service.tasks))
    task = next(iter(service.tasks.values()))
    lab.run(seconds)
    return lab, service, task


def of(task: Task, name: str) -> ContainerRun:
    run = task.run_of(name)
    assert run is not None
    return run


def after(task: Task, first: str, then: str) -> float:
    """Seconds from the start of one container to that of the other."""
    begun, followed = of(task, first).started_us, of(task, then).started_us
    assert begun is not None
    assert followed is not None
    return (followed - begun) / SECOND


def wants(condition: str, **more: Any) -> dict[str, Any]:
    return {"name": "app", "dependsOn": [{"containerName": "first", "condition": condition}]} | more


def test_start_waits_for_the_other_to_start() -> None:
    _, _, task = started({"name": "first"}, wants("START"))
    assert 0.5 <= after(task, "first", "app") <= 1.5
    assert task.last_status == "RUNNING"


def test_without_a_dependency_nobody_waits() -> None:
    _, _, task = started({"name": "first"}, {"name": "app"})
    assert abs(after(task, "first", "app")) < 1.5


def test_healthy_waits_for_the_others_check() -> None:
    _, _, task = started({"name": "first", "healthCheck": CHECK}, wants("HEALTHY"))
    assert 10.5 <= after(task, "first", "app") <= 11.5  # the first probe comes after one interval


def test_complete_takes_any_exit_code_and_success_only_zero() -> None:
    ends = {"name": "first", "essential": False, "command": ["sh", "-c", "sleep 20; exit 3"]}
    _, _, task = started(ends, wants("COMPLETE"))
    assert 20.5 <= after(task, "first", "app") <= 21.5
    assert (task.last_status, of(task, "first").exit_code) == ("RUNNING", 3)
    _, _, task = started(ends, wants("SUCCESS"), seconds=50)
    assert of(task, "app").started_us is None
    assert task.stop_code == "EssentialContainerExited"
    assert of(task, "app").exit_code == 143
    assert of(task, "app").reason.startswith("CannotStartContainerError: dependency graph: failed to resolve")
    assert "did not exit successfully" in of(task, "app").reason


def test_success_goes_on_after_zero() -> None:
    _, _, task = started({"name": "first", "image": "wanderly/migrate:1", "essential": False}, wants("SUCCESS"))
    assert 20.5 <= after(task, "first", "app") <= 21.5
    assert task.last_status == "RUNNING"


def test_a_start_timeout_gives_up_waiting() -> None:
    _, _, task = started(
        {"name": "first", "healthCheck": CHECK, "image": "wanderly/api:unhealthy"},
        wants("HEALTHY", startTimeout=15),
    )
    app = of(task, "app")
    assert app.reason.endswith("container ordering dependency [first] for target [app] has timed out.")
    assert (app.exit_code, task.stop_code) == (143, "EssentialContainerExited")


@pytest.mark.parametrize(("essential", "lives"), [(False, True), (True, False)])
def test_the_end_of_an_essential_container_ends_the_task(essential: bool, lives: bool) -> None:
    _, _, task = started({"name": "web"}, {"name": "side", "essential": essential, "command": ["sleep", "5"]})
    assert (task.desired_status == "RUNNING") is lives
    assert of(task, "side").exit_code == 0
    if not lives:
        assert (task.stop_code, task.stopped_reason) == (
            "EssentialContainerExited",
            "Essential container in task exited",
        )
        assert of(task, "web").exit_code == 0  # SIGTERM: the API ends with 0


def test_a_restart_policy_starts_it_again_inside_the_running_task() -> None:
    policy = {"enabled": True, "restartAttemptPeriod": 60}
    _, _, task = started(
        {"name": "web", "command": ["sh", "-c", "sleep 70; exit 1"], "restartPolicy": policy}, seconds=400
    )
    assert task.last_status == "RUNNING"
    assert of(task, "web").restarts == 5


@pytest.mark.parametrize(
    "policy",
    [
        {"enabled": True, "restartAttemptPeriod": 80},  # it did not run for so long
        {"enabled": True, "restartAttemptPeriod": 60, "ignoredExitCodes": [1]},
        {"enabled": False},
    ],
)
def test_no_restart(policy: dict[str, Any]) -> None:
    _, _, task = started(
        {"name": "web", "command": ["sh", "-c", "sleep 70; exit 1"], "restartPolicy": policy}, seconds=120
    )
    assert (task.stop_code, of(task, "web").restarts, of(task, "web").exit_code) == ("EssentialContainerExited", 0, 1)


def test_the_tasks_health_is_that_of_its_essential_checked_containers() -> None:
    lab, _, task = started(
        {"name": "web", "healthCheck": CHECK},
        {"name": "side", "essential": False, "healthCheck": CHECK, "image": "wanderly/api:unhealthy"},
        {"name": "plain"},
        seconds=15,
    )
    assert (task.health, of(task, "web").health) == ("UNKNOWN", "UNKNOWN")
    lab.run(60)
    assert (task.health, of(task, "web").health, of(task, "side").health) == ("HEALTHY", "HEALTHY", "UNHEALTHY")
    assert of(task, "plain").health == "UNKNOWN"
    lab.region.faults.break_health(task.id)
    lab.run(21)
    assert task.health == "UNHEALTHY"


@pytest.mark.parametrize(
    ("command", "health"),
    [
        (["CMD-SHELL", "exit 1"], "UNHEALTHY"),
        (["CMD", "false"], "UNHEALTHY"),
        (["CMD", "true"], "HEALTHY"),
        (["CMD-SHELL", "curl -f http://localhost:3000/ || exit 1"], "HEALTHY"),
    ],
)
def test_a_check_that_needs_no_image_to_be_understood(command: list[str], health: str) -> None:
    lab, _, task = started({"name": "web", "healthCheck": CHECK | {"command": command}}, seconds=0)
    lab.run_until(lambda: task.health != "UNKNOWN")
    assert task.health == health
