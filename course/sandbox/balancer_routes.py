"""The control route of load balancers: where each listens on this machine, and what it has counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.data_plane import DataPlane

Given = dict[str, str]


def routes(plane: DataPlane) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def listening(given: Given) -> dict[str, Any]:
        plane.settle()
        return {"listeners": plane.listeners, "figures": plane.figures}

    return {("GET", "/_sandbox/balancers"): listening}
