"""What programs may do with AWS while they run: asked when they have started, and again when rights or routes change.

What is refused stands in the container's log, in its SDK's words; then the program does what images.toml says of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator.task import ContainerRun, Task

if TYPE_CHECKING:
    from course.simulator.region import Region

GIVES_UP_S = 1.0
"""From the refusal to the end of a program that ends because of it."""


class Rights:
    """The programs of a region that use AWS."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._asking: dict[tuple[str, str], tuple[Task, ContainerRun]] = {}
        """Those that have begun, by task and container."""

    def started(self, task: Task, run: ContainerRun) -> None:
        """A container runs: it uses AWS for the first time when it has started up."""
        run.refused = ()
        if run.behaviour.uses:
            self._region.agenda.after(run.behaviour.start_s, self._begin, task, run, run.started_us)

    def _begin(self, task: Task, run: ContainerRun, started_us: int) -> None:
        if run.running and run.started_us == started_us:
            self._asking[task.id, run.spec.name] = task, run
            self._ask(task, run)

    def ended(self, task: Task, run: ContainerRun) -> None:
        """It asks no more."""
        self._asking.pop((task.id, run.spec.name), None)

    def changed(self) -> None:
        """Policies or routes may have changed."""
        for task, run in list(self._asking.values()):
            self._ask(task, run)

    def _ask(self, task: Task, run: ContainerRun) -> None:
        region, uses = self._region, run.behaviour.uses
        said = region.outside.refused_to(task, run)
        refused = tuple(use for use, line in zip(uses, said, strict=True) if line)
        lines = tuple(line for use, line in zip(uses, said, strict=True) if line and use not in run.refused)
        if refused == run.refused:
            return
        run.refused = refused
        region.outside.log(task, run, lines)
        region.targets.containers_changed(task)
        if any(use.exits for use in refused):
            region.agenda.after(GIVES_UP_S, self._gives_up, task, run, run.started_us)

    def _gives_up(self, task: Task, run: ContainerRun, started_us: int) -> None:
        if run.running and run.started_us == started_us and any(use.exits for use in run.refused):
            self._region.containers.ended(task, run, 1)
