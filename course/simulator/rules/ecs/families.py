"""Families and revisions: the name of a task definition, and which revision is to be deregistered or deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import MOTO_TESTS, api, issue
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

LONGEST = 255
DELETED_AT_ONCE = 10


@book.rule(
    "family-empty",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Family can not be blank.",
    wording=issue("aws-actions/amazon-ecs-deploy-task-definition", 630),
    page=api("RegisterTaskDefinition"),
    fix="Give the task definition a family, the name under which its revisions are counted.",
)
def family_empty(asked: Asked) -> Iterator[Breach]:
    """A task definition needs a family."""
    if asked.get("family") == "":
        yield at("family")


@book.rule(
    "family-characters",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Family contains invalid characters.",
    wording=issue("aws/amazon-ecs-cli", 37),
    page=api("RegisterTaskDefinition"),
    fix="Use only letters, digits, hyphens and underscores in {family}.",
)
def family_characters(asked: Asked) -> Iterator[Breach]:
    """The family {family} has a character in it that is neither letter, digit, hyphen nor underscore."""
    family = asked.get("family") or ""
    if re.search(r"[^A-Za-z0-9_-]", family):
        yield at("family", family=family)


@book.rule(
    "family-length",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Family should be 255 characters or less",
    wording=PARAPHRASED,
    page=api("RegisterTaskDefinition"),
    fix="Shorten the family to 255 characters.",
)
def family_length(asked: Asked) -> Iterator[Breach]:
    """A family is at most 255 characters long, and this one has {length}."""
    length = len(asked.get("family") or "")
    if length > LONGEST:
        yield at("family", length=length)


@book.rule(
    "deregister-revision-missing",
    "DeregisterTaskDefinition",
    code="ClientException",
    says="Revision is missing.",
    wording=MOTO_TESTS,
    page=api("DeregisterTaskDefinition"),
    fix="Name one revision: {family}:1, or the ARN of the task definition.",
)
def deregister_revision_missing(asked: Asked) -> Iterator[Breach]:
    """Only a revision can be deregistered, and {family} is a whole family."""
    family, revision = _family_and_revision(asked)
    if family and not revision:
        yield at("taskDefinition", family=family)


@book.rule(
    "deregister-revision-number",
    "DeregisterTaskDefinition",
    code="InvalidParameterException",
    says="Invalid revision number. Number: {revision}",
    wording=MOTO_TESTS,
    page=api("DeregisterTaskDefinition"),
    fix="Write the revision as a number: {family}:1.",
)
def deregister_revision_number(asked: Asked) -> Iterator[Breach]:
    """A revision is a number, and {revision} is none."""
    family, revision = _family_and_revision(asked)
    if revision and not revision.isdecimal():
        yield at("taskDefinition", family=family, revision=revision)


def _family_and_revision(asked: Asked) -> tuple[str, str]:
    name = (asked.get("taskDefinition") or "").rpartition("/")[2]
    family, _, revision = name.partition(":")
    return family, revision


@book.rule(
    "delete-too-many",
    "DeleteTaskDefinitions",
    code="InvalidParameterException",
    says="taskDefinitions can have at most 10 items.",
    wording=PARAPHRASED,
    page=api("DeleteTaskDefinitions"),
    fix="Delete them in calls of at most ten.",
)
def delete_too_many(asked: Asked) -> Iterator[Breach]:
    """One call deletes at most ten revisions, and this one names {count}."""
    count = len(asked.get("taskDefinitions") or ())
    if count > DELETED_AT_ONCE:
        yield at("taskDefinitions", count=count)
