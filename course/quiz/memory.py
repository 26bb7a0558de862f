"""What is remembered of each question: FSRS cards, replayed from answers. The only importer of fsrs.

The model is FSRS-6 as the package fsrs computes it (https://github.com/open-spaced-repetition/py-fsrs), without fuzz: the same
history gives the same dates on every machine. A card is never truth; the log is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from course.quiz.thresholds import LEECH as LEECH
from course.quiz.thresholds import RETENTION as RETENTION

if TYPE_CHECKING:
    from fsrs import Card as FsrsCard
    from fsrs import Scheduler

Rating = Literal[1, 2, 3, 4]
RATINGS: dict[Rating, str] = {1: "again", 2: "hard", 3: "good", 4: "easy"}
"""The four ratings, from forgotten to effortless."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One question's place in memory. Times are UTC."""

    question: str
    due: datetime
    last: datetime
    """The latest review."""
    stability: float
    """Days until the chance to know it has fallen to nine in ten."""
    difficulty: float
    """1 to 10."""
    state: int
    """fsrs: 1 learning, 2 review, 3 relearning."""
    step: int | None
    reviews: int = 1
    lapses: int = 0
    """How often it was known before, and then not."""

    @property
    def leech(self) -> bool:
        """Whether it was forgotten again and again."""
        return self.lapses >= LEECH

    def ahead_of(self, now: datetime) -> bool:
        """Whether its last review lies more than a day after `now`: the clock was wrong then."""
        return self.last - now > _DAY

    def is_due(self, until: datetime) -> bool:
        """Whether it comes back by `until`; one whose clock was wrong does at once."""
        return self.due <= until or self.ahead_of(until)


def rating_of(credit: float, *, confidence: int | None = None) -> Rating:
    """The rating that an answer suggests: under half the credit again, under all of it hard; a right guess is hard, too.

    `confidence` in percent, as said before the answer. Nobody is rated easy unless they say so: ease cannot be seen from outside.
    """
    if credit < 0.5:
        return 1
    if credit < 0.99 or (confidence is not None and confidence <= 25):
        return 2
    return 3


def reviewed(card: Card | None, question: str, rating: Rating, at: datetime) -> Card:
    """The card after a review at `at` (aware).

    A clock that went back counts as standing still. Where it went back by more than a day, it had been wrong before: the card's
    last review is taken to be now, or it would never come back.
    """
    at = at.astimezone(UTC)
    if card is not None and card.ahead_of(at):
        card = replace(card, last=at)
    elif card is not None and at < card.last:
        at = card.last
    after, _ = _scheduler().review_card(_fsrs(card, at), _rating(rating), at)
    lapse = card is not None and card.state == 2 and rating == 1
    return Card(
        question=question,
        due=after.due,
        last=at,
        stability=float(after.stability or 0.0),
        difficulty=float(after.difficulty or 0.0),
        state=int(after.state),
        step=after.step,
        reviews=card.reviews + 1 if card else 1,
        lapses=(card.lapses if card else 0) + lapse,
    )


def dates(card: Card | None, question: str, now: datetime) -> dict[Rating, datetime]:
    """When the card would come back, for each rating given now."""
    return {rating: reviewed(card, question, rating, now).due for rating in RATINGS}


def retrievability(card: Card, now: datetime) -> float:
    """The chance, 0 to 1, that it is known at `now`. Formula: FSRS-6, (1 + f·t/S)^d, t in days since the last review."""
    if card.stability <= 0:
        return 0.0
    decay, factor = _curve()
    days = max(0.0, (now - card.last).total_seconds() / 86400)
    return float((1 + factor * days / card.stability) ** decay)


def known(card: Card, now: datetime) -> float:
    """How far, 0 to 1, it counts as known at `now`: its retrievability once it has reached review, half of it while it is still
    being learned, nothing from the moment it was forgotten until it is known again."""
    if card.state == 3:
        return 0.0
    return retrievability(card, now) * (1.0 if card.state == 2 else 0.5)


@cache
def _scheduler() -> Scheduler:
    from fsrs import Scheduler

    return Scheduler(desired_retention=RETENTION, enable_fuzzing=False)


