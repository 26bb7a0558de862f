"""The log in good weather: what append writes, what events reads."""

from __future__ import annotations

import json
import platform
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from course.model.errors import OurBug
from course.progress.chain import FIRST_PREVIOUS, hash_of
from course.progress.log import Log
from tests.progress.logs import NOW, days, note


def test_reading_a_log_that_was_never_written_makes_nothing(log: Log) -> None:
    assert list(log.events()) == []
    assert log.verify() == []
    assert not log.path.parent.exists()
    assert log.notes == []


def test_an_event_comes_back_as_it_was_appended(log: Log) -> None:
    body = {"day": "day08_clusters", "score": 3, "text": "naïve \udcff 🙂", "none": None, "list": [1, 2.5]}
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    event = log.append("check_run", body, now=east, sandbox_time="2026-11-24T10:00:00Z", versions={"moto": "5.2"})
    assert list(log.events()) == [event]
    assert event.wall_time == "2026-11-24T09:30:00.000+00:00"
    assert event.sandbox_time == "2026-11-24T10:00:00Z"
    assert event.versions == {"moto": "5.2"}
    assert UUID(event.id).version == 7
    assert UUID(event.id).int >> 80 == int(NOW.timestamp() * 1000)


def test_entries_are_numbered_and_chained_and_the_twin_has_the_same_lines(log: Log) -> None:
    events = note(log, "a", "b", "c")
    assert [event.seq for event in events] == [1, 2, 3]
    lines = log.twin.read_bytes().splitlines()
    assert [event.previous for event in events] == [FIRST_PREVIOUS, hash_of(lines[0]), hash_of(lines[1])]
    assert [json.loads(line)["id"] for line in lines] == [event.id for event in events]
    assert log.verify() == []
    assert log.notes == []


def test_events_of_one_kind(log: Log) -> None:
    note(log, "a", "b")
    hint = log.append("hint_shown", {"day": "a", "criterion": "c", "step": 1}, now=NOW, versions={})
    assert list(log.events("hint_shown")) == [hint]
    assert list(log.events("lab_reset")) == []


def test_more_events_than_are_read_at_once(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.progress.log._AT_ONCE", 4)
    names = [f"d{n}" for n in range(13)]
    note(log, *names)
    assert days(log) == names


def test_learner_and_device_are_kept_and_another_machine_is_another_device(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "node", lambda: "laptop-of-zoe")
    (first,) = note(log, "a")
    (second,) = note(Log(log.path), "b")
    monkeypatch.setattr(platform, "node", lambda: "elsewhere")
    (moved,) = note(Log(log.path), "c")
    monkeypatch.setattr(platform, "node", lambda: "laptop-of-zoe")
    (back,) = note(Log(log.path), "d")
    assert first.learner == second.learner == moved.learner
    assert first.device == second.device == back.device != moved.device
    assert b"laptop-of-zoe" not in log.twin.read_bytes() + log.path.read_bytes(), "no names"


def test_two_learners_differ(log: Log, tmp_path: Path) -> None:
    (one,) = note(log, "a")
    (other,) = note(Log(tmp_path / "other" / "progress.sqlite"), "a")
    assert one.learner != other.learner
    assert one.device != other.device


@pytest.mark.parametrize("body", [{"day": object()}, {"credit": float("nan")}])
def test_a_body_that_is_no_json_is_our_bug_and_stores_nothing(log: Log, body: dict[str, object]) -> None:
    note(log, "a")
    with pytest.raises(OurBug, match="no JSON"):
        log.append("check_run", body, now=NOW, versions={})
    assert days(log) == ["a"]


def test_a_time_without_zone_is_our_bug(log: Log) -> None:
    with pytest.raises(OurBug, match="time zone"):
        log.append("day_opened", {}, now=datetime(2026, 11, 24), versions={})  # noqa: DTZ001


def test_a_newer_version_may_add_kinds_and_keys(log: Log) -> None:
    """Its lines are read and kept byte for byte, also when the log is built again."""
    note(log, "a")
    event = json.loads(log.twin.read_bytes())
    newer = {**event, "seq": 2, "previous": hash_of(log.twin.read_bytes().rstrip()), "kind": "duel", "team": [1]}
    newer["body"] = {"day": "b", "mood": "fine"}
    with log.twin.open("ab") as file:
        file.write(json.dumps(newer).encode() + b"\n")
    assert [(e.kind, e.body) for e in log.events()][1] == ("duel", {"day": "b", "mood": "fine"})
    lines = log.twin.read_bytes()
    log.path.unlink()
    note(log, "c")
    assert log.twin.read_bytes().startswith(lines)
    assert days(log) == ["a", "b", "c"]
    assert log.verify() == []
