"""Use cases of single cards: which there are, and putting one away or bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from course.app.cards import cards
from course.app.record import record
from course.app.statistics import known_topic
from course.catalog.bank import bank
from course.home import Home, home
from course.model.errors import UsageProblem
from course.quiz.memory import Where, retrievability

STATES = {1: "learning", 2: "review", 3: "relearning"}
Which = Literal["", "suspended", "buried", "leeches", "due"]


@dataclass(frozen=True, kw_only=True)
class CardRow:
    """A question of the bank with its card. Times are UTC; what a question that was never answered does not have is None."""

    id: str
    topic: str
    ask: str
    state: str
    due: datetime | None
    stability: float | None
    """Days."""
    difficulty: float | None
    known: float | None
    """Chance to know it now, 0 to 1."""
    reviews: int
    lapses: int
    leech: bool
    where: Where
    until: datetime | None
    """When a buried one comes back."""

    def as_json(self) -> dict[str, Any]:
        """`cards --json`."""
        times = {
            key: at.isoformat(timespec="seconds") if (at := getattr(self, key)) else None for key in ("due", "until")
        }
        return {field: getattr(self, field) for field in self.__dataclass_fields__} | times


def card_rows(*, which: Which = "", topic: str = "", learner: Home | None = None) -> list[CardRow]:
    """The learner's cards, those due first: all that were answered or put away, or only `which`. Retired questions are left out.

    Raises UsageProblem for a topic that does not exist.
    """
    own, now = learner or home(), datetime.now(UTC)
    questions = bank(decks=own.decks)
    known_topic(questions, topic)
    memory = cards(own).memory
    rows = []
    for entry in questions.entries:
        card = memory.cards.get(entry.id)
        away = memory.away(entry.id, now)
        if (card is None and not away) or topic not in ("", entry.topic):
            continue
        suspended = entry.id in memory.suspended
        where: Where = "suspended" if suspended else "buried" if away else ""
        fits = {
            "": True,
            "suspended": suspended,
            "buried": where == "buried",
            "leeches": card is not None and card.leech,
            "due": card is not None and card.is_due(now) and not away,
        }
        if not fits[which]:
            continue
        question = questions.get(entry.id)
        rows.append(
            CardRow(
                id=entry.id,
                topic=entry.topic,
                ask=question.ask.strip() if question else "",
                state=STATES.get(card.state, "") if card else "new",
                due=card.due if card else None,
                stability=round(card.stability, 2) if card else None,
                difficulty=round(card.difficulty, 2) if card else None,
                known=round(retrievability(card, now), 4) if card else None,
                reviews=card.reviews if card else 0,
                lapses=card.lapses if card else 0,
                leech=card is not None and card.leech,
                where=where,
                until=memory.buried.get(entry.id) if where == "buried" else None,
            )
        )
    return sorted(rows, key=lambda row: (row.due is None, row.due or now, row.id))


def put(id: str, where: Literal["back", "bury", "suspend"], *, learner: Home | None = None) -> tuple[str, str]:
    """Bring a question back, bury it until tomorrow (UTC), or suspend it. Gives its present id, and a note for the learner or "".

    Raises UsageProblem for a question that the bank does not have, and for bringing back one that is not away.
    """
    own, now = learner or home(), datetime.now(UTC)
    questions = bank(decks=own.decks)
    question = questions.get(id)
    if question is None or question.status != "active":
        raise UsageProblem(f"The bank has no question {id}.", run="ecs-course cards")
    body: dict[str, Any] = {"question": question.id, "sitting": "", "where": ""}
    if where == "suspend":
        body["where"] = "suspended"
    elif where == "bury":
        body |= {"where": "buried", "until": tomorrow(now).isoformat()}
    elif not cards(own).memory.away(question.id, now):
        raise UsageProblem(f"{question.id} is neither buried nor suspended.", run="ecs-course cards --suspended")
    return question.id, record(own, "card_put", body)


def tomorrow(now: datetime) -> datetime:
    """The next midnight, UTC."""
    return (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