@cache
def _curve() -> tuple[float, float]:
    decay = -_scheduler().parameters[20]
    return decay, 0.9 ** (1 / decay) - 1


def _rating(rating: Rating) -> Any:
    from fsrs import Rating as FsrsRating

    return FsrsRating(rating)


def _fsrs(card: Card | None, at: datetime) -> FsrsCard:
    from fsrs import Card as FsrsCard
    from fsrs import State

    if card is None:
        return FsrsCard(card_id=1, due=at)
    return FsrsCard(
        card_id=1,
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due,
        last_review=card.last,
    )


Where = Literal["buried", "suspended", ""]


@dataclass(kw_only=True)
class Memory:
    """All cards and what lies on them: what folding the log's answers gives. Events come in the log's order."""

    cards: dict[str, Card] = field(default_factory=dict)
    before: dict[str, Card | None] = field(default_factory=dict)
    """The card before its latest review: a rating given afterwards replaces that review's own."""
    said: dict[str, int] = field(default_factory=dict)
    """Question id → confidence in percent before its latest answer, where the learner said one."""
    own: set[str] = field(default_factory=set)
    """Questions whose latest answer the learner rated."""
    suspended: set[str] = field(default_factory=set)
    buried: dict[str, datetime] = field(default_factory=dict)
    """Question id → until when."""
    failed: dict[str, datetime] = field(default_factory=dict)
    """`day08_clusters/default_weights` → when an honest attempt last failed it."""
    work: dict[str, str] = field(default_factory=dict)
    """Day id → digest of the work that was last judged: the same work judged again is no new attempt."""
    new_on: dict[str, int] = field(default_factory=dict)
    """Calendar day (UTC, YYYY-MM-DD) → how many questions were met for the first time; the last few days only."""
    reviews_on: dict[str, int] = field(default_factory=dict)
    """Calendar day → how many answers there were to questions met before; the last few days only."""

    def answered(self, question: str, credit: float, at: datetime, *, confidence: int | None = None) -> None:
        """An answer: a review under the rating that it suggests."""
        card = self.cards.get(question)
        day = f"{at.astimezone(UTC):%Y-%m-%d}"
        _count(self.new_on if card is None else self.reviews_on, day)
        self.before[question] = card
        self.cards[question] = reviewed(card, question, rating_of(credit, confidence=confidence), at)
        self.buried.pop(question, None)
        self.own.discard(question)
        self.said.pop(question, None)
        if confidence is not None:
            self.said[question] = confidence

    def rated(self, question: str, rating: Rating) -> None:
        """The learner's own rating of the latest answer."""
        if question in self.cards:
            self.own.add(question)
            self._again(question, rating)

    def corrected(self, question: str, credit: float) -> None:
        """The learner overruled the verdict on the latest answer. A rating of their own stands."""
        if question in self.cards and question not in self.own:
            self._again(question, rating_of(credit, confidence=self.said.get(question)))

    def _again(self, question: str, rating: Rating) -> None:
        """The latest review under another rating."""
        at = self.cards[question].last
        self.cards[question] = reviewed(self.before.get(question), question, rating, at)

    def checked(self, day: str, work: str, results: Iterable[tuple[str, str]], at: datetime) -> None:
        """A lab was checked: (criterion, status) pairs. Only changed work that failed counts as a mistake."""
        if work and work != self.work.get(day):
            self.work[day] = work
            for criterion, status in results:
                if status == "failed":
                    self.failed[f"{day}/{criterion}"] = at

    def put(self, question: str, where: str, until: datetime | None) -> None:
        """Bury until a time, suspend, or back."""
        self.suspended.discard(question)
        self.buried.pop(question, None)
        if where == "suspended":
            self.suspended.add(question)
        elif where == "buried" and until is not None:
            self.buried[question] = until

    def away(self, question: str, now: datetime) -> bool:
        """Whether it is buried or suspended."""
        until = self.buried.get(question)
        return question in self.suspended or (until is not None and now < until)


def _count(days: dict[str, int], day: str) -> None:
    """Count, and forget what was counted longest ago: not the earliest days, for a clock may have run ahead once."""
    days[day] = days.get(day, 0) + 1
    while len(days) > 7:
        del days[next(iter(days))]
