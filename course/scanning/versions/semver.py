"""The order of npm's versions: Semantic Versioning 2.0.0, chapter 11."""

from __future__ import annotations

import re

Key = tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]

_FORM = re.compile(
    r"[v=\s]*(?P<major>\d+)(\.(?P<minor>\d+))?(\.(?P<patch>\d+))?(-(?P<before>[0-9A-Za-z.-]+))?(\+[0-9A-Za-z.-]+)?\s*"
)
"""A leading v and missing numbers are let pass, as npm lets them pass in a package.json."""


def key(version: str) -> Key | None:
    """What sorts by precedence; build metadata does not count. None for what is no version."""
    match = _FORM.fullmatch(version)
    if match is None:
        return None
    numbers = (int(match["major"]), int(match["minor"] or 0), int(match["patch"] or 0))
    before = match["before"]
    if not before:
        return numbers, True, ()
    return numbers, False, tuple(map(_identifier, before.split(".")))


def _identifier(text: str) -> tuple[bool, int, str]:
    """Numbers are compared as numbers and come before words."""
    return (False, int(text), "") if text.isdecimal() else (True, 0, text)
