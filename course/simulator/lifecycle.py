"""The life of a task, from PROVISIONING to STOPPED: one step after the other, each after AWS's own time.

Developer guide, "Amazon ECS task lifecycle". What its containers do meanwhile is told in containers.py; what its service
makes of it, in scheduler.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.simulator.behaviour import behaviour_of
from course.simulator.durations import seconds
from course.simulator.task import StopCode, Task

if TYPE_CHECKING:
    from course.simulator.region import Region

ESSENTIAL_EXITED = "Essential container in task exited"
"""stoppedReason; developer guide, "Stopped tasks error codes"."""


AT_ONCE = ("EssentialContainerExited", "SpotInterruption", "InfrastructureHealth")
"""Stop codes with which a task does not wait until its targets have drained."""


class Lifecycle:
    """Moves the tasks of a region."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def _after(self, name: str, task: Task) -> float:
        return seconds(name, self._region.seed, task.id)

    # Up

    def launch(self, task: Task) -> None:
        """It has been made and is PROVISIONING."""
        region = self._region
        region.tasks[task.arn] = task
        trouble = region.outside.attach(task)
        region.targets.address_taken(task)
        name = "fargate_provisioning" if task.fargate or task.subnet else "instance_provisioning"
        after = self._after(name, task)
        if trouble:
            task.step = region.agenda.after(after, self.fail, task, trouble)
        else:
            task.step = region.agenda.after(after, self._provisioned, task)
        region.story.task(task)

    def _provisioned(self, task: Task) -> None:
        self._to(task, "PENDING")
        task.connected_us = self._region.now_us
        name = "fargate_prepares" if task.fargate else "instance_prepares"
        task.step = self._region.agenda.after(self._after(name, task), self._pulls, task)

    def _pulls(self, task: Task) -> None:
        region = self._region
        task.step = None
        task.pull_started_us = region.now_us
        trouble = region.outside.start_trouble(task)
        if trouble is not None:
            for run in task.containers:
                if run.spec.name == trouble.container:
                    run.reason = trouble.reason
            task.step = region.agenda.after(self._after(trouble.gives_up, task), self.fail, task, trouble.reason)
            return
        if not region.runtime.asks(task):
            self.go_on_pulling(task)

    def go_on_pulling(self, task: Task) -> None:
        """Nothing keeps it from starting, and it is decided who runs it."""
        region = self._region
        for run in task.containers:
            run.digest = region.outside.pull(task, run.spec.image)
        if task.real:
            region.runtime.prepare(task)
            return
        size_mb = sum(behaviour_of(run.spec.image).size_mb for run in task.containers)
        after = self._after("pull_base", task) + self._after("pull_per_100_mb", task) * size_mb / 100
        task.step = region.agenda.after(after, self._pulled, task)

    def prepared(self, task: Task) -> None:
        """The container runtime has its images and a place for it."""
        self._pulled(task)

    def _pulled(self, task: Task) -> None:
        task.step = None
        task.pull_stopped_us = self._region.now_us
        self._to(task, "ACTIVATING")
        self._region.containers.start(task)

    def containers_moved(self, task: Task) -> None:
        """A container started or ended: see what that means for the task."""
        if not task.wanted:
            self._stopped_if_all_are(task)
            return
        gone = next((run for run in task.containers if run.status == "STOPPED" and run.spec.essential), None)
        if gone is not None or all(run.status == "STOPPED" for run in task.containers):
            self.stop(task, "EssentialContainerExited", ESSENTIAL_EXITED)
        elif task.last_status == "ACTIVATING" and all(run.started_us is not None for run in task.containers):
            self._activate(task)

    def _activate(self, task: Task) -> None:
        """Its containers run. Behind a load balancer it waits for the scheduler to register it (captures)."""
        if task.step is not None or task.registered:
            return
        if task.service is not None and task.deployment is not None and task.deployment.revision.balancers:
            task.waits = True
            self._region.scheduler.touch(task.service)
        else:
            task.step = self._region.agenda.after(self._after("activating", task), self._runs, task)

    def go_on(self, task: Task) -> None:
        """The scheduler has registered its targets."""
        task.waits = False
        task.step = self._region.agenda.after(self._after("activating_registered", task), self._runs, task)

    def _runs(self, task: Task) -> None:
        task.step = None
        task.started_us = self._region.now_us
        self._to(task, "RUNNING")
        self._region.scheduler.task_runs(task)

    def health_changed(self, task: Task) -> None:
        """The health of one of its containers changed. API reference, Task.healthStatus."""
        checked = [run.health for run in task.containers if run.spec.essential and run.spec.health_check is not None]
        if not checked:
            return
        before = task.health
        task.health = "UNHEALTHY" if "UNHEALTHY" in checked else "UNKNOWN" if "UNKNOWN" in checked else "HEALTHY"
        if task.health != before:
            self._region.story.task_health(task)
            self._region.scheduler.task_health_changed(task)

    # Down

    def fail(self, task: Task, reason: str) -> None:
        """It cannot start."""
        self.stop(task, "TaskFailedToStart", reason)

    def stop(self, task: Task, code: StopCode, reason: str) -> None:
        """It is to stop. Nothing happens to a task that is stopping already."""
        if not task.wanted:
            return
        region = self._region
        region.agenda.cancel(task.step)
        task.step = None
        task.desired_status, task.stop_code, task.stopped_reason = "STOPPED", code, reason
        task.waits = False
        task.stopping_us = region.now_us
        task.version += 1
        before = task.last_status
        region.scheduler.task_stops(task)
        if before in ("PROVISIONING", "PENDING"):
            region.containers.kill(task)
            self._deprovision(task)
        elif before == "ACTIVATING" or code in AT_ONCE:
            region.targets.leave(task)
            self._stop_containers(task)
        else:
            has_targets = bool(task.targets)
            drained_us = region.targets.leave(task)
            if has_targets:
                self._to(task, "DEACTIVATING")
            at_us = max(drained_us, region.now_us + round(self._after("deactivating", task) * 1e6))
            task.step = region.agenda.at(at_us, self._stop_containers, task)

    def _stop_containers(self, task: Task) -> None:
        task.step = None
        self._to(task, "STOPPING")
        self._region.containers.stop(task)
        self._stopped_if_all_are(task)

    def _stopped_if_all_are(self, task: Task) -> None:
        if task.last_status in ("STOPPING", "DEACTIVATING", "RUNNING") and all(
            run.status == "STOPPED" for run in task.containers
        ):
            self._region.agenda.cancel(task.step)
            self._deprovision(task)

    def _deprovision(self, task: Task) -> None:
        region = self._region
        task.execution_stopped_us = region.now_us
        self._to(task, "DEPROVISIONING")
        name = "deprovisioning" if task.fargate or task.subnet else "instance_deprovisioning"
        task.step = region.agenda.after(self._after(name, task), self._gone, task)

    def _gone(self, task: Task) -> None:
        region = self._region
        task.step = None
        task.stopped_us = region.now_us
        self._to(task, "STOPPED")
        if task.real:
            region.runtime.remove(task)
        region.targets.address_given_back(task)
        region.outside.release(task)
        region.scheduler.task_stopped(task)
        region.agenda.after(self._after("stopped_task_visible", task), self._forget, task, hurries=False)

    def _forget(self, task: Task) -> None:
        self._region.tasks.pop(task.arn, None)
        self._region.outside.forget(task)

    def _to(self, task: Task, status: str) -> None:
        task.last_status = status  # type: ignore[assignment]
        task.version += 1
        if task.real:
            self._region.outside.tell_runtime("task_facts", task)
        self._region.story.task(task)
