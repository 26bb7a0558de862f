"""The text area: a document with coloured syntax and line numbers, or free words; a paste never harms it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from pygments.lexer import Lexer
from pygments.token import Token
from rich.style import Style
from textual import events
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

from course.quiz.kinds.text import LONGEST

COLOURED = 50_000
"""Characters up to which syntax is coloured: every key colours it anew."""
KINDS = (
    (Token.Name.Tag, "key"),
    (Token.Name.Attribute, "key"),
    (Token.Keyword, "word"),
    (Token.Literal.String, "text"),
    (Token.Literal.Number, "number"),
    (Token.Literal, "text"),
    (Token.Comment, "comment"),
)
COLOURS = {
    True: {"key": "#8ab4f8", "word": "#c58af9", "text": "#a8d8a0", "number": "#f5c28b", "comment": "#9aa0a6"},
    False: {"key": "#0b4fb3", "word": "#6a1b9a", "text": "#1b5e20", "number": "#8a3b00", "comment": "#5f6368"},
}
"""Dark or not → kind of word → colour; all at least 4.5:1 on the area's ground."""


class Document(TextArea):
    """Keys that are commands (Ctrl+S, Esc, F-keys) go to `commanded` before they are text."""

    def __init__(self, *, id: str, commanded: Callable[[str, str | None], bool], say: Callable[[str], None]) -> None:
        super().__init__(id=id, tab_behavior="indent", soft_wrap=True, show_line_numbers=True, max_checkpoints=200)
        self._commanded, self._say = commanded, say
        self._lexer: Lexer | None = None
        for dark, colours in COLOURS.items():
            name = "dark" if dark else "light"
            styles = {kind: Style(color=colour) for kind, colour in colours.items()}
            self.register_theme(TextAreaTheme(f"ecs-{name}", syntax_styles=styles))
        self.indent_width = 2

    def take(self, text: str, syntax: str) -> None:
        """Another text, its history empty."""
        self._lexer = _lexer(syntax)
        self.show_line_numbers = bool(syntax)
        self.soft_wrap = not syntax
        self.load_text(text)
        if not syntax:
            self.move_cursor(self.document.end)

    def on_mount(self) -> None:
        self.look()

    def look(self) -> None:
        """The colours of the app's theme."""
        self.theme = f"ecs-{'dark' if self.app.current_theme.dark else 'light'}"

    async def _on_key(self, event: events.Key) -> None:
        if self._commanded(event.key, event.character):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        room = LONGEST - len(self.text) + len(self.selected_text)
        text = _cleaned(event.text[: 4 * LONGEST])
        if len(text) > room or len(event.text) > 4 * LONGEST:
            self._say(f"An answer holds {LONGEST:,} characters; the rest was left out.")
        if result := self._replace_via_keyboard(text[: max(0, room)], *self.selection):
            self.move_cursor(result.end_location)

    def _build_highlight_map(self) -> None:
        """Textual colours with tree-sitter, which would be a compiled package for each syntax; Pygments is here anyway."""
        self._line_cache.clear()
        self._highlights.clear()
        lexer = getattr(self, "_lexer", None)
        if lexer is None or len(self.text) > COLOURED:
            return
        line = column = 0
        for kind, value in lexer.get_tokens(self.text):
            name = next((name for token, name in KINDS if kind in token), "")
            for n, piece in enumerate(value.split("\n")):
                if n:
                    line, column = line + 1, 0
                size = len(piece.encode())
                if name and size:
                    self._highlights[line].append((column, column + size, name))
                column += size


def _cleaned(text: str) -> str:
    even = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in even if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _lexer(syntax: str) -> Lexer | None:
    if not syntax:
        return None
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(
        {"hcl": "terraform", "dockerfile": "docker"}.get(syntax, syntax), stripnl=False, ensurenl=False
    )
