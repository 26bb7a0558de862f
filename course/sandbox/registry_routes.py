"""The control route of the registry's data plane: whether layers may move. Not for learners; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.engine import Engine

Given = dict[str, str]
ASKED = ("account", "region", "repository", "operation", "caller", "key")


def routes(engine: Engine) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def may(given: Given) -> dict[str, Any]:
        if missing := [name for name in ASKED if not given.get(name)]:
            raise ValueError(f"The registry must say {', '.join(missing)} as well.")
        with engine.held():
            from course.sandbox.bridge import ecr_door  # late: it needs moto's ECR and IAM, which are there by now

            return ecr_door.may(given)

    return {("POST", "/_sandbox/registry/may"): may}
