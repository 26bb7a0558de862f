"""A rule: when a request is refused, AWS's code and words for it, the page that states it, and how to mend it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.simulator.rules.world import World

Asked = Mapping[str, Any]
"""A request's parameters under the API's names, as boto3 takes them."""
Path = tuple[str | int, ...]
"""Where in the request: `("containerDefinitions", 0, "memory")`."""
Predicate = Callable[..., Iterator["Breach"]]
"""Yields what is wrong. Takes the request and, if it must look something up, the world."""

PARAPHRASED = "paraphrased"
"""In place of a source: AWS refuses this, its exact words were not found, and `says` is ours."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a request breaks a rule."""

    path: Path
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the blanks of the rule's sentences are filled with."""


def at(*path: str | int, **values: Any) -> Breach:
    """A breach at this place of the request; `values` fill the blanks of the rule's sentences."""
    return Breach(path, values)


@dataclass(frozen=True, slots=True)
class Rule:
    """What AWS refuses."""

    id: str
    """A name for life: `fargate-task-size`."""
    service: str
    """boto3's name: `ecs`, `elbv2`."""
    operations: tuple[str, ...]
    """The operations that are refused so: `RegisterTaskDefinition`."""
    code: str
    """AWS's error code."""
    says: str
    """AWS's words, with {blanks}."""
    wording: str
    """Where AWS's words are quoted (an address), or PARAPHRASED."""
    page: str
    """The page of AWS's documentation that states the rule."""
    why: str
    """The rule in one sentence for a person, the first of the predicate's docstring, with the same {blanks}."""
    fix: str
    """What to change, one sentence, with the same {blanks}."""
    status: int
    """HTTP status."""
    predicate: Predicate
    needs_world: bool
    """Whether it looks things up; `ecs-course lint` cannot ask such a rule."""

    def breaches(self, asked: Asked, world: World | None) -> Iterator[Breach]:
        """What is wrong with the request. A rule that needs a world finds nothing without one."""
        if not self.needs_world:
            yield from self.predicate(asked)
        elif world is not None:
            yield from self.predicate(asked, world)

    def fill(self, sentence: str, breach: Breach) -> str:
        """A sentence of this rule with its blanks filled."""
        return sentence.format_map(breach.values)


class Book:
    """The rules of one file. Each file that holds rules has one, named `book`."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.rules: list[Rule] = []

    def rule(
        self,
        id: str,
        *operations: str,
        code: str,
        says: str,
        wording: str,
        page: str,
        fix: str,
        status: int = 400,
    ) -> Callable[[Predicate], Predicate]:
        """Make a rule of the predicate below; its docstring's first sentence is the rule's `why`."""
        assert _ID.fullmatch(id), id
        assert operations, id

        def make(predicate: Predicate) -> Predicate:
            why = " ".join((predicate.__doc__ or "").split("\n\n")[0].split())
            needs_world = len(inspect.signature(predicate).parameters) > 1
            self.rules.append(
                Rule(id, self.service, operations, code, says, wording, page, why, fix, status, predicate, needs_world)
            )
            return predicate

        return make
