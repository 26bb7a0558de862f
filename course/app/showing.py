"""Values made fit to be shown as plain text: harmless, not endless, counted, wrapped."""

from __future__ import annotations

import textwrap
import unicodedata

WIDTH = 100
LONGEST = 1000
"""Characters of one value from AWS or a learner's program that are shown; the event log keeps all of it."""


def plain(value: str, longest: int = LONGEST) -> str:
    """A value from outside made harmless to show: no control or direction-changing characters, and not endless."""
    shown, rest = value[:longest], len(value) - longest
    visible = "".join(c if _harmless(c) else f"\\u{ord(c):04x}" for c in shown)[:longest]
    return f"{visible} … ({rest:,} more characters)" if rest > 0 else visible


def _harmless(c: str) -> bool:
    return c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs")


def count(n: int, one: str, many: str = "") -> str:
    """`1 point`, `2 points`."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def indented(text: str, by: int = 6) -> list[str]:
    """Lines of a text, wrapped, `by` spaces before each."""
    return textwrap.wrap(text.strip(), WIDTH, initial_indent=" " * by, subsequent_indent=" " * by)


def wrapped(text: str) -> list[str]:
    """Lines of a text, each wrapped to WIDTH; what stands in a fence or is indented stays as it is."""
    lines, fenced = [], False
    for line in text.strip().splitlines():
        fenced ^= line.lstrip().startswith("```")
        keep = fenced or line.startswith(("    ", "```", "|"))
        lines += [line] if keep else textwrap.wrap(line, WIDTH) or [""]
    return lines
