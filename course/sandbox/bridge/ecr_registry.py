"""The registry as a whole: account settings, who leaves no pull times, and which repositories are scanned."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_base import Answers, refused
from course.sandbox.bridge.ecr_image_records import StoredImage
from course.sandbox.bridge.ecr_scans import scan_of
from course.sandbox.bridge.ecr_templates import TemplateRecords
from course.sandbox.bridge.moment import now

# API reference, PutAccountSetting: the values of each setting; what holds while nobody has set it stands first. That blob
# mounting is off until it is turned on is in the user guide's sense.
ACCOUNT_SETTINGS = {
    "BASIC_SCAN_TYPE_VERSION": ("AWS_NATIVE",),
    "REGISTRY_POLICY_SCOPE": ("V2",),
    "BLOB_MOUNTING": ("DISABLED", "ENABLED"),
}
SCANS_BY_ITSELF = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")
EXAMPLE = (
    "An example: this image has no layers in the sandbox's registry to look into. It was put there by the API only."
)


class RegistryRecords(TemplateRecords):
    """Settings of the registry."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.settings: dict[str, str] = {}
        self.without_pull_times: dict[str, Any] = {}
        """ARNs of principals whose pulls are not recorded, with the time at which they were registered."""

    def pulled(self, image: StoredImage, by: str = "") -> None:
        """Record a pull, unless an excluded principal made it."""
        if by not in self.without_pull_times:
            super().pulled(image, by)

    def pushed(self, repository: Repository, image: StoredImage) -> None:
        """Scan a new image, where the registry or the repository says so."""
        super().pushed(repository, image)
        if not image.references and scan_frequency(repository) in SCANS_BY_ITSELF:
            image.last_scan = now()


def scan_frequency(repository: Repository) -> str:
    """How often a repository is scanned: the registry's rule, else its own (older) setting to scan on push."""
    frequency = str(repository.scanning_config["scanFrequency"])
    if frequency == "MANUAL" and repository.image_scanning_configuration.get("scanOnPush"):
        return "SCAN_ON_PUSH"
    return frequency


