"""Failing starts: ever longer pauses, what service events say of them, and what ends them."""

from __future__ import annotations

from itertools import pairwise

from course.simulator.agenda import SECOND
from course.simulator.breaker import Breaker
from course.simulator.service import Service
from tests.simulator.nowhere import Lab

MISSING = "wanderly/api:none"
TOLD = "is unable to consistently start tasks successfully"


def failing(**plan: int) -> tuple[Lab, Service]:
    lab = Lab()
    lab.outside.missing_images.add(MISSING)
    return lab, lab.service(lab.revision(image=MISSING), desired=1, **plan)


def starts(lab: Lab, service: Service, seconds: float) -> list[float]:
    """When tasks were started in this time, seconds from now."""
    begun, ends, made = lab.agenda.now_us, lab.agenda.now_us + round(seconds * SECOND), service.made
    found = []
    while lab.agenda.next_us is not None and lab.agenda.next_us <= ends:
        lab.agenda.run_to(lab.agenda.next_us)
        if service.made > made:
            made = service.made
            found.append((lab.agenda.now_us - begun) / SECOND)
    return found


def test_pauses_grow_to_half_an_hour_and_no_end_comes() -> None:
    lab, service = failing()
    times = starts(lab, service, 24 * 3600)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps[0] < 90
    assert all(later > earlier - 20 for earlier, later in pairwise(gaps))
    assert 1620 < gaps[-1] < 1620 + 120  # developer guide: 27 minutes
    assert service.deployments[0].rollout == "IN_PROGRESS"


def test_the_service_says_so_when_pauses_are_long() -> None:
    lab, service = failing()
    lab.run(900)
    assert not any(TOLD in sentence for sentence in lab.said(service))
    lab.run(3600)
    (told, *_) = [sentence for sentence in lab.said(service) if TOLD in sentence]
    assert told.startswith("(service web) ")
    assert any("was unable to place a task. Reason: CannotPullContainerError" in said for said in lab.said(service))


def test_a_new_task_definition_ends_the_pause() -> None:
    lab, service = failing()
    lab.run(7200)
    assert service.throttle.until_us > lab.agenda.now_us + 20 * SECOND
    lab.change(service, lab.revision(2))
    lab.run_until(lambda: service.deployments[0].rollout == "COMPLETED", 200)


def test_the_same_task_definition_again_does_not() -> None:
    lab, service = failing()
    lab.run(7200)
    until_us = service.throttle.until_us
    lab.change(service, lab.revision(1, image=MISSING))
    assert service.throttle.until_us == until_us


def test_a_task_that_ran_and_crashed_is_not_throttled() -> None:
    # capture crash-loop-after-a-completed-deployment: every 60 to 70 s, 36 times, 25 s of them RUNNING
    lab = Lab()
    service = lab.service(lab.revision(container={"command": ["sh", "-c", "sleep 25; exit 1"]}), desired=1)
    times = starts(lab, service, 3600)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) > 40
    assert all(52 <= gap <= 88 for gap in gaps)
    assert 58 <= sum(gaps) / len(gaps) <= 75
    assert not any(TOLD in sentence for sentence in lab.said(service))


def test_a_breaker_ends_the_waiting() -> None:
    lab, service = failing()
    lab.change(service, breaker=Breaker(True, False))
    lab.run_until(lambda: service.deployments[0].rollout == "FAILED")
    made = service.made
    lab.run(24 * 3600)
    assert service.made == made == 4  # one more than the threshold
