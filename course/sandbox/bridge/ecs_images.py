"""Images of the sandbox's ECR by reference; an image of any other registry is taken to be there."""

from __future__ import annotations

import hashlib
from typing import Any

from moto.ecr.models import ecr_backends

from course.sandbox.call import DEFAULT_ACCOUNT, DEFAULT_REGION
from course.simulator.image import EcrImage, in_ecr


def digest_of(reference: str) -> str:
    """The digest behind a reference, "" where there is no such image. Looks only."""
    asked = in_ecr(reference)
    if asked is None:
        return "sha256:" + hashlib.sha256(reference.encode()).hexdigest()
    repository = _records(asked, reference).repositories.get(asked.repository)
    image = find_image(repository, asked) if repository is not None else None
    # ECR user guide, "Archiving an image": a pull fails as if it were not there
    return "" if image is None or image.archived else str(image.get_image_digest())


def pull(reference: str) -> str:
    """Pull an image: what is missing comes through a cache rule, and ECR records the pull. Its digest, "" where there is none."""
    asked = in_ecr(reference)
    if asked is not None:
        records = _records(asked, reference)
        repository = records.repositories.get(asked.repository)
        if records.upstream_of(asked.repository) and (repository is None or find_image(repository, asked) is None):
            records.import_upstream(asked.repository, asked.tag)
        if digest_of(reference):
            records.pulled(find_image(records.repositories[asked.repository], asked))
    return digest_of(reference)


def _records(asked: EcrImage, reference: str) -> Any:
    """ECR's records where the image lies; a reference to localhost may leave account and region to the default ones."""
    local = reference.startswith("localhost:")
    home = (
        (asked.account or DEFAULT_ACCOUNT, asked.region or DEFAULT_REGION) if local else (asked.account, asked.region)
    )
    records = ecr_backends[home[0]][home[1]]
    records.settle()
    return records


def find_image(repository: Any, asked: EcrImage) -> Any:
    """moto's record of an image, by digest or tag; None where there is none."""
    for image in repository.images:
        if asked.digest:
            if image.get_image_digest() == asked.digest:
                return image
        elif asked.tag in (image.image_tags or ()):
            return image
    return None
