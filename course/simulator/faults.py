"""Faults on demand: what somebody breaks on purpose, and what stays broken until it is mended.

Killing a task or a container and using up its memory happen once. A failed zone, missing capacity and broken health
checks last: for a time, or until they are cleared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from course.simulator import sentences
from course.simulator.agenda import SECOND, Timer
from course.simulator.containers import KILLED, OUT_OF_MEMORY, OUT_OF_MEMORY_CODE
from course.simulator.durations import seconds
from course.simulator.probing import Outcome
from course.simulator.target import OK, TIMED_OUT, Target, mismatch
from course.simulator.task import ContainerRun, Task

if TYPE_CHECKING:
    from course.simulator.region import Region

Kind = Literal["zone", "capacity", "health"]
ZONE_FAILED = "The Availability Zone of the task failed (a fault of the sandbox)"


@dataclass(slots=True, eq=False)
class Fault:
    """Something that stays broken."""

    id: str
    kind: Kind
    what: str
    """The zone, the capacity provider, or the service (`cluster/service`) or task id whose health checks are broken."""
    since_us: int
    until_us: int | None = None
    """None: until it is cleared."""
    status: int | None = None
    """Of `health`: the HTTP status of every answer."""
    slow_s: float | None = None
    """Of `health`: how long every answer takes; checks with a shorter time-out fail."""
    ends: Timer | None = None

    @property
    def says(self) -> str:
        """One line for a person."""
        if self.kind == "health":
            how = f"take {self.slow_s:g} s" if self.slow_s is not None else f"are answered with {self.status}"
            return (
                f"health checks of {self.what} {how}" if self.status or self.slow_s else f"{self.what} does not answer"
            )
        return f"{self.what} has failed" if self.kind == "zone" else f"no capacity on {self.what}"


class Faults:
    """What is broken in a region now, and the breaking itself."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self.present: dict[str, Fault] = {}
        self._made = 0

    # Once

    def kill_task(self, task: Task, exit_code: int = KILLED) -> None:
        """Every container of the task ends with this code, at once."""
        self._region.story.fault(f"task killed with exit code {exit_code}", *_of(task))
        for run in list(task.containers):
            self._region.containers.ended(task, run, exit_code)

    def kill_container(self, task: Task, run: ContainerRun, exit_code: int = KILLED) -> None:
        """One container ends with this code."""
        self._region.story.fault(f"container {run.spec.name} killed with exit code {exit_code}", *_of(task))
        self._region.containers.ended(task, run, exit_code)

    def exhaust_memory(self, task: Task, run: ContainerRun) -> None:
        """One container uses more memory than it may."""
        self._region.story.fault(f"container {run.spec.name} uses up its memory", *_of(task))
        self._region.containers.ended(task, run, OUT_OF_MEMORY_CODE, OUT_OF_MEMORY)

    # Lasting

    def fail_zone(self, zone: str, for_s: float | None = None) -> Fault:
        """Every task in the zone ends, and none can be placed there."""
        fault = self._add("zone", zone, for_s)
        for task in list(self._region.tasks.values()):
            if task.zone == zone and task.wanted:
                self._region.lifecycle.stop(task, "InfrastructureHealth", ZONE_FAILED)
        return fault

    def take_capacity(self, provider: str, for_s: float | None = None) -> Fault:
        """No task can be placed with a capacity provider; the tasks of FARGATE_SPOT get their two minutes' notice."""
        fault = self._add("capacity", provider, for_s)
        if provider == "FARGATE_SPOT":
            for task in list(self._region.tasks.values()):
                if task.provider == provider and task.wanted:
                    self.interrupt(task)
        return fault

    def interrupt(self, task: Task) -> None:
        """A Spot interruption: SIGTERM at once, the end within two minutes. Developer guide, "Fargate capacity providers"."""
        self._region.lifecycle.stop(task, "SpotInterruption", sentences.SPOT_INTERRUPTED)
        self._region.agenda.after(seconds("spot_notice"), self._region.containers.kill, task)

    def break_health(
        self, what: str, status: int | None = None, slow_s: float | None = None, for_s: float | None = None
    ) -> Fault:
        """The health checks of a service (`cluster/service`) or a task (its id) fail, or become slow."""
        fault = self._add("health", what, for_s, status, slow_s)
        self._look_again()
        return fault

    def clear(self, fault: Fault) -> None:
        """It is mended."""
        if self.present.pop(fault.id, None) is None:
            return
        self._region.agenda.cancel(fault.ends)
        self._region.story.fault(f"mended: {fault.says}")
        if fault.kind == "health":
            self._look_again()
        else:
            self._region.scheduler.touch_all()

    def _add(
        self, kind: Kind, what: str, for_s: float | None, status: int | None = None, slow_s: float | None = None
    ) -> Fault:
        region = self._region
        self._made += 1
        fault = Fault(f"{kind}-{self._made}", kind, what, region.now_us, None, status, slow_s)
        if for_s is not None:
            fault.until_us = region.now_us + round(for_s * SECOND)
            fault.ends = region.agenda.at(fault.until_us, self.clear, fault, hurries=False)
        self.present[fault.id] = fault
        region.story.fault(fault.says)
        return fault

    def _look_again(self) -> None:
        for task in list(self._region.tasks.values()):
            self._region.targets.containers_changed(task)
            for run in task.containers:
                self._region.containers.look_again(task, run)

    # Asked by the others

    def zone_fails(self, zone: str) -> bool:
        """Whether nothing can run in the zone now."""
        return any(fault.kind == "zone" and fault.what == zone for fault in self.present.values())

    def capacity_is_gone(self, provider: str) -> bool:
        """Whether nothing can be placed with the provider now."""
        return any(fault.kind == "capacity" and fault.what == provider for fault in self.present.values())

    def breaks_health(self, task: Task, run: ContainerRun) -> bool:
        """Whether a container's own health check fails because of a fault."""
        if not self.present:
            return False
        check = run.spec.health_check
        return any(
            fault.slow_s is None or (check is not None and fault.slow_s >= check.timeout) for fault in self._on(task)
        )

    def health_of(self, task: Task) -> Fault | None:
        """The first fault by which a task's answers are broken."""
        return next(iter(self._on(task)), None) if self.present else None

    def answer(self, target: Target) -> Outcome | None:
        """What every health check of a target finds because of a fault, None where there is none."""
        if not self.present or target.task is None:
            return None
        for fault in self._on(target.task):
            if fault.slow_s is not None:
                if fault.slow_s >= target.group.timeout_s:
                    return TIMED_OUT
            elif fault.status is None or target.group.check_protocol not in ("HTTP", "HTTPS"):
                return TIMED_OUT
            else:
                return mismatch(fault.status) if fault.status >= 400 else OK
        return None

    def _on(self, task: Task) -> list[Fault]:
        names = {task.id, f"{task.cluster}/{task.service.name}"} if task.service is not None else {task.id}
        return [fault for fault in self.present.values() if fault.kind == "health" and fault.what in names]


def _of(task: Task) -> tuple[str, str]:
    return task.cluster, task.service.name if task.service is not None else ""
