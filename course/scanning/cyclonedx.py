"""A bill of materials: CycloneDX 1.5 in JSON. Sources: CycloneDX specification 1.5; the package-url specification."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from course.scanning.advisories import DISTRIBUTIONS, plain_name
from course.scanning.distribution import Distribution
from course.scanning.inventory import Inventory, take_stock
from course.scanning.package import Package


def sbom(layers: Sequence[Path], name: str) -> dict[str, Any]:
    """The bill of materials of the image called `name` (`wanderly/api:v2`). The same layers and name give the same bytes: it
    carries no time, and its serial number comes from its content. Raises OSError."""
    return bill(take_stock(layers), name)


def bill(inventory: Inventory, name: str) -> dict[str, Any]:
    """The same for an inventory that was taken before."""
    where: dict[str, tuple[Package, set[str]]] = {}
    for package, paths in inventory.packages.items():
        where.setdefault(package_url(package, inventory.distribution), (package, set()))[1].update(paths)
    components = [_component(url, package, sorted(paths)) for url, (package, paths) in sorted(where.items())]
    if inventory.distribution.id:
        system = {"type": "operating-system", "bom-ref": "os", "name": inventory.distribution.id}
        components.insert(0, system | ({"version": version} if (version := inventory.distribution.version) else {}))
    content: dict[str, Any] = {
        "metadata": {"component": {"type": "container", "bom-ref": "image", "name": name}},
        "components": components,
        "dependencies": [{"ref": "image", "dependsOn": [each["bom-ref"] for each in components]}],
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, digest)}",
        "version": 1,
        **content,
    }


def package_url(package: Package, distribution: Distribution) -> str:
    """`pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12`, `pkg:npm/%40scope/name@1.0.0`, `pkg:pypi/requests@2.31.0`."""
    ecosystem, name = package.ecosystem, plain_name(package.ecosystem, package.name)
    path = "/".join(_quoted(part) for part in name.split("/"))
    about = ""
    if ecosystem in DISTRIBUTIONS:
        path = f"{_quoted(distribution.id or DISTRIBUTIONS[ecosystem])}/{path}"
        facts = {"arch": package.architecture, "distro": "-".join(filter(None, distribution))}
        about = "&".join(f"{key}={_quoted(value)}" for key, value in facts.items() if value)
    return f"pkg:{ecosystem}/{path}@{_quoted(package.version)}" + (f"?{about}" if about else "")


def _component(url: str, package: Package, paths: list[str]) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": url,
        "name": package.name,
        "version": package.version,
        "purl": url,
        "evidence": {"occurrences": [{"location": path} for path in paths]},
    }
    if package.source and package.source != package.name:
        component["properties"] = [{"name": "ecs-course:source-package", "value": package.source}]
    return component


def _quoted(text: str) -> str:
    return quote(text, safe=".-_~:")
