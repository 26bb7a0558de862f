"""The order of Alpine's versions: numbers, a letter, suffixes, a revision, as apk-tools has it."""

from __future__ import annotations

import re

Key = tuple[tuple[object, ...], ...]

_FORM = re.compile(
    r"(?P<numbers>\d+(\.\d+)*)(?P<letter>[a-z]?)"
    r"(?P<suffixes>(_(alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(~(?P<hash>[0-9a-f]+))?(-r(?P<revision>\d+))?"
)
_SUFFIX = re.compile(r"_([a-z]+)(\d*)")
_BEFORE = ("alpha", "beta", "pre", "rc")
_AFTER = ("cvs", "svn", "git", "hg", "p")

# What follows where two versions part: a further number is newer than a letter, that than a suffix, that than a revision, that
# than the end; only a suffix that says "not yet" is older than the end.
_NUMBER, _LETTER, _SUFFIXED, _SUFFIX_NUMBER, _HASH, _REVISION, _END, _NOT_YET = range(7, -1, -1)


def key(version: str) -> Key | None:
    """What sorts as `apk version -t` sorts. None for what is no version."""
    match = _FORM.fullmatch(version)
    if match is None:
        return None
    first, *others = match["numbers"].split(".")
    tokens: list[tuple[object, ...]] = [(_NUMBER, 1, int(first)), *map(_number, others)]
    if match["letter"]:
        tokens.append((_LETTER, match["letter"]))
    for word, number in _SUFFIX.findall(match["suffixes"]):
        tokens.append((_NOT_YET, _BEFORE.index(word)) if word in _BEFORE else (_SUFFIXED, _AFTER.index(word)))
        if number:
            tokens.append((_SUFFIX_NUMBER, int(number)))
    if match["hash"]:
        tokens.append((_HASH, match["hash"]))
    if match["revision"]:
        tokens.append((_REVISION, int(match["revision"])))
    return (*tokens, (_END,))


def _number(digits: str) -> tuple[object, ...]:
    """A number after a dot: with a leading zero it is read as a fraction is, so 1.05 is older than 1.1, and 1.009 than 1.05."""
    return (_NUMBER, 0, digits) if digits[0] == "0" else (_NUMBER, 1, int(digits))
