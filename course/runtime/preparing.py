"""From a task's definition to containers that need only be started: images, network namespace, ports, volumes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from course.runtime import labels, limits, ports, reasons
from course.runtime.arguments import Place, container_body, pause_body
from course.runtime.doors import Doors
from course.runtime.engine import Engine, Unreachable, said
from course.runtime.ground import Ground
from course.runtime.images import Images
from course.runtime.task import Container, Pause, Task
from course.runtime.volumes import Volume, volumes_of

MOST_TASKS = 60
"""Tasks that may be there at once: more than any lab needs, and fewer than trouble a laptop."""
VOLUMES_FROM_S = 60
"""Seconds that a container waits for the one whose volumes it takes to be made: for ever, if they take each other's."""
OVERCOMMIT = 2
"""The limits of all tasks together may be this many times the engine's memory: hardly any task uses all of its limit."""


class NotPrepared(Exception):
    """In AWS's words, with the container that it is about, or None."""

    def __init__(self, reason: str, container: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.container = container


def no_room(tasks: Mapping[str, Task], given: Mapping[str, Any], memory_mib: int) -> bool:
    """Whether one more task would be too many for this machine. `memory_mib`: the engine's, 0 where it is not known."""
    if len(tasks) >= MOST_TASKS:
        return True
    wanted = sum(limits.reserved_bytes(each.given) for each in tasks.values()) + limits.reserved_bytes(given)
    return bool(memory_mib) and wanted > memory_mib * limits.MIB * OVERCOMMIT


def timestamp() -> str:
    """Now, as the metadata endpoint writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


class Preparing:
    """Prepares tasks. Whatever can be done at the same time is."""

    def __init__(self, engine: Engine, ground: Ground, images: Images, doors: Doors) -> None:
        self._engine = engine
        self._ground = ground
        self._images = images
        self._doors = doors

    async def prepare(self, task: Task, auth: Mapping[str, str] | None) -> None:
        """Raises NotPrepared."""
        if not self._engine.facts.up:
            raise NotPrepared(f"ResourceInitializationError: {self._engine.facts.why}")
        try:
            await self._ground.lay()
            await self._prepare(task, auth)
        except Unreachable as error:
            why = said(error) if self._engine.facts.up else self._engine.facts.why
            raise NotPrepared(f"ResourceInitializationError: failed to set up the task's network: {why}") from error

    async def _prepare(self, task: Task, auth: Mapping[str, str] | None) -> None:
        task.pull_started_at = timestamp()
        task.cgroup = self._ground.cgroups.make(task.id, limits.task_limits(task.given))
        if task.cgroup:
            await self._ground.settle_cgroup(task.id, task.cgroup, made=True)
        volumes = volumes_of(self._ground.sandbox, task.given)
        having = {name: asyncio.create_task(self._image(task, each, auth)) for name, each in task.containers.items()}
        task.pulls = list(having.values())
        pauses = self._pauses(task)
        try:
            await _all([self._volumes(task, volumes), *(self._make_pause(task, each) for each in pauses)])
            starting = [self._start_pause(each) for each in pauses]
            await _all([*starting, *(self._make(task, each, having, volumes) for each in task.containers.values())])
        finally:
            for each in having.values():
                each.cancel()
            await asyncio.gather(*having.values(), return_exceptions=True)
        task.pull_stopped_at = task.pull_stopped_at or timestamp()
        if task.gone:
            raise NotPrepared("the task was stopped")

    # Images

    async def _image(self, task: Task, container: Container, auth: Mapping[str, str] | None) -> None:
        trouble = await self._images.have(container, auth)
        if trouble:
            raise NotPrepared(trouble, container.name)
        task.pull_stopped_at = timestamp()

    # Volumes

    async def _volumes(self, task: Task, volumes: Mapping[str, Volume]) -> None:
        await asyncio.gather(
            *(self._ground.make_volume(each.name, dict(each.labels), task.id) for each in volumes.values())
        )

    # Network namespaces

    def _pauses(self, task: Task) -> list[Pause]:
        """With bridge each container has a namespace of its own; with awsvpc they share one. So do those with host: the
        machine's own namespace is not given away."""
        members, mode = list(task.containers.values()), task.given.get("network_mode")
        if mode == "none":
            return []
        task.pauses = [Pause([each]) for each in members] if mode == "bridge" else [Pause(members)]
        for pause in task.pauses:
            for each in pause.members:
                each.pause = pause
        return task.pauses

    async def _make_pause(self, task: Task, pause: Pause) -> None:
        ground = self._ground
        specs = [each.spec for each in pause.members]
        body = pause_body(
            task.given, specs, ground.sandbox, ground.image, ground.network, self._doors.hosts, task.cgroup
        )
        suffix = "" if len(task.pauses) == 1 else f"-{pause.members[0].name}"
        name = labels.container_name(ground.sandbox, task.given, f"internalecspause{suffix}")
        pause.docker_id = await ground.make_container(body, name, task.id)

    async def _start_pause(self, pause: Pause) -> None:
        await self._engine.call("start", pause.docker_id)
        shown = await self._engine.call("inspect_container", pause.docker_id)
        pause.ports = ports.published(shown)
        own = ((shown.get("NetworkSettings") or {}).get("Networks") or {}).get(self._ground.network) or {}
        pause.address, pause.mac = str(own.get("IPAddress") or ""), str(own.get("MacAddress") or "")
        await self._doors.open(pause, int(shown["State"].get("Pid") or 0))

    # Containers

    async def _make(
        self,
        task: Task,
        container: Container,
        having: Mapping[str, asyncio.Task[None]],
        volumes: Mapping[str, Volume],
    ) -> None:
        try:
            await self._make_after(task, container, having, volumes)
        finally:
            container.made.set()

    async def _make_after(
        self,
        task: Task,
        container: Container,
        having: Mapping[str, asyncio.Task[None]],
        volumes: Mapping[str, Volume],
    ) -> None:
        """Make it, after its image is there and the containers whose volumes it takes are made. What the engine refuses
        is told when the container is to be started."""
        await having[container.name]
        for each in container.spec.get("volumesFrom") or ():
            other = task.containers.get(str(each.get("sourceContainer")))
            if other is not None and other is not container:
                await asyncio.wait_for(other.made.wait(), VOLUMES_FROM_S)
        if task.gone:
            return
        place = Place(
            sandbox=self._ground.sandbox,
            cpus=self._engine.facts.cpus,
            most_files=self._ground.most_files,
            network=f"container:{container.pause.docker_id}" if container.pause else "none",
            cgroup=task.cgroup,
            environment=self._doors.environment(task, container),
            volumes=volumes,
            made={name: each.docker_id for name, each in task.containers.items() if each.docker_id},
        )
        container.docker_name = labels.container_name(self._ground.sandbox, task.given, container.name)
        try:
            body = container_body(task.given, container.spec, place)
            container.docker_id = await self._ground.make_container(body, container.docker_name, task.id)
            container.created_at = timestamp()
        except KeyError as error:
            container.trouble = reasons.cannot_create(f"No such container: {error.args[0]}")
        except Unreachable as error:
            container.trouble = reasons.cannot_create(said(error))


async def _all(work: list[Any]) -> None:
    """Do it all at the same time, and wait for all of it, whatever fails: nothing is half made when the rest is removed."""
    results = await asyncio.gather(*work, return_exceptions=True)
    failed = [each for each in results if isinstance(each, BaseException)]
    for each in failed:
        if not isinstance(each, (NotPrepared, *Unreachable)):
            print(f"preparing failed: {each!r}", file=sys.stderr)
    worst = next((each for each in failed if isinstance(each, NotPrepared)), None) or next(iter(failed), None)
    if worst is not None:
        raise worst
