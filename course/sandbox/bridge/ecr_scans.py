"""What was found in the layers of pushed images. The registry's data plane looks into them and leaves its findings on disk."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple

from moto.ecr.models import Repository

from course.sandbox.bridge.ecr_image_records import StoredImage
from course.sandbox.bridge.ecr_layers import pushed, store


class Scan(NamedTuple):
    """A scan of an image, in API names."""

    status: dict[str, str]
    """imageScanStatus."""
    facts: dict[str, Any]
    """imageScanFindings without the findings; {} where there are none to show, as before it is complete."""
    findings: list[dict[str, Any]]


def scan_of(repository: Repository, image: StoredImage, kind: str) -> Scan | None:
    """Of an image that is to be scanned (`kind`: BASIC or ENHANCED). None for one without layers."""
    there, known = store(), pushed(repository, image)
    if there is None or known is None or not known.layers_there:
        return None
    try:
        found = json.loads(there.scan(image.digest).read_bytes())
    except FileNotFoundError:
        return Scan({"status": "IN_PROGRESS"}, {}, [])
    except (OSError, ValueError):
        return Scan({"status": "FAILED", "description": "The findings could not be read."}, {}, [])
    if "failed" in found:
        return Scan({"status": "FAILED", "description": found["failed"]}, {}, [])
    told = found[kind.lower()]
    if not told["os"] and not told["packages"]:
        # the words that `aws ecr describe-image-scan-findings` has for images built from scratch
        why = "UnsupportedImageError: The operating system and/or package manager are not supported."
        return Scan({"status": "FAILED", "description": why}, {}, [])
    facts = {
        "imageScanCompletedAt": image.last_scan,
        "vulnerabilitySourceUpdatedAt": datetime.fromisoformat(told["snapshot"]).replace(tzinfo=UTC),
        "findingSeverityCounts": told["counts"],
    }
    status = {"status": "COMPLETE", "description": "The scan was completed successfully."}
    return Scan(status, facts, told["findings"])


def summary_of(repository: Repository, image: StoredImage) -> dict[str, Any]:
    """What DescribeImages tells of it; {} of an image that nobody has asked to scan, or that has no layers."""
    scan = scan_of(repository, image, "BASIC") if image.last_scan else None
    if scan is None:
        return {}
    summary = {"imageScanFindingsSummary": scan.facts} if scan.facts else {}
    return {"imageScanStatus": scan.status, **summary}
