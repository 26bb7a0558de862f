"""Golden traces: what live services said is said here too, in the same order and words (tests/simulator/traces).

How long things took lies within AWS's own durations, of which each seed draws others; a trace counts as reproduced when one
of some seeds tells exactly it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.simulator.breaker import Breaker
from course.simulator.outside import Place, TargetGroup
from course.simulator.service import Service
from course.simulator.starting.facts import Trouble
from tests.simulator.nowhere import GROUP, Lab

TRACES = Path(__file__).with_name("traces")
SEEDS = 40
IDS = re.compile(
    r"ecs-svc/\d{19}|\b[0-9a-f]{32}\b|arn:aws:elasticloadbalancing\S+(?=\))|arn:aws:elasticloadbalancing\S+$"
)
PLACEHOLDER = re.compile(r"(?<=\(port )\d+|\{[a-z-]+-\d+\}|\{deployment\}|\{service\}")
CHECK = {"healthCheck": {"command": ["CMD-SHELL", "curl -f localhost:3000"], "interval": 30, "retries": 3}}
OLD = "ECS told it otherwise in its year: "
UNTOLD = {
    "account-blocked": "an account of the sandbox is never blocked",
    "alarm-fails-a-deployment": "alarms of deployments come with scaling and alarms",
    "container-check-fails-extra-task": "the source does not say where the second task came from",
    "container-checks-fail-breaker-rolls-back": "the percents are not told, and the old task had gone before the beginning",
    "crash-on-start-breaker": "it holds times, not sentences: test_deployments.py has them",
    "first-deployment-one-task-first": "a first task that settles the image digests is not modelled: all start at once",
    "first-deployment-three-tasks-alb": OLD + "no sentence about the deployment's end",
    "first-deployment-three-tasks-ec2-alb": OLD + "no sentence about the deployment's end",
    "host-port-taken-ec2": "the host ports of container instances are not modelled yet",
    "image-not-found-breaker-counts": "it holds times, not sentences: test_deployments.py has them",
    "new-task-fails-target-checks": OLD + "the sentence about the target did not name the task",
    "no-fargate-capacity-breaker": "it words the reason otherwise than the developer guide; test_deployments.py has its times",
    "protected-task-blocks-scale-in": OLD + "no 'was unable to reach steady state because'",
    "rolling-one-task-ec2-0-100": "the source does not say why the first new task did not stay",
    "rolling-three-tasks-ec2-0-200": OLD + "the stop was told after the drain",
    "rolling-three-tasks-half-down": "a first task that settles the image digests is not modelled: all start at once",
    "rolling-two-tasks-alb-2018": OLD + "the stop was told after the drain",
    "rolling-two-tasks-alb-long-drain": "a first task that settles the image digests is not modelled: all start at once",
    "scale-in-then-replacement": OLD + "no sentence about the deployment's end",
    "scale-out-no-load-balancer": "the source leaves out the first deployment's end",
    "unhealthy-targets-in-a-storm": "load that breaks tasks comes with traffic; the faults there are break targets one by one",
    "zone-rebalancing": "the source names one zone as the fullest and as the one that is filled",
}
"""Traces that are not told again, and why."""

Scene = Callable[[Lab], Service]
SCENES: dict[str, Scene] = {}


def scene(*slugs: str) -> Callable[[Scene], Scene]:
    """What was asked for in these traces."""

    def keep(made: Scene) -> Scene:
        SCENES.update(dict.fromkeys(slugs, made))
        return made

    return keep


def quick_drain(lab: Lab, **more: Any) -> None:
    lab.outside.groups[GROUP] = TargetGroup(GROUP, **{"deregistration_delay_s": 30, "interval_s": 10} | more)


@scene("first-deployment-one-task-alb", "first-deployment-one-task-alb-2021")
def one_task(lab: Lab) -> Service:
    service = lab.service(lab.revision(balanced=True), desired=1)
    lab.run(300)
    return service


@scene("first-deployment-two-tasks-alb")
def two_tasks(lab: Lab) -> Service:
    service = lab.service(lab.revision(balanced=True), desired=2, grace_s=30)
    lab.run(300)
    return service


@scene("service-deletion-no-load-balancer")
def deletion(lab: Lab) -> Service:
    service = lab.service(desired=2)
    lab.run(300)
    lab.region.scheduler.delete(service)
    lab.run(300)
    return service


@scene("rolling-one-task-alb", "rolling-one-task-alb-second-service", "rolling-one-task-alb-slow-start")
def rolling_one(lab: Lab) -> Service:
    quick_drain(lab)
    service = lab.service(lab.revision(balanced=True), desired=1, grace_s=30)
    lab.run(300)
    lab.change(service, lab.revision(2, balanced=True))
    lab.run(600)
    return service


@scene("rolling-two-tasks-alb")
def rolling_two(lab: Lab) -> Service:
    quick_drain(lab)
    service = lab.service(lab.revision(balanced=True), desired=2, grace_s=30)
    lab.run(300)
    lab.change(service, lab.revision(2, balanced=True))
    lab.run(600)
    return service


@scene("rolling-one-task-stop-first")
def stop_first(lab: Lab) -> Service:
    quick_drain(lab)
    service = lab.service(lab.revision(balanced=True), desired=1, minimum_percent=0, maximum_percent=100)
    lab.run(300)
    lab.change(service, lab.revision(2, balanced=True))
    lab.run(600)
    return service


@scene("rolling-one-task-stop-and-start-together")
def stop_and_start(lab: Lab) -> Service:
    quick_drain(lab)
    service = lab.service(lab.revision(balanced=True), desired=1, minimum_percent=0)
    lab.run(300)
    lab.change(service, lab.revision(2, balanced=True))
    lab.run(600)
    return service


@scene("rolling-two-tasks-one-at-a-time")
def one_at_a_time(lab: Lab) -> Service:
    quick_drain(lab, deregistration_delay_s=10)
    plan = {"desired": 2, "minimum_percent": 50, "maximum_percent": 100}
    service = lab.service(lab.revision(balanced=True), **plan)
    lab.run(300)
    lab.change(service, lab.revision(2, balanced=True))
    lab.run(900)
    return service


@scene("image-not-found-fargate")
def image_not_found(lab: Lab) -> Service:
    service = lab.service(desired=1, breaker=Breaker(True, True))
    lab.run(300)
    lab.outside.missing_images.add("wanderly/api:none")
    lab.change(service, lab.revision(2, image="wanderly/api:none"))
    lab.run(360)
    return service


@scene("registry-unreachable-breaker-rolls-back")
def registry_unreachable(lab: Lab) -> Service:
    trace = read("registry-unreachable-breaker-rolls-back")
    reason = next(event["says"] for event in trace["events"] if "ResourceInit" in event["says"])
    lab.outside.troubles["wanderly/api:far"] = Trouble(reason.partition("Reason: ")[2], "start_is_refused")
    service = lab.service(lab.revision(balanced=True), desired=1, breaker=Breaker(True, True))
    lab.run(300)
    lab.change(service, lab.revision(2, image="wanderly/api:far", balanced=True))
    lab.run(1800)
    return service


@scene("unhealthy-target-replaced")
def unhealthy_target(lab: Lab) -> Service:
    quick_drain(lab)
    service = lab.service(lab.revision(balanced=True), desired=2)
    lab.run(300)
    lab.region.faults.break_health(next(iter(service.tasks)), slow_s=60)
    lab.run(600)
    return service


@scene("container-check-fails-again-and-again")
def checks_fail_for_ever(lab: Lab) -> Service:
    service = lab.service(lab.revision(container=CHECK), desired=1)
    lab.run(300)
    lab.region.faults.break_health("default/web")
    lab.run(900)
    return service


@scene("task-lost-and-replaced-alb")
def task_lost(lab: Lab) -> Service:
    service = lab.service(lab.revision(balanced=True), desired=1)
    lab.run(300)
    lab.region.faults.kill_task(next(iter(service.tasks.values())))
    lab.run(300)
    return service


@scene("task-stopped-by-a-call")
def task_stopped(lab: Lab) -> Service:
    service = lab.service(lab.revision(container=CHECK), desired=1)
    lab.run(300)
    lab.region.lifecycle.stop(next(iter(service.tasks.values())), "UserInitiated", "drill")
    lab.run(300)
    return service


@scene("steady-state-is-repeated")
def nothing_happens(lab: Lab) -> Service:
    service = lab.service(lab.revision(balanced=True), desired=1)
    lab.run(160_000)
    return service


@scene("no-container-instances-then-one")
def no_instances(lab: Lab) -> Service:
    service = lab.service(lab.revision(balanced=True, fargate=False), desired=1)
    lab.run(120)
    lab.outside.instance = Place(instance="i-1", zone="us-east-1a")
    lab.run(300)
    return service


@scene("deployment-to-zero-tasks")
def zero_tasks(lab: Lab) -> Service:
    service = lab.service(desired=0)
    lab.run(300)
    return service


@scene("percents-leave-no-room")
def no_room(lab: Lab) -> Service:
    service = lab.service(desired=1, maximum_percent=150)
    lab.run(300)
    lab.change(service, lab.revision(2))
    lab.run(600)
    return service


@scene("protected-tasks-block-steady-state")
def protected(lab: Lab) -> Service:
    service = lab.service(desired=3)
    lab.run(300)
    for task in list(service.tasks.values())[:2]:
        task.protected_until_us = lab.agenda.now_us + 3600 * 1_000_000
    lab.change(service, desired=0)
    lab.run(300)
    return service


@scene("crash-loop-after-a-completed-deployment")
def crash_loop(lab: Lab) -> Service:
    service = lab.service(lab.revision(container={"command": ["sh", "-c", "sleep 25; exit 1"]}), desired=1)
    lab.run(1200)
    return service


@scene("target-checks-fail-breaker-rolls-back")
def target_checks_fail(lab: Lab) -> Service:
    quick_drain(lab, deregistration_delay_s=10, interval_s=15, unhealthy_threshold=3, healthy_threshold=2)
    service = lab.service(lab.revision(balanced=True), desired=1, grace_s=60, breaker=Breaker(True, True))
    lab.run(300)
    lab.change(service, lab.revision(2, image="wanderly/api:unhealthy", balanced=True))
    lab.run(3600)
    return service


def read(slug: str) -> dict[str, Any]:
    return tomllib.loads((TRACES / f"{slug}.toml").read_text("utf-8"))


def normal(sentences: list[str], ids: re.Pattern[str]) -> list[str]:
    """Ids named by the order of their first mention."""
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"<{len(names)}>")

    return [ids.sub(name, sentence) for sentence in sentences]


def tells(said: list[str], expected: list[dict[str, Any]]) -> bool:
    """Whether the expected sentences stand in what was said, one right after the other.

    A source that cut sentences (`part`) may have left some out: then others may stand between them.
    """
    wanted = normal([event.get("says") or event["part"] for event in expected], PLACEHOLDER)
    said = [sentence.replace("service web", "service {service}") for sentence in said]
    if any("part" in event for event in expected):
        plain = [EITHER.sub("<>", sentence) for sentence in said]
        rest = iter(plain)
        return all(any(re.sub(r"<\d+>", "<>", part) in sentence for sentence in rest) for part in wanted)
    return any(
        normal(said[begin : begin + len(wanted)], EITHER) == wanted for begin in range(len(said) - len(wanted) + 1)
    )


EITHER = re.compile(f"{IDS.pattern}|{PLACEHOLDER.pattern}")


@pytest.mark.parametrize("slug", sorted(SCENES))
def test_a_captured_trace_is_told_again(slug: str) -> None:
    expected = read(slug)["events"]
    said: list[str] = []
    for seed in range(SEEDS):
        lab = Lab(f"golden-{seed}")
        service = SCENES[slug](lab)
        said = lab.said(service)
        if tells(said, expected):
            return
    pytest.fail("\n".join(["never told as captured; the last seed said:", *said]))


def test_every_trace_is_told_again_or_has_a_reason() -> None:
    slugs = {path.stem for path in TRACES.glob("*.toml")}
    assert set(SCENES) | set(UNTOLD) == slugs
    assert not set(SCENES) & set(UNTOLD)
