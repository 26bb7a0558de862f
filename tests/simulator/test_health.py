"""When a task counts as healthy, and what its failing checks lead to: the two checks, the grace period, forty seconds."""

from __future__ import annotations

import pytest

from course.simulator.agenda import SECOND
from course.simulator.outside import TargetGroup
from course.simulator.service import Service
from course.simulator.task import Task
from tests.simulator.nowhere import GROUP, Lab

CHECK = {"healthCheck": {"command": ["CMD-SHELL", "curl -f localhost:3000"], "interval": 10, "retries": 3}}


def first(service: Service) -> Task:
    return next(iter(service.tasks.values()))


def since_it_ran(task: Task, lab: Lab) -> float:
    assert task.started_us is not None
    return (lab.agenda.now_us - task.started_us) / SECOND


def test_without_any_check_it_counts_after_forty_seconds() -> None:
    lab = Lab()
    service = lab.service(desired=1)
    lab.run_until(lambda: bool(service.tasks))
    task = first(service)
    lab.run_until(lambda: lab.region.scheduler.is_healthy(task))
    assert since_it_ran(task, lab) == 40


def test_an_old_task_stays_for_these_forty_seconds() -> None:
    lab = Lab()
    service = lab.service(desired=1)
    lab.run(300)
    old = first(service)
    lab.change(service, lab.revision(2))
    lab.run_until(lambda: old.desired_status == "STOPPED")
    new = next(task for task in service.tasks.values() if task is not old)
    assert 40 <= since_it_ran(new, lab) <= 50


def test_with_a_check_of_its_own_it_counts_when_that_passes() -> None:
    lab = Lab()
    service = lab.service(lab.revision(container=CHECK), desired=1)
    lab.run_until(lambda: bool(service.tasks))
    task = first(service)
    lab.run_until(lambda: lab.region.scheduler.is_healthy(task))
    begun = task.containers[0].started_us
    assert begun is not None
    assert (lab.agenda.now_us - begun) / SECOND == 10  # the first probe, one interval after the start


@pytest.mark.parametrize("own", [{}, CHECK])
def test_behind_a_load_balancer_both_checks_must_pass(own: dict[str, object]) -> None:
    lab = Lab()
    lab.outside.groups[GROUP] = TargetGroup(GROUP, path="/nowhere")  # 404
    service = lab.service(lab.revision(balanced=True, container=own), desired=1, grace_s=3600)
    lab.run(300)
    task = first(service)
    assert (task.health == "HEALTHY") is bool(own)
    assert task.targets[0].health.state == "unhealthy"
    assert not lab.region.scheduler.is_healthy(task)
    lab.outside.groups[GROUP] = TargetGroup(GROUP, path="/healthz")
    lab.region.targets.group_changed(GROUP)
    lab.run(300)
    assert lab.region.scheduler.is_healthy(task)
    assert first(service) is task


@pytest.mark.parametrize("grace_s", [0, 120, 600])
def test_failing_checks_are_ignored_until_the_grace_period_is_over(grace_s: int) -> None:
    lab = Lab()
    service = lab.service(lab.revision(image="wanderly/api:unhealthy", balanced=True), desired=1, grace_s=grace_s)
    lab.run_until(lambda: bool(service.tasks))
    task = first(service)
    lab.run_until(lambda: len(service.tasks) == 2)  # a replacement comes first: maximumPercent leaves room for it
    falls_after = 30  # seconds after the task is RUNNING: the second probe
    assert max(grace_s, falls_after) - 10 <= since_it_ran(task, lab) <= max(grace_s, falls_after) + 15
    assert any("Amazon ECS replaced 1 tasks due to an unhealthy status." in said for said in lab.said(service))
    lab.run_until(lambda: task.desired_status == "STOPPED")  # the replacement has failed as well: one of them goes
    assert task.stop_code == "ServiceSchedulerInitiated"
    assert task.stopped_reason == f"Task failed ELB health checks in (target-group {GROUP})"
    assert any("is unhealthy in (target-group" in said and "codes: [500]" in said for said in lab.said(service))


def test_a_grace_period_forgives_nothing_for_ever_and_a_late_start_survives_it() -> None:
    lab = Lab()
    service = lab.service(lab.revision(image="wanderly/api:slow-start", balanced=True), desired=1, grace_s=300)
    lab.run(600)
    assert len(lab.outside.records) == 1
    assert first(service).targets[0].health.state == "healthy"
    short = Lab()
    service = short.service(short.revision(image="wanderly/api:slow-start", balanced=True), desired=1)
    short.run(600)
    assert len(short.outside.records) == 2  # without one, a second task is started beside it


def test_a_container_whose_check_fails_is_named_and_its_task_replaced() -> None:
    lab = Lab()
    service = lab.service(lab.revision(container=CHECK), desired=1)
    lab.run(300)
    task = first(service)
    lab.region.faults.break_health(task.id)
    lab.run_until(lambda: task.desired_status == "STOPPED")
    assert task.stopped_reason == "Task failed container health checks"
    assert f"(service web) (task {task.id}) failed container health checks." in lab.said(service)


def test_a_standalone_task_that_fails_its_check_goes_on() -> None:
    lab = Lab()
    service = lab.service(lab.revision(container=CHECK), desired=1)
    lab.run(300)
    task = first(service)
    task.service = None  # nobody's any more
    lab.region.faults.break_health(task.id)
    lab.run(300)
    assert (task.health, task.last_status) == ("UNHEALTHY", "RUNNING")


def test_a_target_tells_its_states_in_order() -> None:
    lab = Lab()
    lab.outside.groups[GROUP] = TargetGroup(GROUP)
    service = lab.service(lab.revision(image="wanderly/api:1", balanced=True), desired=1, grace_s=3600)
    lab.run_until(lambda: bool(service.tasks) and bool(first(service).targets))
    (target,) = first(service).targets
    told = [lab.region.targets.health_of(target)]
    while told[-1].state != "healthy":
        lab.run(0.1)
        now = lab.region.targets.health_of(target)
        if now != told[-1]:
            told.append(now)
    assert [each.state for each in told[:-1]] == ["initial"] * (len(told) - 1)  # a fresh target needs one pass
    assert told[0].reason == "Elb.RegistrationInProgress"
    slow = Lab()
    service = slow.service(slow.revision(image="wanderly/api:slow-start", balanced=True), desired=1, grace_s=3600)
    slow.run_until(lambda: bool(service.tasks) and bool(first(service).targets))
    (target,) = first(service).targets
    told = [slow.region.targets.health_of(target)]
    for _ in range(2400):
        slow.run(0.1)
        if slow.region.targets.health_of(target) != told[-1]:
            told.append(slow.region.targets.health_of(target))
    assert [(each.state, each.reason) for each in told] == [
        ("initial", "Elb.RegistrationInProgress"),
        ("initial", "Elb.InitialHealthChecking"),
        ("unhealthy", "Target.FailedHealthChecks"),
        ("healthy", None),
    ]


def test_the_defaults_of_a_target_group_are_those_of_aws() -> None:
    group = TargetGroup(GROUP)
    assert (group.interval_s, group.timeout_s, group.deregistration_delay_s, group.codes) == (30, 5, 300, "200")
    assert (group.healthy_threshold, group.unhealthy_threshold, group.path) == (5, 2, "/")
