"""The log events of all accounts: bounded, quick to ask, kept in a folder. Times in ms of sandbox time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from course.sandbox.stores.lines import FIRST, LAST, Block, Position, Stream
from course.sandbox.stores.patterns import Pattern
from course.sandbox.stores.searching import Page, direction_of, search, token_of
from course.sandbox.stores.tape import Tape, write_whole

MAX_LINES = 500_000
MAX_BYTES = 128 * 1024 * 1024
PAGE_BYTES = 1_048_576
PAGE_EVENTS = 10_000

Group = tuple[str, str, str]
"""Account, region, name of the log group."""

_TOKEN = re.compile(r"([fb])/(\d{20})(\d{36})/s")


class InvalidToken(ValueError):
    """A nextToken that this store did not give out."""


@dataclass(frozen=True)
class Facts:
    """What DescribeLogStreams tells of a stream that has events; times in ms, None when there are none."""

    first: int | None = None
    last: int | None = None
    last_arrived: int | None = None
    lines: int = 0
    bytes: int = 0
    puts: int = 0


class Event(NamedTuple):
    """One log event."""

    stream: str
    time: int
    arrived: int
    number: int
    message: str

    @property
    def id(self) -> str:
        """The event id: 56 digits, unique, growing with time."""
        return f"{self.time:020d}{self.number:036d}"


class LogStore:
    """Holds at most `max_lines` events and `max_bytes`; beyond, the stream that takes most room loses its oldest."""

    def __init__(self, max_lines: int = MAX_LINES, max_bytes: int = MAX_BYTES) -> None:
        self._groups: dict[Group, dict[str, Stream]] = {}
        self._max_lines, self._max_bytes = max_lines, max_bytes
        self._lock = threading.RLock()
        self._tape: Tape | None = None
        self._number = 1
        self.lines = 0
        self.bytes = 0

    def put(self, group: Group, stream: str, times: list[int], messages: list[str], now: int) -> list[Event]:
        """Store a batch in order of time. OSError when it cannot be kept on disk; then it is not stored."""
        with self._lock:
            number = self._number
            if self._tape is not None:
                self._tape.append(["put", *group, stream, now, number, times, messages])
            self._add(group, stream, times, messages, now, number)
            return [
                Event(stream, time, now, number + i, message)
                for i, (time, message) in enumerate(zip(times, messages, strict=True))
            ]

    def page(
        self, group: Group, stream: str, start: int | None, end: int | None, token: str, limit: int, from_head: bool
    ) -> tuple[list[Event], str, str]:
        """GetLogEvents: events from `start` to before `end`, the backward and the forward token.

        At either end of the stream the token that was passed comes back.
        """
        low, high = (FIRST if start is None else (start, -1)), (LAST if end is None else (end, -1))
        forward = from_head
        if token:
            match = _TOKEN.fullmatch(token)
            if match is None:
                raise InvalidToken(token)
            forward = match[1] == "f"
            at = (int(match[2]), int(match[3]))
            low, high = (max(low, at), high) if forward else (low, min(high, at))
        with self._lock:
            held = self._groups.get(group, {}).get(stream)
            spans = held.spans(low, high) if held and low < high else []
            places = _first(spans, limit) if forward else _last(spans, limit)
            events = [
                Event(stream, block.times[i], block.arrived[i], block.numbers[i], block.message(i))
                for block, i in places
            ]
        if events:
            first, last = (events[0].time, events[0].number), (events[-1].time, events[-1].number)
        else:
            edge = low if forward or not token else high
            first = last = max(edge[0], 0), max(edge[1], 0)
        return events, f"b/{first[0]:020d}{first[1]:036d}/s", f"f/{last[0]:020d}{last[1]:036d}/s"

    def search(
        self,
        group: Group,
        wanted: Callable[[str], bool],
        pattern: Pattern,
        start: int | None,
        end: int | None,
        token: str,
        limit: int,
        from_head: bool = True,
    ) -> tuple[list[Event], str]:
        """FilterLogEvents: a page of the matching events from `start` to `end` inclusive, and the next token or ""."""
        low, high = (FIRST if start is None else (start, -1)), (LAST if end is None else (end + 1, -1))
        if token:
            try:
                from_head, at = direction_of(token)
            except ValueError as error:
                raise InvalidToken(token) from error
            low, high = (max(low, at), high) if from_head else (low, min(high, at))
        with self._lock:
            streams = {name: held for name, held in self._groups.get(group, {}).items() if wanted(name)}
            found: Page = search(streams, pattern, low, high, limit, PAGE_BYTES, from_head)
            events = [
                Event(name, block.times[i], block.arrived[i], block.numbers[i], block.message(i))
                for name, block, i in found.places
            ]
        return events, token_of(from_head, found.next) if found.next else ""

    def facts(self, group: Group, stream: str) -> Facts:
        """What is known of a stream."""
        with self._lock:
            held = self._groups.get(group, {}).get(stream)
            if held is None:
                return Facts()
            first = held.blocks[0].times[0] if held.blocks else None
            last = held.blocks[-1].times[-1] if held.blocks else None
            return Facts(first, last, held.last_arrived, held.lines, held.bytes, held.puts)

    def size(self, group: Group) -> int:
        """Bytes of a group's events, as CloudWatch Logs counts them."""
        with self._lock:
            return sum(held.bytes for held in self._groups.get(group, {}).values())

    def events(self, group: Group, stream: str) -> list[Event]:
        """All events of a stream, oldest first."""
        with self._lock:
            held = self._groups.get(group, {}).get(stream)
            spans = held.spans(FIRST, LAST) if held else []
            return [
                Event(stream, b.times[i], b.arrived[i], b.numbers[i], b.message(i)) for b, i in _first(spans, 1 << 60)
            ]

    def expire(self, group: Group, oldest: int) -> None:
        """Drop a group's events from before `oldest`: its retention."""
        with self._lock:
            for held in self._groups.get(group, {}).values():
                lines, size = held.drop_before(oldest)
                self.lines, self.bytes = self.lines - lines, self.bytes - size

    def forget(self, account: str, region: str, group: str | None = None, stream: str | None = None) -> None:
        """Drop a region, a group or a stream."""
        with self._lock:
            if self._tape is not None and any(key[:2] == (account, region) for key in self._groups):
                self._tape.append(["forget", account, region, group, stream])
            self._drop(account, region, group, stream)

    def clear(self) -> None:
        """Drop everything, here and in the folder."""
        with self._lock:
            self._groups.clear()
            self.lines = self.bytes = 0
            if self._tape is not None:
                self._tape.clear()

    def load(self, folder: Path) -> None:
        """Replace everything by what the folder holds, and keep every later change in it."""
        with self._lock:
            self.close()
            self._groups.clear()
            self.lines = self.bytes = 0
            tape = Tape(folder)
            for record in tape.records():
                self._replay(record)
            self._tape = tape

    def save(self, folder: Path) -> None:
        """Write everything to a folder of its own, from which `load` reads it: a checkpoint."""
        with self._lock:
            write_whole(folder, self._records())

    def close(self) -> None:
        """Keep no further changes; idempotent."""
        if self._tape is not None:
            self._tape.close()
            self._tape = None

    def _records(self) -> list[list[Any]]:
        return [
            ["put", *group, name, arrived, number, times, messages]
            for group, streams in self._groups.items()
            for name, held in streams.items()
            for arrived, number, times, messages in held.batches()
        ]

    def _replay(self, record: list[Any]) -> None:
        match record:
            case ["put", str(account), str(region), str(group), str(stream), int(now), int(number), times, messages]:
                self._add((account, region, group), stream, times, messages, now, number)
            case ["forget", str(account), str(region), group, stream]:
                self._drop(account, region, group, stream)

    def _add(self, group: Group, stream: str, times: list[int], messages: list[str], now: int, number: int) -> None:
        streams = self._groups.setdefault(group, {})
        held = streams.get(stream) or streams.setdefault(stream, Stream())
        if times:
            self.bytes += held.put(times, messages, now, number)
        self.lines += len(times)
        self._number = max(self._number, number + len(times))
        while self.lines > self._max_lines or self.bytes > self._max_bytes:
            greediest = max((s for g in self._groups.values() for s in g.values()), key=lambda s: s.bytes)
            lines, size = greediest.drop_first()
            self.lines, self.bytes = self.lines - lines, self.bytes - size

    def _drop(self, account: str, region: str, group: str | None, stream: str | None) -> None:
        for key in [k for k in self._groups if k[:2] == (account, region) and group in (None, k[2])]:
            streams = self._groups[key]
            for name in [name for name in streams if stream in (None, name)]:
                held = streams.pop(name)
                self.lines, self.bytes = self.lines - held.lines, self.bytes - held.bytes
            if not streams:
                del self._groups[key]


def _first(spans: Collection[tuple[Block, int, int]], limit: int) -> list[tuple[Block, int]]:
    places: list[tuple[Block, int]] = []
    room = PAGE_BYTES if limit <= PAGE_EVENTS else 1 << 60
    for block, begin, end in spans:
        for index in range(begin, end):
            room -= 26 + block.ends[index] - (block.ends[index - 1] if index else 0)
            if len(places) == limit or (room < 0 and places):
                return places
            places.append((block, index))
    return places


def _last(spans: list[tuple[Block, int, int]], limit: int) -> list[tuple[Block, int]]:
    places: list[tuple[Block, int]] = []
    room = PAGE_BYTES
    for block, begin, end in reversed(spans):
        for index in range(end - 1, begin - 1, -1):
            room -= 26 + block.ends[index] - (block.ends[index - 1] if index else 0)
            if len(places) == limit or (room < 0 and places):
                return places[::-1]
            places.append((block, index))
    return places[::-1]


__all__ = ["Event", "Facts", "Group", "InvalidToken", "LogStore", "Position"]
