"""Layers and configurations on disk: each once, under its digest; and which repository has which.

    blobs/sha256/ab/<hex>       whole and right, or not there
    repositories/<id>/<hex>     an empty file: the repository has this blob (<id>: a hash of its place)
    uploads/<id>/<upload>       what is being pushed, and nobody can see
    scans/<hex>.json            what a scan of the image with this manifest found; .wanted while it waits for its turn

Nothing is synced: after a power cut a push may be lost, as on any machine. A file comes to its place by renaming only, so a
half push is never seen. Pure files, read by the sandbox's process as well.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from course.dataplane.registry.names import DIGEST, Place

FOLDER = "registry"
"""In the sandbox's state folder."""


class Store:
    """One sandbox's blobs."""

    def __init__(self, sandbox: Path) -> None:
        """`sandbox` is the sandbox's state folder. Nothing is made before it is needed."""
        self._root = sandbox / FOLDER

    def blob(self, digest: str) -> Path:
        """Where a blob lies, or would lie. ValueError for what is no digest."""
        hex = _hex(digest)
        return self._root / "blobs" / "sha256" / hex[:2] / hex

    def size(self, place: Place, digest: str) -> int | None:
        """The bytes of a blob that the repository has, None where it has it not."""
        try:
            os.stat(self._mark(place, digest))
            return os.stat(self.blob(digest)).st_size
        except OSError:
            return None

    def keep(self, place: Place, digest: str) -> None:
        """The repository has this blob, which is there, from now on. OSError."""
        mark = self._mark(place, digest)
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()

    def adopt(self, place: Place, digest: str, upload: Path) -> None:
        """An upload that was found to have this digest becomes the repository's blob. OSError: it is no blob yet."""
        blob = self.blob(digest)
        if blob.exists():
            upload.unlink()
        else:
            blob.parent.mkdir(parents=True, exist_ok=True)
            os.replace(upload, blob)
        self.keep(place, digest)

    def uploads(self, place: Place | None = None) -> Path:
        """The folder of a repository's uploads, or that of all of them."""
        folder = self._root / "uploads"
        return folder if place is None else folder / _id(place)

    def scan(self, digest: str) -> Path:
        """Where the findings of the image with this manifest lie, or will lie."""
        return self.scans / f"{_hex(digest)}.json"

    @property
    def scans(self) -> Path:
        """The folder of the findings."""
        return self._root / "scans"

    def _mark(self, place: Place, digest: str) -> Path:
        return self._root / "repositories" / _id(place) / _hex(digest)


def _hex(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no sha256 digest")
    return digest.partition(":")[2]


def _id(place: Place) -> str:
    # a name may be longer than a file's name can be, and one repository's may begin as another's: a and a/b
    return hashlib.sha256("\0".join(place).encode()).hexdigest()[:32]
