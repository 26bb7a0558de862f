"""Tasks and their containers as they are at one moment. What happens to them is told in lifecycle.py and containers.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from course.simulator.agenda import Timer
from course.simulator.behaviour import Behaviour, Use
from course.simulator.definition import Container, Definition
from course.simulator.probing import Probe

if TYPE_CHECKING:
    from course.simulator.service import Deployment, Service
    from course.simulator.target import Target

Status = Literal[
    "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"
]
"""Developer guide, "Amazon ECS task lifecycle"."""
Health = Literal["UNKNOWN", "HEALTHY", "UNHEALTHY"]
StopCode = Literal[
    "TaskFailedToStart",
    "EssentialContainerExited",
    "UserInitiated",
    "ServiceSchedulerInitiated",
    "SpotInterruption",
    "TerminationNotice",
    "InfrastructureHealth",
]
"""API reference, TaskStopCode."""

STARTING: frozenset[str] = frozenset({"PROVISIONING", "PENDING", "ACTIVATING"})
"""What the API counts as pending."""


@dataclass(slots=True, eq=False)
class ContainerRun:
    """One container of one task."""

    spec: Container
    behaviour: Behaviour
    status: Literal["PENDING", "RUNNING", "STOPPED"] = "PENDING"
    health: Health = "UNKNOWN"
    exit_code: int | None = None
    reason: str = ""
    runtime_id: str = ""
    digest: str = ""
    """Of its image, once it is pulled."""
    started_us: int | None = None
    """When it was last started."""
    restarts: int = 0
    probe: Probe | None = None
    """Its own health check, while it runs."""
    ending: Timer | None = None
    """When it will end by itself, or by the signal it was sent."""
    checking: Timer | None = None
    """When its health will change."""
    waiting: Timer | None = None
    """When it gives up waiting for the containers it depends on."""
    was_healthy: bool = False
    refused: tuple[Use, ...] = ()
    """What it uses of AWS and may not."""
    under_way: bool = False
    """Whether a container runtime is starting or stopping it."""
    in_runtime: bool = False
    """Whether it lives in a container runtime."""

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self.status == "RUNNING"


@dataclass(slots=True, eq=False)
class Task:
    """One task. Times are microseconds of sandbox time, None for what has not happened."""

    id: str
    arn: str
    cluster: str
    """The cluster's name."""
    definition: Definition
    containers: list[ContainerRun]
    created_us: int
    checked: bool = False
    """Whether an essential container has a health check of its own."""
    fargate: bool = True
    provider: str = ""
    """FARGATE, FARGATE_SPOT or another capacity provider, "" for a launch type alone."""
    zone: str = ""
    subnet: str = ""
    address: str = ""
    """Private IPv4 address of the task's own network interface, or of its instance."""
    instance: str = ""
    """ARN of the container instance, "" on Fargate."""
    service: Service | None = None
    deployment: Deployment | None = None
    last_status: Status = "PROVISIONING"
    desired_status: Literal["RUNNING", "STOPPED"] = "RUNNING"
    health: Health = "UNKNOWN"
    version: int = 1
    pull_started_us: int | None = None
    pull_stopped_us: int | None = None
    connected_us: int | None = None
    started_us: int | None = None
    stopping_us: int | None = None
    execution_stopped_us: int | None = None
    stopped_us: int | None = None
    stop_code: StopCode | None = None
    stopped_reason: str = ""
    targets: list[Target] = field(default_factory=list)
    waits: bool = False
    """Whether its containers run and only the registration of its targets is missing."""
    registered: bool = False
    """Whether the scheduler has registered its targets."""
    protected_until_us: int | None = None
    step: Timer | None = None
    """The next step of its life."""
    real: bool | None = None
    """Whether a container runtime runs it; None until that is decided."""
    reached_at: dict[int, int] = field(default_factory=dict)
    """Of a real task: container port → port of 127.0.0.1 where it is published."""

    @property
    def wanted(self) -> bool:
        """Whether it is to run: the API's desired status RUNNING."""
        return self.desired_status == "RUNNING"

    @property
    def starting(self) -> bool:
        """Whether it is on its way to RUNNING."""
        return self.desired_status == "RUNNING" and self.last_status in STARTING

    @property
    def running(self) -> bool:
        """Whether it is RUNNING and is to stay so."""
        return self.desired_status == "RUNNING" and self.last_status == "RUNNING"

    def run_of(self, name: str) -> ContainerRun | None:
        """The container of that name."""
        return next((each for each in self.containers if each.spec.name == name), None)
