"""What is to come: reviews of the next days, and what the daily limits make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from course.catalog.bank import Entry
from course.quiz.memory import Memory
from course.quiz.thresholds import REVIEWS_A_DAY

DAYS = 30


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A calendar day (UTC) and its reviews."""

    day: date
    due: int
    """Cards that come due on it; the first day has none of the overdue ones."""
    asked: int
    """Reviews that the daily limit lets through, what was left over from days before among them."""
    left_over: int
    """Due, and left for the day after."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The next days' reviews."""

    overdue: int
    """Cards whose day has passed."""
    days: tuple[Coming, ...]
    later: int
    """Cards due after the last of these days."""
    limit: int

    @property
    def total(self) -> int:
        """Reviews due within these days, overdue ones among them."""
        return self.overdue + sum(one.due for one in self.days)


def forecast(
    entries: Iterable[Entry],
    memory: Memory,
    now: datetime,
    *,
    reviews_a_day: int = REVIEWS_A_DAY,
    days: int = DAYS,
) -> Forecast:
    """Cards of `entries` by the day they are due, as things stand: without new ones, and without those that come back within
    these days after they were answered. Suspended cards do not count, buried ones from the day they return."""
    today = now.astimezone(UTC).date()
    due, overdue, later = [0] * days, 0, 0
    for id in {entry.id for entry in entries}:
        card = memory.cards.get(id)
        if card is None or id in memory.suspended:
            continue
        at = now if card.ahead_of(now) else card.due
        buried = memory.buried.get(id)
        if buried is not None and buried > now:
            at = max(at, buried)
        place = (at.astimezone(UTC).date() - today).days
        if place < 0:
            overdue += 1
        elif place < days:
            due[place] += 1
        else:
            later += 1
    coming, waiting = [], overdue
    for place, number in enumerate(due):
        done = memory.reviews_on.get(today.isoformat(), 0) if place == 0 else 0
        asked = min(waiting + number, max(0, reviews_a_day - done))
        waiting += number - asked
        coming.append(Coming(day=today + timedelta(days=place), due=number, asked=asked, left_over=waiting))
    return Forecast(overdue=overdue, days=tuple(coming), later=later, limit=reviews_a_day)
