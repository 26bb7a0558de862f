"""The service scheduler: one pass over one service compares what is wanted with what is there, and makes the next moves.

A pass trusts nothing but the state it finds; whatever happens to a service only asks for a pass. Passes over a service in
which something moves lie ten seconds apart, as the events of live services do. The arithmetic stands in rollout.py, the
placing of new tasks in placing.py, the course of deployments in deployments.py, the words in sentences.py.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from course.simulator import sentences
from course.simulator.agenda import SECOND
from course.simulator.durations import microseconds
from course.simulator.rollout import Tasks, rolling_moves
from course.simulator.service import Deployment, Plan, Revision, Service
from course.simulator.task import Task
from course.simulator.zones import fullest

if TYPE_CHECKING:
    from course.simulator.region import Region

Verdict = Literal["healthy", "unhealthy", "pending"]


class Scheduler:
    """Moves the services of a region."""

    def __init__(self, region: Region) -> None:
        self._region = region
        self._counts_after_us = microseconds("counts_as_healthy")
        self._pass_every_us = microseconds("scheduler_pass")

    # Asked from outside

    def create(self, service: Service, revision: Revision) -> Deployment:
        """A new service and its first deployment."""
        self._region.services[service.arn] = service
        deployment = self._region.deployments.begin(service, revision)
        self._ask(service, "service_created")
        return deployment

    def change(self, service: Service, plan: Plan, revision: Revision | None) -> Deployment | None:
        """A service is to be something else; with a revision, by a new deployment, which is returned."""
        service.plan = plan
        deployment = self._region.deployments.begin(service, revision) if revision is not None else None
        if deployment is None and service.primary is not None:
            service.primary.desired, service.primary.updated_us = plan.desired, self._region.now_us
        self._region.events.unsteady(service)
        self._ask(service, "service_changed")
        return deployment

    def delete(self, service: Service) -> None:
        """A service is to drain: all its tasks stop, then it is INACTIVE."""
        service.status = "DRAINING"
        for deployment in service.deployments:
            deployment.desired = 0
        self._region.events.unsteady(service)
        self._ask(service, "service_changed")

    def protect(self, task: Task) -> None:
        """A task is protected from scaling in until a time: when it is over, the service looks at it again."""
        if task.service is not None and task.protected_until_us is not None:
            self._region.agenda.at(task.protected_until_us, self.touch, task.service, hurries=False)

    # Told by the others

    def task_runs(self, task: Task) -> None:
        """A task is RUNNING."""
        service, deployment = task.service, task.deployment
        if service is None or deployment is None:
            return
        service.throttle.reset()
        if not task.checked and not deployment.revision.balancers:
            self._region.agenda.at(self._region.now_us + self._counts_after_us, self._counts, task)
        self.touch(service)

    def _counts(self, task: Task) -> None:
        if task.running and task.service is not None:
            self.touch(task.service)

    def task_health_changed(self, task: Task) -> None:
        """The health of a task's containers changed. Of a task without a service nobody takes care."""
        self._health_changed(task, task.health == "UNHEALTHY")

    def target_changed(self, task: Task) -> None:
        """The health of one of a task's targets changed."""
        self._health_changed(task, any(target.health.state == "unhealthy" for target in task.targets))

    def _health_changed(self, task: Task, unhealthy: bool) -> None:
        service = task.service
        if service is None:
            return
        grace_ends_us = self._grace_ends_us(task)
        if unhealthy and grace_ends_us > self._region.now_us:
            self._region.agenda.at(grace_ends_us, self.touch, service)
        self.touch(service)

    def task_stops(self, task: Task) -> None:
        """A task is to stop, for whatever reason."""
        service = task.service
        if service is None:
            return
        self._region.events.unsteady(service)
        service.balancing.discard(task.id)
        if task.stop_code in ("TaskFailedToStart", "EssentialContainerExited") and task.deployment is not None:
            self._region.deployments.task_failed(service, task.deployment)
        if task.stop_code == "TaskFailedToStart":
            self._never_ran(service, task)
        if task.stop_code == "EssentialContainerExited":
            service.doubtful = True
            return  # the scheduler hears of it when the task is STOPPED (captures: 39 s after the container ended)
        if task.registered:
            service.left.append(task)
        self.touch(service)

    def task_stopped(self, task: Task) -> None:
        """A task is STOPPED."""
        service = task.service
        if service is None:
            return
        service.tasks.pop(task.id, None)
        if task.stop_code == "EssentialContainerExited" and task.registered:
            service.left.append(task)
        self.touch(service)

    def _never_ran(self, service: Service, task: Task) -> None:
        events, throttle = self._region.events, service.throttle
        events.say(service, sentences.unable_to_place(service.name, task.stopped_reason))
        throttle.failed(self._region.now_us)
        if throttle.told:
            events.say(service, sentences.throttled(service.name))
        # a pause is no transition, unless a circuit breaker waits for what comes after it
        primary = service.primary
        watched = primary is not None and primary.rollout == "IN_PROGRESS" and service.plan.breaker.enable
        self._region.agenda.at(throttle.until_us, self.touch, service, hurries=watched)

    # Passes

    def touch(self, service: Service) -> None:
        """Something happened: the next pass comes ten seconds after the last one, or at once."""
        if service.status != "INACTIVE" and service.next_pass is None and self._moves(service):
            due_us = max(self._region.now_us, service.last_pass_us + self._pass_every_us)
            service.next_pass = self._region.agenda.at(due_us, self._pass, service)

    @staticmethod
    def _moves(service: Service) -> bool:
        """Whether it is this scheduler's to move: every service is, when it is deleted."""
        return service.scheduled or service.status == "DRAINING"

    def soon(self, service: Service) -> None:
        """A pass a few seconds from now, as after a deployment has failed (captures: 2.8 s)."""
        self._ask(service, "after_failure")

    def touch_all(self) -> None:
        """Something happened that may concern every service."""
        for service in self._region.services.values():
            self.touch(service)

    def _ask(self, service: Service, duration: str) -> None:
        """A call changed the service: the first pass comes after the API's own delay, not later than one that is due."""
        if not self._moves(service):
            return
        due_us = self._region.now_us + microseconds(duration, self._region.seed, service.arn, service.made)
        if service.next_pass is not None:
            if service.next_pass.due_us <= due_us:
                return
            self._region.agenda.cancel(service.next_pass)
        service.next_pass = self._region.agenda.at(due_us, self._pass, service)

    def _pass(self, service: Service) -> None:
        service.next_pass = None
        service.last_pass_us = self._region.now_us
        if service.status == "DRAINING":
            self._drain(service)
            return
        primary = service.primary
        if service.status != "ACTIVE" or primary is None:
            return
        primary.desired = service.plan.desired
        self._register(service)
        self._tell_who_left(service)
        verdicts = {task.id: self.verdict(task) for task in service.tasks.values() if task.wanted}
        self._region.deployments.forgive(service)
        moved = self._stop_and_start(service, primary, verdicts)
        moved = self._region.balance.look(service, primary) or moved
        self._region.deployments.settle(service, moved=moved)
        if moved:
            self.touch(service)

    def _drain(self, service: Service) -> None:
        self._tell_who_left(service)
        going = [task for task in service.tasks.values() if task.wanted]
        self._say_stopped(service, going)
        for task in going:
            self.stop(service, task)
        # API reference, DeleteService: INACTIVE once all tasks are STOPPING or STOPPED
        if all(task.last_status in ("STOPPING", "DEPROVISIONING") for task in service.tasks.values()):
            self._inactive(service)

    def _inactive(self, service: Service) -> None:
        service.status = "INACTIVE"
        for deployment in service.deployments:
            self._region.deployments.close(service, deployment)
        service.deployments = []
        for timer in (service.next_pass, service.repeats):
            self._region.agenda.cancel(timer)
        service.next_pass = service.repeats = None
        self._region.story.service(service.cluster, service.name, "INACTIVE")

    # The parts of a pass

    def _register(self, service: Service) -> None:
        """Register the targets of tasks whose containers run; then they can become RUNNING."""
        registered: Counter[str] = Counter()
        for task in service.tasks.values():
            if not task.waits or task.registered or task.deployment is None:
                continue
            for balancer in task.deployment.revision.balancers:
                if self._region.targets.join(task, balancer.group, self._region.port_of(task, balancer)) is not None:
                    registered[balancer.group] += 1
            task.registered = True
            self._region.lifecycle.go_on(task)
        for group, count in registered.items():
            self._region.events.say(service, sentences.registered(service.name, count, group))

    def _tell_who_left(self, service: Service) -> None:
        left, service.left = service.left, []
        groups: Counter[str] = Counter()
        by_deployment: Counter[str] = Counter()
        for task in left:
            if task.deployment is None:
                continue
            by_deployment[task.deployment.id] += 1
            for balancer in task.deployment.revision.balancers:
                groups[balancer.group] += 1
        for group, count in groups.items():
            self._region.events.say(service, sentences.deregistered(service.name, count, group))
        for deployment, count in by_deployment.items():
            self._region.events.say(service, sentences.draining(service.name, deployment, count))

    def _say_unhealthy(self, service: Service, task: Task) -> None:
        """Name the checks that a task failed, as it is stopped for them."""
        for target in task.targets:
            if target.health.state == "unhealthy":
                why = target.health.description or ""
                told = sentences.unhealthy_target(service.name, task.id, target.port, target.group.arn, why)
                self._region.events.say(service, told)
        if task.health == "UNHEALTHY":
            self._region.events.say(service, sentences.failed_container_checks(service.name, task.id))

    def verdict(self, task: Task) -> Verdict:
        """`healthy`: it counts towards minimumHealthyPercent. `unhealthy`: a check failed and the grace period is over, so it
        is to be replaced. `pending`: neither yet. API reference, DeploymentConfiguration."""
        if task.last_status != "RUNNING" or task.desired_status != "RUNNING" or task.deployment is None:
            return "pending"
        healthy = not task.checked or task.health == "HEALTHY"
        failed = task.health == "UNHEALTHY"
        balanced = bool(task.deployment.revision.balancers)
        if balanced:
            healthy = healthy and task.registered
            for target in task.targets:
                state = target.health.state
                healthy = healthy and state == "healthy"
                failed = failed or state == "unhealthy"
        if failed and self._region.now_us >= self._grace_ends_us(task):
            return "unhealthy"
        if healthy and not balanced and not task.checked:
            healthy = self._region.now_us >= (task.started_us or 0) + self._counts_after_us
        return "healthy" if healthy else "pending"

    def is_healthy(self, task: Task) -> bool:
        """Whether it counts towards minimumHealthyPercent."""
        return self.verdict(task) == "healthy"

    def is_unhealthy(self, task: Task) -> bool:
        """Whether it is to be replaced."""
        return self.verdict(task) == "unhealthy"

    def _grace_ends_us(self, task: Task) -> int:
        grace_s = task.service.plan.grace_s if task.service is not None else 0
        return (task.started_us or 0) + grace_s * SECOND

    @staticmethod
    def _is_held(task: Task) -> bool:
        """Whether a task that ended by itself, or by StopTask, still holds its place: until it is STOPPED (captures: its
        replacement starts 19 to 39 s later). One that drains from a load balancer does not."""
        ended = task.stop_code in ("EssentialContainerExited", "UserInitiated")
        return ended and task.last_status != "DEACTIVATING"

    def _count(self, tasks: list[Task], verdicts: dict[str, Verdict]) -> Tasks:
        by_verdict = Counter(verdicts[task.id] for task in tasks)
        return Tasks(by_verdict["healthy"], by_verdict["unhealthy"], by_verdict["pending"])

    def _stop_and_start(self, service: Service, primary: Deployment, verdicts: dict[str, Verdict]) -> bool:
        """Make the moves of this pass. Whether there were any."""
        plan, events = service.plan, self._region.events
        new: list[Task] = []
        old: list[Task] = []
        for task in service.tasks.values():
            if task.desired_status == "RUNNING":
                (new if task.deployment is primary else old).append(task)
        desired = plan.desired + sum(task.id in service.balancing for task in new)
        leaving = len(service.tasks) - len(new) - len(old)
        sides = self._count(new, verdicts), self._count(old, verdicts)
        moves = rolling_moves(desired, *sides, leaving, plan.minimum_percent, plan.maximum_percent)
        going = self.choose(service, old, moves.stop_old, moves.spare)
        sick = [task for task in new if verdicts[task.id] == "unhealthy"]
        failed = sick[: moves.stop_unhealthy]
        extra = [task for task in new if task not in failed] if failed else new
        spare = moves.spare - sum(verdicts[task.id] == "healthy" for task in going)
        going += self.choose(service, extra, moves.scale_in, spare)
        self._say_stopped(service, going)
        for task in going:
            self.stop(service, task)
        held = sum(self._is_held(task) for task in service.tasks_of(primary)) if leaving else 0
        start = 0 if primary.rollout == "FAILED" else max(0, moves.start - held)
        started = self._region.placing.start(service, primary, start) if start else []
        self._say_started(service, started, min(len(started), len(sick)))
        if started:
            self._region.deployments.tried(service, primary)
        for task in failed:
            self._say_unhealthy(service, task)
        self._say_stopped(service, failed)
        for task in failed:
            self.stop(service, task, self._why_unhealthy(task))
            self._region.deployments.task_failed(service, primary)
        if moves.stuck and not started and primary.rollout == "IN_PROGRESS":
            events.say(service, sentences.stuck(service.name))
        for deployment in service.deployments[1:]:
            deployment.desired = sum(task.deployment is deployment for task in old if task.wanted)
        return bool(going or failed or started)

    def choose(self, service: Service, tasks: list[Task], count: int, spare: int) -> list[Task]:
        """Which tasks go: those that are not healthy first, then from the fullest zone, the newest there first.

        Of the healthy ones at most `spare` go. Tasks under protection stay, and the service says so.
        """
        if count <= 0:
            return []
        now_us = self._region.now_us
        free = [
            task for task in tasks if not (task.protected_until_us is not None and task.protected_until_us > now_us)
        ]
        if count > len(free) and service.primary is not None:
            told = sentences.protected(service.name, service.primary.id, count - len(free))
            self._region.events.say(service, told)
        by_zone: dict[str, list[Task]] = {}
        chosen: list[Task] = []
        for task in free:
            (by_zone.setdefault(task.zone, []) if self.is_healthy(task) else chosen).append(task)
        del chosen[count:]
        zones = Counter({zone: len(there) for zone, there in by_zone.items()})
        for _ in range(min(count - len(chosen), spare, sum(zones.values()))):
            zone = fullest(zones, zones) or ""
            chosen.append(by_zone[zone].pop())
            zones[zone] -= 1
        return chosen

    def _why_unhealthy(self, task: Task) -> str:
        group = next((target.group.arn for target in task.targets if target.health.state == "unhealthy"), "")
        return sentences.failed_target_checks(group) if group else sentences.FAILED_CONTAINER_CHECKS

    def stop(self, service: Service, task: Task, reason: str = "") -> None:
        deployment = task.deployment.id if task.deployment is not None else ""
        told = reason or sentences.scaling_activity(deployment)
        self._region.lifecycle.stop(task, "ServiceSchedulerInitiated", told)

    def _say_stopped(self, service: Service, going: list[Task]) -> None:
        ids = [task.id for task in going if task.last_status == "RUNNING"]
        pending = len(going) - len(ids)
        for begin in range(0, len(ids), sentences.IDS_IN_ONE_EVENT):
            self._region.events.say(
                service, sentences.stopped(service.name, ids[begin : begin + sentences.IDS_IN_ONE_EVENT])
            )
        if pending:
            self._region.events.say(service, sentences.stopped_pending(service.name, pending))

    def _say_started(self, service: Service, started: list[Task], replaced: int) -> None:
        ids = [task.id for task in started]
        for begin in range(0, len(ids), sentences.IDS_IN_ONE_EVENT):
            part = ids[begin : begin + sentences.IDS_IN_ONE_EVENT]
            self._region.events.say(service, sentences.started(service.name, part, replaced))
            replaced = 0
