"""Tasks whose containers really run: what the container runtime is asked for, and what it reports.

A container runtime (Docker) does what images.toml otherwise tells: it pulls, starts, checks and ends. What it reports comes
in as input from outside; the life of the task around it stays the simulator's. While something real starts or stops, sandbox
time keeps to the wall's speed (`Agenda.holding`), because programs do not hurry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from course.simulator.behaviour import Behaviour
from course.simulator.containers import KILLED, OUT_OF_MEMORY
from course.simulator.target import OK, REFUSED, TIMED_OUT, Target, mismatch
from course.simulator.task import ContainerRun, Task

if TYPE_CHECKING:
    from course.simulator.agenda import Timer
    from course.simulator.region import Region

REAL = Behaviour(name="", says="A real container.", memory_mb=0)
"""What is told of an image that really runs: nothing."""
WARM_UP_S = 60
"""For how long a program may come up before the clock may hurry again: seconds after its start."""
SETTLES_S = 10
"""For how long after a container's start nothing hurries, healthy or not: a program that falls over as it comes up must not have
been called steady before."""
NOT_STARTED = "Task failed to start"
"""stoppedReason of a task one of whose containers cannot be started (captures); the container's own reason says why."""

ANSWERS = {"looked": "look", "prepared": "prepare", "not_prepared": "prepare"}
"""Report → what it answers."""

Key = tuple[str, ...]