class RegistryAnswers(Answers):
    """Operations on the registry."""

    def get_account_setting(self) -> ActionResult:
        """GetAccountSetting, which plain moto does not have."""
        name = self._setting()
        return ActionResult({"name": name, "value": self.ecr_backend.settings.get(name, ACCOUNT_SETTINGS[name][0])})

    def put_account_setting(self) -> ActionResult:
        """PutAccountSetting, which plain moto does not have."""
        name, value = self._setting(), self._get_param("value")
        if value not in ACCOUNT_SETTINGS[name]:
            allowed = ", ".join(ACCOUNT_SETTINGS[name])
            raise refused("InvalidParameterException", f"Invalid value for {name}: it takes {allowed}.")  # our words
        self.ecr_backend.settings[name] = value
        return ActionResult({"name": name, "value": value})

    def _setting(self) -> str:
        name = str(self._get_param("name"))
        if name not in ACCOUNT_SETTINGS:
            known = ", ".join(ACCOUNT_SETTINGS)
            raise refused("InvalidParameterException", f"There is no account setting {name}: they are {known}.")
        return name

    def register_pull_time_update_exclusion(self) -> ActionResult:
        """RegisterPullTimeUpdateExclusion, which plain moto does not have."""
        arn, excluded = self._get_param("principalArn"), self.ecr_backend.without_pull_times
        if arn in excluded:
            message = "The specified pull time update exclusion already exists for the registry."
            raise refused("ExclusionAlreadyExistsException", message)
        excluded[arn] = now()
        return ActionResult({"principalArn": arn, "createdAt": excluded[arn]})

    def deregister_pull_time_update_exclusion(self) -> ActionResult:
        """DeregisterPullTimeUpdateExclusion, which plain moto does not have."""
        arn = self._get_param("principalArn")
        if self.ecr_backend.without_pull_times.pop(arn, None) is None:
            raise refused("ExclusionNotFoundException", "The specified pull time update exclusion was not found.")
        return ActionResult({"principalArn": arn})

    def list_pull_time_update_exclusions(self) -> ActionResult:
        """ListPullTimeUpdateExclusions, which plain moto does not have."""
        return ActionResult(self._page("pullTimeUpdateExclusions", [*self.ecr_backend.without_pull_times]))

    def batch_get_repository_scanning_configuration(self) -> ActionResult:
        """BatchGetRepositoryScanningConfiguration, with what the repository itself says."""
        answer: ActionResult = super().batch_get_repository_scanning_configuration()
        told = answer.result["scanningConfigurations"]
        answer.result["scanningConfigurations"] = [self._scanning(each["repositoryName"], each) for each in told]
        return answer

    def _scanning(self, name: str, told: dict[str, Any]) -> dict[str, Any]:
        repository = self.ecr_backend.repository(name)
        frequency = scan_frequency(repository)
        return told | {"scanFrequency": frequency, "scanOnPush": frequency in SCANS_BY_ITSELF}

    def start_image_scan(self) -> ActionResult:
        """StartImageScan: not of an archived image."""
        image = self.ecr_backend.find_image(self._repository(), self._get_param("imageId"))
        if image.archived:
            raise refused("ImageArchivedException", "The specified image is archived and cannot be scanned.")
        return super().start_image_scan()

    def describe_image_scan_findings(self) -> ActionResult:
        """DescribeImageScanFindings: what was set for the image on moto's page; else what was found in its layers; else, of an
        image without layers, an example that says it is one.

        Plain moto uses up what was set, one for each look; here the last one holds.
        """
        records, repository = self.ecr_backend, self._repository()
        image = records.find_image(repository, self._get_param("imageId"))
        set_before = [each for each in records.scan_finding_results if _is_of(each, repository, image)]
        if set_before and image.last_scan:
            return ActionResult(set_before[-1])
        scan = (
            scan_of(repository, image, records.registry_scanning_configuration["scanType"]) if image.last_scan else None
        )
        if scan is not None:
            tag = self._get_param("imageId").get("imageTag") or next(iter(image.image_tags), None)
            answer: dict[str, Any] = self._named(repository) | {"imageScanStatus": scan.status}
            answer["imageId"] = {"imageDigest": image.digest} | ({"imageTag": tag} if tag else {})
            if scan.facts:
                answer |= self._page("findings", scan.findings)
                answer["imageScanFindings"] = scan.facts | {"findings": answer.pop("findings")}
            return ActionResult(answer)
        held, records.scan_finding_results = records.scan_finding_results, []
        try:
            example: ActionResult = super().describe_image_scan_findings()
        finally:
            records.scan_finding_results = held
        for finding in example.result["imageScanFindings"]["findings"]:
            finding["description"] = EXAMPLE
        return example

    def describe_repositories(self) -> ActionResult:
        """DescribeRepositories, in pages."""
        answer: ActionResult = super().describe_repositories()
        return ActionResult(self._page("repositories", answer.result["repositories"]))

    def put_image_tag_mutability(self) -> ActionResult:
        """PutImageTagMutability: exclusion filters with a setting that has exclusions, and only there."""
        filters = self._get_param("imageTagMutabilityExclusionFilters")
        self.ecr_backend.validate_image_tag_mutability_params_compatibility(
            self._get_param("imageTagMutability"), filters
        )
        answer: ActionResult = super().put_image_tag_mutability()
        return ActionResult(answer.result | ({"imageTagMutabilityExclusionFilters": filters} if filters else {}))


def _is_of(findings: dict[str, Any], repository: Repository, image: StoredImage) -> bool:
    """Whether findings that were set are this image's: by its tag or digest, or for all of the repository."""
    asked = findings.get("imageId") or {}
    tag, digest = asked.get("imageTag"), asked.get("imageDigest")
    fits = (not tag and not digest) or tag in image.image_tags or digest == image.digest
    return findings.get("repositoryName") == repository.name and fits
