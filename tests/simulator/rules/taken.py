"""Requests that AWS takes: retold from public repositories, each with its source, in fixtures/*.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fixtures"

PROOFS = {
    "described": "the file holds what a describe call answered: AWS has taken it",
    "deployed": "a snapshot of an integration test that deploys it",
    "documented": "AWS's developer guide shows it",
    "published": "a repository offers it to register; nobody has written that AWS took it",
}
"""How well a source shows that AWS takes its request, the best first: what counts where a rule and a fixture disagree."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts stand: which settings are combined, with which sizes, ports and modes. Names and texts are ours."""

    repository: str
    path: str
    commit: str
    licence: str
    proof: str
    note: str = ""
    """What is ours beyond names and texts."""


@dataclass(frozen=True, slots=True)
class Request:
    """One call."""

    service: str
    operation: str
    asked: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """Requests that belong together, in the order in which they are made."""

    slug: str
    about: str
    source: Source
    requests: tuple[Request, ...]
    not_in_the_sandbox: tuple[str, ...] = field(default=())
    """Operations whose surroundings the sandbox cannot be given (a classic load balancer)."""

    def __str__(self) -> str:
        return self.slug


@cache
def all_taken() -> tuple[Taken, ...]:
    """Every fixture, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.json")))


def _read(path: Path) -> Taken:
    text = json.loads(path.read_text("utf-8"))
    return Taken(
        path.stem,
        text["about"],
        Source(**text["source"]),
        tuple(Request(**request) for request in text["requests"]),
        tuple(text.get("not_in_the_sandbox", ())),
    )
