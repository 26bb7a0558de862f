"""Task scale-in protection: which tasks of services neither scaling in nor a deployment may stop."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from course.sandbox.bridge.ecs_base import Answers, invalid
from course.sandbox.clock import to_datetime
from course.simulator.agenda import SECOND

TWO_HOURS_MIN = 120
"""API reference, UpdateTaskProtection: for so long without expiresInMinutes."""

# Developer guide, "API failure reasons"
DETAILS = {
    "MISSING": "The specified task wasn't found. Verify that the cluster name or ARN and the task ARN or ID are valid.",
    "TASK_NOT_VALID": (
        "The specified task isn't part of an Amazon ECS service. Only Amazon ECS service-managed tasks can be protected."
        " Verify the task ARN or ID and try again."
    ),
}


class ProtectionAnswers(Answers):
    """Operations on task protection, which plain moto does not have."""

    def update_task_protection(self) -> ActionResult:
        """UpdateTaskProtection."""
        enabled = bool(self._get_param("protectionEnabled"))
        minutes = self._get_int_param("expiresInMinutes") or TWO_HOURS_MIN
        now_us = self._records.region.now_us
        found, failures = self._tasks(self._get_param("tasks") or [])
        protected = []
        for task in found:
            if task.desired_status == "STOPPED":
                failures.append(_failure(task.task_arn, "TASK_NOT_VALID"))
                continue
            task.life.protected_until_us = now_us + minutes * 60 * SECOND if enabled else None
            if not enabled and task.life.service is not None:
                self._records.region.scheduler.touch(task.life.service)
            elif enabled and task.life.service is not None:
                self._records.region.scheduler.protect(task.life)
            protected.append(_shown(task, now_us))
        return ActionResult({"protectedTasks": protected, "failures": failures})

    def get_task_protection(self) -> ActionResult:
        """GetTaskProtection: of the named tasks, or of all the cluster's service tasks."""
        found, failures = self._tasks(self._get_param("tasks"))
        now_us = self._records.region.now_us
        return ActionResult({"protectedTasks": [_shown(task, now_us) for task in found], "failures": failures})

    def _tasks(self, names: list[str] | None) -> tuple[list[Any], list[dict[str, str]]]:
        records = self._records
        cluster = records._get_cluster(self._get_param("cluster") or "default")
        if names is None:
            return [t for t in records.tasks.get(cluster.name, {}).values() if t.life.service is not None], []
        if not names:
            raise invalid("Tasks cannot be empty.")
        found, failures = [], []
        for name in names:
            task = records.find(cluster, name)
            arn = name if name.startswith("arn:") else records.arn_of(f"task/{cluster.name}/{name}")
            if task is None:
                failures.append(_failure(arn, "MISSING"))
            elif task.life.service is None:
                failures.append(_failure(task.task_arn, "TASK_NOT_VALID"))
            else:
                found.append(task)
        return found, failures


def _failure(arn: str, reason: str) -> dict[str, str]:
    return {"arn": arn, "reason": reason, "detail": DETAILS[reason]}


def _shown(task: Any, now_us: int) -> dict[str, Any]:
    until_us = task.life.protected_until_us
    if until_us is None or until_us <= now_us:
        return {"taskArn": task.task_arn, "protectionEnabled": False}
    return {"taskArn": task.task_arn, "protectionEnabled": True, "expirationDate": to_datetime(until_us)}
