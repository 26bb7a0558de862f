"""What stands on the screen: paragraphs with hanging marks, wrapped to any width; one of them may be under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

LINE = 120
"""Cells of a line of prose at most: longer ones are hard to read on a wide screen."""


NOTHING = Content("")


@dataclass(frozen=True)
class Para:
    """A paragraph; `mark` stands before its first line, and the lines after it are indented as far."""

    text: Content
    mark: Content = NOTHING
    indent: int = 0
    """Cells before the mark."""
    code: bool = False
    """True: not wrapped at words, and as wide as the screen."""
    cursor: bool = False
    """Whether it is under the cursor: in sight, and marked."""

    def lines(self, width: int) -> list[Content]:
        """As it stands on a screen of this many cells."""
        hang = self.indent + cell_len(self.mark.plain)
        room = max(8, (width if self.code else min(width, LINE)) - hang)
        pieces = [piece for line in self.text.split("\n", allow_blank=True) for piece in _pieces(line, room, self.code)]
        lead = [Content(" " * self.indent) + self.mark] + [Content(" " * hang)] * (len(pieces) - 1)
        lines = [before + piece for before, piece in zip(lead, pieces, strict=True)]
        if self.cursor:
            lines = [line.pad_right(max(0, width - line.cell_length)).stylize("on $here") for line in lines]
        return lines


def _pieces(line: Content, room: int, code: bool) -> list[Content]:
    if line.cell_length <= room:
        return [line]
    return line.fold(room) if code else line.wrap(room)


BLANK = Para(Content(""))


def styled(para: Para, style: str) -> Para:
    """The paragraph in another style; code keeps its own."""
    return para if para.code else replace(para, text=para.text.stylize_before(style))


class Page(Widget, can_focus=True):
    """Paragraphs below each other, in one widget: cheap to change, whatever stands on it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._paras: Sequence[Para] = ()
        self._lines: tuple[int, list[Content], tuple[int, int] | None] | None = None

    def put(self, paras: Sequence[Para]) -> None:
        """Show these; the one under the cursor comes into sight."""
        self._paras, self._lines = paras, None
        self.refresh(layout=True)
        if any(para.cursor for para in paras):
            self.call_after_refresh(self._follow)

    def laid(self, width: int) -> list[Content]:
        """The lines at a width."""
        if self._lines is None or self._lines[0] != width:
            lines: list[Content] = []
            cursor = None
            for para in self._paras:
                own = para.lines(width)
                if para.cursor:
                    cursor = (len(lines), len(own))
                lines += own
            self._lines = (width, lines, cursor)
        return self._lines[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.laid(width))

    def render(self) -> Content:
        return Content("\n").join(self.laid(max(1, self.content_size.width)))

    def _follow(self) -> None:
        if self._lines is not None and self._lines[2] is not None and self.parent is not None:
            y, height = self._lines[2]
            region = Region(0, self.virtual_region.y + y, 1, height)
            self.screen.query_one("#body").scroll_to_region(region, animate=False)
