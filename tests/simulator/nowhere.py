"""A world around the simulator that only counts: what was attached and registered, and what was given back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from course.simulator.agenda import SECOND, Agenda
from course.simulator.definition import Definition, read_definition
from course.simulator.outside import NoPlace, Place, TargetGroup
from course.simulator.region import Region
from course.simulator.service import Balancer, Plan, Revision, Service
from course.simulator.starting.facts import Trouble
from course.simulator.task import ContainerRun, Task

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
GROUP = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/6d0ecf831eec9f09"


@dataclass
class Nowhere:
    """Outside: everything works, subnets are named after their zones (`subnet-us-east-1a`)."""

    groups: dict[str, TargetGroup] = field(default_factory=lambda: {GROUP: TargetGroup(GROUP)})
    missing_images: set[str] = field(default_factory=set)
    instance: Place | None = None
    """The one container instance, if there is one."""
    interfaces: set[str] = field(default_factory=set)
    targets: set[tuple[str, str, int]] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    written: list[tuple[str, str]] = field(default_factory=list)
    troubles: dict[str, Trouble] = field(default_factory=dict)
    """Image → what keeps its tasks from starting."""
    refused: dict[str, str] = field(default_factory=dict)
    """Service → why none of its tasks can be launched."""
    denied: list[str] = field(default_factory=list)
    """What programs are refused: one line for each of their uses."""
    runtime: bool = False
    """Whether a container runtime may be asked."""
    told: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)
    """What the container runtime was asked for: what, task id, more."""
    _addresses: int = 0

    def zone_of(self, subnet: str) -> str:
        return subnet.removeprefix("subnet-")

    def place_on_instances(self, service: Service | None, task_definition_arn: str) -> Place | NoPlace:
        return self.instance or NoPlace("Reason: No Container Instances were found in your cluster.")

    def begin(self, task: Task) -> None:
        self.records.add(task.arn)

    def attach(self, task: Task) -> str:
        self._addresses += 1
        task.address = f"10.0.{self._addresses // 250}.{self._addresses % 250 + 4}"
        self.interfaces.add(task.arn)
        return ""

    def release(self, task: Task) -> None:
        self.interfaces.remove(task.arn)

    def forget(self, task: Task) -> None:
        self.records.discard(task.arn)

    def may_run(self, task: Task) -> bool:
        return self.runtime

    def tell_runtime(self, what: str, task: Task, **more: object) -> None:
        self.told.append((what, task.id, more))

    def start_trouble(self, task: Task) -> Trouble | None:
        return next(filter(None, (self._trouble(run.spec.image) for run in task.containers)), None)

    def _trouble(self, image: str) -> Trouble | None:
        if image in self.missing_images:
            return Trouble(f"CannotPullContainerError: {image}: not found", "start_is_refused")
        return self.troubles.get(image)

    def refused_to(self, task: Task, run: ContainerRun) -> list[str]:
        return self.denied[: len(run.behaviour.uses)] or [""] * len(run.behaviour.uses)

    def launch_refused(self, service: Service) -> str:
        return self.refused.get(service.name, "")

    def pull(self, task: Task, reference: str) -> str:
        return ""

    def target_group(self, arn: str) -> TargetGroup | None:
        return self.groups.get(arn)

    def reaches(self, group: str, task: Task, port: int) -> bool:
        return True

    def register_target(self, group: str, id: str, port: int) -> None:
        self.targets.add((group, id, port))

    def deregister_target(self, group: str, id: str, port: int) -> None:
        self.targets.remove((group, id, port))

    def targets_changed(self) -> None:
        pass

    def log(self, task: Task, container: ContainerRun, lines: tuple[str, ...]) -> None:
        self.written += [(container.spec.name, line) for line in lines]


def definition(image: str = "wanderly/api:1", revision: int = 1, **container: Any) -> Definition:
    """A task definition with one container on port 3000 (of wanderly/web: 8080)."""
    port = 8080 if "web" in image else 3000
    return read_definition(
        {
            "taskDefinitionArn": f"arn:aws:ecs:us-east-1:111122223333:task-definition/web:{revision}",
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [
                {"name": "web", "image": image, "portMappings": [{"containerPort": port}]} | container
            ],
        }
    )


def task_of(*containers: dict[str, Any], **more: Any) -> Definition:
    """A task definition with these containers, each as the API takes it; images are the travel site's API unless named."""
    return read_definition(
        {
            "taskDefinitionArn": "arn:aws:ecs:us-east-1:111122223333:task-definition/several:1",
            "networkMode": "awsvpc",
            "cpu": "256",
            "memory": "512",
            "containerDefinitions": [{"image": "wanderly/api:1"} | each for each in containers],
        }
        | more
    )


