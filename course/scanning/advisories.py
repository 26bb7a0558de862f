"""The snapshot of advisories (advisories.toml), and which of them concern a package."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from course.scanning.distribution import Distribution
from course.scanning.package import Package
from course.scanning.versions import apk, deb, pep440, semver

SEVERITIES = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED")
"""ECR's, the worst first. Source: Amazon ECR API Reference, "ImageScanFinding"."""
DISTRIBUTIONS = {"deb": "debian", "apk": "alpine"}

_KEYS: dict[str, Callable[[str], Any]] = {"deb": deb.key, "apk": apk.key, "npm": semver.key, "pypi": pep440.key}


class Advisory(NamedTuple):
    """One vulnerability of one package in one place (a distribution's release, or everywhere)."""

    id: str
    ecosystem: str
    package: str
    """Of a distribution: the source package."""
    release: str
    """The distribution's release that these versions count for; "" for npm and pypi."""
    ranges: tuple[tuple[str, str], ...]
    """From the first affected version to the first one that is not."""
    severity: str
    cvss3: str
    """Vector, or "" where the source had none."""
    says: str
    source: str
    checked: str


class Snapshot(NamedTuple):
    """All of them, as of a day."""

    day: str
    advisories: dict[tuple[str, str, str], list[Advisory]]
    """By ecosystem, release and package."""


@functools.cache
def snapshot() -> Snapshot:
    """The snapshot that the course carries."""
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    sorted_: dict[tuple[str, str, str], list[Advisory]] = {}
    for each in _rows(data):
        sorted_.setdefault((each.ecosystem, each.release, each.package), []).append(each)
    return Snapshot(data["snapshot"].isoformat(), sorted_)


def concerning(package: Package, distribution: Distribution) -> Iterator[Advisory]:
    """The advisories of the snapshot that the package's version falls under.

    A distribution's packages are judged by its own advisories, for its release, and by the version of the source package: it
    mends old versions without changing their number. Of a version that cannot be read, nothing is said.
    """
    ecosystem = package.ecosystem
    if ecosystem in DISTRIBUTIONS and DISTRIBUTIONS[ecosystem] != distribution.id:
        return
    release = distribution.release if ecosystem in DISTRIBUTIONS else ""
    name = package.source or package.name
    known = snapshot().advisories.get((ecosystem, release, plain_name(ecosystem, name)), [])
    key = _KEYS[ecosystem]
    version = key(package.source_version or package.version) if known else None
    if version is None:
        return
    for advisory in known:
        if any(key(first) <= version < key(mended) for first, mended in advisory.ranges):
            yield advisory


def plain_name(ecosystem: str, name: str) -> str:
    """A name as advisories write it. Python's names are the same in any case and with any of `-`, `_` and `.` (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "pypi" else name


def _rows(data: dict[str, Any]) -> Iterator[Advisory]:
    for table, ecosystem in (("debian", "deb"), ("alpine", "apk"), ("npm", "npm"), ("pypi", "pypi")):
        for row in data[table]:
            common = {
                "id": row["id"],
                "ecosystem": ecosystem,
                "package": row["package"],
                "severity": row["severity"],
                "cvss3": row.get("cvss3", ""),
                "says": row["says"],
                "source": row["source"],
                "checked": row["checked"].isoformat(),
            }
            if ecosystem in DISTRIBUTIONS:
                for release, mended in row["fixed"].items():
                    yield Advisory(**common, release=release, ranges=(("0", mended),))
            else:
                ranges = tuple((first, mended) for first, mended in row["affected"])
                yield Advisory(**common, release="", ranges=ranges)
