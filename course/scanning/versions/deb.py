"""The order of Debian versions: deb-version(7), as `dpkg --compare-versions` has it."""

from __future__ import annotations

import re

Key = tuple[int, tuple[object, ...], tuple[object, ...]]

_EPOCH = re.compile(r"\d+")
_FORM = re.compile(r"[\dA-Za-z][\dA-Za-z.+~:-]*")
_PARTS = re.compile(r"(\D*)(\d*)")
_END = 0
"""What a stretch without digits ends with: after a tilde, before everything else."""
_NOTHING = ((_END,), 0)
"""What follows the last stretch, and again what follows that. A zero alone is no more than nothing: 1.0-0 is 1.0."""


def key(version: str) -> Key | None:
    """What sorts as dpkg sorts. None for what is no version (an empty one, another first character, an odd one inside)."""
    epoch, colon, rest = version.partition(":")
    if not colon:
        epoch, rest = "0", version
    upstream, dash, revision = rest.rpartition("-")
    if not dash:
        upstream, revision = rest, ""
    if not (_EPOCH.fullmatch(epoch) and _FORM.fullmatch(upstream)):
        return None
    if dash and not re.fullmatch(r"[\dA-Za-z.+~]+", revision):
        return None
    return int(epoch), _stretches(upstream), _stretches(revision)


def _stretches(text: str) -> tuple[object, ...]:
    """Letters and digits by turns, then the nothing that follows, so that a tilde sorts before it."""
    found: list[object] = []
    for letters, digits in _PARTS.findall(text):
        if letters or digits:
            found += [(*map(_weight, letters), _END), int(digits or 0)]
    if found == [*_NOTHING]:
        found = []
    return (*found, *_NOTHING, *_NOTHING)


def _weight(sign: str) -> int:
    """A tilde sorts before the end, letters after it, all other signs after the letters."""
    if sign == "~":
        return -1
    return ord(sign) if sign.isalpha() else ord(sign) + 256
