"""Whether an image can be pulled: one of the sandbox's ECR must be there, an image of any other registry is taken to be."""

from __future__ import annotations

import hashlib
from typing import Any

from moto.ecr.models import ecr_backends

from course.sandbox.call import DEFAULT_ACCOUNT, DEFAULT_REGION
from course.simulator.image import EcrImage, in_ecr
from course.simulator.outside import NotPulled, Pulled

RETRIED = "CannotPullContainerError: pull image manifest has been retried {times} time(s): failed to resolve ref {ref}"
"""Developer guide, "CannotPullContainer task errors in Amazon ECS"."""


def image_there(reference: str, account: str, region: str) -> Pulled | NotPulled:
    """The digest behind a reference, or why it cannot be pulled, in the words of stoppedReason."""
    asked = in_ecr(reference)
    if asked is None:
        return Pulled("sha256:" + hashlib.sha256(reference.encode()).hexdigest())
    local = reference.startswith("localhost:")
    home = (
        (asked.account or DEFAULT_ACCOUNT, asked.region or DEFAULT_REGION) if local else (asked.account, asked.region)
    )
    records = ecr_backends[home[0]][home[1]]
    records.settle()
    repository = records.repositories.get(asked.repository)
    if records.upstream_of(asked.repository) and (repository is None or find_image(repository, asked) is None):
        records.import_upstream(asked.repository, asked.tag)
        repository = records.repositories.get(asked.repository)
    if repository is None:
        reason = RETRIED.format(times=1, ref=reference)
        return NotPulled(f"{reason}: pull access denied, repository does not exist or may require authorization")
    image = find_image(repository, asked)
    if image is None or image.archived:  # ECR user guide, "Archiving an image": a pull fails as if it were not there
        return NotPulled(f"{RETRIED.format(times=7, ref=reference)}: {reference}: not found")
    records.pulled(image)
    return Pulled(str(image.get_image_digest()))


def find_image(repository: Any, asked: EcrImage) -> Any:
    """moto's record of an image, by digest or tag; None where there is none."""
    for image in repository.images:
        if asked.digest:
            if image.get_image_digest() == asked.digest:
                return image
        elif asked.tag in (image.image_tags or ()):
            return image
    return None
