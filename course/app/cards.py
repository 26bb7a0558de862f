"""The learner's cards: replayed from the log, kept beside it so that only what is new is replayed. The log stays the truth."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from course.catalog.bank import bank
from course.home import Home
from course.model.errors import ProgressNotReady
from course.model.event import Event
from course.progress.log import Log
from course.quiz import memory as replaying
from course.quiz import tally as tallying
from course.quiz import thresholds
from course.quiz.memory import RATINGS, Card, Memory
from course.quiz.tally import Latest, Tally

_WORTH_KEEPING = 100
"""New entries after which the cards are kept again."""


@dataclass(kw_only=True)
class Cards:
    """A log's memory, brought up to date by `refresh`."""

    log: Log
    memory: Memory = field(default_factory=Memory)
    tally: Tally = field(default_factory=Tally)
    """What statistics are made of."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Former id of a question → the id it has now: its history goes with it."""
    seq: int = 0
    """The place of the last entry that was replayed."""
    notes: list[str] = field(default_factory=list)

    def refresh(self) -> Memory:
        """Replay what was added since. A log that cannot be read leaves the cards as they are, with a note that says why."""
        try:
            for event in self.log.events(after=self.seq):
                replay(self, event)
                self.seq = event.seq
        except ProgressNotReady as problem:
            if str(problem) not in self.notes:
                self.notes.append(str(problem))
        return self.memory


def cards(home: Home) -> Cards:
    """The cards of a learner's home."""
    log, former = Log(home.progress), bank(decks=home.decks).former
    path = log.path.with_suffix(".cards")
    found = _kept(log, path, former) or Cards(log=log, former=former)
    start = found.seq
    found.refresh()
    if found.seq - start >= _WORTH_KEEPING:
        _keep(found, path)
    return found


def replay(cards: Cards, event: Event) -> None:
    """What an event says about cards; one that makes no sense says nothing."""
    say = _KINDS.get(event.kind)
    if say is None:
        return
    try:
        say(cards, event.body, _time(event.wall_time))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return


def _answered(cards: Cards, body: Mapping[str, Any], at: datetime) -> None:
    id, right = _question(cards, body), body.get("right") is True
    credit = _number(body.get("credit"), float(right))
    said = body.get("confidence")
    confidence = said if type(said) is int and 0 <= said <= 100 else None
    before = cards.memory.cards.get(id)
    cards.memory.answered(id, credit, at, confidence=confidence)
    cards.tally.answered(
        id,
        before,
        cards.memory.cards[id],
        at,
        credit=credit,
        right=right,
        topic=_text(body.get("topic")),
        kind=_text(body.get("kind")),
        confidence=confidence,
        seconds=_number(body.get("seconds"), 0.0),
    )


def _corrected(cards: Cards, body: Mapping[str, Any], at: datetime) -> None:
    id, credit = _question(cards, body), float(body["credit"])
    cards.memory.corrected(id, credit)
    cards.tally.corrected(id, credit=credit, right=body.get("right") is True)
    _recount(cards, id)


def _rated(cards: Cards, body: Mapping[str, Any], at: datetime) -> None:
    if type(body["rating"]) is int and body["rating"] in RATINGS:
        id = _question(cards, body)
        cards.memory.rated(id, body["rating"])
        _recount(cards, id)


def _recount(cards: Cards, id: str) -> None:
    card = cards.memory.cards.get(id)
    if card is not None:
        cards.tally.rated(id, card)


def _put(cards: Cards, body: Mapping[str, Any], at: datetime) -> None:
    until = body.get("until")
    cards.memory.put(_question(cards, body), str(body["where"]), _time(until) if until else None)


def _checked(cards: Cards, body: Mapping[str, Any], at: datetime) -> None:
    work = body.get("work")
    results = [(str(result["id"]), str(result["status"])) for result in body["criteria"]]
    cards.memory.checked(str(body["day"]), work if isinstance(work, str) else "", results, at)


