"""Fargate's platforms: which tasks run there, and which family and version that is."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.ecs_base import FARGATE_PROVIDERS

# Developer guide, "Linux platform versions": LATEST of Fargate is 1.4.0 since 2021, of Windows 1.0.0.
LATEST = {"Linux": "1.4.0"}
WINDOWS_LATEST = "1.0.0"


def runs_on_fargate(launch_type: str | None, strategy: list[dict[str, Any]]) -> bool:
    """Whether tasks so launched run on Fargate."""
    return launch_type == "FARGATE" or any(item["capacityProvider"] in FARGATE_PROVIDERS for item in strategy)


def family_of(definition: Any) -> str:
    """platformFamily: Linux, or the Windows that the task definition names."""
    system = str((getattr(definition, "runtime_platform", None) or {}).get("operatingSystemFamily", "LINUX"))
    return "Linux" if system == "LINUX" else system.title()


def real_version(version: str | None, family: str) -> str:
    """The platform version behind LATEST."""
    return LATEST.get(family, WINDOWS_LATEST) if version in (None, "LATEST") else version