class Runtime:
    """The real tasks of a region."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self.answers = False
        """Whether a container runtime is there, as of its last word."""
        self._asked: dict[str, str] = {}
        """Id of a task → what was asked for it last and is not answered yet."""
        self._held: dict[Key, Timer | None] = {}

    # Asking

    def asks(self, task: Task) -> bool:
        """Whether somebody is asked now whether this task can really run; then `looked` goes on with it."""
        if task.real is not None:
            return False
        if not self.answers or not self._region.outside.may_run(task):
            task.real = False
            return False
        self._ask(task, "look")
        return True

    def prepare(self, task: Task) -> None:
        """Pull its images, give it a network: `prepared` or `not_prepared` goes on with it."""
        self._ask(task, "prepare")

    def start(self, task: Task, run: ContainerRun) -> None:
        """Start a container."""
        run.under_way = True
        self._hold((task.id, run.spec.name))
        self._region.outside.tell_runtime("start", task, container=run.spec.name)

    def stop(self, task: Task, run: ContainerRun) -> None:
        """SIGTERM, and SIGKILL when stopTimeout is over."""
        run.under_way = True
        self._hold((task.id, run.spec.name))
        self._region.outside.tell_runtime("stop", task, container=run.spec.name, timeout_s=run.spec.stop_timeout)

    def kill(self, task: Task, run: ContainerRun) -> None:
        """SIGKILL. The simulator takes it for dead already."""
        run.in_runtime = False
        self._region.outside.tell_runtime("kill", task, container=run.spec.name)

    def remove(self, task: Task) -> None:
        """Nothing of it is needed any more."""
        self._asked.pop(task.id, None)
        self._release_all(task)
        self._region.outside.tell_runtime("remove", task)

    def _ask(self, task: Task, what: str) -> None:
        self._asked[task.id] = what
        self._hold((task.id,))
        self._region.outside.tell_runtime(what, task)

    # Hearing

    def hear(self, said: Mapping[str, Any]) -> None:
        """One report: `{"is": …, "task": ARN, …}`, or `lost` without a task. What has been overtaken is passed over."""
        if said["is"] == "engine":
            self.answers = said["up"]
            return
        if said["is"] == "lost":
            self._lost()
            return
        task = self._region.tasks.get(said["task"])
        if task is None:
            return
        if said["is"] in ANSWERS:
            if self._asked.get(task.id) == ANSWERS[said["is"]]:
                self._release((task.id,))
                del self._asked[task.id]
                if task.wanted:
                    getattr(self, f"_{said['is']}")(task, said)
            return
        run = task.run_of(said["container"])
        if run is not None and (run.under_way or run.in_runtime):
            getattr(self, f"_{said['is']}")(task, run, said)

    def _looked(self, task: Task, said: Mapping[str, Any]) -> None:
        task.real = bool(said["real"])
        if task.real:
            for run in task.containers:
                run.behaviour = REAL
        self._region.lifecycle.go_on_pulling(task)

    def _prepared(self, task: Task, said: Mapping[str, Any]) -> None:
        task.reached_at = {int(port.partition("/")[0]): int(host) for port, host in said["ports"].items()}
        self._region.lifecycle.prepared(task)

    def _not_prepared(self, task: Task, said: Mapping[str, Any]) -> None:
        run = task.run_of(said.get("container") or "")
        if run is not None:
            run.reason = said["reason"]
        self._region.lifecycle.fail(task, said["reason"])

    def _started(self, task: Task, run: ContainerRun, said: Mapping[str, Any]) -> None:
        self._release((task.id, run.spec.name))
        run.under_way, run.in_runtime = False, True
        if not task.wanted or run.status != "PENDING":
            self.kill(task, run)
            return
        self._hold((task.id, run.spec.name, "settles"), SETTLES_S)
        check = run.spec.health_check
        if check is not None:
            self._hold((task.id, run.spec.name, "health"), check.start_period + check.interval * (check.retries + 1))
        self._region.containers.started(task, run)

    def _not_started(self, task: Task, run: ContainerRun, said: Mapping[str, Any]) -> None:
        self._release((task.id, run.spec.name))
        run.under_way, run.in_runtime = False, False
        run.status, run.reason, run.exit_code = "STOPPED", said["reason"], said.get("code")
        if task.wanted:
            self._region.lifecycle.fail(task, NOT_STARTED)
        else:
            self._region.lifecycle.containers_moved(task)

    def _ended(self, task: Task, run: ContainerRun, said: Mapping[str, Any]) -> None:
        self._release((task.id, run.spec.name))
        self._release((task.id, run.spec.name, "health"))
        self._release((task.id, run.spec.name, "settles"))
        run.under_way, run.in_runtime = False, False
        reason = OUT_OF_MEMORY if said.get("oom") else said.get("reason", "")
        self._region.containers.ended(task, run, int(said["code"]), reason)

    def _health(self, task: Task, run: ContainerRun, said: Mapping[str, Any]) -> None:
        self._release((task.id, run.spec.name, "health"))
        if run.running and run.spec.health_check is not None:
            self._region.containers.health_found(task, run, said["status"] == "HEALTHY")

    def _lost(self) -> None:
        """The runtime and everything in it are gone: a crash of it, or a new start of the sandbox."""
        for task in list(self._region.tasks.values()):
            if task.id in self._asked:
                del self._asked[task.id]
                self._release((task.id,))
                if not task.wanted:
                    continue
                if task.real is None:
                    self._looked(task, {"real": False})
                else:
                    self._not_prepared(task, {"reason": "CannotPullContainerError: the container runtime went away"})
            elif task.real:
                for run in task.containers:
                    if run.in_runtime or run.under_way:
                        self._ended(task, run, {"code": KILLED})

    # Targets

    def target_begins(self, target: Target) -> None:
        """A real task is registered: its program may still be coming up."""
        self._hold(_key(target), WARM_UP_S)

    def target_ends(self, target: Target) -> None:
        """It is registered no more."""
        self._release(_key(target))

    def probed(self, target: Target, passed: bool, status: int | None, why: str) -> None:
        """A real health check found this. `why`: ok, mismatch, timeout or refused."""
        if why == "mismatch" and status is not None:
            target.found = mismatch(status)
        else:
            target.found = OK if passed else TIMED_OUT if why == "timeout" else REFUSED
        if passed:
            self._release(_key(target))
        self._region.targets.look_again(target)

    # The clock

    def _hold(self, key: Key, seconds: float | None = None) -> None:
        self._release(key)
        agenda = self._region.agenda
        agenda.holding += 1
        self._held[key] = None if seconds is None else agenda.after(seconds, self._release, key, hurries=False)

    def _release(self, key: Key) -> None:
        if key in self._held:
            self._region.agenda.cancel(self._held.pop(key))
            self._region.agenda.holding -= 1

    def _release_all(self, task: Task) -> None:
        for key in [key for key in self._held if key[0] == task.id]:
            self._release(key)


def _key(target: Target) -> Key:
    return (target.group.arn, target.id, str(target.port))
