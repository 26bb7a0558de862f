"""Seats of tasks in a service's card: a column for each zone, and a seat that a task keeps as long as it is there. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from course.map.geometry import (
    CHIP_H,
    CHIP_ROWS,
    DOT,
    DOT_ROWS,
    MOST_CHIPS,
    SMALLEST_CARD,
    WAITING,
    Box,
    column,
)
from course.map.scene import Node
from course.map.stacks import first_free

SPARE = 1
"""Seats in each column beyond what a deployment needs: for tasks that have just stopped."""
NOWHERE = -1
"""The column of tasks without a zone."""
Seat = tuple[int, int]
"""Column and number."""


@dataclass(frozen=True)
class Card:
    """How the seats of one service are laid out."""

    rows: int
    """Rows of the whole card."""
    dense: bool
    """Small chips."""
    columns: int
    """Zone columns of the picture."""

    @property
    def across(self) -> int:
        """Seats beside each other in a zone column."""
        return max(1, int(column(0, self.columns)[1] // (DOT + 2))) if self.dense else 1

    def seats(self, of: int) -> int:
        """How many a column has."""
        step = DOT_ROWS if self.dense or of == NOWHERE else CHIP_ROWS
        lines = (self.rows - 2) // step
        return lines * (self.across if of != NOWHERE else 1)

    def box(self, seat: Seat) -> Box:
        """Where a seat is, from the card's upper left corner."""
        at, number = seat
        if at == NOWHERE:
            return Box(WAITING.x, 8 + number * DOT_ROWS * 8, DOT, DOT)
        left, width = column(at, self.columns)
        if self.dense:
            line, place = divmod(number, self.across)
            return Box(left + place * (DOT + 2), 8 + line * DOT_ROWS * 8, DOT, DOT)
        return Box(left, 8 + number * CHIP_ROWS * 8, width, CHIP_H)


@dataclass(frozen=True)
class Seating:
    """The tasks of one service on their seats."""

    card: Card
    seats: dict[str, Seat] = field(default_factory=dict)


def card_for(service: Node, tasks: Sequence[Node], zones: Sequence[str], columns: int, before: Card | None) -> Card:
    """The card that a service needs; the one it has where that is large enough."""
    live = Counter(_column(task, zones) for task in tasks if not _stopped(task))
    if before is not None and before.columns == columns and all(before.seats(at) >= n for at, n in live.items()):
        reserved = _reserved(service, zones)
        if all(before.seats(at) >= n for at, n in reserved.items()):
            return before
    need = _reserved(service, zones)
    for at, number in live.items():
        need[at] = max(need[at], number)
    most = max((n + SPARE for at, n in need.items() if at != NOWHERE), default=1)
    dense = most > MOST_CHIPS or columns > 3
    across = Card(0, dense, columns).across
    lines = ceil(most / across) * (DOT_ROWS if dense else CHIP_ROWS)
    return Card(max(SMALLEST_CARD, lines + 2, need[NOWHERE] * DOT_ROWS + 2), dense, columns)


def _reserved(service: Node, zones: Sequence[str]) -> Counter[int]:
    """Seats that a deployment may need, in each column of the service's zones."""
    at = [zones.index(zone) for zone in service.zones if zone in zones]
    return Counter({place: ceil(service.room / len(at)) for place in at})


def seated(
    tasks: Sequence[Node], zones: Sequence[str], before: Seating | None, card: Card
) -> tuple[Seating, list[str]]:
    """Everyone keeps the seat; newcomers take the first free one; who has stopped gives way. Also: who found no seat."""
    kept = before.seats if before is not None and before.card == _same_seats(before.card, card) else {}
    seats = {task.id: kept[task.id] for task in tasks if task.id in kept and kept[task.id][0] == _column(task, zones)}
    stopped = {task.id for task in tasks if _stopped(task)}
    without = []
    for task in sorted(tasks, key=lambda task: task.id in stopped):
        if task.id in seats:
            continue
        at = _column(task, zones)
        number = first_free((n for place, n in seats.values() if place == at), card.seats(at))
        if number is None and task.id not in stopped:
            way = next((id for id, seat in seats.items() if seat[0] == at and id in stopped), None)
            if way is not None:
                number = seats.pop(way)[1]
                without.append(way)
        if number is None:
            without.append(task.id)
        else:
            seats[task.id] = (at, number)
    return Seating(card, seats), without


def _same_seats(before: Card, card: Card) -> Card:
    """A card that only became longer has the same seats, and more."""
    return before if (before.dense, before.columns) == (card.dense, card.columns) else card


def _column(task: Node, zones: Sequence[str]) -> int:
    return zones.index(task.zone) if task.zone in zones else NOWHERE


def _stopped(task: Node) -> bool:
    return task.state == "stopped"
