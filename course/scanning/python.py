"""Python's packages: the metadata that installers leave. Source: PyPA, "Core metadata", "Recording installed projects"."""

from __future__ import annotations

from course.scanning.package import Package, Reader, plausible

_HEAD = 64 << 10
"""Bytes. Name and version stand at the beginning, before a description that can be long."""


def wants(path: str) -> bool:
    """METADATA of a wheel, PKG-INFO of an egg, or the single file that distutils left."""
    return path.endswith((".dist-info/METADATA", ".egg-info/PKG-INFO", "EGG-INFO/PKG-INFO", ".egg-info"))


def read(data: bytes) -> list[Package]:
    """The one package that it describes."""
    name = version = ""
    for line in data[:_HEAD].decode("utf-8", "replace").splitlines():
        if not line.strip():
            break
        field, _, value = line.partition(":")
        if field == "Name":
            name = value.strip()
        elif field == "Version":
            version = value.strip()
    return [Package("pypi", name, version)] if plausible(name, version) else []


READER = Reader(wants, 4 << 20, read)
