"""Captured event sequences of real ECS services: the form of the files in traces/, which the simulator is measured by.

A trace is one capture from a public place, oldest event first:

- `source`, where it can be read, and `captured`, the year, where the source tells it;
- `situation`, in our words: what was asked, how many tasks, which load balancer, which percents, what the source leaves out;
- `events`: `says` is the whole sentence, exactly as ECS told it; `part` is a piece of one that the source cut. `at` counts
  seconds from the first event with a time, or from the moment that `situation` calls zero;
- `seen`: what else the source observed on the same clock, in our words (targets, tasks, counts, rollout states).

Ids and names are placeholders, numbered by first appearance, so that the same task is the same word throughout.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

TRACES = sorted((Path(__file__).parent / "traces").glob("*.toml"))
NUMBERED = re.compile(r"\{([a-z]+(?:-[a-z]+)*)-(\d+)\}")
KNOWN = {"task", "deployment", "target-group", "container-instance", "image", "address", "secret", "zone"}
BARE = {"{service}", "{region}"}


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(trace: dict[str, Any]) -> list[str]:
    """Every captured sentence and observation, in file order."""
    return [told.get("says") or told["part"] for told in trace["events"]] + [
        saw["what"] for saw in trace.get("seen", [])
    ]


def test_there_are_enough_of_them() -> None:
    whole = [path.stem for path in TRACES if any("says" in told for told in read(path)["events"])]
    assert len(whole) >= 16


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_a_trace_tells_where_when_and_what(path: Path) -> None:
    trace = read(path)
    assert set(trace) <= {"source", "captured", "situation", "events", "seen"}
    assert trace["source"].startswith("https://")
    assert trace["situation"].strip().endswith((".", ")"))
    assert 2014 < trace.get("captured", 2020) < 2030
    assert trace["events"] or trace["seen"]
    for told in trace["events"]:
        assert set(told) in ({"at", "says"}, {"says"}, {"at", "part"}, {"part"}), told
    for saw in trace.get("seen", []):
        assert set(saw) == {"at", "what"}, saw


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_time_only_goes_forward(path: Path) -> None:
    trace = read(path)
    for row in (trace["events"], trace.get("seen", [])):
        times = [entry["at"] for entry in row if "at" in entry]
        assert times == sorted(times)


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_sentences_begin_and_end_like_sentences_of_ecs(path: Path) -> None:
    for told in read(path)["events"]:
        if "says" in told:
            assert told["says"].startswith(("(service {service}) ", "(service {service}, taskSet {deployment-")), told
            assert told["says"].endswith((".", ")")), told


@pytest.mark.parametrize("path", TRACES, ids=lambda path: path.stem)
def test_ids_and_names_are_placeholders_counted_from_one(path: Path) -> None:
    text = "\n".join(words(read(path)))
    last: dict[str, int] = {}
    for kind, number in NUMBERED.findall(text):
        assert kind in KNOWN, kind
        assert 1 <= int(number) <= last.get(kind, 0) + 1, f"{kind}-{number} appears before the ones below it"
        last[kind] = max(last.get(kind, 0), int(number))
    rest = NUMBERED.sub("", text)
    assert set(re.findall(r"\{[^}]*\}", rest)) <= BARE
    for leak in (r"arn:aws", r"ecs-svc/", r"\b[0-9a-f]{32}\b", r"\b\d{12}\b", r"\b[0-9a-f]{8}-[0-9a-f]{4}-"):
        assert not re.search(leak, rest), leak
