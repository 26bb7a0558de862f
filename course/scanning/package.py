"""A package as an image holds it, and what reads packages out of a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

LONGEST_NAME = 256
"""Longer names and versions are no names: npm allows 214 characters, the others fewer."""


class Package(NamedTuple):
    """One installed package."""

    ecosystem: str
    """deb, apk, npm or pypi: the type in a package URL."""
    name: str
    version: str
    source: str = ""
    """The source package it was built from, which advisories of distributions speak of. "" where it is the same."""
    source_version: str = ""
    architecture: str = ""


class Reader(NamedTuple):
    """What knows one kind of file."""

    wants: Callable[[str], bool]
    """Whether it reads the file at this path (without a leading slash)."""
    most: int
    """Bytes. A larger file is not read, and said to be too large."""
    read: Callable[[bytes], list[Package]]
    """The packages it lists. Nothing is raised for nonsense: it lists nothing."""


def plausible(*words: str) -> bool:
    """Whether these can be a package's name and version."""
    return all(0 < len(word) <= LONGEST_NAME and word.isprintable() for word in words)
