"""What the simulator asks of the world around it: records, network interfaces, images, target groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from course.simulator.service import Service
    from course.simulator.starting.facts import Trouble
    from course.simulator.task import ContainerRun, Task


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task runs."""

    subnet: str = ""
    zone: str = ""
    instance: str = ""
    """ARN of a container instance, "" on Fargate."""


@dataclass(frozen=True, slots=True)
class NoPlace:
    """Why a task cannot be placed, in the words of a service event's reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """What decides about a target's health."""

    arn: str
    protocol: str = "HTTP"
    port: int = 80
    check_protocol: str = "HTTP"
    check_port: int | None = None
    """None: the port of the target's traffic."""
    path: str = "/"
    codes: str = "200"
    """The matcher: `200`, `200,202`, `200-299`."""
    interval_s: int = 30
    timeout_s: int = 5
    healthy_threshold: int = 5
    unhealthy_threshold: int = 2
    deregistration_delay_s: float = 300
    slow_start_s: int = 0
    in_use: bool = True
    """Whether a listener forwards to it."""


class Outside(Protocol):
    """Everything here is called in the middle of a step: it must be quick and must not call back."""

    def zone_of(self, subnet: str) -> str:
        """The Availability Zone of a subnet, "" if there is none such."""

    def place_on_instances(self, service: Service | None, task_definition_arn: str) -> Place | NoPlace:
        """A container instance with room for one more task."""

    def begin(self, task: Task) -> None:
        """A task of a service has been made: give it a record."""

    def attach(self, task: Task) -> str:
        """Give it what it holds while it lives: an interface with an address. Why that fails, else ""."""

    def release(self, task: Task) -> None:
        """It is STOPPED: take back what it held."""

    def forget(self, task: Task) -> None:
        """It has been STOPPED for long enough: its record goes."""

    def start_trouble(self, task: Task) -> Trouble | None:
        """What keeps it from starting: roles, network, secrets, images, logs; None where nothing does."""

    def refused_to(self, task: Task, run: ContainerRun) -> list[str]:
        """For each thing that the container's program uses of AWS: the line it logs where it may not, "" where it may."""

    def launch_refused(self, service: Service) -> str:
        """Why no task of a service's present revision can be launched at all, "" where one can."""

    def may_run(self, task: Task) -> bool:
        """Whether a container runtime may be asked to run a task: what the account wants, and where its images are."""

    def tell_runtime(self, what: str, task: Task, **more: object) -> None:
        """Ask the container runtime for something; it reports later. Nothing in a replay."""

    def pull(self, task: Task, reference: str) -> str:
        """Pull an image that is there, for `start_trouble` found nothing; its digest."""

    def target_group(self, arn: str) -> TargetGroup | None:
        """A target group as it is now."""

    def reaches(self, group: str, task: Task, port: int) -> bool:
        """Whether the load balancers in front of a target group reach a task's own interface on this port."""

    def register_target(self, group: str, id: str, port: int) -> None:
        """Write a target into the records of its group."""

    def deregister_target(self, group: str, id: str, port: int) -> None:
        """Take a target out of the records of its group; it drains there."""

    def targets_changed(self) -> None:
        """Targets, their health or what they answer may have changed: load balancers must learn of it."""

    def log(self, task: Task, container: ContainerRun, lines: tuple[str, ...]) -> None:
        """Lines that a container writes."""
