"""The cards' kept file: what is kept and gone on from is what a whole replay gives; what does not fit the log is not used."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.app import cards as replaying
from course.app.cards import Cards, cards, replay
from course.home import Home
from course.model.event import Event
from course.progress.log import Log
from course.quiz.memory import Memory
from course.quiz.tally import Tally
from tests.quiz.histories import NOW, answer, events, written

IDS = st.sampled_from(["a", "b", "c"])
CREDIT = st.sampled_from([0.0, 0.4, 1.0])


@pytest.fixture(autouse=True)
def _keep_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "_WORTH_KEEPING", 1)


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


Happened = list[tuple[str, datetime, dict[str, Any]]]


def happened(draw: Callable[[Any], Any]) -> Happened:
    """Anything that can stand in a log about cards, times in any order."""
    found: Happened = []
    for _ in range(draw(st.integers(0, 30))):
        at = NOW + timedelta(hours=draw(st.integers(-3000, 3000)))
        id = draw(IDS)
        kind = draw(st.sampled_from(["answer", "answer", "answer", "rate", "correct", "put", "check", "nonsense"]))
        if kind == "answer":
            more = draw(
                st.sampled_from([{}, {"confidence": 25}, {"confidence": 95, "seconds": 12.4}, {"topic": "iam"}])
            )
            found.append(answer(id, at, credit=draw(CREDIT), **more))
        elif kind == "rate":
            found.append(("card_rated", at, {"question": id, "sitting": "s", "rating": draw(st.integers(0, 5))}))
        elif kind == "correct":
            credit = draw(CREDIT)
            found.append(("answer_corrected", at, {"question": id, "credit": credit, "right": credit == 1.0}))
        elif kind == "put":
            until = {"until": (at + timedelta(days=1)).isoformat()} if draw(st.booleans()) else {}
            where = draw(st.sampled_from(["buried", "suspended", ""]))
            found.append(("card_put", at, {"question": id, "where": where, **until}))
        elif kind == "check":
            criteria = [{"id": "c", "status": draw(st.sampled_from(["failed", "passed"]))}]
            found.append(("check_run", at, {"day": "d", "work": draw(IDS), "criteria": criteria}))
        else:
            body = draw(st.sampled_from([{}, {"question": 1}, {"question": "a", "rating": "x"}, {"criteria": [1]}]))
            found.append((draw(st.sampled_from(["question_answered", "card_rated", "check_run"])), at, body))
    return found


def replayed(log: list[Event], former: dict[str, str] | None = None) -> Cards:
    found = Cards(log=Log(Path("nowhere.sqlite")), former=former or {})
    for event in log:
        replay(found, event)
    return found


def state(found: Cards) -> tuple[Memory, Tally]:
    return found.memory, found.tally


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_kept_and_gone_on_from_is_the_same_as_replayed(data: st.DataObject) -> None:
    log = events(happened(data.draw))
    with tempfile.TemporaryDirectory() as folder:
        own = Home(Path(folder))
        first = log[: data.draw(st.integers(0, len(log)))]
        if first:
            written(own.progress, first)
        assert state(cards(own)) == state(replayed(first))
        if not log:
            return
        for path in own.state.glob("progress.*"):
            if path.suffix != ".cards":
                path.unlink()
        written(own.progress, log)
        found = cards(own)
        assert state(found) == state(replayed(log))
        assert state(cards(own)) == state(found)  # read back, and nothing to go on from


def kept(own: Home) -> Path:
    return own.progress.with_suffix(".cards")


def learner(own: Home) -> tuple[Path, Cards]:
    """Five answers, their cards kept."""
    log = events([answer("a", NOW + timedelta(days=n), credit=n % 2) for n in range(5)])
    written(own.progress, log)
    cards(own)
    assert kept(own).is_file()
    return kept(own), replayed(log)


def test_what_is_kept_is_used(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _, expected = learner(own)
    monkeypatch.setattr(replaying, "replay", lambda *_: pytest.fail("replayed again"))
    assert state(cards(own)) == state(expected)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"reviews_on"', b'"reviews_of"'),
        lambda data: data.replace(b"2026", b"2062"),
        lambda data: b"\xff" + data,
        lambda data: b"null\nnull",
        lambda data: sha256(b"[]").hexdigest().encode() + b"\n[]",
        lambda data: sha256(b'{"seq": []}').hexdigest().encode() + b'\n{"seq": []}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_not_used(own: Home, damage: Callable[[bytes], bytes]) -> None:
    path, expected = learner(own)
    path.write_bytes(damage(path.read_bytes()))
    assert state(cards(own)) == state(expected)
    assert state(cards(own)) == state(expected)


def rewritten(path: Path, **changes: Any) -> None:
    """The kept file with other facts, whole by its own digest."""
    data = {**json.loads(path.read_bytes().partition(b"\n")[2]), **changes}
    body = json.dumps(data).encode()
    path.write_bytes(sha256(body).hexdigest().encode() + b"\n" + body)


@pytest.mark.parametrize(
    "changes",
    [
        {"made_by": "another course"},
        {"hash": "0" * 64},
        {"hash": ""},
        {"hash": "", "seq": 99},
        {"seq": 99},
        {"seq": 2},
        {"seq": 0},
    ],
)
def test_a_file_of_another_course_or_log_is_not_used(own: Home, changes: dict[str, Any]) -> None:
    path, expected = learner(own)
    rewritten(path, **changes, cards={})
    assert state(cards(own)) == state(expected)


def test_a_log_that_was_exchanged_or_mended_drops_it(own: Home) -> None:
    learner(own)
    other = events([answer("b", NOW + timedelta(days=n)) for n in range(7)])
    for path in own.state.glob("progress.*"):
        if path.suffix != ".cards":
            path.unlink()
    written(own.progress, other)
    assert state(cards(own)) == state(replayed(other))


def test_a_new_id_takes_the_history_along(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    _, expected = learner(own)

    class Renamed:
        former = {"a": "z"}

    monkeypatch.setattr(replaying, "bank", lambda **_: Renamed())
    found = cards(own)
    assert found.memory.cards == {"z": replace(expected.memory.cards["a"], question="z")}
    Log(own.progress).append(*answer("z", NOW)[::2], now=datetime(2026, 12, 24, tzinfo=UTC), versions={})
    assert cards(own).memory.cards["z"].reviews == 6


def test_a_full_disk_costs_nothing(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path, expected = learner(own)
    path.unlink()

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(replaying.tempfile, "mkstemp", full)
    assert state(cards(own)) == state(expected)
    assert not path.exists()
