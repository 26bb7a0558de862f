"""ecs-course exec: a shell in a running container, as ECS Exec gives one."""

from __future__ import annotations

import sys

import click

from course.home import home


@click.command("exec", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--cluster", default="", help="The cluster, if the task is not in the only one that has it.")
@click.option("--container", default="", help="The container, if the task has several.")
@click.argument("task")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def exec_(cluster: str, container: str, task: str, command: tuple[str, ...]) -> None:
    """Run COMMAND (a shell without one) in a container of TASK: a task's id or ARN, or a service for its newest task.

    As with `aws ecs execute-command`, the task must have been started with enableExecuteCommand. Its exit status is passed on.
    """
    from course.app.exec import enter

    sys.exit(enter(home(), task, cluster=cluster, container=container, command=list(command) or ["/bin/sh"]))
