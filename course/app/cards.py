"""The learner's cards: replayed from the log, kept beside it so that only what is new is replayed. The log stays the truth."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course.home import Home
from course.model.errors import ProgressNotReady
from course.model.event import Event
from course.progress.log import Log
from course.quiz import memory as replaying
from course.quiz.memory import RATINGS, Card, Memory

_WORTH_KEEPING = 100
"""New entries after which the cards are kept again."""


@dataclass(kw_only=True)
class Cards:
    """A log's memory, brought up to date by `refresh`."""

    log: Log
    memory: Memory = field(default_factory=Memory)
    seq: int = 0
    """The place of the last entry that was replayed."""
    notes: list[str] = field(default_factory=list)

    def refresh(self) -> Memory:
        """Replay what was added since. A log that cannot be read leaves the cards as they are, with a note that says why."""
        try:
            for event in self.log.events(after=self.seq):
                replay(self.memory, event)
                self.seq = event.seq
        except ProgressNotReady as problem:
            if str(problem) not in self.notes:
                self.notes.append(str(problem))
        return self.memory


def cards(home: Home) -> Cards:
    """The cards of a learner's home."""
    log = Log(home.progress)
    path = log.path.with_suffix(".cards")
    found = _kept(log, path) or Cards(log=log)
    start = found.seq
    found.refresh()
    if found.seq - start >= _WORTH_KEEPING:
        _keep(found, path)
    return found


def replay(memory: Memory, event: Event) -> None:
    """What an event says about cards; one that makes no sense says nothing."""
    say = _KINDS.get(event.kind)
    if say is None:
        return
    try:
        say(memory, event.body, _time(event.wall_time))
    except (KeyError, TypeError, ValueError, AttributeError):
        return


def _answered(memory: Memory, body: Mapping[str, Any], at: datetime) -> None:
    credit = body["credit"] if type(body.get("credit")) in (int, float) else float(body.get("right") is True)
    confidence = body.get("confidence")
    memory.answered(
        str(body["question"]), float(credit), at, confidence=confidence if type(confidence) is int else None
    )


def _corrected(memory: Memory, body: Mapping[str, Any], at: datetime) -> None:
    memory.corrected(str(body["question"]), float(body["credit"]))


def _rated(memory: Memory, body: Mapping[str, Any], at: datetime) -> None:
    if body["rating"] in RATINGS:
        memory.rated(str(body["question"]), body["rating"])


def _put(memory: Memory, body: Mapping[str, Any], at: datetime) -> None:
    until = body.get("until")
    memory.put(str(body["question"]), str(body["where"]), _time(until) if until else None)


def _checked(memory: Memory, body: Mapping[str, Any], at: datetime) -> None:
    work = body.get("work")
    results = [(str(result["id"]), str(result["status"])) for result in body["criteria"]]
    memory.checked(str(body["day"]), work if isinstance(work, str) else "", results, at)


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
    package = find_spec("fsrs")  # found, not imported; its metadata would take longer to read than all cards
    folders = package.submodule_search_locations or () if package else ()
    computing = sorted(path for folder in folders for path in Path(folder).glob("*.py"))
    paths = [Path(str(replaying.__file__)), Path(__file__), *computing]
    return sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def _kept(log: Log, path: Path) -> Cards | None:
    try:
        data = json.loads(path.read_bytes())
        standing = log.standing(data["seq"])
        if data["made_by"] != _made_by() or standing is None or standing.hash != data["hash"]:
            return None
        memory = Memory(
            cards={id: _card(id, row) for id, row in data["cards"].items()},
            before={id: _card(id, row) if row else None for id, row in data["before"].items()},
            suspended=set(data["suspended"]),
            buried={id: _time(at) for id, at in data["buried"].items()},
            failed={key: _time(at) for key, at in data["failed"].items()},
            work=data["work"],
            new_on=data["new_on"],
            reviews_on=data["reviews_on"],
        )
        return Cards(log=log, memory=memory, seq=data["seq"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _keep(found: Cards, path: Path) -> None:
    """Write the cards in one move. Where the disk does not allow it, the next start replays a little longer."""
    standing = found.log.standing(found.seq)
    if standing is None or not standing.hash:
        return
    memory = found.memory
    data = {
        "made_by": _made_by(),
        "seq": found.seq,
        "hash": standing.hash,
        "cards": {id: _row(card) for id, card in memory.cards.items()},
        "before": {id: card and _row(card) for id, card in memory.before.items()},
        "suspended": sorted(memory.suspended),
        "buried": {id: at.isoformat() for id, at in memory.buried.items()},
        "failed": {key: at.isoformat() for key, at in memory.failed.items()},
        "work": memory.work,
        "new_on": memory.new_on,
        "reviews_on": memory.reviews_on,
    }
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".cards-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(json.dumps(data))  # dump() to a file is the slow way: it goes piece by piece
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
