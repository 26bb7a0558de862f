"""The ground of tests in which tasks really run: the learner's own account, and what tasks need there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from course.home import Home
from course.runtime import labels
from course.sandbox import process
from course.sandbox.call import DEFAULT_ACCOUNT
from tests.runtime.driver import remains
from tests.sandbox.clients import client_of

LOGS = {"awslogs-group": "/ecs/real", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "t"}
TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


class Ground:
    """One sandbox."""

    def __init__(self, home: Home, engine: Any, image: str) -> None:
        self.home, self.engine, self.image = home, engine, image
        self.up()
        said = process.tell(home, "POST", "runtime/auto")
        assert said["engine"]["up"], said
        iam = self.aws("iam")
        document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
        self.role = iam.create_role(RoleName="task", AssumeRolePolicyDocument=document)["Role"]["Arn"]
        iam.attach_role_policy(RoleName="task", PolicyArn=EXECUTION)
        self.aws("ecs").create_cluster(clusterName="real")
        self.aws("logs").create_log_group(logGroupName="/ecs/real")
        self.subnets = [each["SubnetId"] for each in self.aws("ec2").describe_subnets()["Subnets"][:2]]

    def up(self) -> None:
        """Start the sandbox, or find it."""
        self.endpoint = process.up(self.home).endpoint

    def aws(self, service: str) -> Any:
        """A client of the learner's own account."""
        return client_of(self.endpoint, service, DEFAULT_ACCOUNT)

    def define(self, *containers: dict[str, Any], **more: Any) -> str:
        """A task definition of these containers, each of the small image unless it names another; `script` is for sh -c."""
        shown = []
        for number, given in enumerate(containers):
            script = given.pop("script", None)
            command = {"command": ["sh", "-c", script]} if script is not None else {}
            logs = {"logDriver": "awslogs", "options": LOGS}
            plain = {"name": f"c{number}", "image": self.image, "essential": True, "logConfiguration": logs}
            shown.append(plain | command | given)
        asked: dict[str, Any] = {"cpu": "256", "memory": "512", "taskRoleArn": self.role} | more
        made = self.aws("ecs").register_task_definition(
            family="real",
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            executionRoleArn=self.role,
            containerDefinitions=shown,
            **asked,
        )
        return str(made["taskDefinition"]["taskDefinitionArn"])

    @property
    def network(self) -> dict[str, Any]:
        """networkConfiguration."""
        return {"awsvpcConfiguration": {"subnets": self.subnets, "assignPublicIp": "ENABLED"}}

    def run(self, **more: Any) -> str:
        """RunTask of the newest definition; the task's ARN."""
        asked = {"cluster": "real", "taskDefinition": "real", "launchType": "FARGATE", **more}
        (task,) = self.aws("ecs").run_task(networkConfiguration=self.network, **asked)["tasks"]
        return str(task["taskArn"])

    def serve(self, desired: int = 1, **more: Any) -> None:
        """A service of the newest definition."""
        asked = {"cluster": "real", "serviceName": "s", "taskDefinition": "real", "launchType": "FARGATE"}
        self.aws("ecs").create_service(networkConfiguration=self.network, desiredCount=desired, **asked, **more)

    def task(self, arn: str) -> dict[str, Any]:
        """DescribeTasks."""
        (task,) = self.aws("ecs").describe_tasks(cluster="real", tasks=[arn])["tasks"]
        return dict(task)

    def reaches(self, arn: str, status: str, seconds: float = 60) -> dict[str, Any]:
        """The task, once it has this status."""
        return dict(until(lambda: (task := self.task(arn))["lastStatus"] == status and task, seconds))

    def running(self) -> list[str]:
        """ARNs of the service's RUNNING tasks."""
        ecs = self.aws("ecs")
        arns = ecs.list_tasks(cluster="real", serviceName="s")["taskArns"]
        tasks = ecs.describe_tasks(cluster="real", tasks=arns)["tasks"] if arns else []
        return [task["taskArn"] for task in tasks if task["lastStatus"] == "RUNNING"]

    def lines(self) -> list[str]:
        """All that stands in the log group."""
        found = self.aws("logs").filter_log_events(logGroupName="/ecs/real")["events"]
        return [each["message"] for each in found]

    def containers(self, task: str) -> list[dict[str, Any]]:
        """The engine's containers of a task."""
        wanted = {"label": f"{labels.TASK}={task.rpartition('/')[2]}"}
        return list(self.engine.containers(all=True, filters=wanted))

    def left(self) -> dict[str, list[str]]:
        """What the engine still has of this sandbox."""
        return remains(self.engine, labels.sandbox_id(self.home))


def until(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What it gives once that is true. AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.1)
    return found
