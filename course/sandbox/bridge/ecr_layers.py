"""Images whose layers lie in the registry's store: whether all do, and for which processors they are built."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, NamedTuple

from course.dataplane.registry.names import Place
from course.dataplane.registry.store import Store
from course.sandbox.registry_place import RegistryPlace

ARCHITECTURES = {"amd64": "X86_64", "arm64": "ARM64"}
"""OCI image specification, "Image configuration" (Go's names) → ECS API reference, RuntimePlatform."""
MOST_CONFIG = 4 << 20
"""Bytes of a configuration that is read."""


class PushedImage(NamedTuple):
    """What the store knows of an image."""

    architectures: tuple[str, ...]
    """X86_64, ARM64; other processors by the configuration's own names."""
    layers_there: bool
    """Whether all of them can be pulled; of an index, those of all its images."""


def store() -> Store | None:
    """The registry's store, None in a process without a registry."""
    return None if RegistryPlace.folder is None else Store(RegistryPlace.folder)


def pushed(repository: Any, image: Any) -> PushedImage | None:
    """None for an image whose manifest was only put into the records: no configuration of it is there."""
    there = store()
    if there is None:
        return None
    place = Place(repository.account_id, repository.region_name, repository.name)
    parts = [image]
    if image.references:
        parts = [each for each in repository.images if each.digest in image.references]
    found = [one for each in parts if (one := _one(there, place, each.content)) is not None]
    if not found:
        return None
    architectures = dict.fromkeys(name for one in found for name in one.architectures)
    whole = len(found) == len(parts) and all(one.layers_there for one in found)
    return PushedImage(tuple(architectures), whole)


def _one(there: Store, place: Place, manifest: dict[str, Any]) -> PushedImage | None:
    """Of an image that is no index."""
    config, layers = manifest.get("config"), manifest.get("layers")
    if not isinstance(config, dict) or not isinstance(layers, list) or not _has(there, place, config):
        return None
    architecture = _architecture(there.blob(config["digest"]))
    whole = all(isinstance(layer, dict) and _has(there, place, layer) for layer in layers)
    return PushedImage((architecture,) if architecture else (), whole)


def _has(there: Store, place: Place, descriptor: dict[str, Any]) -> bool:
    try:
        return there.size(place, str(descriptor.get("digest"))) is not None
    except ValueError:
        return False


@functools.lru_cache(1024)
def _architecture(config: Path) -> str:
    """What a configuration says, "" where it says nothing: attestations and artifacts. A blob never changes."""
    try:
        with config.open("rb") as file:
            said = json.loads(file.read(MOST_CONFIG))
        name = str(said.get("architecture", ""))
    except (OSError, ValueError, AttributeError, RecursionError):
        return ""
    return ARCHITECTURES.get(name, "" if name == "unknown" else name)
