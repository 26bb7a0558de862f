"""Names and labels of what the runtime makes in the engine: by these, and by nothing else, it knows its own things again."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Mapping
from typing import Any

from course.home import Home

SANDBOX = "ecs-course.sandbox"
TASK = "ecs-course.task"
CONTAINER = "ecs-course.container"
"""The container's name in its task definition. Pause containers have none."""
SECONDARY = "ecs-course.pause"
"""On pause containers."""


def sandbox_id(home: Home) -> str:
    """Twelve hexadecimal digits: the same for the same home on the same machine, so that what a crash left is found again.

    The machine's name is part of it, because machines may share an engine and have their homes at the same path.
    """
    return hashlib.sha256(f"{socket.gethostname()}\n{home.root.absolute()}".encode()).hexdigest()[:12]


def sandbox_labels(sandbox: str) -> dict[str, str]:
    """On everything."""
    return {SANDBOX: sandbox}


def task_labels(sandbox: str, task: Mapping[str, Any]) -> dict[str, str]:
    """On what belongs to one task."""
    return {SANDBOX: sandbox, TASK: task["id"]}


def agent_labels(task: Mapping[str, Any], container: str) -> dict[str, str]:
    """What the ECS agent puts on containers. Developer guide, "Task metadata endpoint version 4", examples."""
    return {
        "com.amazonaws.ecs.cluster": task["cluster"],
        "com.amazonaws.ecs.container-name": container,
        "com.amazonaws.ecs.task-arn": task["arn"],
        "com.amazonaws.ecs.task-definition-family": str(task["family"]),
        "com.amazonaws.ecs.task-definition-version": str(task["revision"]),
    }


def network_name(sandbox: str) -> str:
    """The bridge network of a sandbox."""
    return f"ecs-course-{sandbox}"


def container_name(sandbox: str, task: Mapping[str, Any], container: str) -> str:
    """As the ECS agent names containers: `ecs-web-3-nginx-` and twenty hexadecimal digits."""
    unique = hashlib.sha256(f"{sandbox}/{task['id']}/{container}".encode()).hexdigest()[:20]
    plain = re.sub(r"[^A-Za-z0-9_.-]", "", container)
    return f"ecs-{task['family']}-{task['revision']}-{plain}-{unique}"


def runtime_id(task: Mapping[str, Any], docker_id: str) -> str:
    """A container's runtimeId: on Fargate the task's id and ten digits, on instances Docker's own (captures)."""
    if task.get("launch_type") == "EC2":
        return docker_id
    return f"{task['id']}-{int(docker_id[:8] or '0', 16) % 10**10:010}"
