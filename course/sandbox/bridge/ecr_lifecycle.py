"""Lifecycle policies that really expire and archive images, in sandbox time, and their previews.

A policy is evaluated every 24 hours of sandbox time after it was put. Nothing runs in the background: whatever was due
happens before the next operation on ECR looks, as of the time at which it was due. Images change only through calls that
stand in the journal, and each of those settles first; so a world made again out of its journal is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.exceptions import LifecyclePolicyNotFoundException
from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_base import Answers, as_time, invalid, refused
from course.sandbox.bridge.ecr_image_records import StoredImage
from course.sandbox.bridge.ecr_images import ImageRecords
from course.sandbox.clock import sandbox_time
from course.simulator.ecr.lifecycle_evaluation import DAY, Mark, evaluate, settle
from course.simulator.ecr.lifecycle_policy import Policy, PolicyError, read_policy


@dataclass
class Lifecycle:
    """The lifecycle policy of a repository at work."""

    text: str
    policy: Policy
    put_at: float
    evaluated_at: float | None = None


@dataclass
class Preview:
    """What a policy would do, as it was when the preview was started."""

    text: str
    marks: list[Mark]
    images: dict[str, dict[str, Any]]
    """By digest: how the answer shows the images that are marked."""


@dataclass
class Upkeep:
    """What a repository needs besides plain moto's record of it."""

    lifecycle: Lifecycle | None = None
    preview: Preview | None = None
    gone: set[str] = field(default_factory=set)
    """Digests that were deleted, so that their reference artifacts follow."""


def upkeep_of(repository: Repository) -> Upkeep:
    """The upkeep of a repository, made when it is first asked for."""
    found = vars(repository).setdefault("upkeep", Upkeep())
    assert isinstance(found, Upkeep)
    return found


class LifecycleRecords(ImageRecords):
    """The policies of the repositories."""

    def settle(self) -> None:
        """Evaluate the policies that are due."""
        now = sandbox_time()
        for repository in self.repositories.values():
            upkeep = upkeep_of(repository)
            policy = upkeep.lifecycle
            if policy is not None and now - (policy.evaluated_at or policy.put_at) >= DAY:
                self._settle(repository, upkeep, policy, now)

    def _settle(self, repository: Repository, upkeep: Upkeep, lifecycle: Lifecycle, now: float) -> None:
        came_to = settle(
            lifecycle.policy,
            [image.for_evaluation() for image in repository.images],
            put_at=lifecycle.put_at,
            evaluated_at=lifecycle.evaluated_at,
            until=now,
            gone=frozenset(upkeep.gone),
        )
        lifecycle.evaluated_at = came_to.evaluated_at
        upkeep.gone |= set(came_to.expired)
        left = {image.digest: image for image in came_to.images}
        repository.images = [image for image in repository.images if image.digest in left]
        for image in repository.images:
            after = left[image.digest]
            image.archived, image.archived_at = after.archived, after.archived_at

    def forget(self, repository: Repository, image: StoredImage) -> None:
        """Delete an image, and remember that it was there."""
        super().forget(repository, image)
        upkeep_of(repository).gone.add(image.digest)

    def pushed(self, repository: Repository, image: StoredImage) -> None:
        """An image that is pushed again is not gone any more."""
        upkeep_of(repository).gone.discard(image.digest)
        super().pushed(repository, image)

    def archive(self, repository: Repository, image: StoredImage) -> None:
        """Archive an image on request."""
        image.archive(sandbox_time())

    def put_policy(self, repository: Repository, text: str) -> None:
        """Give the repository this policy. The same text again changes nothing, not even when it is next evaluated."""
        policy = _read(text)
        upkeep = upkeep_of(repository)
        if upkeep.lifecycle is None or upkeep.lifecycle.text != text:
            upkeep.lifecycle = Lifecycle(text, policy, sandbox_time())

    def policy_of(self, repository: Repository) -> Lifecycle:
        """The repository's policy. LifecyclePolicyNotFoundException."""
        found = upkeep_of(repository).lifecycle
        if found is None:
            raise LifecyclePolicyNotFoundException(repository.name, repository.registry_id)
        return found

    def start_preview(self, repository: Repository, text: str | None) -> Preview:
        """Work out what the policy, the repository's own without a text, would do with the images as they are now."""
        lifecycle = None if text else self.policy_of(repository)
        policy = lifecycle.policy if lifecycle is not None else _read(text or "")
        images = {image.digest: image for image in repository.images}
        marks = evaluate(policy, [image.for_evaluation() for image in images.values()], sandbox_time())
        shown = {mark.digest: _shown(images[mark.digest]) for mark in marks}
        preview = Preview(lifecycle.text if lifecycle is not None else str(text), marks, shown)
        upkeep_of(repository).preview = preview
        return preview


