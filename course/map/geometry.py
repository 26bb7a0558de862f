"""The measures of the picture, in pixels of its own; all that a lane or a kind needs to know about space."""

from __future__ import annotations

from dataclasses import dataclass

from course.map.stacks import Form

WIDTH = 1176
ROW = 8
"""Pixels of a row: everything that stands in a lane starts and ends on one."""
TOP = 72
"""Where the lanes begin, below VPCs and zones."""
END = 12
"""Free space at the bottom."""


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    w: float
    h: float

    def meets(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        return (
            self.x < other.x + other.w and other.x < self.x + self.w
            and self.y < other.y + other.h and other.y < self.y + self.h
        )  # fmt: skip

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside."""
        return (
            self.x <= other.x and other.x + other.w <= self.x + self.w
            and self.y <= other.y and other.y + other.h <= self.y + self.h
        )  # fmt: skip


@dataclass(frozen=True)
class Lane:
    """A column of the picture."""

    x: float
    w: float
    form: Form
    inset: float = 0
    """Between a frame and its items, left and right."""
    item: int = 0
    """Rows of an item, with the space below it; 0 where items differ."""
    space: float = 6
    """Pixels between an item's box and the next item."""


CLIENT = Box(8, TOP + 6, 54, 38)
LANES = {
    "front": Lane(84, 184, Form(title=6, pad=1, gap=2), inset=7, item=6),
    "targets": Lane(330, 146, Form(), item=7, space=8),
    "work": Lane(508, 470, Form(title=5, pad=0, gap=2), inset=7),
    "side": Lane(1002, 166, Form(title=3, pad=0, gap=1), item=3, space=3),
}
INFO = Box(10, 8, 150, 40)
"""Where a service's name and counts stand in its card."""
BAR_TOP, BAR_ROWS, BAR = 6, 3, (10.0, 150.0, 20.0)
"""Deployments in a card: the first row, rows each, then left, width and height in pixels."""
WAITING = Box(168, 0, 22, 0)
"""The column of tasks that are in no zone yet."""
ZONES_AT = 196
"""Where the zone columns begin in a card; they end at its right edge."""
CHIP_ROWS, CHIP_H = 4, 28
DOT_ROWS, DOT = 3, 22
"""A small chip, where there are many tasks."""
MOST_CHIPS = 5
"""Rows of large chips; a service with more has small ones."""
SMALLEST_CARD = 13
MOST_COLUMNS = 6


def y_of(row: int) -> float:
    """Pixels of a row of a lane."""
    return TOP + row * ROW


def card_width() -> float:
    """Of a service's card."""
    lane = LANES["work"]
    return lane.w - 2 * lane.inset


def column(number: int, columns: int) -> tuple[float, float]:
    """Left edge, from the card's, and width of a zone column."""
    width = (card_width() - ZONES_AT - 4) / columns
    return ZONES_AT + number * width, width - 6
