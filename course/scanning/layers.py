"""Layers laid over each other: which files of interest an image holds in the end. Source: OCI image specification, "layer.md"."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from course.scanning.stream import Forward, Unreadable

HEADER = 128 << 10
"""Bytes that the heads of one entry may take: names and attributes, no contents."""
MOST_ENTRIES = 2_000_000
"""Of one layer. A large image has a hundred thousand."""
MOST_FILES = 200_000
"""Of interest, in an image."""
MOST_NOTES = 50
GLOBAL_HEADERS = 100

WHITEOUT, OPAQUE = ".wh.", ".wh..wh..opq"

Wanted = Callable[[str], "Interest | None"]


class Interest(NamedTuple):
    """What is done with a file of interest."""

    most: int
    """Bytes; a larger one is not read."""
    read: Callable[[bytes], Any]


class Files(NamedTuple):
    """What an image holds."""

    facts: dict[str, Any]
    """Path → what was read out of the file."""
    notes: list[str]
    """What could not be read, in words."""


class _Layer:
    """One layer's own part: what it brings, and what it hides of the layers below it."""

    def __init__(self, below: dict[str, Any]) -> None:
        self.brings: dict[str, Any] = {}
        self.hides: set[str] = set()
        self.empties: set[str] = set()
        self._below = {"", *(part for path in below for part in _upwards(path))}

    def take(self, path: str, member: tarfile.TarInfo) -> bool:
        """Note what an entry means for the layers below. Whether it is a thing of its own, and not a mark."""
        folder, _, name = path.rpartition("/")
        if name.startswith(WHITEOUT):
            if name == OPAQUE:
                self._mark(self.empties, folder)
            elif not name.startswith(WHITEOUT * 2):  # those are notes of aufs to itself
                self._mark(self.hides, f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/"))
            return False
        if not member.isdir():
            self._mark(self.hides, path)  # a file or link stands there now: in place of a folder too
        return True

    def _mark(self, marks: set[str], path: str) -> None:
        if path in self._below:  # else nothing of interest lies there
            marks.add(path)

    def over(self, below: dict[str, Any]) -> dict[str, Any]:
        """Both together."""
        kept = {path: fact for path, fact in below.items() if not self._hidden(path)}
        return kept | self.brings

    def _hidden(self, path: str) -> bool:
        itself, *folders = (*_upwards(path), "")
        return itself in self.hides or any(folder in self.hides or folder in self.empties for folder in folders)


def files(layers: Sequence[Path], wanted: Wanted) -> Files:
    """What of interest is there after all layers, the lowest first. Nothing is unpacked; memory holds one piece of one layer.

    A layer that breaks off counts as far as it could be read, and a note says so. Raises OSError where a file cannot be opened.
    """
    facts: dict[str, Any] = {}
    notes: list[str] = []
    for number, place in enumerate(layers, start=1):
        layer = _Layer(facts)
        try:
            for path, member, stream in _entries(place):
                interest = wanted(path) if layer.take(path, member) else None
                if interest is not None and len(layer.brings) < MOST_FILES:
                    _read(path, member, stream, interest, layer, notes)
        except Unreadable as error:
            notes.append(f"Layer {number} could not be read to its end: {error}.")
        facts = layer.over(facts)
        if len(facts) >= MOST_FILES:
            notes.append(
                f"There are more than {MOST_FILES} package files; what comes after layer {number} was not read."
            )
            break
    return Files(facts, notes)


def _read(
    path: str, member: tarfile.TarInfo, stream: Forward, interest: Interest, layer: _Layer, notes: list[str]
) -> None:
    if member.islnk():  # a second name for a file of this layer
        if (target := _path(member.linkname)) in layer.brings:
            layer.brings[path] = layer.brings[target]
    elif member.isreg() and not member.issparse():
        if member.size > interest.most:
            if len(notes) < MOST_NOTES:
                notes.append(f"{path[-200:]} is too large to be read ({member.size} bytes).")
            return
        stream.allowance = member.size
        stream.seek(member.offset_data)
        data = stream.read(member.size)
        if len(data) < member.size:
            raise Unreadable("it breaks off")
        layer.brings[path] = interest.read(data)


def _entries(place: Path) -> Iterator[tuple[str, tarfile.TarInfo, Forward]]:
    """The entries of a layer in order, with the stream, from which an entry may be read before the next is asked for."""
    with place.open("rb") as file:
        stream = Forward(file)
        try:
            stream.allowance = HEADER
            with tarfile.open(fileobj=cast(Any, stream), mode="r:") as tar:
                reached = -1
                for count in range(MOST_ENTRIES + 1):
                    stream.allowance = HEADER
                    member = tar.next()
                    if member is None:
                        return
                    # a negative size would lead back to an entry that was read, again and again
                    if count == MOST_ENTRIES or tar.offset <= reached or len(tar.pax_headers) > GLOBAL_HEADERS:
                        raise Unreadable("it holds more entries or headers than an image can need")
                    reached = tar.offset
                    cast(Any, tar).members.clear()  # tarfile keeps them all
                    path = _path(member.name)
                    if path is not None:
                        yield path, member, stream
        except (tarfile.TarError, ValueError, OverflowError, IndexError, EOFError, RecursionError) as error:
            raise Unreadable("its tar is broken" if stream.tell() else "it is no tar") from error


def _path(name: str) -> str | None:
    """A path inside the image, without a leading slash. None for one that would lead out of it: no runtime unpacks it."""
    if not name.isascii():
        name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if "//" in name or "./" in name or name[:1] == "/" or name[-2:] in (".", "..", "/."):
        parts = [part for part in name.split("/") if part not in ("", ".")]
        return None if ".." in parts else "/".join(parts) or None
    return name or None


def _upwards(path: str) -> Iterator[str]:
    """The path itself, then the folders that hold it."""
    while path:
        yield path
        path = path.rpartition("/")[0]
