"""A log entry as one line of canonical JSON, and the chain of hashes that ties each line to the one before."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from typing import Any

from course.model.event import Event

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as the hash of the entry before it."""


def canonical(data: Mapping[str, Any]) -> bytes:
    """Canonical JSON in one line without its end: sorted keys, no spaces, ASCII only.

    ASCII keeps every text writable, even one that is no proper Unicode, and makes a character a byte. Raises TypeError or
    ValueError for what is not JSON.
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def line_of(event: Event) -> bytes:
    """The entry as canonical JSON. Raises TypeError or ValueError where the body is not JSON."""
    return canonical(vars(event))


def hash_of(line: bytes) -> str:
    """SHA-256 of a line in hex: what the next entry names as `previous`."""
    return sha256(line).hexdigest()


def is_entry(data: object) -> bool:
    """Whether decoded JSON is an entry of a log: an object with a place in it."""
    return isinstance(data, dict) and type(data.get("seq")) is int and data["seq"] > 0


def entry_of(line: bytes) -> dict[str, Any] | None:
    """The line decoded, or None where it is torn or no entry. Keys of a newer version stay in."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if is_entry(data) else None


def kind_of(data: dict[str, Any]) -> str:
    """The kind of a decoded line, "" where it names none."""
    return str(data.get("kind", ""))


def event_of(data: dict[str, Any]) -> Event:
    """The event of a decoded line. Unknown keys are left out; missing ones are empty."""
    get = data.get
    body, versions = get("body"), get("versions")
    return Event(
        id=str(get("id", "")),
        seq=data["seq"],
        previous=str(get("previous", "")),
        learner=str(get("learner", "")),
        device=str(get("device", "")),
        wall_time=str(get("wall_time", "")),
        sandbox_time=str(get("sandbox_time", "")),
        versions=versions if isinstance(versions, dict) else {},
        kind=kind_of(data),
        body=body if isinstance(body, dict) else {},
    )


def span(first: int, last: int) -> str:
    """The beginning of a sentence about a run of entries: "Entries 3 to 5 are"."""
    return f"Entry {first} is" if first == last else f"Entries {first} to {last} are"


def missing(places: Iterable[int]) -> list[tuple[int, int]]:
    """The runs (first, last) that are absent between 1 and the last of these places."""
    ordered = sorted(set(places))
    return [(before + 1, after - 1) for before, after in pairwise([0, *ordered]) if after > before + 1]


def broken(lines: Sequence[bytes], where: str) -> list[str]:
    """What is wrong with the lines of one file, in sentences that name the entry; [] when the chain holds.

    `where` is the file's name. What no chain can show, a change to the very last line or lines cut off the end, shows
    when the log and its twin are compared (`differences`).
    """
    problems: list[str] = []
    by_place: dict[int, tuple[bytes, str]] = {}
    highest = 0
    for number, line in enumerate(lines, 1):
        entry = entry_of(line)
        if entry is None:
            problems.append(f"Line {number} of {where} was changed: it is no entry any more.")
            continue
        seq = entry["seq"]
        if seq in by_place:
            problems.append(f"Entry {seq} stands twice in {where}, the second time in line {number}.")
            continue
        if seq < highest:
            problems.append(f"Entry {seq} was moved: it stands in line {number} of {where}, after entry {highest}.")
        highest = max(highest, seq)
        by_place[seq] = (line, str(entry.get("previous", "")))
    problems += [f"{span(*run)} missing from {where}." for run in missing(by_place)]
    for seq, (_, previous) in sorted(by_place.items()):
        if seq == 1 and previous != FIRST_PREVIOUS:
            problems.append(f"Entry 1 of {where} was changed: it names an entry before it.")
        elif seq - 1 in by_place and hash_of(by_place[seq - 1][0]) != previous:
            problems.append(f"Entry {seq} of {where} does not follow from entry {seq - 1}: one of the two was changed.")
    return problems


def differences(database: Sequence[bytes], twin: Sequence[bytes], names: tuple[str, str]) -> list[str]:
    """Where the two files of a log disagree, in sentences; `names` are theirs, in the order of the arguments."""
    if database == twin:
        return []
    by_place: list[dict[int, bytes]] = []
    for lines in (database, twin):
        entries = ((entry_of(line), line) for line in lines)
        by_place.append({entry["seq"]: line for entry, line in entries if entry})
    ours, theirs = by_place
    problems = [
        f"Entry {seq} differs between {names[0]} and {names[1]}: one of the two was changed."
        for seq in sorted(ours.keys() & theirs.keys())
        if ours[seq] != theirs[seq]
    ]
    problems += [f"Entry {seq} stands only in {names[0]}." for seq in sorted(ours.keys() - theirs.keys())]
    problems += [f"Entry {seq} stands only in {names[1]}." for seq in sorted(theirs.keys() - ours.keys())]
    return problems or [
        f"{names[0]} and {names[1]} hold their lines in another order, or hold lines that are no entries."
    ]
