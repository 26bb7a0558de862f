"""The life of containers that are prepared: started, signalled, ended, healthy or not, gone."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from course.runtime import labels, reasons
from course.runtime.engine import Engine, NotFound, Unreachable, said
from course.runtime.ground import Ground
from course.runtime.limits import MIB, task_limits
from course.runtime.logs import Follower, LogDesk
from course.runtime.preparing import timestamp
from course.runtime.task import Container, Task
from course.runtime.volumes import volumes_of

KILLED = 137
STOP_S = 30
"""Seconds between SIGTERM and SIGKILL where nobody says otherwise. API reference, ContainerDefinition.stopTimeout."""
LAST_LINES_S = 5
"""Seconds that the last lines of a container may take before its end is told without them."""
NEARLY = 0.9
"""Of a limit: a process that asks for more than what is left is killed before it has all of it."""
Tell = Callable[..., None]


class Running:
    """Moves the containers of all tasks. Everything but `finish` runs in the event loop."""

    def __init__(self, engine: Engine, ground: Ground, tell: Tell) -> None:
        self._engine = engine
        self._ground = ground
        self._tell = tell
        self._desk = LogDesk(tell)

    # Starting

    async def start(self, task: Task, container: Container) -> None:
        """Start it, for the first time or again."""
        await task.prepared.wait()
        async with container.turn:
            if task.gone or container.running:
                return
            if not task.ready or container.trouble or not container.docker_id:
                why = container.trouble or reasons.cannot_create("the task is not prepared")
                self._not_started(task, container, why, None)
                return
            container.killed, container.health, container.exit_code = False, "", None
            # before it runs: it may ask the metadata endpoint for itself at once
            container.running, container.started_at, container.finished_at = True, timestamp(), ""
            container.started_s = time.monotonic()
            try:
                await self._engine.call("start", container.docker_id)
            except Unreachable as error:
                container.running, words = False, said(error)
                self._not_started(task, container, reasons.cannot_start(words, task.fargate), reasons.start_code(words))
                return
            self._follow(task, container)
            self._tell(
                "started",
                task=task.id,
                container=container.name,
                id=container.docker_id,
                runtime_id=labels.runtime_id(task.given, container.docker_id),
            )

    def _not_started(self, task: Task, container: Container, reason: str, code: int | None) -> None:
        self._tell("not_started", task=task.id, container=container.name, reason=reason, code=code)

    def _follow(self, task: Task, container: Container) -> None:
        seen = container.follower.seen if container.follower else None
        container.follower = Follower(self._desk, task.id, container.name, seen)
        container.follower.start(self._engine.client, container.docker_id)

    # Stopping

    async def stop(self, task: Task, container: Container, timeout_s: float | None) -> None:
        """Its stop signal now, SIGKILL when it still runs `timeout_s` seconds later."""
        await task.prepared.wait()
        async with container.turn:
            if not container.running:
                return
            loop = asyncio.get_running_loop()
            container.let_live()
            container.killing = loop.call_later(
                STOP_S if timeout_s is None else timeout_s, lambda: loop.create_task(self.kill(task, container))
            )
            await self._signal(container, container.stop_signal)

    async def kill(self, task: Task, container: Container) -> None:
        """SIGKILL."""
        await task.prepared.wait()
        async with container.turn:
            if container.running:
                container.let_live()
                container.killed = True
                await self._signal(container, "SIGKILL")

    async def _signal(self, container: Container, signal: str) -> None:
        try:
            await self._engine.call("kill", container.docker_id, signal)
        except Unreachable as error:
            print(f"{signal} to {container.docker_name}: {said(error)}", file=sys.stderr)

    # What happens to them

    async def ended(self, task: Task, container: Container, code: int | None) -> None:
        """Its process is gone. `code`: its exit status, if somebody knows it."""
        async with container.turn:
            if not container.running or task.gone:
                return
            state = await self._state(container)
            if state.get("Running") and code is None:
                return
            number = int(state.get("ExitCode", KILLED) if code is None else code)
            oom = (
                number == KILLED
                and not container.killed
                and (bool(state.get("OOMKilled")) or (code is not None and self._reached_its_memory(task, container)))
            )
            vanished = code is None and not state
            reason = reasons.VANISHED if vanished else reasons.OUT_OF_MEMORY if oom else str(state.get("Error") or "")
            await self._over(task, container, number, oom, reason)

    def _reached_its_memory(self, task: Task, container: Container) -> bool:
        """Whether a SIGKILL that nobody here sent was the kernel's. Engines lose the kernel's word for it now and then (its
        notice races with the end of the cgroup), so a container with a limit is believed to have reached it, unless the
        task's own cgroup knows better."""
        bounds = [int(container.spec.get("memory") or 0) * MIB, task_limits(task.given).memory_bytes or 0]
        limit = min(filter(None, bounds), default=0)
        peak = self._ground.cgroups.peak(task.cgroup) if task.cgroup else None
        return limit > 0 and (peak is None or peak >= limit * NEARLY)

    async def _state(self, container: Container) -> Mapping[str, Any]:
        try:
            shown = await self._engine.call("inspect_container", container.docker_id)
        except Unreachable:
            return {}
        found: Mapping[str, Any] = shown.get("State") or {}
        return found

    async def _over(self, task: Task, container: Container, code: int, oom: bool, reason: str) -> None:
        container.let_live()
        container.running, container.exit_code, container.finished_at = False, code, timestamp()
        if container.follower is not None:
            await asyncio.to_thread(container.follower.finish, self._client(), container.docker_id, LAST_LINES_S)
        if not task.gone:
            self._tell("ended", task=task.id, container=container.name, code=code, oom=oom, reason=reason)

    def _client(self) -> Any:
        return self._engine.client if self._engine.facts.up else None

    def health(self, task: Task, container: Container, status: str) -> None:
        """Its own health check found something else than before."""
        if container.running and not task.gone and status != container.health:
            container.health = status
            self._tell("health", task=task.id, container=container.name, status=status)

    # The engine went away, and came back

    async def lost(self, task: Task) -> None:
        """The engine has been gone for too long: what ran on it does not any more."""
        for container in task.containers.values():
            async with container.turn:
                if container.running:
                    await self._over(task, container, KILLED, False, reasons.VANISHED)

    async def found(self, task: Task) -> None:
        """The engine is back: who is not running any more has ended, who still is may have written lines."""
        for container in task.containers.values():
            if not container.running:
                continue
            await self.ended(task, container, None)
            if container.running and container.follower is not None:
                self._follow(task, container)

    # Going

    async def remove(self, task: Task) -> None:
        """Everything of it goes. Nothing more is told of it."""
        task.gone = True
        for pull in task.pulls:
            pull.cancel()
        await task.prepared.wait()
        members = list(task.containers.values())
        for container in members:
            container.let_live()
            container.running = False
        for pause in task.pauses:
            for close in pause.doors:
                close()
            pause.doors = []
        ids = [each.docker_id for each in members] + [each.docker_id for each in task.pauses]
        remove = self._ground.remove
        try:
            await asyncio.gather(*(remove("container", id) for id in ids if id))
            volumes = volumes_of(self._ground.sandbox, task.given).values()
            await asyncio.gather(*(remove("volume", each.name) for each in volumes if not each.lasts))
        except Unreachable as error:
            print(f"task {task.id} is removed when the engine is back: {said(error)}", file=sys.stderr)
        if task.cgroup:
            await self._ground.settle_cgroup(task.id, task.cgroup, made=False)

    async def stats(self, container: Container) -> Any:
        """The engine's figures of one container, {} where it has none."""
        if not container.running:
            return {}
        try:
            return await self._engine.thread(partial(self._stats, container.docker_id))
        except (NotFound, *Unreachable):
            return {}

    def _stats(self, docker_id: str) -> Any:
        try:
            return self._engine.client.stats(docker_id, stream=False, one_shot=True)
        except ValueError:  # the engine's API is older than 1.41
            return self._engine.client.stats(docker_id, stream=False)
