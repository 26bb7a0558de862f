"""What every form has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.content import Content

from course.model.quiz import Asked
from course.quiz.typing import LETTERS
from course.terminal.page import Para
from course.terminal.prose import inline

Hint = tuple[str, str]
"""A key, and what it does."""


class Form:
    """An answer in the making. Pure: keys go in, paragraphs come out."""

    typed = False
    """Whether letters belong to the answer, so that they are no commands."""
    area = False
    """Whether the answer is written in a text area below the page."""
    hints: tuple[Hint, ...] = ()

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def paras(self) -> list[Para]:
        """What stands below the question."""
        raise NotImplementedError

    def key(self, key: str, character: str | None) -> bool:
        """Whether the key was for the answer."""
        raise NotImplementedError

    def paste(self, text: str) -> str:
        """Take what was pasted; returns a sentence where something of it was left out."""
        return ""

    def answer(self) -> Any:
        """The answer as the grader takes it. Raises UsageProblem while it is not whole."""
        raise NotImplementedError

    def says(self) -> str:
        """The answer so far in a line, or ""."""
        return ""

    def draft(self) -> Any:
        """What it takes to go on with it later, as JSON."""
        raise NotImplementedError

    def restore(self, draft: Any) -> None:
        """Go on with a draft or a given answer; one that does not fit raises ValueError, KeyError or TypeError."""
        raise NotImplementedError


def place_of(character: str | None, size: int) -> int | None:
    """a or 1 is the first of `size`, b or 2 the second …; None for any other key."""
    if character is None or len(character) != 1:
        return None
    at = LETTERS.find(character.lower()) if character.isalpha() else ord(character) - ord("1")
    return at if 0 <= at < size and character.isascii() else None


def moved(at: int, key: str, size: int) -> int | None:
    """Where the cursor goes with this key; None where it is none that moves it."""
    steps = {"up": -1, "k": -1, "down": 1, "j": 1, "home": -size, "end": size}
    return min(max(0, at + steps[key]), size - 1) if key in steps else None


def row(mark: str, text: str | Content, *, cursor: bool) -> Para:
    """A line to choose, with a sign where the cursor stands."""
    return Para(
        inline(text) if isinstance(text, str) else text, Content(f"{'▸' if cursor else ' '} {mark} "), cursor=cursor
    )


def whole(values: Any, below: int, *, again: bool = False) -> list[int]:
    """A draft's list of positions below `below`. Raises ValueError for anything else."""
    if not isinstance(values, Sequence) or not all(type(v) is int and 0 <= v < below for v in values):
        raise ValueError(values)
    if not again and len(set(values)) != len(values):
        raise ValueError(values)
    return list(values)
