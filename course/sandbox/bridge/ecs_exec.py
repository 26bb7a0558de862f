"""ExecuteCommand: who may enter a container, in AWS's words. The shell itself is `ecs-course exec`, not AWS's session channel."""

from __future__ import annotations

from moto.core.responses import ActionResult
from moto.ecs.exceptions import ECSException
from moto.moto_api._internal import mock_random

from course.sandbox.bridge.ecs_base import Answers, invalid

# wording: quoted in many public questions
NOT_ENABLED = (
    "The execute command failed because execute command was not enabled when the task was run or the execute command"
    " agent isn\u2019t running. Wait and try again or run a new task with execute command enabled and try again."
)
# wording: quoted in many public questions
NOT_CONNECTED = "The execute command failed due to an internal error. Try again later."
NOWHERE = "ws://127.0.0.1:9/"
"""Where a session manager plugin finds nobody, and above all not AWS."""


class ExecAnswers(Answers):
    """ECS Exec, which plain moto does not have."""

    def execute_command(self) -> ActionResult:
        """ExecuteCommand. It stands in the journal, like everything that gives out a token."""
        records = self._records
        cluster = records._get_cluster(self._get_param("cluster") or "default")
        task = records.find(cluster, self._get_param("task"))
        if task is None:
            raise invalid("The specified task was not found.")  # our words
        if not task.enable_execute_command:
            raise invalid(NOT_ENABLED)
        named = self._get_param("container")
        if named is None and len(task.containers) > 1:
            raise invalid("Container name is required: the task has more than one container.")  # our words
        shown = next((each for each in task.containers if named in (None, each["name"])), None)
        if shown is None:
            raise invalid("The specified container was not found.")  # our words
        if shown["lastStatus"] != "RUNNING":
            raise ECSException("TargetNotConnectedException", NOT_CONNECTED)
        session = f"ecs-execute-command-{mock_random.get_random_hex(17)}"
        return ActionResult(
            {
                "clusterArn": cluster.arn,
                "containerArn": shown["containerArn"],
                "containerName": shown["name"],
                "interactive": bool(self._get_param("interactive")),
                "session": {
                    "sessionId": session,
                    "streamUrl": NOWHERE,
                    "tokenValue": mock_random.get_random_hex(32),
                },
                "taskArn": task.task_arn,
            }
        )
