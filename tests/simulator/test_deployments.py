"""The course of deployments: the circuit breaker in both stages, rollback, giving up, stopping, baking, early success."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from course.simulator.agenda import SECOND
from course.simulator.breaker import Breaker
from course.simulator.service import Deployment, EarlySuccess, Service
from tests.simulator.nowhere import GROUP, Lab

CHECK = {"healthCheck": {"command": ["CMD-SHELL", "curl -f localhost:3000"], "interval": 10, "retries": 2}}
MISSING = "wanderly/api:none"
FAILED = "ECS deployment circuit breaker: tasks failed to start."


def old_and_new(
    desired: int = 2, breaker: Breaker | None = None, **revision: Any
) -> tuple[Lab, Service, Deployment, Deployment]:
    """A service that was steady, and a second deployment that has just begun."""
    lab = Lab()
    lab.outside.missing_images.add(MISSING)
    like = {key: value for key, value in revision.items() if key != "image"}
    service = lab.service(lab.revision(**like), desired=desired, breaker=breaker or Breaker(True, True))
    lab.run(400)
    (before,) = service.deployments
    assert before.rollout == "COMPLETED"
    lab.change(service, lab.revision(2, **revision))
    return lab, service, before, service.deployments[0]


def history(service: Service) -> Any:
    return service.history[0]


@pytest.mark.parametrize(
    "revision",
    [
        {"image": MISSING},
        {"image": "wanderly/api:crashing"},
        {"image": "wanderly/api:needs-db"},
        {"image": "wanderly/api:unhealthy", "container": CHECK},  # the second stage: they run, and fail their checks
        {"image": "wanderly/api:unhealthy", "balanced": True},
        {"image": "wanderly/api:wrong-port", "balanced": True},
    ],
    ids=["missing", "crashing", "needs-db", "container-checks", "target-checks", "wrong-port"],
)
def test_a_bad_image_trips_the_breaker_and_the_one_before_comes_back(revision: dict[str, Any]) -> None:
    lab, service, before, bad = old_and_new(**revision)
    assert (history(service).breaker_status, history(service).threshold) == ("MONITORING", 3)
    lab.run_until(lambda: bad.rollout == "FAILED")
    assert bad.failed_tasks >= 3
    assert (bad.reason, bad.status) == (FAILED, "DRAINING")
    assert (before.status, before.rollout) == ("PRIMARY", "IN_PROGRESS")
    assert before.reason == f"ECS deployment circuit breaker: rolling back to deploymentId {before.id}."
    assert (history(service).status, history(service).breaker_status) == ("ROLLBACK_IN_PROGRESS", "TRIGGERED")
    assert len([task for task in service.tasks_of(before) if task.running]) == 2  # it never had to go
    lab.run(900)
    assert [each.id for each in service.deployments] == [before.id]
    assert (before.rollout, before.reason) == ("COMPLETED", f"ECS deployment {before.id} completed.")
    assert history(service).status == "ROLLBACK_SUCCESSFUL"
    assert history(service).status_reason.startswith("Service deployment rolled back because the circuit breaker")
    told = lab.said(service)
    assert told.index(
        f"(service web) (deployment {bad.id}) deployment failed: tasks failed to start."
    ) + 1 == told.index(f"(service web) rolling back to deployment {before.id}.")


def test_without_rollback_it_fails_and_stands_still() -> None:
    lab, service, before, bad = old_and_new(breaker=Breaker(True, False), image=MISSING)
    lab.run_until(lambda: bad.rollout == "FAILED")
    lab.run(200)
    made = service.made
    lab.run(7200)
    assert service.made == made  # nothing is started any more
    assert (bad.status, bad.rollout, before.status) == ("PRIMARY", "FAILED", "ACTIVE")
    assert len([task for task in service.tasks_of(before) if task.running]) == 2
    assert history(service).status == "STOPPED"
    lab.change(service, lab.revision(3))  # the way out
    lab.run(600)
    assert service.deployments[0].rollout == "COMPLETED"


def test_a_first_deployment_has_nothing_to_go_back_to() -> None:
    lab = Lab()
    lab.outside.missing_images.add(MISSING)
    service = lab.service(lab.revision(image=MISSING), breaker=Breaker(True, True))
    lab.run_until(lambda: service.deployments[0].rollout == "FAILED")
    assert (history(service).status, history(service).status_reason) == (
        "ROLLBACK_FAILED",
        "No rollback candidate was found to run the rollback.",
    )


@pytest.mark.parametrize(("desired", "threshold"), [(1, 3), (6, 3), (8, 4), (30, 15)])
def test_the_threshold_follows_the_desired_count(desired: int, threshold: int) -> None:
    _, service, _, _ = old_and_new(desired, image=MISSING)
    assert history(service).threshold == threshold


@pytest.mark.parametrize(("resets", "left"), [(True, 0), (False, 2)])
def test_a_healthy_task_wipes_out_the_failures_before_it_unless_told_otherwise(resets: bool, left: int) -> None:
    lab, service, _, bad = old_and_new(1, Breaker(True, True, reset_on_healthy_task=resets), image=MISSING)
    lab.run_until(lambda: bad.failed_tasks == 2)
    lab.outside.missing_images.clear()
    lab.run_until(lambda: any(map(lab.region.scheduler.is_healthy, service.tasks_of(bad))))
    lab.run(11)
    assert bad.failed_tasks == left


def test_a_container_that_exits_at_once_is_tried_every_fifty_seconds() -> None:
    # capture crash-on-start-breaker: starts at 0, 52, 103 and 153 s, rolled back at 158 s
    lab = Lab()
    service = lab.service(desired=1, breaker=Breaker(True, True))
    lab.run(300)
    before = service.deployments[0]
    lab.change(service, lab.revision(2, container={"command": ["sh", "-c", "exit 1"]}))
    bad = service.deployments[0]
    starts: list[int] = []
    while bad.rollout == "IN_PROGRESS":
        assert lab.agenda.next_us is not None
        lab.agenda.run_to(lab.agenda.next_us)
        starts += {task.created_us for task in service.tasks_of(bad)} - set(starts)
    gaps = [(later - earlier) / SECOND for earlier, later in pairwise(starts)]
    assert len(starts) == 4
    assert all(38 <= gap <= 62 for gap in gaps), gaps
    assert 2.9 <= (lab.agenda.now_us - starts[-1]) / SECOND <= 5
    assert service.primary is before


def test_missing_images_are_tried_after_thirty_seconds_then_five_minutes() -> None:
    # captures image-not-found-fargate, image-not-found-breaker-counts: failures 132 s and then 374 s apart
    lab, _, _, bad = old_and_new(desired=1, image=MISSING)
    at: list[int] = []
    for count in (1, 2, 3):
        lab.run_until(lambda count=count: bad.failed_tasks == count)
        at.append(lab.agenda.now_us)
    first, second = (at[1] - at[0]) / SECOND, (at[2] - at[1]) / SECOND
    assert 40 <= first <= 70
    assert second >= 40


def test_without_capacity_for_three_quarters_of_an_hour_the_breaker_trips() -> None:
    # capture no-fargate-capacity-breaker: 2,761 s
    lab = Lab()
    service = lab.service(desired=0, minimum_percent=0, maximum_percent=100, breaker=Breaker(True, True))
    lab.run(300)
    lab.region.faults.take_capacity("FARGATE")
    lab.change(service, lab.revision(2), desired=1)
    bad = service.deployments[0]
    waited = lab.run_until(lambda: bad.rollout == "FAILED")
    assert 2700 <= waited <= 2900
    told = [sentence for sentence in lab.said(service) if "Capacity is unavailable" in sentence]
    assert len(told) == 1


def test_a_service_that_is_asked_to_stop_a_deployment() -> None:
    lab, service, before, new = old_and_new()
    lab.run(10)
    lab.region.deployments.request_stop(service, history(service), rollback=True)
    assert history(service).status == "ROLLBACK_REQUESTED"
    lab.run(900)
    assert (history(service).status, service.primary) == ("ROLLBACK_SUCCESSFUL", before)
    lab.change(service, lab.revision(3))
    lab.run(10)
    lab.region.deployments.request_stop(service, history(service), rollback=False)
    assert history(service).status == "STOP_REQUESTED"
    lab.run(60)
    assert (history(service).status, service.deployments[0].rollout) == ("STOPPED", "FAILED")
    assert new is not service.primary


def test_a_deployment_bakes_before_it_is_completed() -> None:
    times = {}
    for bake in (0, 10):
        lab = Lab()
        service = lab.service(desired=2, bake_minutes=bake)
        times[bake] = lab.run_until(lambda service=service: service.deployments[0].rollout == "COMPLETED")
    assert 600 - 1 <= times[10] - times[0] <= 600 + 11


def test_an_early_success_needs_only_a_share_of_the_tasks() -> None:
    lab = Lab()
    service = lab.service(
        lab.revision(balanced=True), desired=4, early_success=EarlySuccess(50, deferred=True), grace_s=3600
    )
    lab.run_until(lambda: len(service.tasks) == 4)
    for task in list(service.tasks.values())[:2]:
        lab.region.faults.break_health(task.id, status=500)
    lab.run(600)
    assert service.deployments[0].rollout == "COMPLETED"
    late = Lab()
    service = late.service(late.revision(balanced=True), desired=4, grace_s=3600)
    late.run_until(lambda: len(service.tasks) == 4)
    for task in list(service.tasks.values())[:2]:
        late.region.faults.break_health(task.id, status=500)
    late.run(600)
    assert service.deployments[0].rollout == "IN_PROGRESS"


def test_a_newer_deployment_ends_the_one_that_was_going_on() -> None:
    lab, service, _, second = old_and_new()
    lab.run(10)
    lab.change(service, lab.revision(3))
    assert (second.status, service.history[1].status) == ("ACTIVE", "STOPPED")
    lab.run(900)
    assert service.history[0].status == "SUCCESSFUL"
    assert len(service.deployments) == 1


def test_protected_tasks_stay_through_a_deployment_until_their_time_is_over() -> None:
    lab = Lab()
    service = lab.service(desired=2)
    lab.run(300)
    task = next(iter(service.tasks.values()))
    task.protected_until_us = lab.agenda.now_us + 1200 * SECOND
    lab.region.scheduler.protect(task)
    lab.change(service, lab.revision(2))
    lab.run(1100)
    assert task.running
    assert service.deployments[0].rollout == "IN_PROGRESS"
    lab.run(400)
    assert task.desired_status == "STOPPED"
    assert service.deployments[0].rollout == "COMPLETED"


def test_the_newest_hundred_events_are_kept() -> None:
    lab = Lab()
    service = lab.service(lab.revision(image="wanderly/api:crashing"), desired=3)
    lab.run(20_000)
    assert len(service.events) == 100
    assert service.said > 150
    assert GROUP not in "".join(lab.said(service))
