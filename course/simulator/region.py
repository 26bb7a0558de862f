"""ECS in one account and region: its services and tasks, and the parts that move them. What comes from outside comes in here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator.agenda import Agenda
from course.simulator.balance import Balance
from course.simulator.containers import Containers
from course.simulator.deployments import Deployments
from course.simulator.faults import Faults
from course.simulator.lifecycle import Lifecycle
from course.simulator.outside import Outside
from course.simulator.placing import Placing
from course.simulator.rights import Rights
from course.simulator.runtime import Runtime
from course.simulator.scheduler import Scheduler
from course.simulator.service import Balancer, Service
from course.simulator.service_events import ServiceEvents
from course.simulator.story import Story
from course.simulator.targets import Targets
from course.simulator.task import Task

if TYPE_CHECKING:
    from collections.abc import Callable


class Region:
    """Everything that moves in one account and region. Not thread-safe: its owner holds a lock."""

    def __init__(
        self,
        agenda: Agenda,
        outside: Outside,
        seed: str,
        account: str = "111122223333",
        name: str = "us-east-1",
        partition: str = "aws",
    ) -> None:
        """`agenda` may be shared by several regions; `seed` decides all that is drawn by chance."""
        self.agenda = agenda
        self.outside = outside
        self.seed = f"{seed}/{account}/{name}"
        self.name = name
        self.prefix = f"arn:{partition}:ecs:{name}:{account}:"
        self.tasks: dict[str, Task] = {}
        """Every task that is still described, by ARN."""
        self.services: dict[str, Service] = {}
        """Every service that is still described, by ARN."""
        self.story = Story(agenda)
        self.faults = Faults(self)
        self.targets = Targets(self)
        self.containers = Containers(self)
        self.rights = Rights(self)
        self.runtime = Runtime(self)
        self.lifecycle = Lifecycle(self)
        self.events = ServiceEvents(self)
        self.placing = Placing(self)
        self.balance = Balance(self)
        self.deployments = Deployments(self)
        self.scheduler = Scheduler(self)
        self.task_arn: Callable[[str, str], str] = lambda cluster, id: f"{self.prefix}task/{cluster}/{id}"

    @property
    def now_us(self) -> int:
        """Sandbox time, microseconds since 1970."""
        return self.agenda.now_us

    def service_deployment_arn(self, service: Service, identity: str) -> str:
        """The ARN of a service deployment."""
        return f"{self.prefix}service-deployment/{service.cluster}/{service.name}/{identity}"

    @staticmethod
    def port_of(task: Task, balancer: Balancer) -> int:
        """The port under which a task is registered: the container's own, as long as each task has its own address."""
        return balancer.port
