"""The launch types that a task definition fits, as ECS reads them out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.simulator.rules.ecs.task_sizes import FARGATE_MEMORY


def compatibilities(asked: Mapping[str, Any]) -> list[str]:
    """The launch types the definition fits, whatever it requires. API reference, TaskDefinition.compatibilities.

    That MANAGED_INSTANCES is there unasked: published answers of 2026, both awsvpc with task-level CPU and memory. In two
    answers of bridge mode EXTERNAL is missing, where containers name their ports or the task has roles; why is not known.
    """
    sized = "cpu" in asked and "memory" in asked
    awsvpc = asked.get("networkMode") == "awsvpc"
    on_fargate = (
        awsvpc
        and sized
        and _offered_by_fargate(asked["cpu"], asked["memory"])
        and not asked.get("placementConstraints")
        and not any(
            container.get("privileged") or container.get("links") for container in asked["containerDefinitions"]
        )
        and not any((volume.get("host") or {}).get("sourcePath") for volume in asked.get("volumes", []))
    )
    found = ["EC2"]
    found += ["EXTERNAL"] * (not awsvpc)
    found += ["FARGATE"] * on_fargate
    on_managed = (awsvpc and sized) or "MANAGED_INSTANCES" in asked.get("requiresCompatibilities", [])
    return found + ["MANAGED_INSTANCES"] * on_managed


def _offered_by_fargate(cpu: str, memory: str) -> bool:
    return cpu.isdigit() and memory.isdigit() and int(memory) in FARGATE_MEMORY.get(int(cpu), ())
