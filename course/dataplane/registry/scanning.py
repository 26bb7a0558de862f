"""Pushed images are looked into, one after the other, each by `python -m course.dataplane.registry.scanning`.

A process, because what an image holds is strange to us, and because the load balancers on this event loop must not wait for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from course.dataplane.registry.manifests import blobs_of
from course.dataplane.registry.refusals import Refused
from course.dataplane.registry.store import Store

TIMEOUT_S = 600


class Scans:
    """Of one registry. What waits stands in files, so that a restart goes on with it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: asyncio.Queue[Path] = asyncio.Queue()
        self._worker = asyncio.create_task(self._work())
        for left in sorted(store.scans.glob("*.wanted")):
            self._waiting.put_nowait(left)

    async def close(self) -> None:
        """Stop. What was not looked into is, after the next start."""
        self._worker.cancel()
        with suppress(asyncio.CancelledError):
            await self._worker

    def pushed(self, digest: str, manifest: dict[str, Any]) -> None:
        """Look into an image, unless that has been done. Of other things (indexes, artifacts without layers) there is nothing."""
        layers = _layers(manifest)
        found = self._store.scan(digest)
        if not layers or found.exists():
            return
        wanted = found.with_suffix(".wanted")
        try:
            wanted.parent.mkdir(parents=True, exist_ok=True)
            wanted.write_text(json.dumps([str(self._store.blob(layer)) for layer in layers]), "utf-8")
        except OSError:
            traceback.print_exc()  # the push itself has succeeded
            return
        self._waiting.put_nowait(wanted)

    async def _work(self) -> None:
        while True:
            wanted = await self._waiting.get()
            if not wanted.exists():
                continue
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", __name__, str(wanted), stdin=asyncio.subprocess.DEVNULL, stdout=2
            )
            try:
                await asyncio.wait_for(process.wait(), TIMEOUT_S)
            except BaseException as error:
                process.kill()
                await process.wait()
                if not isinstance(error, TimeoutError):
                    raise
            if wanted.exists():
                _settle(wanted, {"failed": "The image could not be scanned."})


def look_into(layers: list[Path]) -> dict[str, Any]:
    """What both kinds of ECR's scanning find: basic looks at the operating system's packages only."""
    from course.scanning.findings import findings
    from course.scanning.inventory import take_stock

    inventory = take_stock(layers)
    return {"basic": findings(inventory, languages=False), "enhanced": findings(inventory)}


def main(argv: list[str]) -> int:
    """Look into the image that the file `argv[0]` waits for."""
    if hasattr(os, "nice"):
        os.nice(10)
    wanted = Path(argv[0])
    _settle(wanted, look_into([Path(layer) for layer in json.loads(wanted.read_text("utf-8"))]))
    return 0


def _settle(wanted: Path, found: dict[str, Any]) -> None:
    """Write the findings down, in one step."""
    fresh = wanted.with_suffix(".new")
    fresh.write_text(json.dumps(found), "utf-8")
    os.replace(fresh, wanted.with_suffix(".json"))
    wanted.unlink()


def _layers(manifest: dict[str, Any]) -> list[str]:
    if "layers" not in manifest:
        return []
    try:
        return blobs_of({"layers": manifest["layers"]})
    except Refused:
        return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
