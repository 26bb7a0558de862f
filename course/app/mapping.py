"""The map of the chosen world: a surveyor with clients of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from course.app.entrance import Ready
from course.home import Home
from course.map.survey import Surveyor
from course.map.watch import Pace
from course.sandbox import process
from course.world.look import Look

ACCOUNT_PACE = Pace(moving=3.0, still=10.0, glance=10.0)
"""A real account counts requests."""


def surveyor(learner: Home, ready: Ready, cluster: str = "") -> Surveyor:
    """Looks at the world that is ready; `cluster` shows that one alone. It shares no client with checks, for it may look in a
    thread of its own."""
    clients: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in clients:
            clients[service] = ready.client(service)
        return clients[service]

    def look() -> Look:
        return Look(learner.root, client, world=ready.world.words)

    def now() -> datetime:
        return process.now(learner) if ready.world.kind == "sandbox" else datetime.now(UTC)

    return Surveyor(look=look, world=ready.world.words, now=now, only=cluster)


def pace(ready: Ready) -> Pace:
    """How often a world is looked at."""
    return Pace() if ready.world.kind == "sandbox" else ACCOUNT_PACE
