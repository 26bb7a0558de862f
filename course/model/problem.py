"""Something wrong with the course's content, for authors: the file, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass

BLANK = "FILL IN:"
"""How every template marks what its author has to write: in a text, in a string, or in a comment at the end of a line."""


@dataclass(frozen=True, order=True)
class Problem:
    """One finding; a command shows them all at once."""

    file: str
    """Path in the checkout, with `:line` where it is known."""
    says: str
    fix: str
