"""What a document is made of, and what of it was lost: mending a flaw is not the same as deleting what had it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from course.quiz.documents.hcl_text import decoded
from course.quiz.documents.read import Read


def lost(before: Read, model: Read, given: Read) -> list[str]:
    """Parts that stood in the document, stand in the model answer, and are gone: `the resource Web`, `containerDefinitions`."""
    kept = set(_parts(before)) & set(_parts(model))
    left = set(_parts(given))
    missing = [part for part in dict.fromkeys(_parts(before)) if part in kept - left]
    # What stood in a lost part needs no word of its own.
    return [_told(part) for part in missing if not any(part[:n] in missing for n in range(1, len(part)))]


def _parts(found: Read) -> Iterator[tuple[str, ...]]:
    """Blocks and resources; the members of an object that hold lists or objects; containers, by name."""
    value = decoded(found.value)
    if not isinstance(value, dict):
        return
    if found.syntax == "hcl":
        for kind, inner in value.items():
            yield (kind,)
            if kind in ("resource", "data"):
                for type_, named in inner.items() if isinstance(inner, dict) else ():
                    for name, body in named.items() if isinstance(named, dict) else ():
                        yield kind, type_, name
                        yield from _structures(body, (kind, type_, name))
        return
    resources = value.get("Resources")
    if isinstance(resources, dict):
        yield ("Resources",)
        for name, resource in resources.items():
            yield "Resources", name
            properties = resource.get("Properties") if isinstance(resource, dict) else None
            yield from _structures(properties, ("Resources", name))
        return
    yield from _structures(value, ())


CONTAINERS = ("containerDefinitions", "ContainerDefinitions", "container_definitions")


def _structures(value: Any, base: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        inner = decoded(inner)
        if not isinstance(inner, dict | list) or not inner:
            continue
        yield *base, name
        for each in inner if name in CONTAINERS and isinstance(inner, list) else ():
            named = (each.get("name") or each.get("Name")) if isinstance(each, dict) else None
            if isinstance(named, str):
                yield *base, name, named


def _told(part: tuple[str, ...]) -> str:
    if len(part) > 1 and part[-2] in CONTAINERS:
        return f"the container {part[-1]}"
    if part[0] in ("resource", "data", "Resources") and len(part) <= (2 if part[0] == "Resources" else 3):
        return f"{'the resource ' if part[0] != 'data' else ''}{'.'.join(part[1:] if part[0] != 'data' else part)}"
    return ".".join(part)
