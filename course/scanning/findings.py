"""Scan findings in the form of ECR's. Sources: Amazon ECR API Reference, "ImageScanFinding"; User Guide, "Scan images"."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from course.scanning import advisories
from course.scanning.advisories import DISTRIBUTIONS, SEVERITIES, Advisory
from course.scanning.cvss import base_score
from course.scanning.inventory import Inventory, take_stock
from course.scanning.package import Package


def scan(layers: Sequence[Path], *, languages: bool = True) -> dict[str, Any]:
    """Scan an image's layers, the lowest first: blobs as registries keep them.

    `languages`: npm's and Python's packages too, as ECR's enhanced scanning does; its basic scanning looks at those of the
    operating system only. The answer: `findings` (ImageScanFinding, the worst first), `counts` (severity → number), `snapshot`
    (the advisories' day), `packages` (how many were looked at), `os`, `notes` (what could not be read). Raises OSError.
    """
    return findings(take_stock(layers), languages=languages)


def findings(inventory: Inventory, *, languages: bool = True) -> dict[str, Any]:
    """The same for an inventory that was taken before."""
    packages = [package for package in inventory.packages if languages or package.ecosystem in DISTRIBUTIONS]
    found: dict[tuple[str, str, str, str], Advisory] = {}
    for package in packages:
        for advisory in advisories.concerning(package, inventory.distribution):
            found[(advisory.id, *_named(package), package.ecosystem)] = advisory
    ordered = sorted(found.items(), key=lambda item: (SEVERITIES.index(item[1].severity), item[0]))
    severities = [advisory.severity for _, advisory in ordered]
    return {
        "findings": [_finding(name, version, advisory) for (_, name, version, _), advisory in ordered],
        "counts": {severity: severities.count(severity) for severity in SEVERITIES if severity in severities},
        "snapshot": advisories.snapshot().day,
        "packages": len(packages),
        "os": inventory.distribution.words,
        "notes": inventory.notes,
    }


def _named(package: Package) -> tuple[str, str]:
    """Name and version as a finding gives them: of the source, which has the fault, not of each package built from it."""
    return package.source or package.name, package.source_version or package.version


def _finding(name: str, version: str, advisory: Advisory) -> dict[str, Any]:
    attributes = {"package_name": name, "package_version": version}
    if advisory.cvss3:
        attributes |= {"CVSS3_SCORE": str(base_score(advisory.cvss3)), "CVSS3_VECTOR": advisory.cvss3}
    mended = " or ".join(mended for _, mended in advisory.ranges)
    return {
        "name": advisory.id,
        "description": f"{advisory.says} Fixed in {mended}.",
        "uri": advisory.source,
        "severity": advisory.severity,
        "attributes": [{"key": key, "value": value} for key, value in attributes.items()],
    }
