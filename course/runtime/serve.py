"""The process: `python -m course.runtime.serve --home … --endpoint-port …`. Started and told by the sandbox.

Its messages stand in messages.md beside this file.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from course.channel import Channel, Message
from course.home import Home
from course.runtime import labels, reasons
from course.runtime.doors import Doors
from course.runtime.engine import Engine, Facts, Unreachable, said
from course.runtime.ground import Ground
from course.runtime.images import Images
from course.runtime.ledger import Ledger
from course.runtime.metadata_server import MetadataServer
from course.runtime.preparing import NotPrepared, Preparing, no_room
from course.runtime.running import Running
from course.runtime.stats import EVERY_S, Sample, figures
from course.runtime.task import Container, Task, read_task

LOST_S = 5
"""Seconds that the engine may be gone (a restart takes two or three) before its containers count as ended."""
GOING_S = 20
"""Seconds that the last tidying up may take."""
HEALTH = {"healthy": "HEALTHY", "unhealthy": "UNHEALTHY"}


class Runtime:
    """Hears messages and events, and sets the parts to work."""

    def __init__(self, channel: Channel, home: Home, endpoint_port: int) -> None:
        self._channel = channel
        self.tasks: dict[str, Task] = {}
        sandbox = labels.sandbox_id(home)
        ledger = Ledger(home.sandbox)
        self._engine = Engine(sandbox, self._engine_changed, self._happened)
        self._server = MetadataServer(self.tasks, self._stats_of)
        self._doors = Doors(self._engine, self._server, endpoint_port)
        self._ground = Ground(sandbox, self._engine, self._doors, ledger)
        self._images = Images(self._engine, ledger)
        self._preparing = Preparing(self._engine, self._ground, self._images, self._doors)
        self._running = Running(self._engine, self._ground, channel.tell)
        self._work: set[asyncio.Task[None]] = set()
        self._losing: asyncio.TimerHandle | None = None
        self._over = asyncio.Event()
        self._found_before = False
        """Whether an engine has answered before."""
        self._swept = asyncio.Event()
        """Set when what stood before the engine was found has been removed: nothing new is made before."""

    async def run(self) -> None:
        """Until the sandbox ends; then everything is removed."""
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._over.set)
        self._channel.listen(self.heard, self._over.set)
        self._channel.tell("ready")
        watching = asyncio.create_task(self._engine.run())
        self._begin(self._tell_stats())
        await self._over.wait()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._clear(False), GOING_S)
        watching.cancel()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and task.exception() is not None:
            print(f"the runtime failed: {task.exception()!r}", file=sys.stderr)

    # Messages of the sandbox

    def heard(self, message: Message) -> None:
        """One message. What is not known is ignored."""
        do = message.get("do")
        if do == "look":
            self._begin(self._look(message["task"], message["images"]))
        elif do == "prepare":
            self._prepare(message)
        elif do == "clear":
            self._begin(self._clear_and_tell())
        elif (task := self.tasks.get(str(message.get("task")))) is not None:
            self._about(task, message)
        elif do == "start":
            reason = reasons.cannot_create("the task is not prepared")
            self._tell_not_started(message, reason)
        elif do == "remove":
            self._channel.tell("removed", task=message.get("task"))

    def _about(self, task: Task, message: Message) -> None:
        do, container = message["do"], task.containers.get(str(message.get("container")))
        if do == "remove":
            self._begin(self._remove(task))
        elif do == "task_facts":
            task.facts = dict(message.get("metadata") or {})
            task.credentials = message.get("credentials") or task.credentials
        elif container is None:
            if do == "start":
                self._tell_not_started(message, reasons.cannot_create("the task has no such container"))
        elif do == "start":
            self._begin(self._running.start(task, container))
        elif do == "stop":
            self._begin(self._running.stop(task, container, message.get("timeout_s")))
        elif do == "kill":
            self._begin(self._running.kill(task, container))

    def _tell_not_started(self, message: Message, reason: str) -> None:
        name = message.get("container")
        self._channel.tell("not_started", task=message.get("task"), container=name, reason=reason, code=None)

    async def _look(self, task: str, images: list[dict[str, Any]]) -> None:
        try:
            why = await self._images.why_not(images)
        except Unreachable as error:
            why = said(error)
        self._channel.tell("looked", task=task, real=not why, why=why)

    def _prepare(self, message: Message) -> None:
        given = message["task"]
        if no_room(self.tasks, given, self._engine.facts.memory_mib):
            self._not_prepared(given["id"], None, reasons.NO_CAPACITY)
            return
        task = self.tasks[given["id"]] = read_task(given)
        self._begin(self._prepare_task(task, message.get("auth") or given.get("auth")))

    async def _prepare_task(self, task: Task, auth: dict[str, str] | None) -> None:
        failed: NotPrepared | None = None
        try:
            if self._engine.facts.up:
                await self._swept.wait()
            await self._preparing.prepare(task, auth)
            task.ready = True
        except NotPrepared as error:
            failed = error
        except Exception as error:
            failed = NotPrepared(f"ResourceInitializationError: {error!r}")
            raise
        finally:
            task.prepared.set()
            if not task.gone and task.ready:
                self._prepared(task)
            elif not task.gone:
                self._not_prepared(task.id, failed.container if failed else None, failed.reason if failed else "")
                await self._remove(task, tell=False)

    def _prepared(self, task: Task) -> None:
        by_container = {each.name: each.pause.ports for each in task.containers.values() if each.pause}
        self._channel.tell(
            "prepared",
            task=task.id,
            ports={port: number for pause in task.pauses for port, number in pause.ports.items()},
            ports_of=by_container,
            address=next((pause.address for pause in task.pauses), ""),
            direct=self._doors.direct,
            digests={each.name: each.digest for each in task.containers.values()},
        )

    def _not_prepared(self, task: str, container: str | None, reason: str) -> None:
        self._channel.tell("not_prepared", task=task, container=container, reason=reason)

    async def _remove(self, task: Task, tell: bool = True) -> None:
        await self._running.remove(task)
        if self.tasks.get(task.id) is task:
            del self.tasks[task.id]
        if tell:
            self._channel.tell("removed", task=task.id)

    async def _clear_and_tell(self) -> None:
        await self._clear(True)
        self._channel.tell("cleared")

    async def _clear(self, images: bool) -> None:
        """Everything of this sandbox goes, and images that were pulled, if `images`."""
        for task in self.tasks.values():
            task.gone = True
        going = [asyncio.ensure_future(self._running.remove(task)) for task in self.tasks.values()]
        if going:
            await asyncio.wait(going, timeout=GOING_S / 2)
        self.tasks.clear()
        self._ground.lost()
        if self._engine.facts.up:
            try:
                await self._ground.sweep(images=self._images if images else None)
            except Unreachable as error:
                print(f"not everything could be removed: {said(error)}", file=sys.stderr)

    # The engine

    def _engine_changed(self, facts: Facts) -> None:
        self._channel.tell("engine", **facts.message())
        if self._losing is not None:
            self._losing.cancel()
            self._losing = None
        if facts.up:
            self._begin(self._engine_found())
        else:
            self._swept.clear()
            self._ground.lost()
            self._losing = asyncio.get_running_loop().call_later(LOST_S, lambda: self._begin(self._engine_lost()))

    async def _engine_found(self) -> None:
        # at the first time nothing has been made yet, whatever has been asked for meanwhile: all that is there is left over
        living = set(self.tasks) if self._found_before else ()
        self._found_before = True
        try:
            await self._ground.sweep(living=living)
        finally:
            self._swept.set()
        for task in list(self.tasks.values()):
            await self._running.found(task)
        await self._ground.lay()

    async def _engine_lost(self) -> None:
        await asyncio.gather(*(self._running.lost(task) for task in list(self.tasks.values())))

    def _happened(self, event: Any) -> None:
        """An event of a container of ours."""
        attributes = (event.get("Actor") or {}).get("Attributes") or {}
        task = self.tasks.get(str(attributes.get(labels.TASK)))
        container = task.containers.get(str(attributes.get(labels.CONTAINER))) if task else None
        if task is None or container is None:
            return
        action, _, detail = str(event.get("Action") or event.get("status") or "").partition(":")
        if action == "kill" and attributes.get("signal") in ("9", "KILL", "SIGKILL"):
            container.killed = True  # by us, or by the learner's own hand
        elif action == "die":
            code = attributes.get("exitCode")
            self._begin(self._running.ended(task, container, int(code) if code is not None else None))
        elif action == "destroy":
            self._begin(self._running.ended(task, container, None))
        elif action == "health_status" and detail.strip() in HEALTH:
            self._running.health(task, container, HEALTH[detail.strip()])

    # Figures

    async def _stats_of(self, container: Container) -> Any:
        return await self._running.stats(container)

    async def _tell_stats(self) -> None:
        before: dict[Container, Sample] = {}
        while True:
            await asyncio.sleep(EVERY_S)
            running = [(t, c) for t in self.tasks.values() for c in t.containers.values() if c.running]
            shown = await asyncio.gather(*(self._running.stats(container) for _, container in running))
            samples: dict[Container, Sample] = {}
            for (task, container), stats in zip(running, shown, strict=True):
                if stats and container.running:
                    last = before.get(container)
                    if last is None or last.at < container.started_s:
                        last = Sample(container.started_s, 0)
                    told, samples[container] = figures(stats, last)
                    self._channel.tell("stats", task=task.id, container=container.name, **told)
            before = samples


def main(argv: list[str] | None = None) -> int:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m course.runtime.serve")
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--endpoint-port", required=True, type=int)
    parser.add_argument("--registry-port", type=int, default=0, help="not needed: pull references name it")
    asked = parser.parse_args(argv)
    channel = Channel()

    async def serve() -> None:
        await Runtime(channel, Home(asked.home), asked.endpoint_port).run()
        os._exit(0)  # threads that wait for the engine end with the process

    asyncio.run(serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
