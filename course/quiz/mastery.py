"""How much of each topic and day is known by now, and which questions are hard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from course.catalog.bank import Entry
from course.model.day import PlannedDay
from course.quiz.memory import Card, Memory, known, retrievability
from course.quiz.thresholds import MASTERED, WEAK


@dataclass(frozen=True, kw_only=True)
class Mastery:
    """Of a set of questions: how many were met, and how far those are known now."""

    items: int
    met: int
    """Questions answered at least once."""
    known: float
    """0 to 1: mean over those met of how far each counts as known now (memory.known); 0 where none was."""
    due: int
    """Cards due now, those put away left out."""

    @property
    def share_met(self) -> float:
        return self.met / self.items if self.items else 0.0

    @property
    def mastery(self) -> float:
        """known × share_met, 0 to 1: the share of all its questions that would be answered now, those not met yet as unknown."""
        return self.known * self.share_met

    @property
    def step(self) -> str:
        """What it needs next: begin, repeat, go_on or nothing."""
        if not self.met:
            return "begin" if self.items else "nothing"
        if self.known < WEAK:
            return "repeat"
        return "nothing" if self.mastery >= MASTERED else "go_on"


@dataclass(frozen=True, kw_only=True)
class TopicMastery(Mastery):
    """One topic."""

    topic: str
    days: tuple[int, ...]
    """Days of the plan that its questions belong to."""


@dataclass(frozen=True, kw_only=True)
class DayMastery(Mastery):
    """One day of the plan: all questions that belong to it."""

    day: int
    title: str
    topics: tuple[str, ...]
    """The topics of its questions, those with the most first."""


def by_topic(entries: Iterable[Entry], memory: Memory, now: datetime) -> list[TopicMastery]:
    """Every topic of the bank, in the order in which the plan comes to them."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.topic, []).append(entry)
    found = [
        TopicMastery(
            topic=topic, days=tuple(sorted({day for one in group for day in one.days})), **_of(group, memory, now)
        )
        for topic, group in groups.items()
    ]
    return sorted(found, key=lambda one: (min(one.days, default=99), one.topic))


def by_day(entries: Sequence[Entry], days: Iterable[PlannedDay], memory: Memory, now: datetime) -> list[DayMastery]:
    """Every day of the plan, in order."""
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        for number in entry.days:
            groups.setdefault(number, []).append(entry)
    found = []
    for day in days:
        group = groups.get(day.day, [])
        topics = Counter(entry.topic for entry in sorted(group))
        found.append(
            DayMastery(
                day=day.day,
                title=day.title,
                topics=tuple(topic for topic, _ in topics.most_common()),
                **_of(group, memory, now),
            )
        )
    return found


class _Facts(TypedDict):
    items: int
    met: int
    known: float
    due: int


def _of(group: Sequence[Entry], memory: Memory, now: datetime) -> _Facts:
    cards = [card for entry in group if (card := memory.cards.get(entry.id))]
    return {
        "items": len(group),
        "met": len(cards),
        "known": sum(known(card, now) for card in cards) / len(cards) if cards else 0.0,
        "due": sum(card.is_due(now) and not memory.away(card.question, now) for card in cards),
    }  # fmt: skip


def where_to_go(topics: Iterable[TopicMastery], reached: int) -> TopicMastery | None:
    """The topic to turn to: of those that the learner's days have come to, one that needs repeating, the weakest first; else
    one that was begun; else one not begun. None where all is known."""
    order = ["repeat", "go_on", "begin"]
    open_ones = [one for one in topics if one.step in order and min(one.days, default=99) <= reached]
    return min(open_ones, key=lambda one: (order.index(one.step), one.mastery, min(one.days, default=99)), default=None)


@dataclass(frozen=True, kw_only=True)
class Hard:
    """A question that costs effort."""

    question: str
    topic: str
    lapses: int
    reviews: int
    first: float | None
    """Credit of the first answer, 0 to 1; None where it is not known any more."""
    difficulty: float
    """FSRS: 1 to 10."""
    known: float
    """Chance to know it now, 0 to 1."""
    leech: bool


def hardest(
    entries: Iterable[Entry], memory: Memory, first: dict[str, float], now: datetime, *, most: int = 10
) -> list[Hard]:
    """The questions forgotten most often, then those with the least credit at first sight, then by difficulty. One that was
    never wrong is not hard."""
    found = [
        _hard(card, entry.topic, first.get(entry.id), now)
        for entry in entries
        if (card := memory.cards.get(entry.id)) and (card.lapses or first.get(entry.id, 1.0) < 0.5)
    ]
    found.sort(
        key=lambda hard: (-hard.lapses, 1.0 if hard.first is None else hard.first, -hard.difficulty, hard.question)
    )
    return found[:most]


def _hard(card: Card, topic: str, first: float | None, now: datetime) -> Hard:
    return Hard(
        question=card.question,
        topic=topic,
        lapses=card.lapses,
        reviews=card.reviews,
        first=first,
        difficulty=card.difficulty,
        known=retrievability(card, now),
        leech=card.leech,
    )
