"""Lifecycle policies and images of the ECR user guide's examples, in short forms to write them down."""

from __future__ import annotations

import json
from typing import Any

from course.simulator.ecr.lifecycle_evaluation import DAY, Image
from course.simulator.ecr.lifecycle_policy import Policy, read_policy

NOW = 1_800_000_000.0


def rule(priority: int, status: str, count: str, number: int, **more: Any) -> dict[str, Any]:
    """A rule; `prefixes`, `patterns`, `storage_class`, and `action` where it is not to expire."""
    selection: dict[str, Any] = {"tagStatus": status, "countType": count, "countNumber": number}
    if count != "imageCountMoreThan":
        selection["countUnit"] = "days"
    for key, name in (("prefixes", "tagPrefixList"), ("patterns", "tagPatternList"), ("storage_class", "storageClass")):
        if key in more:
            selection[name] = more[key]
    action = {"type": more.get("action", "expire")}
    if action["type"] == "transition":
        action["targetStorageClass"] = "archive"
    return {"rulePriority": priority, "selection": selection, "action": action}


def text_of(*rules: dict[str, Any]) -> str:
    """The text of a policy with these rules."""
    return json.dumps({"rules": list(rules)})


def policy(*rules: dict[str, Any]) -> Policy:
    """A policy with these rules."""
    return read_policy(text_of(*rules))


def image(name: str, days: float, *tags: str, **more: Any) -> Image:
    """An image that was pushed so many days ago."""
    return Image(digest=name, pushed_at=NOW - days * DAY, tags=tags, **more)
