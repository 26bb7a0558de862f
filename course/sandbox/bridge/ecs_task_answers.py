"""Operations on tasks, and the forms in which other parts of moto start them."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from course.sandbox.bridge.ecs_base import Answers, invalid, short
from course.sandbox.bridge.ecs_task_record import TaskRecord
from course.sandbox.bridge.ecs_tasks import TaskRecords

TAGS = "DescribeTasksResponse.tasks.Task.tags"


class TaskCalls(TaskRecords):
    """The calls that other parts of moto make (task sets, Batch), in moto's own names."""

    def run_task(
        self,
        cluster_str: str,
        task_definition_str: str,
        count: int,
        overrides: dict[str, Any] | None,
        started_by: str,
        tags: list[dict[str, str]] | None,
        launch_type: str | None,
        networking_configuration: dict[str, Any] | None = None,
        **more: Any,
    ) -> list[TaskRecord]:
        """As moto's task sets start tasks; a scale of nothing starts none."""
        asked = {
            "cluster": cluster_str,
            "taskDefinition": task_definition_str,
            "count": count,
            "overrides": overrides,
            "startedBy": started_by,
            "tags": tags,
            "launchType": launch_type,
            "networkConfiguration": networking_configuration,
        }
        return self.start(asked)[0] if count else []

    def like(self, asked: dict[str, Any]) -> list[TaskRecord]:
        """The tasks that ListTasks shows."""
        cluster = self._get_cluster(asked.get("cluster") or "default")
        family = f"/{asked['family']}:" if asked.get("family") else ""
        group = f"service:{short(asked['serviceName'])}" if asked.get("serviceName") else None
        instance = short(asked["containerInstance"]) if asked.get("containerInstance") else None
        return [
            task
            for task in self.tasks.get(cluster.name, {}).values()
            if task.desired_status == asked.get("desiredStatus", "RUNNING")
            and family in task.task_definition_arn
            and asked.get("startedBy") in (None, task.started_by)
            and group in (None, task.group)
            and asked.get("launchType") in (None, task.launch_type)
            and instance in (None, short(task.container_instance_arn or ""))
        ]


class TaskAnswers(Answers):
    """Operations on tasks."""

    def run_task(self) -> ActionResult:
        """RunTask."""
        tasks, failures = self._records.start(self._asked())
        return ActionResult({"tasks": tasks, "failures": failures})

    def start_task(self) -> ActionResult:
        """StartTask."""
        tasks, failures = self._records.start_on(self._asked())
        return ActionResult({"tasks": tasks, "failures": failures})

    def stop_task(self) -> ActionResult:
        """StopTask."""
        cluster, task, reason = (self._get_param(name) for name in ("cluster", "task", "reason"))
        return ActionResult({"task": self._records.stop(cluster or "default", task, reason)})

    def describe_tasks(self) -> ActionResult:
        """DescribeTasks. A task that is not there is a failure, never an error."""
        cluster = self._records._get_cluster(self._get_param("cluster") or "default")
        names = self._get_param("tasks", [])
        if not names:
            # words: moto's; no capture of AWS found
            raise invalid("Tasks cannot be empty.")
        tasks, failures = [], []
        for name in dict.fromkeys(names):
            task = self._records.find(cluster, name)
            if task is not None:
                tasks.append(task)
            else:
                arn = name if name.startswith("arn:") else self._records.arn_of(f"task/{cluster.name}/{name}")
                failures.append({"arn": arn, "reason": "MISSING"})
        if "TAGS" in self._include():
            self._include_in_response(TAGS)
        else:
            self._exclude_from_response(TAGS)
        return ActionResult({"tasks": tasks, "failures": failures})

    def list_tasks(self) -> ActionResult:
        """ListTasks: desired status RUNNING unless asked otherwise."""
        return ActionResult(self._page("taskArns", [task.task_arn for task in self._records.like(self._asked())]))
