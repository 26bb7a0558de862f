"""Slips of spelling in long words: which word of the patterns a word that is none of them was meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from course.quiz.kinds.text import apart

SHORTEST = 6
"""Letters from which one slip is forgiven; shorter words are too near to each other."""
LONG = 11
"""Letters from which two are."""


@lru_cache(maxsize=256)
def index(vocabulary: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """What remains of each long word with a letter left out → the words, so that near words are found without comparing all."""
    found: dict[str, list[str]] = {}
    for word in sorted(vocabulary):
        if len(word) >= SHORTEST and word.isalpha():
            for rest in _shorter(word):
                found.setdefault(rest, []).append(word)
    return {rest: tuple(words) for rest, words in found.items()}


def meant(word: str, vocabulary: frozenset[str]) -> str:
    """The word of the vocabulary that this one was meant to be; itself where it is one, or near none."""
    if len(word) < SHORTEST or word in vocabulary or not word.isalpha():
        return word
    near = index(vocabulary)
    for rest in _shorter(word):
        for other in near.get(rest, ()):
            most = 2 if min(len(word), len(other)) >= LONG else 1
            if word[0] == other[0] and apart(word, other, most) <= most:
                return other
    return word


def _shorter(word: str) -> Iterable[str]:
    return (word, *(word[:n] + word[n + 1 :] for n in range(len(word))))
