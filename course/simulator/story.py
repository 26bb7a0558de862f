"""The story of a region: what happened, in order, in short lines a person can follow."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from course.simulator.agenda import Agenda
from course.simulator.target import Target
from course.simulator.task import Task

LINES_KEPT = 20_000
SHORT_ID = 8
"""Characters of a task's id in a line."""


class Line(NamedTuple):
    """One thing that happened."""

    at_us: int
    kind: str
    """`task`, `health`, `target`, `service`, `fault`."""
    cluster: str
    service: str
    """"" for what concerns no service."""
    who: str
    """Id of the task, name of the service, and the like."""
    says: str


class Story:
    """The newest lines of a region."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self.lines: deque[Line] = deque(maxlen=LINES_KEPT)

    def _add(self, kind: str, cluster: str, service: str, who: str, says: str) -> None:
        self.lines.append(Line(self._agenda.now_us, kind, cluster, service, who, says))

    def task(self, task: Task) -> None:
        """A task has a new status."""
        says: str = task.last_status
        if says == "PROVISIONING":
            where = task.provider or ("FARGATE" if task.fargate else "EC2")
            says += f" on {where}" + (f" in {task.zone}" if task.zone else "")
        elif says == "STOPPED" or (not task.wanted and task.stop_code and says in ("DEACTIVATING", "STOPPING")):
            says += f": {task.stopped_reason} ({task.stop_code})"
        self._add("task", task.cluster, task.service.name if task.service else "", task.id, says)

    def task_health(self, task: Task) -> None:
        """The health of a task's containers changed."""
        self._add(
            "health", task.cluster, task.service.name if task.service else "", task.id, f"containers {task.health}"
        )

    def target(self, target: Target) -> None:
        """A target's health changed."""
        task, health = target.task, target.health
        says = f"{target.id}:{target.port} {health.state}" + (f": {health.description}" if health.description else "")
        service = task.service.name if task is not None and task.service is not None else ""
        self._add(
            "target", task.cluster if task is not None else "", service, task.id if task is not None else "", says
        )

    def service(self, cluster: str, service: str, says: str) -> None:
        """A service said something (a service event), or something was done to it."""
        self._add("service", cluster, service, service, says)

    def fault(self, says: str, cluster: str = "", service: str = "") -> None:
        """Somebody broke or mended something on purpose."""
        self._add("fault", cluster, service, "", says)
