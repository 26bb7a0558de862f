"""ECR in templates: repositories with their policies, pull-through cache rules, repository creation templates."""

from __future__ import annotations

import json
from typing import Any

from course.sandbox.bridge.template_resource import Properties, Resource, Tags

FILTERS = {"ImageTagMutabilityExclusionFilterType": "filterType", "ImageTagMutabilityExclusionFilterValue": "filter"}
MUTABILITY = ("ImageTagMutability", "ImageTagMutabilityExclusionFilters")


class Repository(Resource):
    """AWS::ECR::Repository. Ref: its name."""

    kind = "AWS::ECR::Repository"
    operation = "CreateRepository"
    apart = ("LifecyclePolicy", "RepositoryPolicyText", "EmptyOnDelete")
    service = "ecr"
    name_property = "RepositoryName"
    replaced_by = frozenset({"RepositoryName", "EncryptionConfiguration"})
    attributes = frozenset({"Arn", "RepositoryUri"})
    takes_system_tags = True
    other_names = FILTERS

    def make(self) -> None:
        """CreateRepository, and its policies."""
        name = self.name.lower()
        made = self.call("CreateRepository", repositoryName=name, tags=self.tag_list("Key", "Value"), **self.asked())[
            "repository"
        ]
        self.physical_resource_id = name
        self.told = {"Arn": made["repositoryArn"], "RepositoryUri": made["repositoryUri"]}
        try:
            self._policies({})
        except Exception:
            self.remove()
            raise

    def change(self, before: Properties) -> None:
        """PutImageTagMutability and the like."""
        where = {"repositoryName": self.physical_resource_id}
        if self.changed(before, *MUTABILITY):
            chosen = {"ImageTagMutability": "MUTABLE"} | self.those(*MUTABILITY)
            asked = self.parameters("PutImageTagMutability", chosen)
            self.call("PutImageTagMutability", **where, **asked)
        if self.changed(before, "ImageScanningConfiguration"):
            scanning = self.properties.get("ImageScanningConfiguration") or {"ScanOnPush": False}
            asked = self.parameters("PutImageScanningConfiguration", {"ImageScanningConfiguration": scanning})
            self.call("PutImageScanningConfiguration", **where, **asked)
        self._policies(before)

        def tag(tags: Tags) -> None:
            self.call(
                "TagResource", resourceArn=self.told["Arn"], tags=[{"Key": k, "Value": v} for k, v in tags.items()]
            )

        self.retag(before, tag, lambda keys: self.call("UntagResource", resourceArn=self.told["Arn"], tagKeys=keys))

    def _policies(self, before: Properties) -> None:
        where = {"repositoryName": self.physical_resource_id}
        if self.changed(before, "LifecyclePolicy"):
            text = (self.properties.get("LifecyclePolicy") or {}).get("LifecyclePolicyText")
            if text:
                self.call("PutLifecyclePolicy", **where, lifecyclePolicyText=as_text(text))
            else:
                self.call_unless_gone("DeleteLifecyclePolicy", "LifecyclePolicyNotFoundException", **where)
        if self.changed(before, "RepositoryPolicyText"):
            text = self.properties.get("RepositoryPolicyText")
            if text:
                self.call("SetRepositoryPolicy", **where, policyText=as_text(text))
            else:
                self.call_unless_gone("DeleteRepositoryPolicy", "RepositoryPolicyNotFoundException", **where)

    def remove(self) -> None:
        """DeleteRepository; with images in it only where EmptyOnDelete says so."""
        force = str(self.properties.get("EmptyOnDelete")).lower() == "true"
        gone = "RepositoryNotFoundException"
        self.call_unless_gone("DeleteRepository", gone, repositoryName=self.physical_resource_id, force=force)


class PullThroughCacheRule(Resource):
    """AWS::ECR::PullThroughCacheRule. Ref: its prefix."""

    kind = "AWS::ECR::PullThroughCacheRule"
    operation = "CreatePullThroughCacheRule"
    service = "ecr"
    replaced_by = frozenset(
        {
            *("CredentialArn", "CustomRoleArn", "EcrRepositoryPrefix", "UpstreamRegistry", "UpstreamRegistryUrl"),
            "UpstreamRepositoryPrefix",
        }
    )
    takes_tags = False

    def make(self) -> None:
        """CreatePullThroughCacheRule."""
        made = self.call("CreatePullThroughCacheRule", **self.asked())
        self.physical_resource_id = made["ecrRepositoryPrefix"]

    def remove(self) -> None:
        """DeletePullThroughCacheRule."""
        gone, prefix = "PullThroughCacheRuleNotFoundException", self.physical_resource_id
        self.call_unless_gone("DeletePullThroughCacheRule", gone, ecrRepositoryPrefix=prefix)


class RepositoryCreationTemplate(Resource):
    """AWS::ECR::RepositoryCreationTemplate. Ref: its prefix."""

    kind = "AWS::ECR::RepositoryCreationTemplate"
    operation = "CreateRepositoryCreationTemplate"
    service = "ecr"
    needed = ("Prefix", "AppliedFor")
    replaced_by = frozenset({"Prefix"})
    attributes = frozenset({"CreatedAt", "UpdatedAt"})
    takes_tags = False
    other_names = FILTERS

    def make(self) -> None:
        """CreateRepositoryCreationTemplate."""
        self._told(self.call(self.operation, **self.asked()))

    def change(self, before: Properties) -> None:
        """UpdateRepositoryCreationTemplate."""
        self._told(self.call("UpdateRepositoryCreationTemplate", **self.asked()))

    def _told(self, answer: dict[str, Any]) -> None:
        made = answer["repositoryCreationTemplate"]
        self.physical_resource_id = made["prefix"]
        self.told = {"CreatedAt": made["createdAt"].isoformat(), "UpdatedAt": made["updatedAt"].isoformat()}

    def remove(self) -> None:
        """DeleteRepositoryCreationTemplate."""
        gone, prefix = "TemplateNotFoundException", self.physical_resource_id
        self.call_unless_gone("DeleteRepositoryCreationTemplate", gone, prefix=prefix)


def as_text(policy: Any) -> str:
    """A policy as text, which a template may write as JSON itself."""
    return policy if isinstance(policy, str) else json.dumps(policy)