def _read(text: str) -> Policy:
    try:
        return read_policy(text)
    except PolicyError as error:
        raise invalid("LifecyclePolicyText", f"Lifecycle policy validation failure: {error}") from None


def _shown(image: StoredImage) -> dict[str, Any]:
    return {
        "imageTags": list(image.image_tags),
        "imageDigest": image.digest,
        "imagePushedAt": as_time(image.pushed_at),
        "storageClass": "ARCHIVE" if image.archived else "STANDARD",
    }


class LifecycleAnswers(Answers):
    """Operations on lifecycle policies."""

    def put_lifecycle_policy(self) -> ActionResult:
        """PutLifecyclePolicy."""
        repository, text = self._repository(), self._get_param("lifecyclePolicyText")
        self.ecr_backend.put_policy(repository, text)
        return ActionResult(self._named(repository) | {"lifecyclePolicyText": text})

    def get_lifecycle_policy(self) -> ActionResult:
        """GetLifecyclePolicy."""
        return self._policy(self._repository())

    def delete_lifecycle_policy(self) -> ActionResult:
        """DeleteLifecyclePolicy: answers with the policy as it was."""
        repository = self._repository()
        answer = self._policy(repository)
        upkeep_of(repository).lifecycle = None
        return answer

    def _policy(self, repository: Repository) -> ActionResult:
        found = self.ecr_backend.policy_of(repository)
        # before it was first evaluated AWS shows the beginning of 1970 (AWS CLI, delete-lifecycle-policy, its example)
        told = {"lifecyclePolicyText": found.text, "lastEvaluatedAt": as_time(found.evaluated_at or 0.0)}
        return ActionResult(self._named(repository) | told)

    def start_lifecycle_policy_preview(self) -> ActionResult:
        """StartLifecyclePolicyPreview, which plain moto does not have."""
        repository = self._repository()
        preview = self.ecr_backend.start_preview(repository, self._get_param("lifecyclePolicyText"))
        return ActionResult(self._named(repository) | {"lifecyclePolicyText": preview.text, "status": "IN_PROGRESS"})

    def get_lifecycle_policy_preview(self) -> ActionResult:
        """GetLifecyclePolicyPreview: complete as soon as somebody looks."""
        repository = self._repository()
        preview = upkeep_of(repository).preview
        if preview is None:
            message = f"There is no dry run for the repository with name '{repository.name}'"  # API reference
            raise refused("LifecyclePolicyPreviewNotFoundException", message)
        answer = self._named(repository) | {"lifecyclePolicyText": preview.text, "status": "COMPLETE"}
        answer |= self._page("previewResults", [each for each in _results(preview) if self._wanted(each)])
        return ActionResult(answer | {"summary": _summary(preview)})

    def _wanted(self, result: dict[str, Any]) -> bool:
        tagged = {"TAGGED": True, "UNTAGGED": False}.get(self._get_param("filter", {}).get("tagStatus", "ANY"))
        image_ids = self._get_param("imageIds")
        named = not image_ids or any(
            image_id.get("imageDigest") in (None, result["imageDigest"])
            and (image_id.get("imageTag") is None or image_id["imageTag"] in result["imageTags"])
            for image_id in image_ids
        )
        return named and tagged in (None, bool(result["imageTags"]))


def _results(preview: Preview) -> list[dict[str, Any]]:
    """What the rules would do. Reference artifacts follow their subjects without being marked by a rule of their own."""
    return [
        preview.images[mark.digest] | {"action": _action(mark), "appliedRulePriority": mark.rule.priority}
        for mark in preview.marks
        if mark.rule is not None
    ]


def _action(mark: Mark) -> dict[str, str]:
    if mark.action == "expire":
        return {"type": "EXPIRE"}
    return {"type": "TRANSITION", "targetStorageClass": "ARCHIVE"}


def _summary(preview: Preview) -> dict[str, Any]:
    actions = [mark.action for mark in preview.marks if mark.rule is not None]
    summary: dict[str, Any] = {"expiringImageTotalCount": actions.count("expire")}
    if moving := actions.count("transition"):
        summary["transitioningImageTotalCounts"] = [{"targetStorageClass": "ARCHIVE", "imageTotalCount": moving}]
    return summary
