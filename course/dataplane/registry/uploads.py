"""Blobs on their way in: written to disk and hashed as they come, in a thread, with a buffer of fixed size."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
import uuid
from pathlib import Path
from typing import BinaryIO

import aiohttp

from course.dataplane.registry.names import Place
from course.dataplane.registry.refusals import Refused, unknown_upload
from course.dataplane.registry.store import Store

PIECE = 1 << 20
"""Bytes that are hashed and written at once. Memory for an upload: twice this, and what the connection has read ahead."""
IDLE_S = 120.0
"""A client that sends nothing for so long is let go; what has come stays, and it can go on from there."""
STALE_S = 24 * 3600.0
"""Uploads that nobody has gone on with for so long are removed when the registry starts."""
_ID = re.compile(r"[0-9a-f]{32}")


class Upload:
    """One blob that is being pushed to a repository."""

    def __init__(self, place: Place, path: Path) -> None:
        self.place, self.path = place, path
        self.size = 0
        """Bytes that are on disk."""
        self.busy = False
        self._hash = hashlib.sha256()

    @property
    def id(self) -> str:
        """Its name in paths."""
        return self.path.name

    @property
    def digest(self) -> str:
        """Of what has come so far."""
        return f"sha256:{self._hash.hexdigest()}"

    def read_again(self) -> None:
        """Find size and hash of what an earlier process has left. In a thread. OSError."""
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                self._hash.update(piece)
                self.size += len(piece)

    async def take(self, content: aiohttp.StreamReader) -> None:
        """Append a request's body. OSError when the disk refuses: then the upload is of no more use.

        Where the client goes away in the middle, what has come is kept, and the client's error is raised.
        """
        with self.path.open("ab", buffering=0) as file:
            writing: asyncio.Future[None] | None = None
            pieces: list[bytes] = []
            held = 0
            try:
                try:
                    async with asyncio.timeout(IDLE_S) as patience:
                        async for piece in content.iter_any():
                            pieces.append(piece)
                            held += len(piece)
                            if held >= PIECE:
                                if writing is not None:
                                    await writing
                                writing, pieces, held = self._written(file, pieces), [], 0
                            patience.reschedule(asyncio.get_running_loop().time() + IDLE_S)
                finally:  # also of a body that broke off
                    if writing is not None:
                        await asyncio.shield(writing)
                    await asyncio.shield(self._written(file, pieces))
            except TimeoutError:
                raise Refused(408, "BLOB_UPLOAD_INVALID", f"Nothing came for {IDLE_S:.0f} seconds.") from None

    def _written(self, file: BinaryIO, pieces: list[bytes]) -> asyncio.Future[None]:
        return asyncio.get_running_loop().run_in_executor(None, self._write, file, pieces)

    def _write(self, file: BinaryIO, pieces: list[bytes]) -> None:
        for piece in pieces:
            rest = memoryview(piece)
            while rest:
                rest = rest[file.write(rest) :]
            self._hash.update(piece)
            self.size += len(piece)


class Uploads:
    """All uploads of a registry. They are found again after a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[Place, str], Upload] = {}

    def sweep(self) -> None:
        """Remove what was left half done long ago."""
        before = time.time() - STALE_S
        for path in self._store.uploads().glob("*/*"):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
            except OSError:
                continue

    def begin(self, place: Place) -> Upload:
        """A new, empty one. OSError."""
        folder = self._store.uploads(place)
        folder.mkdir(parents=True, exist_ok=True)
        upload = Upload(place, folder / uuid.uuid4().hex)
        upload.path.touch()
        self._known[place, upload.id] = upload
        return upload

    async def find(self, place: Place, id: str) -> Upload:
        """The upload of that name in that repository. Refused."""
        if not _ID.fullmatch(id):
            raise unknown_upload()
        found = self._known.get((place, id))
        if found is None:
            found = Upload(place, self._store.uploads(place) / id)
            try:
                await asyncio.to_thread(found.read_again)
            except OSError:
                raise unknown_upload() from None
            found = self._known.setdefault((place, id), found)
        return found

    def drop(self, upload: Upload) -> None:
        """Forget it, and what has come of it."""
        self._known.pop((upload.place, upload.id), None)
        upload.path.unlink(missing_ok=True)

    def finish(self, upload: Upload, digest: str) -> None:
        """It becomes a blob of its repository, if it has this digest; else it is dropped. Refused, OSError."""
        if upload.digest != digest:
            self.drop(upload)
            told = f"The digest of what was uploaded is {upload.digest}, and not {digest}."
            raise Refused(400, "DIGEST_INVALID", told)
        self._store.adopt(upload.place, digest, upload.path)
        self._known.pop((upload.place, upload.id), None)
