"""Operations on images, with their filters and pages."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_base import Answers, as_time, refused
from course.sandbox.bridge.ecr_image_records import StoredImage, size_in
from course.sandbox.bridge.ecr_scans import summary_of


class ImageAnswers(Answers):
    """Operations on images."""

    def _filtered(self, repository: Repository) -> list[StoredImage]:
        """The images that `filter` asks for: without imageStatus, only the ACTIVE ones (API reference)."""
        asked = self._get_param("filter", {})
        tagged = {"TAGGED": True, "UNTAGGED": False}.get(asked.get("tagStatus", "ANY"))
        status = asked.get("imageStatus", "ACTIVE")
        return [
            image
            for image in repository.images
            if tagged in (None, bool(image.image_tags)) and status in ("ANY", image.status)
        ]

    def describe_images(self) -> ActionResult:
        """DescribeImages."""
        repository, records = self._repository(), self.ecr_backend
        image_ids = self._get_param("imageIds")
        if image_ids:
            found = [records.find_image(repository, image_id) for image_id in image_ids]
            images = list(dict.fromkeys(found))
        else:
            images = self._filtered(repository)
        return ActionResult(self._page("imageDetails", [_detail(repository, image) for image in images]))

    def list_images(self) -> ActionResult:
        """ListImages: one entry for each tag, and one for an untagged image."""
        entries = [
            {"imageDigest": image.digest} | tag
            for image in self._filtered(self._repository())
            for tag in [{"imageTag": each} for each in image.image_tags] or [{}]
        ]
        return ActionResult(self._page("imageIds", entries))

    def batch_get_image(self) -> ActionResult:
        """BatchGetImage."""
        asked = (self._get_param("repositoryName"), self._get_param("registryId"), self._get_param("imageIds"))
        return ActionResult(self.ecr_backend.batch_get_image(*asked, by=self._caller()))

    def list_image_referrers(self) -> ActionResult:
        """ListImageReferrers, which plain moto does not have."""
        repository = self._repository()
        asked = self._get_param("filter", {})
        status, types = asked.get("artifactStatus", "ACTIVE"), asked.get("artifactTypes")
        referrers = [
            {
                "digest": image.digest,
                "mediaType": image.image_manifest_media_type,
                "artifactType": image.artifact_type,
                "size": len(image.image_manifest.encode()),
                "annotations": image.content.get("annotations") or {},
                "artifactStatus": image.status,
            }
            for image in repository.images
            if image.subject == self._get_param("subjectId")["imageDigest"]
            and status in ("ANY", image.status)
            and (not types or image.artifact_type in types)
        ]
        return ActionResult(self._page("referrers", referrers, otherwise=50))

    def update_image_storage_class(self) -> ActionResult:
        """UpdateImageStorageClass, which plain moto does not have."""
        repository, records = self._repository(), self.ecr_backend
        image_id, target = self._get_param("imageId"), self._get_param("targetStorageClass")
        image = records.find_image(repository, image_id)
        if image.archived is (target == "ARCHIVE"):
            # in the sense of the API reference, not in ECR's words
            raise refused(
                "ImageStorageClassUpdateNotSupportedException",
                f"The requested image storage class update is not supported: the image is {image.status}.",
            )
        if target == "ARCHIVE":
            records.archive(repository, image)
        else:
            image.activate()
        return ActionResult(self._named(repository) | {"imageId": image_id, "imageStatus": image.status})


def _detail(repository: Repository, image: StoredImage) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "registryId": repository.registry_id,
        "repositoryName": repository.name,
        "imageDigest": image.digest,
        "imageSizeInBytes": size_in(repository, image),
        "imagePushedAt": as_time(image.pushed_at),
        "imageManifestMediaType": image.image_manifest_media_type,
        "artifactMediaType": image.artifact_type,
        "lastRecordedPullTime": as_time(image.pulled_at),
        "subjectManifestDigest": image.subject or None,
        "imageStatus": image.status,
        "lastArchivedAt": as_time(image.archived_at),
        "lastActivatedAt": as_time(image.activated_at),
    }
    detail |= summary_of(repository, image)
    return detail | ({"imageTags": list(image.image_tags)} if image.image_tags else {})