def _question(cards: Cards, body: Mapping[str, Any]) -> str:
    id = str(body["question"])
    return cards.former.get(id, id)


def _number(value: object, otherwise: float) -> float:
    return float(value) if type(value) in (int, float) and value == value else otherwise  # type: ignore[arg-type]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


_KINDS = {
    "question_answered": _answered,
    "answer_corrected": _corrected,
    "card_rated": _rated,
    "card_put": _put,
    "check_run": _checked,
}


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@cache
def _made_by() -> str:
    """Changes with every change to the replay or to the package that computes it."""
    from importlib.metadata import version

    parts = b"".join(
        Path(str(part)).read_bytes() for part in (replaying.__file__, tallying.__file__, thresholds.__file__, __file__)
    )
    return sha256(parts + version("fsrs").encode()).hexdigest()


def _kept(log: Log, path: Path, former: Mapping[str, str]) -> Cards | None:
    """The kept cards, None where they are damaged, of another course or log, or from before a question got a new id."""
    try:
        digest, _, written = path.read_bytes().partition(b"\n")
        if sha256(written).hexdigest().encode() != digest:
            return None
        data = json.loads(written)
        standing = log.standing(data["seq"])
        if data["made_by"] != _made_by() or data["former"] != former:
            return None
        if standing is None or not standing.hash or standing.hash != data["hash"]:
            return None
        memory = Memory(
            cards={id: _card(id, row) for id, row in data["cards"].items()},
            before={id: _card(id, row) if row else None for id, row in data["before"].items()},
            said=data["said"],
            own=set(data["own"]),
            suspended=set(data["suspended"]),
            buried={id: _time(at) for id, at in data["buried"].items()},
            failed={key: _time(at) for key, at in data["failed"].items()},
            work=data["work"],
            new_on=data["new_on"],
            reviews_on=data["reviews_on"],
        )
        latest = {id: Latest(**row) for id, row in data["tally"].pop("latest").items()}
        return Cards(
            log=log, memory=memory, tally=Tally(**data["tally"], latest=latest), former=former, seq=data["seq"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(found: Cards, path: Path) -> None:
    """Write the cards in one move. Where the disk does not allow it, the next start replays a little longer."""
    standing = found.log.standing(found.seq)
    if standing is None or not standing.hash:
        return
    memory, tally = found.memory, found.tally
    data = {
        "made_by": _made_by(),
        "former": dict(found.former),
        "seq": found.seq,
        "hash": standing.hash,
        "cards": {id: _row(card) for id, card in memory.cards.items()},
        "before": {id: card and _row(card) for id, card in memory.before.items()},
        "said": memory.said,
        "own": sorted(memory.own),
        "suspended": sorted(memory.suspended),
        "buried": {id: at.isoformat() for id, at in memory.buried.items()},
        "failed": {key: at.isoformat() for key, at in memory.failed.items()},
        "work": memory.work,
        "new_on": memory.new_on,
        "reviews_on": memory.reviews_on,
        "tally": asdict(tally),
    }
    name = ""
    try:
        written = json.dumps(data).encode("ascii")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".cards-")
        with os.fdopen(handle, "wb") as file:
            file.write(sha256(written).hexdigest().encode() + b"\n" + written)
        os.replace(name, path)
    except (OSError, ValueError, TypeError):
        if name:
            Path(name).unlink(missing_ok=True)


def _row(card: Card) -> list[Any]:
    return [
        card.due.isoformat(),
        card.last.isoformat(),
        card.stability,
        card.difficulty,
        card.state,
        card.step,
        card.reviews,
        card.lapses,
    ]


def _card(id: str, row: list[Any]) -> Card:
    due, last, stability, difficulty, state, step, reviews, lapses = row
    return Card(
        question=id,
        due=datetime.fromisoformat(due),
        last=datetime.fromisoformat(last),
        stability=stability,
        difficulty=difficulty,
        state=state,
        step=step,
        reviews=reviews,
        lapses=lapses,
    )
