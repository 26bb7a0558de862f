"""What a learner's statistics are made of, in one value: the counts, the cards, the bank and the plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from course.app.cards import cards
from course.app.limits import limits
from course.app.overview import progress
from course.catalog.bank import Bank, bank
from course.home import Home, home
from course.model.errors import UsageProblem
from course.progress.streak import streak
from course.quiz.mastery import DayMastery, Hard, Mastery, TopicMastery, by_day, by_topic, hardest, where_to_go
from course.quiz.outlook import Forecast, forecast
from course.quiz.statistics import Calibration, Period, Share, Times, calibration, retention, times, together
from course.quiz.thresholds import LEECH, RETENTION

WEEKS, MONTHS = 12, 12
"""How far back retention is shown."""


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Everything that is shown, as of `now` (UTC)."""

    now: datetime
    topic: str
    """Only this topic; "" for all."""
    answers: int
    """All answers of the log, whatever the topic."""
    days_in_a_row: int
    """Calendar days in a row with answers, up to today or yesterday."""
    today: int
    """Answers today."""
    weeks: tuple[Period, ...]
    months: tuple[Period, ...]
    coming: Forecast
    topics: tuple[TopicMastery, ...]
    days: tuple[DayMastery, ...]
    go_to: TopicMastery | None
    hard: tuple[Hard, ...]
    leeches: int
    sure: Calibration
    times: tuple[Times, ...]
    """Of all topics: the counts do not tell them apart."""
    prompts: dict[str, str]
    """The question of each hard one, in its author's words."""
    notes: tuple[str, ...]

    @property
    def kept(self) -> Share:
        """Retention over the weeks shown."""
        return together(self.weeks)

    def as_json(self) -> dict[str, Any]:
        """`stats --json`. Shares are hits `of` tries, with a 95 % interval."""
        return {
            "version": 1,
            "now": self.now.isoformat(timespec="seconds"),
            "topic": self.topic,
            "answers": self.answers,
            "answers_today": self.today,
            "days_in_a_row": self.days_in_a_row,
            "retention": {
                "target": RETENTION,
                "weeks": [_period(one) for one in self.weeks],
                "months": [_period(one) for one in self.months],
            },
            "forecast": {
                "overdue": self.coming.overdue,
                "reviews_a_day": self.coming.limit,
                "later": self.coming.later,
                "days": [{**asdict(one), "day": one.day.isoformat()} for one in self.coming.days],
            },
            "topics": [_mastery(one) for one in self.topics],
            "days": [_mastery(one) for one in self.days],
            "go_to": self.go_to.topic if self.go_to else "",
            "hardest": [{**asdict(one), "ask": self.prompts.get(one.question, "")} for one in self.hard],
            "leech_after_lapses": LEECH,
            "leeches": self.leeches,
            "calibration": {
                "brier": self.sure.brier,
                "levels": [{"percent": one.percent, **_share(one.share)} for one in self.sure.levels],
            },
            "seconds_by_kind": [asdict(one) for one in self.times],
            "notes": list(self.notes),
        }


def _share(share: Share) -> dict[str, Any]:
    return {"of": share.of, "hits": share.hits, "share": share.value, "interval": list(share.interval)}


def _period(period: Period) -> dict[str, Any]:
    return {"begins": period.begins.isoformat(), **_share(period.share)}


def _mastery(one: Mastery) -> dict[str, Any]:
    return {**asdict(one), "mastery": one.mastery, "needs": one.step}


def statistics(*, topic: str = "", learner: Home | None = None, now: datetime | None = None) -> Statistics:
    """A learner's statistics. Raises UsageProblem for a topic that does not exist; a log that cannot be read gives an empty
    picture and a note that says why."""
    own, at = learner or home(), now or datetime.now(UTC)
    questions = bank(decks=own.decks)
    topic = known_topic(questions, topic)
    entries = [entry for entry in questions.entries if topic in ("", entry.topic)]
    found, overview = cards(own), progress(own)
    memory, tally = found.memory, found.tally
    reached = overview.current.day if overview.current else len(overview.plan.days)
    topics = by_topic(entries, memory, at)
    hard = hardest(entries, memory, tally.first, at)
    ids = {entry.id for entry in entries}
    return Statistics(
        now=at,
        topic=topic,
        answers=sum(tally.days.values()),
        days_in_a_row=streak(tally.days, at.date()),
        today=tally.days.get(at.date().isoformat(), 0),
        weeks=tuple(_so_far(retention(tally, "week", topic=topic), at.date())[-WEEKS:]),
        months=tuple(_so_far(retention(tally, "month", topic=topic), at.date())[-MONTHS:]),
        coming=forecast(entries, memory, at, reviews_a_day=limits(own).reviews_a_day),
        topics=tuple(topics),
        days=tuple(by_day(entries, overview.plan.days, memory, at)),
        go_to=where_to_go(topics, reached),
        hard=tuple(hard),
        leeches=sum(card.leech for id, card in memory.cards.items() if id in ids),
        sure=calibration(tally, topic=topic),
        times=() if topic else tuple(times(tally.seconds)),
        prompts={one.question: question.ask for one in hard if (question := questions.get(one.question))},
        notes=tuple(dict.fromkeys([*found.notes, *overview.progress.notes])),
    )


def _so_far(periods: list[Period], today: date) -> list[Period]:
    """Without what a clock that ran ahead once put into the future."""
    return [one for one in periods if one.begins <= today]


def known_topic(questions: Bank, topic: str) -> str:
    """The topic itself. Raises UsageProblem where the bank has none of that name."""
    there = sorted({entry.topic for entry in questions.entries})
    if topic and topic not in there:
        raise UsageProblem(f"There is no topic {topic}. There are: {', '.join(there)}.")
    return topic
