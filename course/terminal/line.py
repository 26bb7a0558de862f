"""One line that is typed: a cursor, the usual keys, and a paste that is never more than a line."""

from __future__ import annotations

import unicodedata

from textual.content import Content

LONGEST = 500
"""Characters of one line: a number, a word, a gap."""


def cleaned(text: str) -> str:
    """Without control and direction-changing characters; line ends and tabs become spaces."""
    spaced = "".join(" " if c in "\r\n\t" else c for c in text)
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


class Line:
    """A text and where the cursor stands in it."""

    def __init__(self, text: str = "") -> None:
        self.text = text
        self.at = len(text)

    def put(self, text: str) -> str:
        """Type or paste. Returns a sentence where not all of it had room."""
        new = cleaned(text[: 4 * LONGEST])
        room = LONGEST - len(self.text)
        self.text = self.text[: self.at] + new[:room] + self.text[self.at :]
        self.at += len(new[:room])
        return f"A line holds {LONGEST} characters; the rest was left out." if len(new) > room else ""

    def key(self, key: str, character: str | None) -> bool:
        """Whether the key meant this line."""
        if character is not None and character.isprintable() and len(character) == 1:
            self.put(character)
        elif key == "backspace" and self.at:
            self.text = self.text[: self.at - 1] + self.text[self.at :]
            self.at -= 1
        elif key == "delete":
            self.text = self.text[: self.at] + self.text[self.at + 1 :]
        elif key == "ctrl+u":
            self.text, self.at = self.text[self.at :], 0
        elif key == "ctrl+w":
            kept = self.text[: self.at].rstrip()
            kept = kept[: kept.rfind(" ") + 1]
            self.text, self.at = kept + self.text[self.at :], len(kept)
        elif key in ("left", "ctrl+b"):
            self.at = max(0, self.at - 1)
        elif key in ("right", "ctrl+f"):
            self.at = min(len(self.text), self.at + 1)
        elif key in ("home", "ctrl+a"):
            self.at = 0
        elif key in ("end", "ctrl+e"):
            self.at = len(self.text)
        else:
            return key == "backspace"
        return True

    def drawn(self, *, live: bool, width: int = 12) -> Content:
        """The text on a field of at least `width` cells; with its cursor where it is the one that is typed into."""
        text = Content(self.text + " " * max(1, width - len(self.text)))
        shown = text.stylize("underline on $edge" if not live else "underline bold on $edge")
        return shown.stylize("reverse", self.at, self.at + 1) if live else shown
