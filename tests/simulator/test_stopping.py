"""How tasks stop: who says so, the signals, the draining of targets, and when a replacement comes."""

from __future__ import annotations

from typing import Any

import pytest

from course.simulator.agenda import SECOND
from course.simulator.outside import TargetGroup
from course.simulator.service import Service
from course.simulator.task import Task
from tests.simulator.nowhere import GROUP, Lab


def steady(image: str = "wanderly/api:1", balanced: bool = False, desired: int = 1, **more: Any) -> tuple[Lab, Service]:
    lab = Lab()
    service = lab.service(lab.revision(image=image, balanced=balanced, container=more), desired=desired)
    lab.run(300)
    return lab, service


def first(service: Service) -> Task:
    return next(iter(service.tasks.values()))


def seconds(before_us: int | None, after_us: int | None) -> float:
    assert before_us is not None
    assert after_us is not None
    return (after_us - before_us) / SECOND


@pytest.mark.parametrize(
    ("image", "timeout", "code", "least", "most"),
    [
        ("wanderly/api:1", {}, 0, 2, 4),  # it handles the signal
        ("example/unknown:1", {}, 143, 2, 4),  # 128 + SIGTERM
        ("wanderly/api:stubborn", {}, 137, 31, 33),  # 128 + SIGKILL after thirty seconds
        ("wanderly/api:stubborn", {"stopTimeout": 5}, 137, 6, 8),
        ("wanderly/api:stubborn", {"stopTimeout": 120}, 137, 121, 123),
    ],
)
def test_sigterm_then_sigkill_when_the_stop_timeout_is_over(
    image: str, timeout: dict[str, int], code: int, least: float, most: float
) -> None:
    lab, service = steady(image, **timeout)
    task = first(service)
    lab.change(service, desired=0)
    lab.run_until(lambda: task.last_status == "STOPPED")
    assert task.containers[0].exit_code == code
    assert least <= seconds(task.stopping_us, task.execution_stopped_us) <= most
    assert 13 <= seconds(task.execution_stopped_us, task.stopped_us) <= 25


def test_the_scheduler_says_why_it_stopped_a_task() -> None:
    lab, service = steady(desired=2)
    going = list(service.tasks.values())
    lab.change(service, desired=1)
    lab.run(60)
    (stopped,) = [task for task in going if task.desired_status == "STOPPED"]
    deployment = service.deployments[0].id
    assert stopped.stop_code == "ServiceSchedulerInitiated"
    assert stopped.stopped_reason == f"Scaling activity initiated by (deployment {deployment})"


@pytest.mark.parametrize("delay", [0, 30, 300])
def test_a_task_behind_a_load_balancer_is_deactivating_until_its_target_has_drained(delay: float) -> None:
    lab = Lab()
    lab.outside.groups[GROUP] = TargetGroup(GROUP, deregistration_delay_s=delay)
    service = lab.service(lab.revision(balanced=True), desired=1)
    lab.run(300)
    task = first(service)
    assert lab.outside.targets == {(GROUP, task.address, 3000)}
    lab.change(service, desired=0)
    lab.run_until(lambda: task.last_status == "DEACTIVATING")
    assert lab.outside.targets == set()
    assert task.containers[0].running
    lab.run_until(lambda: task.last_status == "STOPPING")
    assert seconds(task.stopping_us, lab.agenda.now_us) == pytest.approx(max(delay, 2), abs=1)


def test_a_container_that_ends_by_itself_is_replaced_when_its_task_is_stopped() -> None:
    # captures task-lost-and-replaced-alb: the new task 39 s after the container ended, crash-on-start-breaker: 50 s each
    lab, service = steady(balanced=True)
    task = first(service)
    said = len(service.events)
    lab.region.faults.kill_task(task, 1)
    lab.run_until(lambda: len(service.tasks) == 1 and first(service) is not task)
    assert 0 <= seconds(task.stopped_us, lab.agenda.now_us) <= 10
    assert 13 <= seconds(task.execution_stopped_us, lab.agenda.now_us) <= 39
    assert [sentence.split(") ", 1)[1].partition(" ")[0] for sentence in lab.said(service)[said:]] == [
        *("deregistered", "has", "has")
    ]


def test_a_task_stopped_by_a_call_is_replaced_as_soon_as_it_is_stopped() -> None:
    # capture task-stopped-by-a-call: 18.9 s
    lab, service = steady()
    task = first(service)
    lab.region.lifecycle.stop(task, "UserInitiated", "drill")
    lab.run_until(lambda: any(other is not task for other in service.tasks.values()))
    assert 14 <= seconds(task.stopping_us, lab.agenda.now_us) <= 39


def test_a_task_that_drains_after_a_call_is_replaced_meanwhile() -> None:
    lab, service = steady(balanced=True)
    task = first(service)
    lab.region.lifecycle.stop(task, "UserInitiated", "drill")
    lab.run_until(lambda: any(other is not task for other in service.tasks.values()))
    assert task.last_status == "DEACTIVATING"
    assert seconds(task.stopping_us, lab.agenda.now_us) <= 20


def test_a_lost_spot_task_is_replaced_at_its_notice() -> None:
    lab, service = steady("wanderly/api:stubborn", stopTimeout=120)
    task = first(service)
    lab.region.faults.interrupt(task)
    lab.run_until(lambda: any(other is not task for other in service.tasks.values()))
    assert seconds(task.stopping_us, lab.agenda.now_us) <= 10
    lab.run_until(lambda: task.last_status == "STOPPED")
    assert seconds(task.stopping_us, task.execution_stopped_us) == pytest.approx(120, abs=1)
    assert (task.stop_code, task.stopped_reason) == ("SpotInterruption", "Your Spot Task was interrupted.")
    assert task.containers[0].exit_code == 137
