"""The course of deployments: begun, judged by the circuit breaker, rolled back, completed, and kept as history."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from course.simulator import sentences
from course.simulator.agenda import SECOND
from course.simulator.chance import base64_name, decimal
from course.simulator.durations import microseconds
from course.simulator.history import Count, ServiceDeployment
from course.simulator.service import Deployment, Revision, Service
from course.simulator.task import Task

if TYPE_CHECKING:
    from course.simulator.region import Region


ROLLED_BACK = "Service deployment rolled back because the circuit breaker threshold was exceeded."
NO_CANDIDATE = "No rollback candidate was found to run the rollback."
"""statusReason of service deployments (captures)."""
SUPERSEDED = "A new service deployment was started."
STOPPED_BY_USER = "Service deployment was stopped by a call of StopServiceDeployment."
DELETED = "The service was deleted."
"""The same; AWS's own words were not found."""


class Deployments:
    """The deployments of a region's services."""

    def __init__(self, region: Region) -> None:
        self._region = region

    def begin(self, service: Service, revision: Revision) -> Deployment:
        """A new PRIMARY deployment; the one before becomes ACTIVE and ends as its tasks do."""
        region = self._region
        now_us = region.now_us
        before = service.primary
        if before is not None:
            before.status = "ACTIVE"
            if before.history is not None and before.history.open:
                self._end(service, before, before.history, "STOPPED", SUPERSEDED)
            if before.revision.definition.arn != revision.definition.arn:
                service.throttle.reset()
        identity = self.next_number(service)
        service.made_deployments += 1
        deployment = Deployment(
            id=f"ecs-svc/{identity}",
            revision=revision,
            created_us=now_us,
            updated_us=now_us,
            reason=sentences.in_progress_reason(f"ecs-svc/{identity}"),
            # until the first pass the old deployment keeps the count (captures of UpdateService's answers)
            desired=0 if service.tasks else service.plan.desired,
        )
        if before is not None and before.rollout == "FAILED" and service.completed is not None:
            sources = [service.completed.revision.arn]
        else:
            sources = [each.revision.arn for each in service.deployments if any(service.tasks_of(each))]
        service.deployments = [deployment, *(each for each in service.deployments if any(service.tasks_of(each)))]
        name = base64_name(region.seed, "service-deployment", service.arn, identity)
        deployment.history = ServiceDeployment(
            arn=region.service_deployment_arn(service, name),
            deployment=deployment.id,
            target=revision.arn,
            sources=tuple(dict.fromkeys(sources)),
            created_us=now_us,
            started_us=now_us,
            updated_us=now_us,
            breaker_status="MONITORING" if service.plan.breaker.enable else "DISABLED",
            threshold=service.plan.breaker.threshold(service.plan.desired),
        )
        service.history.insert(0, deployment.history)
        region.story.service(service.cluster, service.name, f"deployment {deployment.id} of {_name(revision)} begins")
        return deployment

    def next_number(self, service: Service) -> str:
        """The number of the deployment that `begin` makes next; its service revision has the same (captures)."""
        return decimal(self._region.seed, "deployment", service.arn, service.created_us, service.made_deployments + 1)

    # The circuit breaker

    def task_failed(self, service: Service, deployment: Deployment) -> None:
        """A task could not start, ended by itself, or failed its checks and is stopped (captures: all of these count)."""
        if deployment.rollout != "IN_PROGRESS":
            return
        deployment.failed_tasks += 1
        if deployment.history is not None:
            deployment.history.failures = deployment.failed_tasks

    def forgive(self, service: Service) -> None:
        """A healthy task wipes out the failures before it, unless the breaker is told otherwise."""
        primary = service.deployments[0]
        if (
            primary.failed_tasks
            and service.plan.breaker.reset_on_healthy_task
            and self._has_healthy_task(service, primary)
        ):
            primary.failed_tasks = 0

    def tried(self, service: Service, primary: Deployment) -> None:
        """A start was tried. One more than the breaker allows is what makes it trip, a moment later (captures)."""
        breaker = service.plan.breaker
        if primary.rollout == "IN_PROGRESS" and breaker.enable:
            threshold = breaker.threshold(service.plan.desired)
            if primary.history is not None:
                primary.history.threshold = threshold
            if primary.failed_tasks >= threshold:
                after = microseconds("breaker_trips", self._region.seed, primary.id)
                self._region.agenda.at(self._region.now_us + after, self._trip, service, primary)

    def unplaced(self, service: Service, primary: Deployment) -> None:
        """No capacity was found for a task. When that has lasted, it counts as a failed one (captures: 46 minutes for three)."""
        now_us = self._region.now_us
        if primary.unplaced_since_us is None:
            primary.unplaced_since_us = now_us
        elif now_us - primary.unplaced_since_us >= microseconds("placement_gives_up"):
            primary.unplaced_since_us = now_us
            self.task_failed(service, primary)
            self.tried(service, primary)

    def _trip(self, service: Service, deployment: Deployment) -> None:
        breaker = service.plan.breaker
        if service.primary is not deployment or deployment.rollout != "IN_PROGRESS" or not breaker.enable:
            return
        if service.status != "ACTIVE" or deployment.failed_tasks < breaker.threshold(service.plan.desired):
            return
        if deployment.history is not None:
            deployment.history.breaker_status = "TRIGGERED"
        self.fail(service, deployment, sentences.BREAKER_REASON, ROLLED_BACK, rollback=breaker.rollback)

    def _has_healthy_task(self, service: Service, deployment: Deployment) -> bool:
        return any(self._region.scheduler.is_healthy(task) for task in service.tasks_of(deployment))

    def fail(self, service: Service, primary: Deployment, reason: str, told: str, *, rollback: bool) -> None:
        """The primary deployment has failed; with rollback, the last completed one becomes primary again.

        `reason` is its rolloutStateReason, `told` the statusReason of the service deployment if it is rolled back.
        """
        region = self._region
        primary.rollout, primary.reason, primary.updated_us = "FAILED", reason, region.now_us
        region.events.say(service, sentences.failed(service.name, primary.id))
        region.scheduler.soon(service)
        target, history = service.completed, primary.history
        if not rollback or target is None or target is primary or primary.rolls_back:
            if history is not None and history.open:
                status = "ROLLBACK_FAILED" if rollback else "STOPPED"
                self._end(service, primary, history, status, NO_CANDIDATE if rollback else "")
            return
        region.events.say(service, sentences.rolling_back(service.name, target.id))
        primary.status = "DRAINING"
        target.status, target.rollout, target.rolls_back = "PRIMARY", "IN_PROGRESS", True
        target.reason = sentences.rolling_back_reason(target.id)
        target.updated_us, target.desired, target.failed_tasks = region.now_us, service.plan.desired, 0
        service.deployments = [target, *(each for each in service.deployments if each is not target)]
        service.throttle.reset()
        if history is not None and history.open:
            history.status, history.status_reason, history.updated_us = "ROLLBACK_IN_PROGRESS", told, region.now_us
            history.rollback_revision, history.rollback_reason = target.revision.arn, told
            history.rollback_started_us = region.now_us
            target.history = history

    def request_stop(self, service: Service, history: ServiceDeployment, *, rollback: bool) -> None:
        """StopServiceDeployment: acted upon in the next pass."""
        history.status = "ROLLBACK_REQUESTED" if rollback else "STOP_REQUESTED"
        history.updated_us = self._region.now_us
        self._region.scheduler.touch(service)

    # The end

    def settle(self, service: Service, *, moved: bool) -> None:
        """At the end of a pass: whether the deployment is completed, and the service steady."""
        primary = service.deployments[0]
        stopped = self._stopped_on_request(service, primary)
        if stopped:
            return
        tasks = [task for task in service.tasks.values() if task.wanted]
        new = [task for task in tasks if task.deployment is primary]
        whole = len(tasks) == len(new) == service.plan.desired and all(map(self._settled, new))
        if primary.rollout == "IN_PROGRESS" and not moved and self._done(service, primary, new, len(tasks), whole):
            self._complete(service, primary)
        gone = [each for each in service.deployments[1:] if not any(service.tasks_of(each))]
        if gone and primary.rollout != "IN_PROGRESS":
            service.deployments = [each for each in service.deployments if each not in gone]
        still = not moved and not service.balancing and not service.left
        # in a crash loop no steady state is told (captures): after an exit, tasks must have proved themselves
        sure = not service.doubtful or all(map(self._region.scheduler.is_healthy, new))
        if whole and still and sure and primary.rollout == "COMPLETED" and service.steady_since_us is None:
            service.doubtful = False
            self._region.events.steady(service)

    def _settled(self, task: Task) -> bool:
        """Running, and no check says or may still say otherwise."""
        if not task.running or (task.health == "UNHEALTHY" and self._region.scheduler.is_unhealthy(task)):
            return False
        if task.checked and task.health != "HEALTHY":
            return False
        balancers = task.deployment.revision.balancers if task.deployment is not None else ()
        return not balancers or (task.registered and all(target.health.state == "healthy" for target in task.targets))

    def _done(self, service: Service, primary: Deployment, new: list[Task], present: int, whole: bool) -> bool:
        region, early = self._region, service.plan.early_success
        if early is not None:
            needed = math.ceil(service.plan.desired * early.healthy_percent / 100)
            if sum(map(self._settled, new)) < needed or (not early.deferred and present > len(new)):
                return False
        # API reference, DeploymentEarlySuccessCriteria: by default when the previous tasks are removed
        elif not whole or service.left or any(task.deployment is not primary for task in service.tasks.values()):
            return False
        if service.plan.bake_minutes:
            if primary.baking_until_us is None:
                primary.baking_until_us = region.now_us + service.plan.bake_minutes * 60 * SECOND
            if region.now_us < primary.baking_until_us:
                region.agenda.at(primary.baking_until_us, region.scheduler.touch, service)
                return False
        return True

    def _complete(self, service: Service, primary: Deployment) -> None:
        region = self._region
        primary.rollout, primary.reason = "COMPLETED", sentences.completed_reason(primary.id)
        primary.updated_us = region.now_us
        history = primary.history
        if history is not None and history.open:
            status = "ROLLBACK_SUCCESSFUL" if history.status == "ROLLBACK_IN_PROGRESS" else "SUCCESSFUL"
            self._end(service, primary, history, status)
        primary.rolls_back = False
        service.completed = primary
        service.deployments = [primary, *(each for each in service.deployments[1:] if any(service.tasks_of(each)))]
        if service.plan.early_success is None:
            service.deployments = [primary]
        region.events.say(service, sentences.completed(service.name, primary.id))

    def _stopped_on_request(self, service: Service, primary: Deployment) -> bool:
        history = primary.history
        if history is None or history.status not in ("ROLLBACK_REQUESTED", "STOP_REQUESTED"):
            return False
        rollback = history.status == "ROLLBACK_REQUESTED"
        self.fail(service, primary, sentences.BREAKER_REASON, STOPPED_BY_USER, rollback=rollback)
        return True

    def close(self, service: Service, deployment: Deployment) -> None:
        """The service is deleted: what was going on is over."""
        if deployment.history is not None and deployment.history.open:
            self._end(service, deployment, deployment.history, "STOPPED", DELETED)

    def _end(
        self, service: Service, deployment: Deployment, history: ServiceDeployment, status: str, reason: str = ""
    ) -> None:
        history.end(status, self._region.now_us, reason)  # type: ignore[arg-type]
        for each in service.deployments:
            history.counts[each.revision.arn] = Count(each.desired, *service.counts(each))


def _name(revision: Revision) -> str:
    return revision.definition.arn.rpartition("/")[2]
