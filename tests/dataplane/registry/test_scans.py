"""Findings of pushed images: of what their layers really hold."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import time
from typing import Any

from course.dataplane.registry.store import Store
from course.home import Home
from course.scanning import advisories
from tests.dataplane.registry.client import Client

RELEASE = b'ID=debian\nVERSION_ID="12"\n'


def layer(files: dict[str, bytes]) -> bytes:
    """A layer with these files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


def debian(package: str, version: str) -> bytes:
    """A layer with Debian 12 and one package."""
    status = f"Package: {package}\nStatus: install ok installed\nVersion: {version}\nArchitecture: amd64\n\n"
    return layer({"etc/os-release": RELEASE, "var/lib/dpkg/status": status.encode()})


def findings(ecr: Any, digest: str) -> dict[str, Any]:
    """DescribeImageScanFindings, once the scan is over."""
    deadline = time.monotonic() + 30
    while True:
        told: dict[str, Any] = ecr.describe_image_scan_findings(repositoryName="web", imageId={"imageDigest": digest})
        if told["imageScanStatus"]["status"] != "IN_PROGRESS":
            return told
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_vulnerable_package_is_found(web: Client, ecr: Any) -> None:
    ecr.put_image_scanning_configuration(repositoryName="web", imageScanningConfiguration={"scanOnPush": True})
    digest = web.push("old", "v1", layer=debian("openssl", "3.0.1-1"))
    told = findings(ecr, digest)
    assert told["imageScanStatus"]["status"] == "COMPLETE"
    assert told["imageId"] == {"imageDigest": digest, "imageTag": "v1"}
    found = told["imageScanFindings"]
    assert found["vulnerabilitySourceUpdatedAt"].date().isoformat() == advisories.snapshot().day
    assert found["findings"]
    for finding in found["findings"]:
        facts = {each["key"]: each["value"] for each in finding["attributes"]}
        assert (facts["package_name"], facts["package_version"]) == ("openssl", "3.0.1-1")
        assert finding["name"].startswith("CVE-")
        assert finding["uri"].startswith("https://")
    assert sum(found["findingSeverityCounts"].values()) == len(found["findings"])
    page = ecr.describe_image_scan_findings(repositoryName="web", imageId={"imageTag": "v1"}, maxResults=1)
    assert len(page["imageScanFindings"]["findings"]) == 1
    (detail,) = ecr.describe_images(repositoryName="web")["imageDetails"]
    assert detail["imageScanStatus"]["status"] == "COMPLETE"
    assert detail["imageScanFindingsSummary"]["findingSeverityCounts"] == found["findingSeverityCounts"]


def test_scanned_on_request_only(web: Client, ecr: Any) -> None:
    digest = web.push("new", "v1", layer=debian("openssl", "99.0-1"))
    try:
        ecr.describe_image_scan_findings(repositoryName="web", imageId={"imageTag": "v1"})
        raise AssertionError("nobody asked for a scan")
    except ecr.exceptions.ScanNotFoundException:
        pass
    ecr.start_image_scan(repositoryName="web", imageId={"imageTag": "v1"})
    told = findings(ecr, digest)
    assert told["imageScanStatus"]["status"] == "COMPLETE"
    assert told["imageScanFindings"]["findings"] == []


def test_images_that_cannot_be_scanned(web: Client, ecr: Any, sandbox_home: Home) -> None:
    ecr.put_image_scanning_configuration(repositoryName="web", imageScanningConfiguration={"scanOnPush": True})
    scratch = web.push("scratch", "v1", layer=layer({"hello": b"world"}))
    status = findings(ecr, scratch)["imageScanStatus"]
    assert (status["status"], status["description"].partition(":")[0]) == ("FAILED", "UnsupportedImageError")
    broken = web.push("broken", "v2", layer=b"no tar at all")
    assert findings(ecr, broken)["imageScanStatus"]["status"] == "FAILED"
    found = json.loads(Store(sandbox_home.sandbox).scan(broken).read_text())
    assert found["basic"]["notes"]
    assert not list(Store(sandbox_home.sandbox).scans.glob("*.wanted"))
