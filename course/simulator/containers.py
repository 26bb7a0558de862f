"""The life of the containers of a task: in the order of dependsOn, with their health checks, exits and restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator.agenda import SECOND
from course.simulator.chance import hexadecimal
from course.simulator.durations import seconds
from course.simulator.probing import Outcome, Probe, Stretch
from course.simulator.task import ContainerRun, Task

if TYPE_CHECKING:
    from course.simulator.region import Region

OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
"""containers[].reason; developer guide, "Stopped tasks error codes"."""
KILLED, OUT_OF_MEMORY_CODE, NEVER_STARTED = 137, 137, 143
PASSES, FAILS = Outcome(True), Outcome(False)


class Containers:
    """Moves the containers of a region's tasks."""

    def __init__(self, region: Region) -> None:
        self._region = region

    # Starting

    def start(self, task: Task) -> None:
        """Start every container that waits for nothing, and watch how long the others wait."""
        for run in task.containers:
            if run.spec.depends_on and run.spec.start_timeout:
                run.waiting = self._region.agenda.after(run.spec.start_timeout, self._waited_too_long, task, run)
        self.go_on(task)

    def go_on(self, task: Task) -> None:
        """Start what can start now. A container whose dependency can no longer come true ends the task."""
        for run in task.containers:
            if run.status != "PENDING" or run.ending is not None or run.under_way or not task.wanted:
                continue
            states = [self._dependency(task, name, condition) for name, condition in run.spec.depends_on]
            if False in states:
                name, _ = run.spec.depends_on[states.index(False)]
                self._never(
                    task,
                    run,
                    f"failed to resolve container ordering dependency [{name}] for target"
                    f" [{run.spec.name}] as dependency did not exit successfully.",
                )
                continue
            if all(states) and task.real:
                self._region.runtime.start(task, run)
            elif all(states):
                after = seconds("container_start", self._region.seed, task.id, run.spec.name)
                run.ending = self._region.agenda.after(after, self.started, task, run)

    def _dependency(self, task: Task, name: str, condition: str) -> bool | None:
        """Whether it has come true; False: it never will; None: not yet. API reference, ContainerDependency."""
        other = task.run_of(name)
        if other is None:
            return False
        if condition == "START":
            return True if other.started_us is not None else None
        if condition == "HEALTHY":
            if other.was_healthy:
                return True
            return False if other.status == "STOPPED" or other.spec.health_check is None else None
        if other.status != "STOPPED":
            return None
        return bool(condition == "COMPLETE" or other.exit_code == 0)

    def _never(self, task: Task, run: ContainerRun, why: str) -> None:
        """It can never start. Code and wording: the source of the ECS agent, handleTerminalDependencyError."""
        self.ended(task, run, 0)
        run.exit_code, run.reason = NEVER_STARTED, f"CannotStartContainerError: dependency graph: {why}"

    def _waited_too_long(self, task: Task, run: ContainerRun) -> None:
        run.waiting = None
        if run.status == "PENDING" and run.started_us is None and task.wanted:
            names = ", ".join(name for name, _ in run.spec.depends_on)
            self._never(
                task, run, f"container ordering dependency [{names}] for target [{run.spec.name}] has timed out."
            )

    def started(self, task: Task, run: ContainerRun) -> None:
        """Its process is there."""
        region = self._region
        run.ending = None
        region.agenda.cancel(run.waiting)
        run.waiting = None
        run.status, run.started_us = "RUNNING", region.now_us
        run.exit_code, run.health, run.was_healthy = None, "UNKNOWN", False
        run.reason = run.behaviour.says if run.behaviour.imitated else ""
        run.runtime_id = self._runtime_id(task, run)
        task.version += 1
        region.outside.log(task, run, run.behaviour.log)
        self._plan_end(task, run)
        region.rights.started(task, run)
        if run.spec.health_check is not None and not task.real:
            check = run.spec.health_check
            run.probe = Probe(
                first_us=region.now_us + check.interval * SECOND,
                interval_us=check.interval * SECOND,
                falls=check.retries,
                forgiven_until_us=region.now_us + check.start_period * SECOND,
            )
            self.look_again(task, run)
        region.targets.containers_changed(task)
        self.go_on(task)
        region.lifecycle.containers_moved(task)

    def _runtime_id(self, task: Task, run: ContainerRun) -> str:
        number = hexadecimal(self._region.seed, "runtime", task.id, run.spec.name, run.restarts)
        # on Fargate the id is the task's and a number, on instances it is Docker's (captures)
        return f"{task.id}-{int(number[:8], 16) % 10**10:010}" if task.fargate else number * 2

    def _plan_end(self, task: Task, run: ContainerRun) -> None:
        """Enter when it will end by itself: what it lacks, its program, its memory."""
        behaviour = run.behaviour
        ends: list[tuple[float, int, str]] = []
        if behaviour.lacks(run.spec.environment):
            ends.append((0.5, 1, ""))
        if behaviour.exits_after_s is not None:
            ends.append((behaviour.exits_after_s, behaviour.exit_code, ""))
        limits = [limit for limit in (run.spec.memory_mib, task.definition.memory_mib) if limit]
        if limits and (reached := behaviour.reaches_memory_s(min(limits))) is not None:
            ends.append((max(reached, 1.0), OUT_OF_MEMORY_CODE, OUT_OF_MEMORY))
        if ends:
            after, code, reason = min(ends)
            # a crash in sight is no transition: a container may run for hours before it
            run.ending = self._region.agenda.after(after, self.ended, task, run, code, reason, hurries=after < 60)

    # Health

    def look_again(self, task: Task, run: ContainerRun) -> None:
        """What its health check finds may have changed: work out anew when its health changes."""
        region = self._region
        region.agenda.cancel(run.checking)
        run.checking = None
        if run.probe is None or run.started_us is None or not run.running:
            return
        passed = run.probe.expect(region.now_us, self._findings(task, run, run.started_us))
        if passed is not None:
            self.health_found(task, run, passed.healthy)
        self._watch(task, run)

    def _findings(self, task: Task, run: ContainerRun, started_us: int) -> tuple[Stretch, ...]:
        behaviour, check = run.behaviour, run.spec.health_check
        if self._region.faults.breaks_health(task, run):
            return (Stretch(started_us, FAILS),)
        if check is not None and check.always is not None:
            return (Stretch(started_us, PASSES if check.always else FAILS),)
        if behaviour.unhealthy:
            return (Stretch(started_us, FAILS),)
        stretches = [Stretch(started_us, FAILS), Stretch(started_us + round(behaviour.start_s * SECOND), PASSES)]
        if behaviour.unhealthy_after_s is not None:
            stretches.append(Stretch(started_us + round(behaviour.unhealthy_after_s * SECOND), FAILS))
        return tuple(stretches)

    def _watch(self, task: Task, run: ContainerRun) -> None:
        change = run.probe.next_change() if run.probe is not None else None
        if change is not None:
            run.checking = self._region.agenda.at(change.at_us, self._checked, task, run)

    def _checked(self, task: Task, run: ContainerRun) -> None:
        run.checking = None
        if run.probe is None or not run.running:
            return
        change = run.probe.settle(self._region.now_us)
        if change is not None:
            self.health_found(task, run, change.healthy)
        self._watch(task, run)

    def health_found(self, task: Task, run: ContainerRun, healthy: bool) -> None:
        """Its health check has come to another verdict."""
        run.health = "HEALTHY" if healthy else "UNHEALTHY"
        run.was_healthy = run.was_healthy or healthy
        task.version += 1
        self._region.lifecycle.health_changed(task)
        if healthy:
            self.go_on(task)

    # Ending

    def ended(self, task: Task, run: ContainerRun, code: int, reason: str = "") -> None:
        """Its process is gone."""
        if run.status == "STOPPED":
            return
        region = self._region
        ran_us = region.now_us - run.started_us if run.started_us is not None else 0
        had_started = run.started_us is not None
        for timer in (run.ending, run.checking, run.waiting):
            region.agenda.cancel(timer)
        run.ending = run.checking = run.waiting = None
        run.probe, run.health = None, "UNKNOWN" if run.spec.health_check is None else run.health
        run.status = "STOPPED"
        if run.in_runtime:
            region.runtime.kill(task, run)
        region.rights.ended(task, run)
        if had_started:
            run.exit_code, run.reason = code, reason
            region.outside.log(task, run, run.behaviour.log_at_exit if task.wanted else ())
        task.version += 1
        region.targets.containers_changed(task)
        restart = run.spec.restart
        if (
            had_started
            and task.wanted
            and restart is not None
            and code not in restart.ignored_exit_codes
            and ran_us >= restart.attempt_period * SECOND
        ):
            run.status, run.restarts = "PENDING", run.restarts + 1
            run.ending = region.agenda.after(1, self._again, task, run)
            return
        if task.wanted:
            self.go_on(task)
        else:
            self._signal_next(task)
        region.lifecycle.containers_moved(task)

    def _again(self, task: Task, run: ContainerRun) -> None:
        run.ending = None
        if task.real:
            self._region.runtime.start(task, run)
        else:
            self.started(task, run)

    def stop(self, task: Task) -> None:
        """SIGTERM to all, those first on which no other depends."""
        for run in task.containers:
            if run.status == "PENDING":
                self.ended(task, run, 0)
        self._signal_next(task)

    def _signal_next(self, task: Task) -> None:
        alive = {run.spec.name: run for run in task.containers if run.running}
        needed = {name for run in alive.values() for name, _ in run.spec.depends_on}
        for name, run in alive.items():
            if name not in needed or needed >= alive.keys():
                self._signal(task, run)

    def _signal(self, task: Task, run: ContainerRun) -> None:
        """SIGTERM, and SIGKILL when stopTimeout is over. Signalled once."""
        region = self._region
        if run.ending is not None and run.ending.action == self._signalled:
            return
        region.agenda.cancel(run.ending)
        if task.real:
            if not run.under_way:
                region.runtime.stop(task, run)
            return
        behaviour, timeout = run.behaviour, run.spec.stop_timeout
        if behaviour.ignores_sigterm or behaviour.stop_s > timeout:
            after, code = float(timeout), KILLED
        else:
            after, code = behaviour.stop_s, behaviour.sigterm_exit_code
        run.ending = region.agenda.after(after, self._signalled, task, run, code)

    def _signalled(self, task: Task, run: ContainerRun, code: int) -> None:
        self.ended(task, run, code)

    def kill(self, task: Task) -> None:
        """SIGKILL to all, at once."""
        for run in task.containers:
            self.ended(task, run, KILLED)
