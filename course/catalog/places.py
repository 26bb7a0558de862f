"""Where each kind of content lies in a checkout (or in a tiny course that a test made)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.home import CHECKOUT

START = "00_start_here"
"""The stem of the notebook that is no day: words of welcome and the way home."""


@dataclass(frozen=True)
class Places:
    """The folders and files of one course."""

    root: Path = CHECKOUT

    @property
    def plan(self) -> Path:
        return self.content / "course.toml"

    @property
    def content(self) -> Path:
        return self.root / "course" / "content"

    @property
    def questions(self) -> Path:
        return self.content / "questions"

    @property
    def interviews(self) -> Path:
        return self.content / "interviews"

    @property
    def labs(self) -> Path:
        return self.root / "labs"

    @property
    def checks(self) -> Path:
        return self.root / "checks"

    @property
    def sources(self) -> Path:
        return self.root / "notebooks" / "source"

    @property
    def prints(self) -> Path:
        return self.root / "notebooks"

    def source(self, stem: str) -> Path:
        """The text that the notebook is printed from."""
        return self.sources / f"{stem}.md"

    def print(self, stem: str) -> Path:
        """The printed notebook that learners get."""
        return self.prints / f"{stem}.ipynb"

    def lab(self, stem: str) -> Path:
        return self.labs / stem

    def check(self, stem: str) -> Path:
        return self.checks / f"{stem}.py"

    def named(self, path: Path) -> str:
        """A path as messages show it: relative to the checkout, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)
