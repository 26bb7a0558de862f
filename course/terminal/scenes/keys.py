"""All keys."""

from __future__ import annotations

from textual.content import Content

from course.terminal.forms.form import Hint
from course.terminal.page import BLANK, Para
from course.terminal.scenes.scene import Scene, Stage

GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "An answer",
        (
            ("a b c, 1 2 3", "choose an option; in multiple choice again: not that one"),
            ("↑ ↓, Space", "go to an option or line, choose it there"),
            ("u d, Shift+↑ Shift+↓", "ordering: move the line up, down (Space: take it along with ↑ ↓)"),
            ("1 2 3 and a b c", "matching: go to a number, give it a letter; Backspace takes it away"),
            ("1 2 3, ↑ ↓", "an output: point at the line"),
            ("Tab, Shift+Tab", "gaps: the next, the one before"),
            ("Enter", "answer; in a text of several lines Ctrl+S"),
            ("Esc", "where letters are typed: make them commands for once"),
            ("1 to 4, or Enter", "how sure you are, or not said"),
        ),
    ),
    (
        "A verdict",
        (
            ("1 2 3 4", "again, hard, good, easy: when it comes back"),
            ("Enter, n", "as suggested, and on"),
            ("↑ ↓, c", "open answers: go to a point, overrule the verdict on it"),
            ("b or F4, s or F5", "bury until tomorrow, suspend until you bring it back"),
        ),
    ),
    (
        "Anywhere",
        (
            ("n or F3, p or F2", "skip to the next open question, go back one"),
            ("e or F10", "end: hand in an exam, stop a drill and see the result"),
            ("t or F6", "hide or show the clock"),
            ("F8", "ask how sure you are, or not"),
            ("F7", "light or dark"),
            ("Page Up, Page Down", "scroll; Ctrl+↑ Ctrl+↓ while you write"),
            ("? or F1", "this page"),
            ("q or Ctrl+C", "quit; everything is kept, and the same command goes on here"),
        ),
    ),
)


class Keys(Scene):
    """The help; any key goes back to what stood there."""

    def __init__(self, stage: Stage, back: Scene) -> None:
        super().__init__(stage)
        self.back = back

    def paras(self) -> list[Para]:
        wide = max(len(keys) for _, group in GROUPS for keys, _ in group) + 2
        shown: list[Para] = []
        for title, group in GROUPS:
            shown += [Para(Content.styled(title, "bold"))]
            shown += [Para(Content(says), Content.styled(f"{keys:<{wide}}", "$code"), indent=2) for keys, says in group]
            shown.append(BLANK)
        return shown

    def hints(self) -> list[Hint]:
        return [("any key", "back")]

    def key(self, key: str, character: str | None) -> bool:
        if key in ("pageup", "pagedown", "up", "down"):
            return False
        self.stage.show(self.back)
        return True
