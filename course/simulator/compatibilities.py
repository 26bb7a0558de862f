"""The launch types that a task definition fits, as ECS reads them out of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def compatibilities(asked: Mapping[str, Any]) -> list[str]:
    """The launch types the definition fits, whatever it requires. API reference, TaskDefinition.compatibilities."""
    on_fargate = (
        asked.get("networkMode") == "awsvpc"
        and "cpu" in asked
        and "memory" in asked
        and not asked.get("placementConstraints")
        and not any(
            container.get("privileged") or container.get("links") for container in asked["containerDefinitions"]
        )
        and not any((volume.get("host") or {}).get("sourcePath") for volume in asked.get("volumes", []))
    )
    found = ["EC2"]
    found += ["EXTERNAL"] * (asked.get("networkMode") != "awsvpc")
    found += ["FARGATE"] * on_fargate
    found += ["MANAGED_INSTANCES"] * ("MANAGED_INSTANCES" in asked.get("requiresCompatibilities", []))
    return found
