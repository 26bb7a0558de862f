"""What all tasks of a sandbox stand on in the engine: its network, the pause image, cgroups, and the ways into containers.

And the removal of everything that bears the sandbox's label.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from course.runtime import labels, limits, pause
from course.runtime.cgroup import Cgroups
from course.runtime.doors import Doors
from course.runtime.engine import Engine, NotFound, Refused, said
from course.runtime.ledger import Ledger

PROBE = {"id": "probe", "arn": "", "cluster": "", "family": "probe", "revision": 0, "containers": []}
MAKING_S = 10
"""Seconds that what the engine is just making may take to be there, and be removed with the rest."""


class Ground:
    """Of one sandbox. Laid when the first task needs it, and again after `clear` and after the engine came back."""

    def __init__(self, sandbox: str, engine: Engine, doors: Doors, ledger: Ledger) -> None:
        self.sandbox = sandbox
        self._engine = engine
        self._doors = doors
        self._ledger = ledger
        self._laying: asyncio.Task[None] | None = None
        self._removing: asyncio.Task[None] | None = None
        self._making: set[asyncio.Future[Any]] = set()
        self.network = labels.network_name(sandbox)
        self.image = ""
        self.most_files: int | None = None
        """Open files that a container may have: None for as many as Fargate gives, 0 if not even the bound is known."""
        self.cgroups = Cgroups(sandbox, "", 1)

    async def lay(self) -> None:
        """Return when it is there; any number may wait. Raises what the engine raises."""
        if self._laying is None or (self._laying.done() and self._failed()):
            self._laying = asyncio.create_task(self._lay())
        await asyncio.shield(self._laying)

    def _failed(self) -> bool:
        laying = self._laying
        return laying is None or laying.cancelled() or laying.exception() is not None

    def lost(self) -> None:
        """It must be laid anew."""
        if self._laying is not None:
            self._laying.cancel()
        self._laying = None
        self._doors.close()

    async def _lay(self) -> None:
        facts = self._engine.facts
        self.image, gateway = await asyncio.gather(self._pause_image(facts.architecture), self._network())
        id, pid = await self._probe(limits.NOFILE)
        try:
            await self._doors.learn(pid, self.sandbox, gateway)
            driver = facts.cgroup_driver if self._doors.way == "namespace" else ""
            self.cgroups = Cgroups(self.sandbox, driver, facts.cpus)
            if self.most_files is not None:
                self.most_files = hard_limit_of_files(pid) if self._doors.way == "namespace" else 0
        finally:
            # the first task need not wait for that
            self._removing = asyncio.create_task(self.remove("container", id))

    async def _probe(self, nofile: Mapping[str, Any] | None) -> tuple[str, int]:
        """Start a pause container of its own, to see how things are here: its id, and its process. With Fargate's limit
        of open files, or without where the engine may not set that."""
        host_config: dict[str, Any] = {"NetworkMode": self.network, "LogConfig": {"Type": "none"}}
        if nofile is not None:
            host_config["Ulimits"] = [dict(nofile)]
        body = {
            "Image": self.image,
            "Cmd": ["/pause", self.sandbox],
            "StopSignal": "SIGKILL",
            "Labels": labels.sandbox_labels(self.sandbox),
            "HostConfig": host_config,
        }
        id = await self.make_container(body, labels.container_name(self.sandbox, PROBE, "pause"), "")
        try:
            await self._engine.call("start", id)
            shown = await self._engine.call("inspect_container", id)
        except BaseException as error:
            await self.remove("container", id)
            if nofile is not None and "rlimit" in said(error):
                self.most_files = 0
                return await self._probe(None)
            raise
        return id, int(shown["State"].get("Pid") or 0)

    async def _pause_image(self, architecture: str) -> str:
        name = f"{pause.REPOSITORY}:{pause.tag(architecture)}"
        try:
            await self._engine.call("inspect_image", name)
        except NotFound:
            content = pause.image_tar(architecture)
            # the name with its tag in it: podman takes no notice of a tag of its own (Docker Engine API, ImageCreate, repo)
            await self._engine.call("import_image_from_data", content, repository=name)
        return name

    async def _network(self) -> str:
        """Make the network; the address that this machine, or the engine's, has in it."""
        given = labels.sandbox_labels(self.sandbox)
        try:
            shown = await self._engine.call("inspect_network", self.network)
        except NotFound:
            create = partial(self._engine.client.create_network, self.network, driver="bridge", labels=given)
            made = await self._make(create)
            self._ledger.made("network", made["Id"], self.network)
            shown = await self._engine.call("inspect_network", made["Id"])
        configured = (shown.get("IPAM") or {}).get("Config") or [{}]
        return str(configured[0].get("Gateway") or "")

    async def _make(self, work: Callable[[], Any]) -> Any:
        """Ask the engine for something new. Who waits for it may be cancelled; the engine makes it all the same."""
        making = asyncio.ensure_future(self._engine.thread(work))
        self._making.add(making)
        making.add_done_callback(self._making.discard)
        return await asyncio.shield(making)

    async def sweep(self, living: Collection[str] = (), images: Any = None) -> None:
        """Remove everything of this sandbox that belongs to none of the `living` tasks (ids). What cannot be removed now is
        found again next time."""
        if self._making:
            await asyncio.wait(self._making, timeout=MAKING_S)
        wanted = {"label": f"{labels.SANDBOX}={self.sandbox}"}
        containers = await self._engine.call("containers", all=True, filters=wanted)
        kept = [each for each in containers if (each.get("Labels") or {}).get(labels.TASK) in living]
        gone = [each["Id"] for each in containers if each not in kept]
        await asyncio.gather(*(self.remove("container", id) for id in gone))
        if not living:
            volumes = (await self._engine.call("volumes", filters=wanted)).get("Volumes") or []
            networks = await self._engine.call("networks", filters=wanted)
            await asyncio.gather(
                *(self.remove("volume", each["Name"]) for each in volumes),
                *(self.remove("network", each["Id"]) for each in networks),
            )
            await self._engine.thread(Cgroups(self.sandbox, self._engine.facts.cgroup_driver, 1).remove_all)
            for path in self._ledger.standing("cgroup"):
                self._ledger.removed("cgroup", path)
        if images is not None:
            await self._engine.thread(images.forget)
        self._ledger.fold()

    async def remove(self, what: str, id: str) -> None:
        """Remove a container, volume or network. Nothing happens if it is not there; what the engine refuses is noted."""
        method, more = {
            "container": ("remove_container", {"v": True, "force": True}),
            "volume": ("remove_volume", {"force": True}),
            "network": ("remove_network", {}),
        }[what]
        for _ in range(3):
            try:
                await self._engine.call(method, id, **more)
            except NotFound:
                pass
            except Refused as error:
                if "already in progress" in said(error):
                    await asyncio.sleep(0.2)
                    continue
                print(f"the {what} {id} stays: {said(error)}", file=sys.stderr)
                return
            self._ledger.removed(what, id)
            return

    async def make_volume(self, name: str, given: dict[str, str], task: str) -> None:
        """A volume with labels, once: the engine answers the same for one that is there."""
        await self._make(partial(self._engine.client.create_volume, name, labels=given))
        self._ledger.made("volume", name, name, task)

    async def make_container(self, body: dict[str, Any], name: str, task: str) -> str:
        """Its id. Raises Refused."""
        made = await self._make(partial(self._engine.client.create_container_from_config, body, name))
        self._ledger.made("container", made["Id"], name, task)
        return str(made["Id"])

    async def settle_cgroup(self, task: str, path: str, made: bool) -> None:
        """Note a task's cgroup as made, or take it away."""
        if made:
            self._ledger.made("cgroup", path, path, task)
            return
        for _ in range(10):
            if await self._engine.thread(partial(self.cgroups.remove, path)):
                self._ledger.removed("cgroup", path)
                return
            await asyncio.sleep(0.1)  # the kernel still counts the last process


def hard_limit_of_files(pid: int) -> int:
    """Of a process of this machine, 0 if that cannot be read."""
    try:
        lines = Path(f"/proc/{pid}/limits").read_text("utf-8").splitlines()
    except OSError:
        return 0
    found = next((line.split()[4] for line in lines if line.startswith("Max open files")), "")
    return int(found) if found.isdigit() else 0
