"""Images: whether they can be had, and having them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from course.runtime import reasons
from course.runtime.engine import ARCHITECTURES, Engine, NotFound, Refused, Unreachable, said
from course.runtime.ledger import Ledger
from course.runtime.task import Container


class Images:
    """Those that the tasks of one sandbox use."""

    def __init__(self, engine: Engine, ledger: Ledger) -> None:
        self._engine = engine
        self._ledger = ledger
        self._pulls: dict[str, asyncio.Lock] = {}

    async def why_not(self, images: Iterable[Mapping[str, Any]]) -> str:
        """Why a task with these images cannot run for real, "" where it can."""
        if not self._engine.facts.up:
            return self._engine.facts.why or "no container engine has answered yet"
        local = sorted({each["reference"] for each in images if not each.get("pull")})
        found = await asyncio.gather(*(self._inspect(reference) for reference in local), return_exceptions=True)
        missing = [reference for reference, shown in zip(local, found, strict=True) if isinstance(shown, NotFound)]
        if missing:
            return f"not on this machine, nor in the sandbox's registry: {', '.join(missing)}"
        return next((said(each) for each in found if isinstance(each, BaseException)), "")

    async def have(self, container: Container, auth: Mapping[str, str] | None) -> str:
        """Make a container's image be there, and note what it is. Why that fails in AWS's words, else ""."""
        spec = container.spec
        reference, pull = spec["image"], spec.get("pull")
        try:
            if pull:
                # two tasks with the same new image: the second finds the layers that the first pulled
                async with self._pulls.setdefault(pull, asyncio.Lock()):
                    trouble = await self._engine.thread(partial(self._pull, pull, auth))
                if trouble:
                    architecture = self._engine.facts.architecture
                    return reasons.cannot_pull(reference, trouble, ARCHITECTURES.get(architecture, architecture))
            shown = await self._inspect(pull or reference)
        except NotFound:
            return reasons.not_here(reference)
        except Unreachable as error:
            return reasons.cannot_pull(reference, said(error))
        container.digest = digest_of(shown, pull or reference)
        container.stop_signal = (shown.get("Config") or {}).get("StopSignal") or "SIGTERM"
        return ""

    async def _inspect(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = await self._engine.call("inspect_image", reference)
        return found

    def _pull(self, reference: str, auth: Mapping[str, str] | None) -> str:
        """Pull, in a thread. What the engine says went wrong, else ""."""
        client = self._engine.client
        try:
            client.inspect_image(reference)
            fresh = False
        except NotFound:
            fresh = True
        # without credentials of the task the engine must not use the learner's own either
        given = dict(auth) if auth else {"username": "", "password": ""}
        try:
            for step in client.pull(reference, stream=True, decode=True, auth_config=given):
                if step.get("error"):
                    return str(step["error"])
        except Refused as error:
            return said(error)
        if fresh:
            self._ledger.made("image", reference)
        return ""

    def forget(self) -> None:
        """Untag what was not there before it was pulled. In a thread."""
        for reference in self._ledger.standing("image"):
            try:
                self._engine.client.remove_image(reference)
            except NotFound:
                pass
            except Unreachable:
                continue  # a container of somebody else's uses it
            self._ledger.removed("image", reference)


def digest_of(shown: Mapping[str, Any], reference: str) -> str:
    """The digest of an image's manifest; of one that never was in a registry, the id of its configuration."""
    repository = reference.partition("@")[0]
    if ":" in repository.rpartition("/")[2]:
        repository = repository.rpartition(":")[0]
    digests = [str(each) for each in shown.get("RepoDigests") or ()]
    own = [each for each in digests if each.partition("@")[0] == repository]
    best = next(iter(own or digests), "")
    return best.partition("@")[2] or str(shown.get("Id") or "")
