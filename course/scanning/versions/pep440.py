"""The order of Python's versions: PEP 440, by the `packaging` library."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version


def key(version: str) -> Version | None:
    """What sorts as pip sorts. None for what is no version."""
    try:
        return Version(version)
    except InvalidVersion:
        return None
