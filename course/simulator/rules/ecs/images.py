"""Images: the reference that a container starts from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import MOTO_TESTS, api, issue
from course.simulator.rules.ecs.task_definition import containers, in_container
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach

book = Book("ecs")

LONGEST_IMAGE = 255
"""Characters; of an image with a digest, only what stands before the @ counts. API reference, ContainerDefinition."""


@book.rule(
    "image-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.image should not be null or empty.",
    wording=MOTO_TESTS,
    page=api("ContainerDefinition"),
    fix="Name the image that {name} starts from.",
)
def image_missing(asked: Asked) -> Iterator[Breach]:
    """Every container needs an image, and {name} has none."""
    for place, container in containers(asked):
        if not container.get("image"):
            yield in_container(place, "image", name=container.get("name"))


@book.rule(
    "image-characters",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.image contains invalid characters.",
    wording=issue("aws-actions/amazon-ecs-render-task-definition", 49),
    page=api("ContainerDefinition"),
    fix="Look whether a variable in it was left unfilled, or a space got in: {image!r}.",
)
def image_characters(asked: Asked) -> Iterator[Breach]:
    """An image's reference takes letters, digits and - _ : . / # @, and {image!r} has something else in it."""
    for place, container in containers(asked):
        image = container.get("image") or ""
        if re.search(r"[^A-Za-z0-9_:./#@-]", image):
            yield in_container(place, "image", image=image)


@book.rule(
    "image-length",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.image should be 255 characters or less",
    wording=issue("hashicorp/terraform-provider-aws", 22629),
    page=api("ContainerDefinition"),
    fix="Shorten the reference to 255 characters.",
)
def image_length(asked: Asked) -> Iterator[Breach]:
    """An image's reference is at most 255 characters long without its digest, and this one has {length}."""
    for place, container in containers(asked):
        length = len((container.get("image") or "").partition("@")[0])
        if length > LONGEST_IMAGE:
            yield in_container(place, "image", length=length)


@book.rule(
    "image-digest",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Container.image has an invalid digest.",
    wording=PARAPHRASED,
    page=api("ContainerDefinition"),
    fix="Copy the whole digest: sha256: and 64 hexadecimal digits.",
)
def image_digest(asked: Asked) -> Iterator[Breach]:
    """A digest is sha256: and 64 hexadecimal digits, and {digest} is not."""
    for place, container in containers(asked):
        _, marked, digest = (container.get("image") or "").partition("@")
        if marked and not re.fullmatch(r"sha256:[0-9A-Fa-f]{64}", digest):
            yield in_container(place, "image", digest=repr(digest))
