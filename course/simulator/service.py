"""Services and their deployments as they are at one moment. What happens to them is told in scheduler.py."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from course.simulator.agenda import Timer
from course.simulator.breaker import Breaker
from course.simulator.capacity import Share
from course.simulator.definition import Definition
from course.simulator.history import ServiceDeployment
from course.simulator.task import Task
from course.simulator.throttle import Throttle

EVENTS_KEPT = 100
"""API reference, Service.events: up to 100 of the latest are displayed."""


class Event(NamedTuple):
    """One service event."""

    id: str
    at_us: int
    message: str


@dataclass(frozen=True, slots=True)
class Balancer:
    """One entry of a service's loadBalancers."""

    group: str
    """ARN of the target group."""
    container: str
    port: int


@dataclass(frozen=True, slots=True)
class EarlySuccess:
    """deploymentConfiguration.earlySuccessCriteria."""

    healthy_percent: int
    deferred: bool
    """Whether old tasks go after the deployment is done (DEFERRED) and not before (BLOCKING)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a service is asked to be; the next call that changes the service brings another plan."""

    desired: int = 0
    minimum_percent: int = 100
    maximum_percent: int = 200
    breaker: Breaker = field(default_factory=Breaker)
    early_success: EarlySuccess | None = None
    bake_minutes: int = 0
    grace_s: int = 0
    rebalancing: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What the tasks of one deployment are made of. API: a service revision."""

    arn: str
    definition: Definition
    fargate: bool = True
    strategy: tuple[Share, ...] = ()
    """Empty where a launch type was asked for."""
    subnets: tuple[str, ...] = ()
    balancers: tuple[Balancer, ...] = ()


@dataclass(slots=True, eq=False)
class Deployment:
    """One deployment of a service under the ECS controller."""

    id: str
    """`ecs-svc/` and nineteen digits."""
    revision: Revision
    created_us: int
    updated_us: int
    reason: str
    status: Literal["PRIMARY", "ACTIVE", "DRAINING"] = "PRIMARY"
    """DRAINING: it failed, another one came back, and its tasks go (captures)."""
    rollout: Literal["IN_PROGRESS", "COMPLETED", "FAILED"] = "IN_PROGRESS"
    failed_tasks: int = 0
    """In a row, as the circuit breaker counts them."""
    history: ServiceDeployment | None = None
    rolls_back: bool = False
    """Whether it came back because another one failed."""
    baking_until_us: int | None = None
    desired: int = 0
    unplaced_since_us: int | None = None
    """Since when it has found no capacity, or since that last counted as a failed task."""

    @property
    def number(self) -> str:
        """The digits of the id."""
        return self.id.rpartition("/")[2]


@dataclass(slots=True, eq=False)
class Service:
    """One service."""

    arn: str
    name: str
    cluster: str
    created_us: int
    plan: Plan
    scheduled: bool = True
    """Whether the scheduler moves it: not DAEMON, CODE_DEPLOY and EXTERNAL yet."""
    status: Literal["ACTIVE", "DRAINING", "INACTIVE"] = "ACTIVE"
    deployments: list[Deployment] = field(default_factory=list)
    """Newest first; those that have been replaced altogether are gone."""
    completed: Deployment | None = None
    """The last one that was completed, to which a failed one is rolled back."""
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=EVENTS_KEPT))
    """Newest first."""
    tasks: dict[str, Task] = field(default_factory=dict)
    """Its tasks that have not STOPPED, by id, oldest first."""
    history: list[ServiceDeployment] = field(default_factory=list)
    """Newest first."""
    throttle: Throttle = field(default_factory=Throttle)
    made: int = 0
    """Tasks ever made, of which the ids are drawn."""
    made_deployments: int = 0
    said: int = 0
    """Events ever written, likewise."""
    next_pass: Timer | None = None
    last_pass_us: int = 0
    steady_since_us: int | None = None
    """When it last said that it is steady, None while it is not."""
    repeats: Timer | None = None
    """When it says so again."""
    left: list[Task] = field(default_factory=list)
    """Tasks whose targets drain, and of which the next pass tells."""
    balancing: set[str] = field(default_factory=set)
    """Ids of tasks that were started for the balance of zones and are not healthy yet."""
    unbalanced: bool = False
    doubtful: bool = False
    """Whether a container has ended by itself since it was last steady."""

    @property
    def primary(self) -> Deployment | None:
        """The newest deployment."""
        return self.deployments[0] if self.deployments else None

    def tasks_of(self, deployment: Deployment) -> Iterator[Task]:
        """The tasks of a deployment that have not STOPPED."""
        return (task for task in self.tasks.values() if task.deployment is deployment)

    def counts(self, deployment: Deployment | None = None) -> tuple[int, int]:
        """Running and pending tasks, as the API shows them: of one deployment, or of all."""
        running = pending = 0
        for task in self.tasks.values():
            if task.wanted and (deployment is None or task.deployment is deployment):
                running += task.last_status == "RUNNING"
                pending += task.last_status != "RUNNING"
        return running, pending
