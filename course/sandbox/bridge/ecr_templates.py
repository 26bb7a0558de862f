"""Repository creation templates: the settings of repositories that ECR makes itself, as on a push to a name it lacks."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_base import Answers, refused
from course.sandbox.bridge.ecr_lifecycle import LifecycleRecords
from course.sandbox.bridge.moment import now

SETTINGS = (
    "description",
    "encryptionConfiguration",
    "resourceTags",
    "imageTagMutability",
    "imageTagMutabilityExclusionFilters",
    "repositoryPolicy",
    "lifecyclePolicy",
    "appliedFor",
    "customRoleArn",
)
EVERYWHERE = "ROOT"
"""The prefix of the template for repositories to which no other applies (API reference, prefix)."""


class TemplateRecords(LifecycleRecords):
    """Repository creation templates."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.templates: dict[str, dict[str, Any]] = {}
        """By prefix, in API names."""

    def make_template(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A new template."""
        prefix, moment = _prefix(asked["prefix"]), now()
        if prefix in self.templates:
            message = "The repository creation template already exists. Specify a unique prefix and try again."
            raise refused("TemplateAlreadyExistsException", f"{message} ({prefix})")
        self.templates[prefix] = {
            "encryptionConfiguration": {"encryptionType": "AES256"},
            "imageTagMutability": "MUTABLE",
            "resourceTags": [],
            **{name: asked[name] for name in SETTINGS if name in asked},
            "prefix": prefix,
            "createdAt": moment,
            "updatedAt": moment,
        }
        return self.templates[prefix]

    def template(self, prefix: str) -> dict[str, Any]:
        """The template of that prefix. TemplateNotFoundException."""
        found = self.templates.get(_prefix(prefix))
        if found is None:
            raise refused(
                "TemplateNotFoundException",
                "The specified repository creation template can't be found. Verify the registry ID and prefix and try"
                " again.",
            )
        return found

    def template_for(self, repository_name: str, scenario: str) -> dict[str, Any] | None:
        """The template for a repository that ECR is to make: the longest prefix that fits. None where there is none."""
        fitting = [
            template
            for prefix, template in self.templates.items()
            if (prefix == EVERYWHERE or repository_name.startswith(f"{prefix}/"))
            and scenario in template.get("appliedFor", [])
        ]
        return max(fitting, key=lambda each: 0 if each["prefix"] == EVERYWHERE else len(each["prefix"]), default=None)

    def make_from_template(self, name: str, template: dict[str, Any]) -> Repository:
        """A repository with a template's settings."""
        repository = self.create_repository(
            repository_name=name,
            registry_id=None,
            encryption_config=dict(template["encryptionConfiguration"]),
            image_scan_config=None,
            image_tag_mutability=template["imageTagMutability"],
            tags=list(template["resourceTags"]),
            image_tag_mutability_exclusion_filters=template.get("imageTagMutabilityExclusionFilters"),
        )
        if template.get("repositoryPolicy"):
            repository.policy = template["repositoryPolicy"]
        if template.get("lifecyclePolicy"):
            self.put_policy(repository, template["lifecyclePolicy"])
        return repository

    def repository_for_push(self, name: str, registry_id: str | None = None) -> Repository:
        """The repository; where there is none and a template says CREATE_ON_PUSH, a new one."""
        template = None if name in self.repositories else self.template_for(name, "CREATE_ON_PUSH")
        return self.repository(name, registry_id) if template is None else self.make_from_template(name, template)

    def import_upstream(self, name: str, tag: str) -> None:
        """A pull through a cache rule: the repository as a template says, and an image that stands for the upstream one.

        ECR user guide, "Repository creation templates": those for PULL_THROUGH_CACHE count here.
        """
        if name not in self.repositories:
            template = self.template_for(name, "PULL_THROUGH_CACHE")
            if template is not None:
                self.make_from_template(name, template)
            else:
                self.create_repository(
                    repository_name=name,
                    registry_id=None,
                    encryption_config=None,
                    image_scan_config=None,
                    image_tag_mutability=None,
                    tags=[],
                )
        self.put_image(name, upstream_manifest(f"{name}:{tag}"), tag or None)

    def initiate_layer_upload(self, repository_name: str, registry_id: str | None = None) -> dict[str, Any]:
        """The first call of a push."""
        self.repository_for_push(repository_name, registry_id)
        uploading: dict[str, Any] = super().initiate_layer_upload(repository_name, registry_id)
        return uploading


def upstream_manifest(name: str) -> str:
    """The manifest of an image that nobody has pushed: one layer, with digests that its name decides."""
    config, layer = (hashlib.sha256(f"{name}/{part}".encode()).hexdigest() for part in ("config", "layer"))
    kind = "application/vnd.docker"
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": f"{kind}.distribution.manifest.v2+json",
            "config": {"mediaType": f"{kind}.container.image.v1+json", "size": 1500, "digest": f"sha256:{config}"},
            "layers": [
                {"mediaType": f"{kind}.image.rootfs.diff.tar.gzip", "size": 30_000_000, "digest": f"sha256:{layer}"}
            ],
        }
    )


def _prefix(given: str) -> str:
    return given.rstrip("/")


class TemplateAnswers(Answers):
    """Operations on repository creation templates, none of which plain moto has."""

    def create_repository_creation_template(self) -> ActionResult:
        """CreateRepositoryCreationTemplate."""
        return self._template(self.ecr_backend.make_template(self._asked()))

    def update_repository_creation_template(self) -> ActionResult:
        """UpdateRepositoryCreationTemplate: what is not named keeps its value."""
        template, asked = self.ecr_backend.template(self._get_param("prefix")), self._asked()
        template |= {name: asked[name] for name in SETTINGS if name in asked} | {"updatedAt": now()}
        return self._template(template)

    def delete_repository_creation_template(self) -> ActionResult:
        """DeleteRepositoryCreationTemplate."""
        template = self.ecr_backend.template(self._get_param("prefix"))
        return self._template(self.ecr_backend.templates.pop(template["prefix"]))

    def describe_repository_creation_templates(self) -> ActionResult:
        """DescribeRepositoryCreationTemplates: those of the prefixes that are there, or all."""
        prefixes = self._get_param("prefixes")
        wanted = None if not prefixes else {_prefix(each) for each in prefixes}
        found = [each for prefix, each in self.ecr_backend.templates.items() if wanted is None or prefix in wanted]
        page = self._page("repositoryCreationTemplates", found)
        return ActionResult({"registryId": self.current_account} | page)

    def _template(self, template: dict[str, Any]) -> ActionResult:
        return ActionResult({"registryId": self.current_account, "repositoryCreationTemplate": template})
