"""Values of rule conditions as regular expressions: `*` stands for any characters, `?` for exactly one.

Facts: Application Load Balancers user guide, "Condition types for listener rules". Where a value is compared with a header or a
query string, a backslash takes the meaning from the sign that follows it (API reference, QueryStringConditionConfig).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTHING = re.compile(rb"(?!)")


def wildcard(value: str, *, escapes: bool = False) -> bytes:
    """The regular expression of one value."""
    parts: list[bytes] = []
    escaped = False
    for sign in value:
        if escaped:
            parts.append(re.escape(sign.encode()))
            escaped = False
        elif escapes and sign == "\\":
            escaped = True
        elif sign == "*":
            parts.append(b".*")
        elif sign == "?":
            parts.append(b".")
        else:
            parts.append(re.escape(sign.encode()))
    if escaped:
        parts.append(rb"\\")
    return b"".join(parts)


def any_of(values: Iterable[str], *, ignore_case: bool = False, escapes: bool = False) -> re.Pattern[bytes]:
    """One expression for all values; use it with fullmatch."""
    joined = b"|".join(b"(?:%b)" % wildcard(value, escapes=escapes) for value in values)
    return re.compile(joined, re.DOTALL | (re.IGNORECASE if ignore_case else 0)) if joined else NOTHING


def any_regex(values: Iterable[str]) -> re.Pattern[bytes]:
    """One expression for all of RegexValues; use it with search. What is no expression matches nothing."""
    good: list[bytes] = []
    for value in values:
        try:
            re.compile(value.encode())
        except re.error:
            continue
        good.append(b"(?:%b)" % value.encode())
    return re.compile(b"|".join(good)) if good else NOTHING
