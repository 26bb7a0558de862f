"""Repositories: how their images are encrypted and which tags can be moved."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.rule import Asked, Book, Breach, at

book = Book("ecr")

API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_{}.html"
FILTERS = "imageTagMutabilityExclusionFilters"


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/ecr/pf-ecr-{rule}/rule.rego"


@book.rule(
    "encryption-key",
    "CreateRepository",
    code="InvalidParameterException",
    says="Invalid encryption configuration: Encryption key should not be set for AES256 encryption.",
    wording=probed("encryption-configuration"),
    page=API.format("EncryptionConfiguration"),
    fix="Leave kmsKey out, or set encryptionType to KMS.",
)
def encryption_key(asked: Asked) -> Iterator[Breach]:
    """Only encryption with KMS has a key of yours."""
    configured = asked.get("encryptionConfiguration") or {}
    if configured.get("kmsKey") and configured.get("encryptionType") == "AES256":
        yield at("encryptionConfiguration", "kmsKey")


@book.rule(
    "tag-exclusions-unwanted",
    "CreateRepository",
    "PutImageTagMutability",
    code="InvalidParameterException",
    says="Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint:"
    " 'ImageTagMutabilityExclusionFilters are not allowed when imageTagMutability is set to {mutability}'",
    wording=probed("image-tag-mutability-filters"),
    page=API.format("PutImageTagMutability"),
    fix="Set imageTagMutability to {mutability}_WITH_EXCLUSION, or leave the filters out.",
)
def tag_exclusions_unwanted(asked: Asked) -> Iterator[Breach]:
    """Exceptions need a setting that has exceptions: {mutability}_WITH_EXCLUSION."""
    mutability = asked.get("imageTagMutability") or "MUTABLE"
    if asked.get(FILTERS) and mutability in ("MUTABLE", "IMMUTABLE"):
        yield at(FILTERS, mutability=mutability)


@book.rule(
    "tag-exclusions-missing",
    "CreateRepository",
    "PutImageTagMutability",
    code="InvalidParameterException",
    says="Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint:"
    " 'ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as {mutability}'",
    wording="https://github.com/getmoto/moto/blob/master/moto/ecr/models.py",
    page=API.format("PutImageTagMutability"),
    fix="Say which tags are the exception, or drop _WITH_EXCLUSION.",
)
def tag_exclusions_missing(asked: Asked) -> Iterator[Breach]:
    """A setting with exceptions says which tags they are."""
    mutability = str(asked.get("imageTagMutability") or "")
    if mutability.endswith("_WITH_EXCLUSION") and not asked.get(FILTERS):
        yield at(FILTERS, mutability=mutability)
