"""ECS Exec in the sandbox: which container is meant, whether it may be entered, and a real process in it."""

from __future__ import annotations

from typing import Any

from course.app.entrance import ready_world
from course.home import Home
from course.model.errors import UsageProblem, WorldNotReady

NOT_ENABLED = (
    "The execute command failed because execute command was not enabled when the task was run or the execute command"
    " agent isn't running. Wait and try again or run a new task with execute command enabled and try again."
)
"""The words of ExecuteCommand on AWS, quoted in many public questions (InvalidParameterException)."""


def enter(home: Home, name: str, *, cluster: str, container: str, command: list[str]) -> int:
    """Run a command in a container, with this terminal's streams; its exit status.

    `name`: a task's id or ARN, or a service, for its newest running task. Raises UsageProblem, WorldNotReady.
    """
    ready = ready_world(home, start=False)
    if ready.world.kind != "sandbox":
        plain = f"aws ecs execute-command --task {name} --interactive --command {' '.join(command)!r}"
        raise UsageProblem("In a real account, ECS Exec goes through AWS's own tools.", run=plain)
    task = _task(ready.client("ecs"), name, cluster)
    if not task.get("enableExecuteCommand"):
        raise UsageProblem(NOT_ENABLED, run="aws ecs update-service --enable-execute-command --force-new-deployment …")
    names = [each["name"] for each in task["containers"] if each["lastStatus"] == "RUNNING"]
    chosen = container or (names[0] if len(names) == 1 else "")
    if chosen not in names:
        told = f"It has the running containers {', '.join(names)}" if names else "It has no running container"
        raise UsageProblem(f"{told}; choose one with --container." if names else f"{told}.")
    from course.runtime.exec import NoContainer, run

    try:
        return run(home, task["taskArn"], chosen, command)
    except NoContainer as error:
        raise WorldNotReady(f"There is no process to enter: {error}") from None


def _task(ecs: Any, name: str, cluster: str) -> dict[str, Any]:
    """The task that is meant."""
    clusters = [cluster] if cluster else ecs.list_clusters()["clusterArns"]
    for each in clusters:
        if name.startswith("arn:") or len(name) == 32:
            arns = [name]
        elif ecs.describe_services(cluster=each, services=[name])["services"]:
            arns = ecs.list_tasks(cluster=each, serviceName=name)["taskArns"]
        else:
            continue
        tasks = ecs.describe_tasks(cluster=each, tasks=arns)["tasks"] if arns else []
        running = [task for task in tasks if task["lastStatus"] == "RUNNING"]
        if running:
            return dict(max(running, key=lambda task: task["createdAt"]))
    raise UsageProblem(f"No running task of {name} was found.", run="aws ecs list-tasks")
