"""Tasks that a container runtime runs: what it is asked for and when, what its reports do, and the speed of time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.simulator.outside import TargetGroup
from course.simulator.service import Service
from course.simulator.task import Task
from tests.simulator.nowhere import GROUP, Lab, task_of


class Runtime:
    """A container runtime in the hands of a test: it says what it is told to say."""

    def __init__(self, balanced: bool = False, desired: int = 1, definition: Any = None, **container: Any) -> None:
        self.lab = Lab()
        self.lab.outside.runtime = True
        self.lab.outside.groups[GROUP] = TargetGroup(GROUP, port=3000, deregistration_delay_s=30)
        self.lab.region.runtime.hear({"is": "engine", "up": True})
        revision = self.lab.revision(balanced=balanced, container=container, definition=definition)
        self.service: Service = self.lab.service(revision, desired=desired)

    @property
    def asked(self) -> list[tuple[str, ...]]:
        """What it was asked for since the last time: what, and the container."""
        told, self.lab.outside.told = self.lab.outside.told, []
        return [(what, *map(str, more.values())) for what, _, more in told if what != "task_facts"]

    def task(self, number: int = -1) -> Task:
        return list(self.service.tasks.values())[number]

    def says(self, what: str, task: Task, **more: Any) -> None:
        self.lab.region.runtime.hear({"is": what, "task": task.arn, **more})

    def until_asked(self, what: str) -> None:
        self.lab.outside.told = []
        self.lab.run_until(lambda: any(told == what for told, _, _ in self.lab.outside.told), 300)

    def pulls(self) -> Task:
        """A task that is to be prepared."""
        self.until_asked("look")
        task = self.task()
        self.says("looked", task, real=True)
        return task

    def runs(self) -> Task:
        """A task whose container runs."""
        task = self.pulls()
        self.says("prepared", task, ports={"3000": 49153})
        self.says("started", task, container="web", id="abc")
        return task


def test_a_task_goes_through_its_states_at_the_runtimes_word() -> None:
    of = Runtime()
    of.until_asked("look")
    task = of.task()
    assert (task.last_status, task.real, of.asked) == ("PENDING", None, [("look",)])
    of.lab.run(3600)
    assert task.last_status == "PENDING"  # nobody has answered
    of.says("looked", task, real=True)
    assert of.asked == [("prepare",)]
    of.says("prepared", task, ports={"3000": 49153})
    assert (task.last_status, task.reached_at, of.asked) == ("ACTIVATING", {3000: 49153}, [("start", "web")])
    of.says("started", task, container="web", id="abc")
    of.lab.run(10)
    assert (task.last_status, of.asked) == ("RUNNING", [])
    of.lab.region.lifecycle.stop(task, "UserInitiated", "enough")
    of.lab.run(10)
    assert (task.last_status, of.asked) == ("STOPPING", [("stop", "web", "30")])
    of.says("ended", task, container="web", code=0)
    of.lab.run(60)
    assert (task.last_status, task.containers[0].exit_code) == ("STOPPED", 0)
    assert ("remove",) in of.asked


def test_what_cannot_really_run_is_simulated() -> None:
    of = Runtime()
    of.until_asked("look")
    of.says("looked", of.task(), real=False)
    of.lab.run(120)
    assert (of.task().last_status, of.asked) == ("RUNNING", [("look",)])


@pytest.mark.parametrize("wants", [True, False])
def test_nobody_is_asked_where_there_is_no_runtime_or_nobody_wants_one(wants: bool) -> None:
    lab = Lab()
    lab.outside.runtime = wants
    lab.region.runtime.hear({"is": "engine", "up": not wants})
    service = lab.service(lab.revision(), desired=1)
    lab.run(120)
    assert ([each.last_status for each in service.tasks.values()], lab.outside.told) == (["RUNNING"], [])


def test_an_image_that_cannot_be_pulled_ends_the_task() -> None:
    of = Runtime()
    task = of.pulls()
    why = "CannotPullContainerError: pull image manifest has been retried 1 time(s)"
    of.says("not_prepared", task, container="web", reason=why)
    of.lab.run(60)
    assert (task.stop_code, task.stopped_reason, task.containers[0].reason) == ("TaskFailedToStart", why, why)


def test_a_container_that_cannot_be_started_ends_the_task() -> None:
    of = Runtime()
    task = of.pulls()
    of.says("prepared", task, ports={})
    why = "CannotStartContainerError: Error response from daemon: exec format error"
    of.says("not_started", task, container="web", reason=why)
    of.lab.run(60)
    assert (task.last_status, task.stop_code) == ("STOPPED", "TaskFailedToStart")
    assert (task.containers[0].reason, task.containers[0].exit_code) == (why, None)


@pytest.mark.parametrize(
    ("report", "code", "reason"),
    [
        ({"code": 3}, 3, ""),
        ({"code": 137, "oom": True}, 137, "OutOfMemoryError: Container killed due to memory usage"),
    ],
)
def test_the_end_of_an_essential_container_ends_its_task_and_the_service_heals(
    report: dict[str, Any], code: int, reason: str
) -> None:
    of = Runtime()
    task = of.runs()
    of.lab.run(120)
    of.says("ended", task, container="web", **report)
    of.lab.run(60)
    assert (task.stop_code, task.containers[0].exit_code, task.containers[0].reason) == (
        "EssentialContainerExited",
        code,
        reason,
    )
    assert of.task() is not task
    assert ("remove",) in of.asked


def test_containers_wait_for_each_other() -> None:
    check = {"healthCheck": {"command": ["CMD", "true"], "interval": 5, "retries": 2}}
    waits = {"dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}
    of = Runtime(definition=task_of({"name": "db", **check}, {"name": "app", **waits}))
    task = of.pulls()
    of.says("prepared", task, ports={})
    of.says("started", task, container="db", id="1")
    assert of.asked[-1] == ("start", "db")
    of.lab.run(2)
    assert task.last_status == "ACTIVATING"
    of.says("health", task, container="db", status="HEALTHY")
    assert of.asked == [("start", "app")]
    of.says("started", task, container="app", id="2")
    of.lab.run(10)
    assert (task.last_status, task.health) == ("RUNNING", "HEALTHY")
    of.says("health", task, container="db", status="UNHEALTHY")
    assert task.health == "UNHEALTHY"


def test_a_load_balancer_believes_what_real_health_checks_find() -> None:
    of = Runtime(balanced=True)
    task = of.runs()
    of.lab.run(20)
    (target,) = task.targets
    assert target.health.state == "initial"
    of.lab.region.runtime.probed(target, passed=True, status=200, why="ok")
    of.lab.run(40)
    assert target.health.state == "healthy"
    of.lab.region.runtime.probed(target, passed=False, status=503, why="mismatch")
    of.lab.run_until(lambda: target.health.state == "unhealthy", 120)
    assert target.health.description == "Health checks failed with these codes: [503]"


def test_time_keeps_to_the_walls_speed_while_something_real_starts_or_stops() -> None:
    of = Runtime(balanced=True)
    agenda = of.lab.agenda
    assert agenda.holding == 0
    task = of.pulls()
    assert agenda.holding == 1
    of.says("prepared", task, ports={"3000": 49153})
    of.says("started", task, container="web", id="abc")
    of.lab.run(12)
    assert (task.registered, agenda.holding) == (True, 1)  # its program may still be coming up
    of.lab.region.runtime.probed(task.targets[0], passed=True, status=200, why="ok")
    assert agenda.holding == 0
    of.lab.run(60)
    of.lab.region.lifecycle.stop(task, "UserInitiated", "")
    of.lab.run_until(lambda: task.last_status == "STOPPING", 100)
    before = agenda.holding
    of.says("ended", task, container="web", code=0)
    assert agenda.holding == before - 1


def test_a_program_that_never_comes_up_holds_time_back_for_a_minute_only() -> None:
    of = Runtime(balanced=True)
    of.lab.change(of.service, grace_s=600)
    of.runs()
    of.lab.run(15)
    assert of.lab.agenda.holding == 1
    of.lab.run(60)
    assert of.lab.agenda.holding == 0


def test_a_runtime_that_goes_away_takes_its_containers_along() -> None:
    of = Runtime()
    task = of.runs()
    of.lab.run(100)
    of.lab.region.runtime.hear({"is": "lost"})
    assert (task.stop_code, task.containers[0].exit_code) == ("EssentialContainerExited", 137)
    of.until_asked("look")
    waiting = of.task()
    of.lab.region.runtime.hear({"is": "lost"})
    assert waiting.real is False
    of.lab.run(200)
    assert (of.lab.agenda.holding, waiting.last_status) == (0, "RUNNING")


REPORTS = st.sampled_from(
    [
        {"is": "looked", "real": True},
        {"is": "looked", "real": False},
        {"is": "prepared", "ports": {"3000": 49153}},
        {"is": "not_prepared", "container": None, "reason": "CannotPullContainerError: no"},
        {"is": "started", "container": "web", "id": "abc"},
        {"is": "not_started", "container": "web", "reason": "CannotStartContainerError: no"},
        {"is": "ended", "container": "web", "code": 1},
        {"is": "health", "container": "web", "status": "UNHEALTHY"},
        {"is": "lost"},
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), REPORTS), max_size=30))
def test_no_order_of_reports_leaves_time_held_back_for_ever(said: list[tuple[int, dict[str, Any]]]) -> None:
    of = Runtime(balanced=True)
    for after, report in said:
        of.lab.run(after)
        for task in list(of.service.tasks.values()):
            of.lab.region.runtime.hear({"task": task.arn, **report})
    of.lab.change(of.service, desired=0)
    for _ in range(40):
        of.lab.run(30)
        of.lab.region.runtime.hear({"is": "lost"})
    assert not any(task.wanted for task in of.service.tasks.values())
    assert of.lab.agenda.holding == 0
