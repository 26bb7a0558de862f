"""A day of the course and the course's order of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a fact was read."""

    __pydantic_config__ = {"extra": "forbid"}

    title: str
    """What a reader sees, such as "ECS API reference: CapacityProviderStrategyItem"."""
    url: str
    """A public address a learner can open (https)."""


@dataclass(frozen=True, kw_only=True)
class DayFacts:
    """The `course:` block in the front matter of a day's notebook source."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    """The stem of the day: notebook, lab folder, check file and identity alike, such as `day08_clusters`."""
    day: int
    """Its place in the order, 1 to 30."""
    title: str
    """What the learner reads, without "Day 8:"."""
    minutes: int
    """Reading, lab and quiz together, for a beginner."""
    goals: tuple[str, ...]
    """What one can do afterwards; each completes "After today you can …"."""
    topics: tuple[str, ...]
    """Topics of the question bank that this day teaches."""
    checked: date
    """The day on which the facts of the text were last held against their sources."""
    sources: tuple[Source, ...]
    """Where the facts of the text were read."""
    needs: tuple[str, ...] = ()
    """Ids of days whose content this one builds on."""


@dataclass(frozen=True, kw_only=True)
class PlannedDay:
    """A day's entry in course.toml: all thirty stand there, those not written yet as `planned`."""

    __pydantic_config__ = {"extra": "forbid"}

    id: str
    day: int
    title: str
    minutes: int
    status: Literal["ready", "planned"] = "planned"
    """`ready`: notebook, lab, checks and questions exist. `planned`: none of them may exist yet."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A named group of days."""

    __pydantic_config__ = {"extra": "forbid"}

    title: str
    days: tuple[PlannedDay, ...]


@dataclass(frozen=True, kw_only=True)
class CoursePlan:
    """course.toml: the title and the order of the thirty days."""

    __pydantic_config__ = {"extra": "forbid"}

    title: str
    version: str
    """The content's version, year.month.day; stands in every event."""
    weeks: tuple[Week, ...]

    @property
    def days(self) -> tuple[PlannedDay, ...]:
        """All days in order."""
        return tuple(day for week in self.weeks for day in week.days)

    def find(self, number_or_id: int | str) -> PlannedDay | None:
        """The day with that number or id, or None."""
        for day in self.days:
            if number_or_id in (day.day, day.id, str(day.day)):
                return day
        return None
