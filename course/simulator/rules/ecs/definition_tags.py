"""Tags of a task definition."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue
from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("ecs")


@book.rule(
    "definition-tags-empty",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Tags can not be empty.",
    wording=issue("fabfuel/ecs-deploy", 146),
    page=api("RegisterTaskDefinition"),
    fix="Leave tags out when there are none.",
)
def definition_tags_empty(asked: Asked) -> Iterator[Breach]:
    """No tags means no list; an empty one is refused."""
    tags = asked.get("tags")
    if tags is not None and not tags:
        yield at("tags")
