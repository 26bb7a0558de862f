"""Debian's packages: dpkg's status file, and the pieces of it that images without dpkg carry. Source: dpkg(1), deb-control(5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from course.scanning.package import Package, Reader, plausible

_FOLDER = "var/lib/dpkg/"
_FIELDS = frozenset({"Package", "Version", "Architecture", "Source", "Status"})
_SOURCE = re.compile(r"(?P<name>\S+)(\s+\((?P<version>[^)]+)\))?")


def wants(path: str) -> bool:
    """The status file, or a file of status.d that describes one package."""
    if not path.startswith(_FOLDER):
        return False
    name = path.removeprefix(_FOLDER)
    return name == "status" or (
        name.startswith("status.d/") and not name.endswith((".md5sums", ".preinst", ".postinst"))
    )


def read(data: bytes) -> list[Package]:
    """What is installed; what was removed and left its configuration is not."""
    packages = []
    for fields in _paragraphs(data.decode("utf-8", "replace")):
        name, version = fields.get("Package"), fields.get("Version")
        if name is None or version is None or not plausible(name, version):
            continue
        if not fields.get("Status", "install ok installed").endswith(" installed"):
            continue
        source = _SOURCE.fullmatch(fields.get("Source", ""))
        packages.append(
            Package(
                ecosystem="deb",
                name=name,
                version=version,
                source=source["name"] if source else "",
                source_version=(source["version"] or "") if source else "",
                architecture=fields.get("Architecture", ""),
            )
        )
    return packages


def _paragraphs(text: str) -> Iterator[dict[str, str]]:
    fields: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            if fields:
                yield fields
            fields = {}
        elif line[0] not in " \t":
            name, _, value = line.partition(":")
            if name in _FIELDS:
                fields[name] = value.strip()
    if fields:
        yield fields


READER = Reader(wants, 32 << 20, read)
