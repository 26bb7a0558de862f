"""npm's packages: what lies in a node_modules folder. Source: npm Docs, "package.json"."""

from __future__ import annotations

import json
import re

from course.scanning.package import Package, Reader, plausible

_ROOT = re.compile(r"(.*/)?node_modules/(@[^/]+/)?[^/@][^/]*/package\.json")
"""A package's own file, not one deeper inside it, of which many are tests' or mark a format."""


def wants(path: str) -> bool:
    """The package.json of an installed package."""
    return path.endswith("/package.json") and _ROOT.fullmatch(path) is not None


def read(data: bytes) -> list[Package]:
    """The one package that it describes."""
    try:
        facts = json.loads(data)
    except (ValueError, RecursionError):
        return []
    if not isinstance(facts, dict):
        return []
    name, version = facts.get("name"), facts.get("version")
    if not (isinstance(name, str) and isinstance(version, str) and plausible(name, version)):
        return []
    return [Package("npm", name, version)]


READER = Reader(wants, 1 << 20, read)
