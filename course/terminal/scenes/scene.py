"""What every scene has, and what it may ask of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from course.terminal.forms.form import Hint
from course.terminal.page import Para

if TYPE_CHECKING:
    from course.terminal.round import Round


class Stage(Protocol):
    """The app, as scenes see it."""

    round: Round

    def show(self, scene: Scene) -> None: ...
    def say(self, sentence: str) -> None: ...
    def forward(self) -> None: ...
    def leave(self) -> None: ...


class Scene:
    """One thing on the screen at a time."""

    area = False
    """Whether the text area stands below the page."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @property
    def round(self) -> Round:
        return self.stage.round

    def paras(self) -> list[Para]:
        raise NotImplementedError

    def status(self) -> str:
        """A line above the keys: what was chosen, or what is asked."""
        return ""

    def hints(self) -> list[Hint]:
        """The keys that matter most here."""
        raise NotImplementedError

    def key(self, key: str, character: str | None) -> bool:
        """Whether the key was for this scene."""
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Take what was pasted."""
