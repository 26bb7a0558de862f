"""Image references, taken apart: registry, repository, tag and digest."""

from __future__ import annotations

import re
from typing import NamedTuple

_ECR = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?")
_LOCAL = re.compile(r"localhost:\d+")
_PLACE = re.compile(r"(?P<account>\d{12})/(?P<region>[a-z]{2}(-[a-z]+)+-\d)/(?P<rest>.+)")


class Image(NamedTuple):
    """`registry/repository:tag@digest`. Docker Hub's registry is "", its official images have no namespace here."""

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """`repository:tag`, by which behaviour is looked up."""
        return f"{self.repository}:{self.tag}"


class EcrImage(NamedTuple):
    """An image in a private ECR repository. Account and region are "" where the reference leaves them to the default."""

    account: str
    region: str
    repository: str
    tag: str
    digest: str


def read_image(reference: str) -> Image:
    """The parts of a reference. Docker: what stands before the first slash is a registry if it has a dot or a colon."""
    rest, _, digest = reference.partition("@")
    registry, slash, path = rest.partition("/")
    if not slash or not ("." in registry or ":" in registry or registry == "localhost"):
        registry, path = "", rest
    repository, _, tag = path.partition(":")
    if registry in ("", "docker.io", "index.docker.io"):
        registry, repository = "", repository.removeprefix("library/")
    return Image(registry, repository, tag or ("" if digest else "latest"), digest)


def in_ecr(reference: str) -> EcrImage | None:
    """The repository in the sandbox's ECR that a reference means, None for an image of another registry.

    Both forms mean ECR: AWS's `<account>.dkr.ecr.<region>.amazonaws.com/…` and the sandbox's `localhost:<port>/…`, which
    names account and region in its path where they are not the default ones.
    """
    image = read_image(reference)
    if match := _ECR.fullmatch(image.registry):
        return EcrImage(match["account"], match["region"], image.repository, image.tag, image.digest)
    if _LOCAL.fullmatch(image.registry):
        if match := _PLACE.fullmatch(image.repository):
            return EcrImage(match["account"], match["region"], match["rest"], image.tag, image.digest)
        return EcrImage("", "", image.repository, image.tag, image.digest)
    return None
