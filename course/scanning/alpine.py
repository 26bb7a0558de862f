"""Alpine's packages: apk's database of what is installed. Source: Alpine Linux wiki, "Apk spec"."""

from __future__ import annotations

from course.scanning.package import Package, Reader, plausible

_PLACES = frozenset({"lib/apk/db/installed", "usr/lib/apk/db/installed"})
"""The second is where it lies since /lib is a link to /usr/lib."""


def wants(path: str) -> bool:
    """The database."""
    return path in _PLACES


def read(data: bytes) -> list[Package]:
    """What is installed. Lines are `P:name`, `V:version`, `A:architecture`, `o:origin`; an empty line ends a package."""
    packages = []
    fields: dict[str, str] = {}
    for line in [*data.decode("utf-8", "replace").split("\n"), ""]:
        if line[1:2] == ":":
            if line[0] in "PVAo":
                fields[line[0]] = line[2:].strip()
        elif not line.strip():
            name, version = fields.get("P"), fields.get("V")
            if name is not None and version is not None and plausible(name, version):
                packages.append(
                    Package(
                        ecosystem="apk",
                        name=name,
                        version=version,
                        source=fields.get("o", ""),
                        architecture=fields.get("A", ""),
                    )
                )
            fields = {}
    return packages


READER = Reader(wants, 32 << 20, read)
