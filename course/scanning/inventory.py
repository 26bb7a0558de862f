"""What is in an image: its distribution, its packages and where each was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from course.scanning import alpine, debian, distribution, npm, python
from course.scanning.distribution import Distribution
from course.scanning.layers import Interest, files
from course.scanning.package import Package, Reader

_READERS: tuple[Reader, ...] = (npm.READER, python.READER, debian.READER, alpine.READER)
_INTERESTS = tuple((reader.wants, Interest(reader.most, reader.read)) for reader in _READERS)
_OS_RELEASE = Interest(distribution.MOST, distribution.read)


class Inventory(NamedTuple):
    """The packages of an image. Sorted, so the same layers give the same inventory."""

    distribution: Distribution
    packages: dict[Package, list[str]]
    """Package → the paths of the files that tell of it."""
    notes: list[str]
    """What could not be read, in words."""


def take_stock(layers: Sequence[Path]) -> Inventory:
    """The inventory of an image's layers, the lowest first: blobs as registries keep them (tar, gzip, zstd)."""
    held = files(layers, _interest)
    said = [held.facts[place] for place in distribution.PLACES if place in held.facts]
    packages: dict[Package, list[str]] = {}
    for path, found in sorted(held.facts.items()):
        if path not in distribution.PLACES:
            for package in found:
                packages.setdefault(package, []).append(path)
    return Inventory(
        distribution=next((each for each in said if each.id), Distribution()),
        packages=dict(sorted(packages.items())),
        notes=held.notes,
    )


def _interest(path: str) -> Interest | None:
    for wants, interest in _INTERESTS:
        if wants(path):
            return interest
    return _OS_RELEASE if path in distribution.PLACES else None
