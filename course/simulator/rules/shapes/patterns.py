"""AWS's patterns are Java's; Python reads them after three changes."""

from __future__ import annotations

import re
from functools import cache

SPACES = r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
r"""Unicode's separators, Java's \p{Z}."""
TRANSLATED = {
    # Python's \w is Unicode's letters, numbers and the underscore, which stands in each of the classes that say so
    r"\p{L}\p{Z}\p{N}": rf"\w{SPACES}",
    r"\p{Print}": r"[ -~]",
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010ffff",
}


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    r"""The pattern for `fullmatch`. Java's \w and \d are ASCII only; letters of all languages it calls \p{L}."""
    unicode = r"\p{L}" in pattern
    for java, python in TRANSLATED.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern, 0 if unicode else re.ASCII)
