"""Counts that are folded beside the cards, so that a picture of 100,000 answers needs none of them read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from course.quiz.memory import Card
from course.quiz.thresholds import LONGEST_S

_DAY = timedelta(days=1)


@dataclass(kw_only=True, slots=True)
class Latest:
    """What a question's latest answer put into the counts: a correction or a rating afterwards changes it there."""

    topic: str
    day: str
    confidence: int | None
    right: bool
    held: bool | None
    """Whether it was still known, of a review that tells about retention; None of any other."""
    first: bool


@dataclass(kw_only=True)
class Tally:
    """Answers by topic, day, confidence and kind. All keys are text, so that it can be kept as JSON as it is."""

    held: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """Topic → calendar day (UTC) → [reviews that tell about retention, those still known]."""
    said: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    """Topic → confidence in percent → [answers, those that were right]."""
    seconds: dict[str, dict[str, int]] = field(default_factory=dict)
    """Kind of question → whole seconds → answers that took so long."""
    first: dict[str, float] = field(default_factory=dict)
    """Question → credit, 0 to 1, of its first answer."""
    days: dict[str, int] = field(default_factory=dict)
    """Calendar day (UTC) → answers."""
    latest: dict[str, Latest] = field(default_factory=dict)
    """Question → its latest answer."""

    def answered(
        self,
        question: str,
        before: Card | None,
        after: Card,
        at: datetime,
        *,
        credit: float,
        right: bool,
        topic: str = "",
        kind: str = "",
        confidence: int | None = None,
        seconds: float = 0.0,
    ) -> None:
        """An answer. `before` and `after`: its card; `seconds`: 0 where nobody took the time.

        About retention tell reviews of cards that were in review, a day or more after the last one: py-fsrs, too, takes anything
        sooner for the short term, and Anki leaves cards out that are still being learned.
        """
        day = f"{at.astimezone(UTC):%Y-%m-%d}"
        self.days[day] = self.days.get(day, 0) + 1
        tells = before is not None and before.state == 2 and after.last - before.last >= _DAY
        held = after.state == 2 if tells else None
        if held is not None:
            _add(self.held, topic, day, 1, held)
        if confidence is not None:
            _add(self.said, topic, str(confidence), 1, right)
        if kind and seconds > 0:
            times = self.seconds.setdefault(kind, {})
            took = str(int(min(seconds, LONGEST_S) + 0.5))
            times[took] = times.get(took, 0) + 1
        if before is None:
            self.first[question] = credit
        self.latest[question] = Latest(
            topic=topic, day=day, confidence=confidence, right=right, held=held, first=before is None
        )

    def rated(self, question: str, after: Card) -> None:
        """The latest answer counts under another rating; `after` is the card that came of it."""
        latest = self.latest.get(question)
        if latest is not None and latest.held is not None:
            held = after.state == 2
            _add(self.held, latest.topic, latest.day, 0, held - latest.held)
            latest.held = held

    def corrected(self, question: str, *, credit: float, right: bool) -> None:
        """The learner overruled the verdict on the latest answer."""
        latest = self.latest.get(question)
        if latest is None:
            return
        if latest.confidence is not None:
            _add(self.said, latest.topic, str(latest.confidence), 0, right - latest.right)
        if latest.first:
            self.first[question] = credit
        latest.right = right


def _add(counts: dict[str, dict[str, list[int]]], topic: str, key: str, n: int, hits: int) -> None:
    of_topic = counts.setdefault(topic, {})
    found = of_topic.get(key)
    if found is None:
        of_topic[key] = [n, hits]
    else:
        found[0] += n
        found[1] += hits
