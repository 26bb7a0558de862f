"""Reading a number as people type it: `12`, `12.0`, `12,5`, `1,000`, `3 tasks`, `$9.01`."""

from __future__ import annotations

import math
import re
from typing import Any

from course.model.errors import UsageProblem

_NUMBER = re.compile(
    r"""(?P<sign>[-+]?) \s* (?P<before>\$?) \s*
    (?P<digits> [1-9]\d{0,2} (?:,\d{3})+ (?:\.\d+)?     # commas between thousands
              | [1-9]\d{0,2} (?:[ ]\d{3})+ (?:[.,]\d+)? # spaces between thousands
              | \d+ (?:[.,]\d*)? | [.,]\d+ )            # plain, with a point or a comma
    (?P<power>[eE][-+]?\d+)?
    \s* (?P<after>.*)""",
    re.VERBOSE | re.DOTALL,
)
_UNIT = re.compile(r"(?:[^\W\d_]|[\s%$/.])*")
_WORD = re.compile(r"[^\W\d_]+|[%$]")
_SAME_AS = {"%": "percent", "$": "usd", "dollar": "usd", "sec": "second", "s": "second", "min": "minute", "hr": "hour",
            "h": "hour", "ms": "millisecond"}  # fmt: skip


def number(answer: Any, unit: str) -> float:
    """The number that an answer gives, in the question's unit.

    A text may carry the unit or a part of it, in singular or plural. Raises UsageProblem for what is no single finite number
    or names another unit: better asked again than judged in the wrong one.
    """
    kind = f"a number of {unit}" if unit else "a number"
    problem = UsageProblem(f"Answer with {kind}, such as 3 or 9.01.")
    if isinstance(answer, bool) or not isinstance(answer, int | float | str):
        raise problem
    try:
        value = _read(answer, unit) if isinstance(answer, str) else float(answer)
    except (OverflowError, ValueError):
        raise problem from None
    if not math.isfinite(value):
        raise problem
    return value


def written(value: float) -> str:
    """A number as a person would write it: no `.0`, no exponent where it can be spared, no rounding noise."""
    return f"{value:.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:.12g}"


def _read(text: str, unit: str) -> float:
    plain = re.sub(r"[\u00a0\u2007\u2009\u202f]", " ", text).replace("\u2212", "-").strip()
    found = _NUMBER.fullmatch(plain)
    if found is None or not _UNIT.fullmatch(found["after"]):
        raise ValueError(text)
    if not _words(found["before"] + found["after"]) <= _words(unit):
        raise ValueError(text)
    digits = found["digits"].replace(" ", "")
    in_thousands = re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", digits)
    digits = digits.replace(",", "") if in_thousands else digits.replace(",", ".")
    return float(found["sign"] + digits + (found["power"] or ""))


def _words(text: str) -> set[str]:
    """The words of a unit, in lower case and singular."""
    words = set()
    for word in _WORD.findall(text.lower()):
        single = word[:-1] if len(word) > 3 and word.endswith("s") else word
        words.add(_SAME_AS.get(single, single))
    return words
