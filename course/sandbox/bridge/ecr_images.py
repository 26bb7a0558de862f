"""Images: pushed under their digest, tags that move and leave untagged images behind, archived, pulled, deleted."""

from __future__ import annotations

import json
import re
from typing import Any

from moto.core.exceptions import ServiceException
from moto.ecr.exceptions import ImageAlreadyExistsException, ImageNotFoundException
from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_base import Records, invalid, refused
from course.sandbox.bridge.ecr_image_records import StoredImage, is_immutable
from course.sandbox.clock import sandbox_time

DIGEST = re.compile(r"[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+")  # API reference, LayerDigest
ImageId = dict[str, str]


class ImageRecords(Records):
    """The images in the repositories."""

    def repository_for_push(self, name: str, registry_id: str | None = None) -> Repository:
        """The repository that something is pushed to."""
        return self.repository(name, registry_id)

    def pushed(self, repository: Repository, image: StoredImage) -> None:
        """Told of every image that is new in its repository."""

    def put_image(
        self,
        repository_name: str,
        image_manifest: str,
        image_tag: str | None,
        image_manifest_mediatype: str | None = None,
        digest: str | None = None,
    ) -> StoredImage:
        """The image, new or with one tag more. A tag that moves here leaves its old image behind, untagged."""
        repository = self.repository_for_push(repository_name)
        image = self._read(repository, image_manifest, image_manifest_mediatype, digest)
        there = next((each for each in repository.images if each.digest == image.digest), None)
        if (
            there is not None
            and image_tag is not None
            and image_tag in there.image_tags
            and is_immutable(repository, image_tag)
        ):
            raise _immutable(repository, image_tag)  # even where the tag would stay: aws/containers-roadmap, issue 2179
        if there is not None and not there.archived and (image_tag is None or image_tag in there.image_tags):
            raise ImageAlreadyExistsException(
                registry_id=repository.registry_id,
                image_tag=image_tag or "null",
                digest=image.digest,
                repository_name=repository.name,
            )
        if image_tag is not None:
            self._move_tag(repository, image_tag, image.digest)
        kept = there or image
        kept.activate()  # ECR user guide, "Archiving an image": pushed again, it is restored
        if image_tag is not None and image_tag not in kept.image_tags:
            kept.image_tags.append(image_tag)
        kept.image_tag = image_tag
        if there is None:
            repository.images.append(kept)
            self.pushed(repository, kept)
        return kept

    def _read(self, repository: Repository, text: str, media_type: str | None, digest: str | None) -> StoredImage:
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise invalid("ImageManifest", "Invalid JSON syntax")
        media_type = media_type or content.get("mediaType")
        if not media_type:
            # in the sense of the API reference, PutImage, imageManifestMediaType
            raise refused("InvalidParameterException", "image manifest mediatype not provided in manifest or parameter")
        image = StoredImage(self.account_id, repository.name, text, media_type)
        if digest and digest != image.digest:
            message = "The specified image digest does not match the digest that Amazon ECR calculated for the image."
            raise refused("ImageDigestDoesNotMatchException", message)
        if missing := set(image.references) - {each.digest for each in repository.images}:
            message = f"The manifest list is referencing an image that does not exist. ({', '.join(sorted(missing))})"
            raise refused("ReferencedImagesNotFoundException", message)
        return image

    def _move_tag(self, repository: Repository, tag: str, to: str) -> None:
        holder = next((each for each in repository.images if tag in each.image_tags), None)
        if holder is None or holder.digest == to:
            return
        if is_immutable(repository, tag):
            raise _immutable(repository, tag)
        holder.image_tags.remove(tag)

    def find_image(self, repository: Repository, image_id: ImageId) -> StoredImage:
        """The one image with this tag, digest, or both. ImageNotFoundException."""
        tag, digest = image_id.get("imageTag"), image_id.get("imageDigest")
        found = _matching(repository, tag, digest)
        if found is None:
            shown = f"{{imageDigest:'{digest or 'null'}', imageTag:'{tag or 'null'}'}}"
            raise ImageNotFoundException(
                image_id=shown, repository_name=repository.name, registry_id=repository.registry_id
            )
        return found

    def batch_delete_image(
        self, repository_name: str, registry_id: str | None = None, image_ids: list[ImageId] | None = None
    ) -> dict[str, Any]:
        """Tags go one by one, and an image with its last tag; a digest goes with all its tags (API reference)."""
        repository = self.repository(repository_name, registry_id)
        answer: dict[str, Any] = {"imageIds": [], "failures": []}
        for image_id in image_ids or []:
            tag, digest = image_id.get("imageTag"), image_id.get("imageDigest")
            if failure := self._undeletable(repository, tag, digest):
                code, reason = failure
                answer["failures"].append({"imageId": image_id, "failureCode": code, "failureReason": reason})
                continue
            image = _matching(repository, tag, digest)
            assert image is not None
            if tag and image.image_tags != [tag]:
                image.image_tags.remove(tag)
                answer["imageIds"].append({"imageDigest": image.digest, "imageTag": tag})
                continue
            gone = [{"imageTag": each} for each in image.image_tags] or [{}]
            answer["imageIds"] += [{"imageDigest": image.digest} | each for each in gone]
            self.forget(repository, image)
        return answer

    def forget(self, repository: Repository, image: StoredImage) -> None:
        """Delete an image, whatever refers to it."""
        repository.images.remove(image)

    def _undeletable(self, repository: Repository, tag: str | None, digest: str | None) -> tuple[str, str] | None:
        if not tag and not digest:
            return "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null"
        if digest and not DIGEST.fullmatch(digest):
            pattern = "[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+"
            return (
                "InvalidImageDigest",
                f"Invalid request parameters: image digest should satisfy the regex '{pattern}'",
            )
        image = _matching(repository, tag, digest)
        if image is None:
            if digest and tag and _matching(repository, None, digest):
                return "ImageTagDoesNotMatchDigest", "The image tag does not match the image digest"  # our words
            return "ImageNotFound", "Requested image not found"
        if tag and image.image_tags != [tag]:
            return None
        lists = [each.digest for each in repository.images if image.digest in each.references and each is not image]
        if lists:
            # wording: public reports of `aws ecr batch-delete-image`
            return "ImageReferencedByManifestList", f"Requested image referenced by manifest list: [{', '.join(lists)}]"
        return None

    def batch_get_image(
        self,
        repository_name: str,
        registry_id: str | None = None,
        image_ids: list[ImageId] | None = None,
        by: str = "",
    ) -> dict[str, Any]:
        """The manifests: what a pull asks for first, so that ECR records it as one (by whom: the ARN `by`)."""
        repository = self.repository(repository_name, registry_id)
        answer: dict[str, Any] = {"images": [], "failures": []}
        for image_id in image_ids or []:
            image = _matching(repository, image_id.get("imageTag"), image_id.get("imageDigest"))
            if image is None or image.archived:
                code, reason = ("ImageNotFound", "Requested image not found")
                if image is not None:
                    code, reason = ("ImageInaccessible", "The image is archived")  # our words
                answer["failures"].append({"imageId": image_id, "failureCode": code, "failureReason": reason})
                continue
            self.pulled(image, by)
            tag = image_id.get("imageTag") or next(iter(image.image_tags), None)
            answer["images"].append(
                {
                    "registryId": repository.registry_id,
                    "repositoryName": repository.name,
                    "imageId": {"imageDigest": image.digest} | ({"imageTag": tag} if tag else {}),
                    "imageManifest": image.image_manifest,
                    "imageManifestMediaType": image.image_manifest_media_type,
                }
            )
        return answer

    def pulled(self, image: StoredImage, by: str = "") -> None:
        """Record a pull; whoever serves images calls this."""
        image.pulled_at = sandbox_time()


def _immutable(repository: Repository, tag: str) -> ServiceException:
    # the wording of Docker's pushes, quoted in many public reports
    return refused(
        "ImageTagAlreadyExistsException",
        f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be overwritten"
        " because the tag is immutable.",
    )


def _matching(repository: Repository, tag: str | None, digest: str | None) -> StoredImage | None:
    for image in repository.images:
        if (not tag or tag in image.image_tags) and (not digest or image.digest == digest) and (tag or digest):
            found: StoredImage = image
            return found
    return None
