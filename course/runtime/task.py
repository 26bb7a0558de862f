"""A task and its containers as the runtime knows them at one moment.

What is done with them stands in preparing.py and running.py.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from course.runtime.logs import Follower


@dataclass(slots=True, eq=False)
class Pause:
    """A pause container: it holds the network namespace of some of a task's containers, or of all."""

    members: list[Container]
    docker_id: str = ""
    ports: dict[str, int] = field(default_factory=dict)
    """`{"3000/tcp": 49153}`: where they are published on the loopback interface."""
    address: str = ""
    """In the sandbox's network of the engine."""
    mac: str = ""
    doors: list[Callable[[], None]] = field(default_factory=list)
    """What is to be called when it goes: they close what was opened for it."""


@dataclass(slots=True, eq=False)
class Container:
    """One container of one task."""

    spec: dict[str, Any]
    """Its definition, as it came."""
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    """By this the metadata endpoint knows who asks."""
    docker_id: str = ""
    docker_name: str = ""
    digest: str = ""
    stop_signal: str = "SIGTERM"
    trouble: str = ""
    """Why it could not be made."""
    made: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it is made, or cannot be."""
    running: bool = False
    killed: bool = False
    """Whether we sent SIGKILL, so that 137 does not mean memory."""
    health: str = ""
    created_at: str = ""
    started_at: str = ""
    started_s: float = 0.0
    """The same on the monotonic clock."""
    finished_at: str = ""
    exit_code: int | None = None
    pause: Pause | None = None
    follower: Follower | None = None
    killing: asyncio.TimerHandle | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """What is done with it is done one after the other."""

    @property
    def name(self) -> str:
        """As in the task definition."""
        return str(self.spec["name"])

    def let_live(self) -> None:
        """It need not be killed any more."""
        if self.killing is not None:
            self.killing.cancel()
            self.killing = None


@dataclass(slots=True, eq=False)
class Task:
    """One task."""

    given: dict[str, Any]
    """As it came with `prepare`."""
    containers: dict[str, Container]
    credentials: dict[str, Any] | None = None
    """Of its task role."""
    credentials_id: str = field(default_factory=lambda: secrets.token_hex(16))
    pauses: list[Pause] = field(default_factory=list)
    pulls: list[asyncio.Task[None]] = field(default_factory=list)
    """Of its images, while it is prepared."""
    cgroup: str = ""
    pull_started_at: str = ""
    pull_stopped_at: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What the sandbox knows of it, for the metadata endpoint."""
    prepared: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when preparing is over, in whatever way."""
    ready: bool = False
    """Whether it is prepared, and can be started."""
    gone: bool = False
    """Whether it is to go, or has gone: nothing is begun for it any more, and nothing told."""

    @property
    def id(self) -> str:
        """The task's id."""
        return str(self.given["id"])

    @property
    def fargate(self) -> bool:
        """Whether it runs on Fargate."""
        return self.given.get("launch_type") != "EC2"


def read_task(given: dict[str, Any]) -> Task:
    """From the form of the message `prepare`."""
    containers = {spec["name"]: Container(spec) for spec in given["containers"]}
    return Task(given, containers, credentials=given.get("credentials"))
