"""What a scan finds in real layers, and the bill of materials over the same."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.scanning import advisories
from course.scanning.advisories import SEVERITIES
from course.scanning.cvss import base_score
from course.scanning.cyclonedx import sbom
from course.scanning.findings import scan
from course.scanning.inventory import take_stock
from tests.scanning.making import DEBIAN, layer, npm, os_release, status


def names(found: dict[str, Any]) -> list[tuple[str, str]]:
    """(id, package) of each finding."""
    return [
        (each["name"], next(a["value"] for a in each["attributes"] if a["key"] == "package_name"))
        for each in found["findings"]
    ]


def test_a_debian_image(tmp_path: Path) -> None:
    found = scan([layer(tmp_path, DEBIAN)])
    assert names(found) == [
        ("CVE-2023-47038", "perl"),
        ("CVE-2023-4911", "glibc"),
        ("CVE-2023-6246", "glibc"),
        ("CVE-2024-2961", "glibc"),
        ("CVE-2024-56406", "perl"),
    ]
    assert found["counts"] == {"HIGH": 3, "UNDEFINED": 2}
    assert (found["packages"], found["os"], found["notes"]) == (4, "debian 12", [])
    assert found["snapshot"] == "2026-11-24"
    assert found["findings"][1] == {
        "name": "CVE-2023-4911",
        "description": "The dynamic loader overflows a buffer while it reads GLIBC_TUNABLES, so a local user can become root "
        "through a setuid program (Looney Tunables). Fixed in 2.36-9+deb12u3.",
        "uri": "https://security-tracker.debian.org/tracker/CVE-2023-4911",
        "severity": "HIGH",
        "attributes": [
            {"key": "package_name", "value": "glibc"},
            {"key": "package_version", "value": "2.36-9+deb12u2"},
            {"key": "CVSS3_SCORE", "value": "7.8"},
            {"key": "CVSS3_VECTOR", "value": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"},
        ],
    }


def test_an_upgrade_in_a_later_layer_is_what_counts(tmp_path: Path) -> None:
    mended = {"var/lib/dpkg/status": str(DEBIAN["var/lib/dpkg/status"]).replace("deb12u2", "deb12u6")}
    found = scan([layer(tmp_path, DEBIAN), layer(tmp_path, mended)])
    assert {package for _, package in names(found)} == {"perl"}


def test_distributions_are_judged_by_their_own_release_only(tmp_path: Path) -> None:
    old = "Package: libc6\nStatus: install ok installed\nSource: glibc\nVersion: 2.31-13+deb11u6\n"
    for name, version, expected in (("debian", "11", 2), ("debian", "13", 0), ("ubuntu", "20.04", 0), ("", "", 0)):
        entries = {"usr/lib/os-release": os_release(name, version), "var/lib/dpkg/status": old}
        assert len(scan([layer(tmp_path, entries)])["findings"]) == expected, name


def test_an_image_without_dpkg_that_lists_its_packages_one_by_one(tmp_path: Path) -> None:
    one = "Package: libssl3\nSource: openssl\nVersion: 3.0.11-1~deb12u1\nArchitecture: amd64\n"
    entries = {
        "etc/os-release": os_release("debian", "12"),
        "var/lib/dpkg/status.d/libssl3": one,
        "var/lib/dpkg/status.d/libssl3.md5sums": "0123  usr/lib/libssl.so.3\n",
    }
    found = scan([layer(tmp_path, entries)])
    assert names(found) == [("CVE-2023-5363", "openssl"), ("CVE-2024-6119", "openssl")]
    assert found["packages"] == 1


def test_an_alpine_image(tmp_path: Path) -> None:
    database = (
        "C:Q1x=\nP:libssl3\nV:3.1.4-r0\nA:x86_64\no:openssl\nF:lib\nR:libssl.so.3\n\n"
        "P:libcrypto3\nV:3.1.4-r0\nA:x86_64\no:openssl\n\nP:busybox\nV:1.36.1-r0\nA:x86_64\no:busybox\n"
    )
    entries = {"etc/os-release": os_release("alpine", "3.18.4"), "lib/apk/db/installed": database}
    found = scan([layer(tmp_path, entries)])
    assert names(found) == [("CVE-2022-48174", "busybox"), ("CVE-2023-5678", "openssl")]
    assert (found["packages"], found["os"]) == (3, "alpine 3.18.4")


def test_npm_finds_installed_packages_and_nothing_inside_them(tmp_path: Path) -> None:
    entries = {
        "app/package.json": npm("wanderly", "1.0.0"),
        "app/node_modules/express/package.json": npm("express", "4.18.2"),
        "app/node_modules/express/node_modules/qs/package.json": npm("qs", "6.11.0"),
        "app/node_modules/qs/package.json": npm("qs", "6.5.2"),
        "app/node_modules/qs/test/package.json": npm("lodash", "1.0.0"),
        "app/node_modules/@scope/lodash/package.json": npm("@scope/lodash", "1.0.0"),
        "app/node_modules/broken/package.json": "{",
        "app/node_modules/deep/package.json": "[" * 100_000,
        "app/node_modules/odd/package.json": '{"name": ["lodash"], "version": 1}',
        "app/node_modules/tagged/package.json": npm("lodash", "latest"),
    }
    found = scan([layer(tmp_path, entries)])
    assert names(found) == [
        ("CVE-2022-24999", "qs"),
        ("CVE-2024-29041", "express"),
        ("CVE-2024-43796", "express"),
    ]
    assert (found["packages"], found["os"]) == (5, "")
    assert scan([layer(tmp_path, entries)], languages=False) | {"snapshot": ""} == {
        "findings": [], "counts": {}, "snapshot": "", "packages": 0, "os": "", "notes": [],
    }  # fmt: skip


def test_python_in_all_its_forms(tmp_path: Path) -> None:
    site = "usr/local/lib/python3.11/site-packages"
    entries = {
        f"{site}/requests-2.31.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: requests\nVersion: 2.31.0\n\nVersion: 9",
        f"{site}/Jinja2-3.1.3.dist-info/METADATA": "Name: Jinja2\nVersion: 3.1.3\n",
        f"{site}/PyYAML-5.3.egg-info/PKG-INFO": "Name: PyYAML\nVersion: 5.3\n",
        "usr/lib/python3/dist-packages/idna-3.3.egg-info": "Name: idna\nVersion: 3.3\n",
        f"{site}/requests/METADATA": "Name: flask\nVersion: 0.1\n",
    }
    assert names(scan([layer(tmp_path, entries)])) == [
        ("CVE-2020-14343", "PyYAML"),
        ("CVE-2024-34064", "Jinja2"),
        ("CVE-2024-35195", "requests"),
        ("CVE-2024-3651", "idna"),
    ]


def test_the_bill_of_materials_of_an_image(tmp_path: Path) -> None:
    layers = [
        layer(tmp_path, DEBIAN),
        layer(tmp_path, {"app/node_modules/@types/node/package.json": npm("@types/node", "20.1.0")}),
        layer(tmp_path, {"srv/node_modules/@types/node/package.json": npm("@types/node", "20.1.0")}),
    ]
    bill = sbom(layers, "wanderly/api:v2")
    assert json.dumps(bill) == json.dumps(sbom(layers, "wanderly/api:v2"))
    assert bill["serialNumber"] != sbom(layers, "wanderly/api:v3")["serialNumber"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.5", 1)
    urls = [each.get("purl", each["name"]) for each in bill["components"]]
    assert urls == [
        "debian",
        "pkg:deb/debian/libc-bin@2.36-9%2Bdeb12u2?arch=amd64&distro=debian-12",
        "pkg:deb/debian/libc6@2.36-9%2Bdeb12u2?arch=amd64&distro=debian-12",
        "pkg:deb/debian/libssl3@3.0.14-1~deb12u2?arch=amd64&distro=debian-12",
        "pkg:deb/debian/perl-base@5.36.0-7%2Bb1?arch=amd64&distro=debian-12",
        "pkg:npm/%40types/node@20.1.0",
    ]
    assert bill["components"][-1]["evidence"]["occurrences"] == [
        {"location": "app/node_modules/@types/node/package.json"},
        {"location": "srv/node_modules/@types/node/package.json"},
    ]
    references = [each["bom-ref"] for each in bill["components"]]
    assert len(set(references)) == len(references)
    assert bill["dependencies"][0]["dependsOn"] == references


# the snapshot


ROWS = [each for rows in advisories.snapshot().advisories.values() for each in rows]


def test_the_snapshot_has_enough_rows_of_every_kind() -> None:
    assert {each.ecosystem for each in ROWS} == {"deb", "apk", "npm", "pypi"}
    assert len({(each.id, each.ecosystem) for each in ROWS}) >= 60


def test_no_row_says_the_same_twice() -> None:
    places = [(each.id, each.ecosystem, each.release, each.package) for each in ROWS]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.id}-{row.package}-{row.release or row.ecosystem}")
def test_a_row_is_sound(row: advisories.Advisory) -> None:
    key = advisories._KEYS[row.ecosystem]
    assert re.fullmatch(r"CVE-\d{4}-\d{4,}", row.id)
    assert row.severity in SEVERITIES
    assert row.source.startswith("https://")
    assert row.says.endswith(".")
    assert date.fromisoformat(row.checked) <= date.fromisoformat(advisories.snapshot().day)
    bounds = [key(bound) for pair in row.ranges for bound in pair]
    assert None not in bounds
    assert bounds == sorted(bounds), "ranges are in order and do not overlap"
    assert advisories.plain_name(row.ecosystem, row.package) == row.package
    if row.cvss3:
        score = base_score(row.cvss3)
        least = {"CRITICAL": 9.0, "HIGH": 7.0, "MEDIUM": 4.0, "LOW": 0.1}[row.severity]
        assert least <= score < {9.0: 10.1, 7.0: 9.0, 4.0: 7.0, 0.1: 4.0}[least]


@pytest.mark.parametrize(
    ("vector", "score"),
    [  # as NVD gives them for CVE-2023-38545, -4863, -4911, -46218, -5363, -5678, CVE-2024-9143, CVE-2023-47038 (by Red Hat)
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 8.8),
        ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N", 6.5),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", 5.3),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:L/A:N", 4.3),
        ("CVSS:3.1/AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 9.6),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
    ],
)
def test_scores_as_published(vector: str, score: float) -> None:
    assert base_score(vector) == score


@pytest.mark.parametrize("vector", ["", "AV:N", "CVSS:4.0/AV:N", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:X"])
def test_what_is_no_vector_has_no_score(vector: str) -> None:
    with pytest.raises(ValueError, match=r"CVSS|unpack"):
        base_score(vector)


@given(st.lists(st.sampled_from(["1.0", "2.36-9+deb12u2", "2.36-9+deb12u9", "x"]), max_size=6))
def test_findings_do_not_depend_on_the_order_of_packages(versions: list[str]) -> None:
    from course.scanning.distribution import Distribution
    from course.scanning.findings import findings
    from course.scanning.inventory import Inventory
    from course.scanning.package import Package

    packages = {Package("deb", f"p{n}", version, source="glibc"): [] for n, version in enumerate(versions)}
    there = findings(Inventory(Distribution("debian", "12"), packages, []))
    back = findings(Inventory(Distribution("debian", "12"), dict(reversed(packages.items())), []))
    assert there == back


def test_removed_packages_are_gone_from_the_inventory(tmp_path: Path) -> None:
    below = layer(tmp_path, {"app/node_modules/a/package.json": npm("a", "1.0.0"), "var/lib/dpkg/status": status()})
    stock = take_stock([below, layer(tmp_path, {"app/.wh.node_modules": ""})])
    assert stock.packages == {}