class Lab:
    """A region with one service, and the hands to do things to it."""

    def __init__(self, seed: str = "seed") -> None:
        self.outside = Nowhere()
        self.agenda = Agenda(1_000_000 * SECOND)
        self.region = Region(self.agenda, self.outside, seed)
        self.begun_us = self.agenda.now_us

    def revision(self, number: int = 1, image: str = "wanderly/api:1", balanced: bool = False, **more: Any) -> Revision:
        """A service revision; more: fields of Revision, and `container` for the container definition."""
        container = more.pop("container", {})
        return Revision(
            arn=f"arn:aws:ecs:us-east-1:111122223333:service-revision/default/web/{number}",
            definition=more.pop("definition", None) or definition(image, number, **container),
            subnets=tuple(f"subnet-{zone}" for zone in ZONES[: more.pop("zones", 2)]),
            balancers=(Balancer(GROUP, "web", 3000),) if balanced else (),
            **more,
        )

    def service(self, revision: Revision | None = None, name: str = "web", **plan: Any) -> Service:
        """Create a service."""
        service = Service(
            arn=f"{self.region.prefix}service/default/{name}",
            name=name,
            cluster="default",
            created_us=self.agenda.now_us,
            plan=Plan(**{"desired": 2} | plan),
        )
        self.region.scheduler.create(service, revision or self.revision())
        return service

    def change(self, service: Service, revision: Revision | None = None, **plan: Any) -> None:
        """Update a service."""
        self.region.scheduler.change(service, replace(service.plan, **plan), revision)

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.agenda.run_to(self.agenda.now_us + round(seconds * SECOND))

    def run_until(self, holds: Callable[[], bool], most_s: float = 7200) -> float:
        """Let time pass, event by event, until something holds; how many seconds that took. AssertionError if it never does."""
        begun = self.agenda.now_us
        while not holds():
            assert self.agenda.next_us is not None, "nothing happens any more"
            assert self.agenda.next_us - begun <= most_s * SECOND, self.story()
            self.agenda.run_to(self.agenda.next_us)
        return (self.agenda.now_us - begun) / SECOND

    def run_until_quiet(self, most_s: float = 3600) -> float:
        """Let time pass as long as something is in transition; how many seconds that took."""
        begun = self.agenda.now_us
        while self.agenda.hurrying and self.agenda.now_us - begun < most_s * SECOND:
            assert self.agenda.next_us is not None
            self.agenda.run_to(self.agenda.next_us)
        return (self.agenda.now_us - begun) / SECOND

    def said(self, service: Service) -> list[str]:
        """The service's events, oldest first, ids of tasks shortened to their order."""
        return [event.message for event in reversed(service.events)]

    def story(self) -> str:
        """The whole story, for looking at."""
        return "\n".join(
            f"{(line.at_us - self.begun_us) / SECOND:8.1f} {line.kind:7} {line.who[:8]:8} {line.says}"
            for line in self.region.story.lines
        )

    @contextmanager
    def elapsed(self) -> Iterator[list[float]]:
        """The sandbox seconds that pass within."""
        begun, passed = self.agenda.now_us, [0.0]
        yield passed
        passed[0] = (self.agenda.now_us - begun) / SECOND
