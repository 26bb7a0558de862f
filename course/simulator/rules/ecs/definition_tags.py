"""Tags of a task definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue
from course.simulator.rules.ecs.task_definition import parts
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

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


@book.rule(
    "definition-tag-prefix",
    "RegisterTaskDefinition",
    code="InvalidParameterException",
    says="Tag keys cannot start with 'aws:'.",
    wording=PARAPHRASED,
    page=api("Tag"),
    fix="Choose another beginning for {key}.",
)
def definition_tag_prefix(asked: Asked) -> Iterator[Breach]:
    """What begins with aws: belongs to AWS, in any spelling: {key}."""
    for number, tag in parts(asked, "tags"):
        key = tag.get("key") or ""
        if key.lower().startswith("aws:"):
            yield at("tags", number, "key", key=key)


@book.rule(
    "definition-tag-twice",
    "RegisterTaskDefinition",
    code="InvalidParameterException",
    says="Duplicate tag keys: {keys}.",
    wording=PARAPHRASED,
    page=api("Tag"),
    fix="Keep one tag for each key.",
)
def definition_tag_twice(asked: Asked) -> Iterator[Breach]:
    """Each key stands once among the tags; twice here: {keys}."""
    times = Counter(tag.get("key") for _, tag in parts(asked, "tags"))
    twice = [str(key) for key, count in times.items() if count > 1]
    if twice:
        yield at("tags", keys=", ".join(twice))
