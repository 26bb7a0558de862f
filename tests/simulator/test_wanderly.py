"""The travel site's versions, each from its task definition to what a learner sees of it."""

from __future__ import annotations

from typing import Any

from course.simulator.breaker import Breaker
from course.simulator.outside import TargetGroup
from course.simulator.service import Balancer, Service
from course.simulator.starting.decide import trouble
from course.simulator.task import Task
from tests.simulator.nowhere import GROUP, Lab, task_of
from tests.simulator.starting.around import Around


def run(image: str, seconds: float = 120, balanced: bool = True, **container: Any) -> tuple[Lab, Service, Task]:
    lab = Lab()
    lab.outside.groups[GROUP] = TargetGroup(GROUP, path="/healthz")
    service = lab.service(lab.revision(image=image, balanced=balanced, container=container), desired=1, grace_s=3600)
    lab.run_until(lambda: bool(service.tasks))
    task = next(iter(service.tasks.values()))
    lab.run(seconds)
    return lab, service, task


def state(task: Task) -> tuple[str, str | None]:
    (target,) = task.targets
    return target.health.state, target.health.reason


def test_the_site_itself_is_healthy_and_says_what_it_does() -> None:
    lab, service, task = run("wanderly/api:1")
    assert state(task) == ("healthy", None)
    assert lab.outside.written == [("web", "wanderly api listening on 3000")]
    assert service.deployments[0].rollout == "COMPLETED"


def test_crashing_ends_with_1_after_five_seconds_and_says_why() -> None:
    lab, _, task = run("wanderly/api:crashing", balanced=False)
    assert (task.stop_code, task.stopped_reason) == ("EssentialContainerExited", "Essential container in task exited")
    assert task.containers[0].exit_code == 1
    assert any("Cannot find module" in line for _, line in lab.outside.written)


def test_slow_start_listens_after_ninety_seconds() -> None:
    lab, _, task = run("wanderly/api:slow-start", seconds=75)
    assert state(task) == ("unhealthy", "Target.FailedHealthChecks")
    lab.run(240)
    assert state(task) == ("healthy", None)


def test_memory_hungry_is_killed_when_its_memory_is_used_up() -> None:
    _, _, task = run("wanderly/api:memory-hungry", seconds=200, balanced=False)  # 512 MiB, 120 MB + 200 MB a minute
    (web,) = task.containers
    assert (web.exit_code, web.reason) == (137, "OutOfMemoryError: Container killed due to memory usage")
    _, _, larger = run("wanderly/api:memory-hungry", seconds=100, balanced=False)
    assert larger.last_status == "RUNNING"
    _, _, smaller = run("wanderly/api:memory-hungry", seconds=60, balanced=False, memory=128)
    assert smaller.containers[0].exit_code == 137  # the container's own limit comes first


def test_wrong_port_runs_and_refuses() -> None:
    _, _, task = run("wanderly/api:wrong-port")
    assert task.last_status == "RUNNING"
    assert state(task) == ("unhealthy", "Target.FailedHealthChecks")


def test_unhealthy_answers_with_500() -> None:
    _, _, task = run("wanderly/api:unhealthy")
    assert state(task) == ("unhealthy", "Target.ResponseCodeMismatch")
    assert task.targets[0].health.description == "Health checks failed with these codes: [500]"


def test_needs_db_ends_at_once_without_its_variable() -> None:
    lab, _, task = run("wanderly/api:needs-db", balanced=False)
    assert task.containers[0].exit_code == 1
    assert ("web", "Error: DB_HOST is not set") in lab.outside.written
    for given in ("environment", "secrets"):
        value = {"name": "DB_HOST", "value" if given == "environment" else "valueFrom": "db"}
        _, _, task = run("wanderly/api:needs-db", balanced=False, **{given: [value]})
        assert task.last_status == "RUNNING"


def test_amd64_only_cannot_be_pulled_on_arm() -> None:
    for architecture, runs in (("X86_64", True), ("ARM64", False)):
        around = Around(asked={"image": "wanderly/api:amd64-only"}, task={"architecture": architecture})
        found = trouble(around.starter, around)
        assert (found is None) is runs
        if found is not None:
            assert found.reason == (
                "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'"
            )


def test_what_keeps_a_task_from_starting_is_its_reason_and_told_by_its_service() -> None:
    lab = Lab()
    lab.outside.missing_images.add("wanderly/api:none")
    service = lab.service(lab.revision(image="wanderly/api:none"), desired=1)
    lab.run(100)
    (task, *_) = lab.region.tasks.values()
    assert task.stop_code == "TaskFailedToStart"
    assert task.stopped_reason == "CannotPullContainerError: wanderly/api:none: not found"
    assert any(task.stopped_reason in said for said in lab.said(service))


def test_the_job_ends_with_0() -> None:
    _, _, task = run("wanderly/migrate:1", balanced=False)
    assert (task.stop_code, task.containers[0].exit_code) == ("EssentialContainerExited", 0)


def test_the_pages_behind_nginx() -> None:
    lab = Lab()
    lab.outside.groups[GROUP] = TargetGroup(GROUP, path="/trips/lisbon")  # every path that is no file is index.html
    revision = lab.revision(
        definition=task_of({"name": "web", "image": "wanderly/web:1", "portMappings": [{"containerPort": 8080}]})
    )
    object.__setattr__(revision, "balancers", (Balancer(GROUP, "web", 8080),))
    service = lab.service(revision, desired=1, breaker=Breaker(True, True))
    lab.run(120)
    (task,) = service.tasks.values()
    assert state(task) == ("healthy", None)
