"""Text as people type it, made comparable; and how far two words lie apart."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from course.model.errors import UsageProblem

LONGEST = 20_000
"""Characters of an answer that are read. Nobody speaks more than a tenth of this in an interview."""
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "\u00a0": " "})
_ARTICLES = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_EDGES = " \t\n.,;:!?\"'`()"


def typed(answer: Any) -> str:
    """The answer as text without control and direction-changing characters, NFC, at most LONGEST characters.

    Raises UsageProblem for what is no text, is empty or longer: nothing is judged then, and nothing is lost.
    """
    if not isinstance(answer, str):
        raise UsageProblem("Answer with a text.")
    if len(answer) > LONGEST:
        raise UsageProblem(
            f"That is {len(answer):,} characters; answers have at most {LONGEST:,}. Say it shorter, please."
        )
    kept = "".join(c for c in answer if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = unicodedata.normalize("NFC", kept).strip()
    if not text:
        raise UsageProblem("Write an answer first.")
    return text


def plain_words(text: str) -> str:
    """For comparing words: no case, no punctuation around them, no article, one kind of quote, dash and space."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold().split())
    return _ARTICLES.sub("", spaced.strip(_EDGES)).strip(_EDGES)


def run_together(text: str) -> str:
    """`Task definition`, `task-definition` and `taskDefinition` are one."""
    return re.sub(r"[\s_\-/]+", "", plain_words(text))


def apart(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, exchanged or swapped with their neighbour (optimal string alignment).

    More than `most` is told as `most + 1`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, last, row = row, before, [n]
        for m, b in enumerate(other, 1):
            cost = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (a != b))
            if n > 1 and m > 1 and a == other[m - 2] and one[n - 2] == b:
                cost = min(cost, last[m - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
