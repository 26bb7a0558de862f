"""An image in a repository: named by its manifest's digest, with the times and the storage class that ECR keeps of it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from moto.ecr.models import Image, Repository

from course.sandbox.clock import sandbox_time
from course.simulator.ecr import lifecycle_evaluation
from course.simulator.ecr.wildcards import matches


def digest_of(manifest: str) -> str:
    """What ECR calls an image: the digest of the manifest's own bytes. Plain moto hashes the layers' digests."""
    return f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"


class StoredImage(Image):  # type: ignore[misc]
    """An image, a manifest list (index), or a reference artifact."""

    def __init__(self, account_id: str, repository: str, manifest: str, media_type: str) -> None:
        super().__init__(account_id, None, manifest, repository, media_type, digest_of(manifest))
        self.content: dict[str, Any] = json.loads(manifest)
        self.image_tags: list[str] = []
        self.pushed_at = sandbox_time()  # plain moto keeps whole seconds
        self.archived = False
        self.archived_at: float | None = None
        self.activated_at: float | None = None
        self.pulled_at: float | None = None

    @property
    def digest(self) -> str:
        """sha256:…"""
        return str(self.get_image_digest())

    @property
    def status(self) -> str:
        """imageStatus."""
        return "ARCHIVED" if self.archived else "ACTIVE"

    @property
    def references(self) -> list[str]:
        """The digests that a manifest list refers to."""
        return [str(each.get("digest")) for each in self._parts("manifests")]

    @property
    def subject(self) -> str:
        """The digest of the image whose reference artifact this is, "" for none."""
        return next((str(each.get("digest", "")) for each in self._parts("subject")), "")

    @property
    def artifact_type(self) -> str | None:
        """artifactMediaType: what the manifest says it is, else the type of its configuration (OCI image spec 1.1)."""
        own = self.content.get("artifactType")
        return str(own) if own else next((each.get("mediaType") for each in self._parts("config")), None)

    @property
    def size(self) -> int | None:
        """Bytes of the compressed layers and the configuration; None where the manifest names none."""
        parts = [*self._parts("config"), *self._parts("layers")]
        sizes = [part["size"] for part in parts if isinstance(part.get("size"), int)]
        return sum(sizes) if sizes else None

    def _parts(self, key: str) -> list[dict[str, Any]]:
        """The descriptors under a key of the manifest; what has another form counts as absent."""
        found = self.content.get(key)
        return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]

    def archive(self, at: float) -> None:
        """Move it to archive storage."""
        self.archived, self.archived_at = True, at

    def activate(self) -> None:
        """Bring it back. AWS takes up to some minutes for that (ACTIVATING); here it is there at once."""
        if self.archived:
            self.archived, self.activated_at = False, sandbox_time()

    def for_evaluation(self) -> lifecycle_evaluation.Image:
        """The image as the evaluator of lifecycle policies sees it."""
        return lifecycle_evaluation.Image(
            digest=self.digest,
            pushed_at=self.pushed_at,
            tags=tuple(self.image_tags),
            pulled_at=self.pulled_at,
            archived=self.archived,
            archived_at=self.archived_at,
            activated_at=self.activated_at,
            lists=frozenset(self.references),
            subject=self.subject,
        )


def size_in(repository: Repository, image: StoredImage) -> int | None:
    """imageSizeInBytes: of a manifest list, the largest of its images (API reference, ImageDetail)."""
    if not image.references:
        return image.size
    sizes = [each.size or 0 for each in repository.images if each.digest in image.references]
    return max(sizes, default=None)


def is_immutable(repository: Repository, tag: str) -> bool:
    """Whether this tag may not move to another image. The exclusion filters turn the setting round for what they match."""
    setting = str(getattr(repository.image_tag_mutability, "value", repository.image_tag_mutability))
    filters = repository.image_tag_mutability_exclusion_filters or []
    excluded = setting.endswith("_WITH_EXCLUSION") and any(matches(each["filter"], tag) for each in filters)
    return setting.startswith("IMMUTABLE") is not excluded
