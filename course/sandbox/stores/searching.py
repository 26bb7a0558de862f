"""Finding the log events that match a pattern, in order of time over many streams, with bounded work for each page."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from course.sandbox.stores.lines import Block, Position, Stream
from course.sandbox.stores.patterns import Pattern

PAGE_TESTS = 1_000
"""Messages read as JSON for one page (5 µs each); a longer search goes on at the page's next token, as in AWS."""
PAGE_HITS = 5_000
"""Events on a page: AWS allows 10,000 and promises none; this many take about 15 ms."""

_TOKEN = re.compile(r"([FB])(\d{20})(\d{36})")

Hit = tuple[int, int, Block, int, str]
"""Time, number, block, index (-1: no event, searched up to here without a match), stream."""


@dataclass
class Page:
    """The matching events of one page, and where the next one begins; None when all is searched."""

    places: list[tuple[str, Block, int]] = field(default_factory=list)
    next: Position | None = None


def token_of(forward: bool, at: Position) -> str:
    """The token of a search that goes on beyond `at`."""
    return f"{'F' if forward else 'B'}{at[0]:020d}{at[1]:036d}"


def direction_of(token: str) -> tuple[bool, Position]:
    """Direction and place of a token. ValueError for one that is none."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ValueError(token)
    return match[1] == "F", (int(match[2]), int(match[3]))


def search(
    streams: dict[str, Stream], pattern: Pattern, low: Position, high: Position, limit: int, room: int, forward: bool
) -> Page:
    """The first (or last) matches between two positions, at most `limit` of them and `room` bytes."""
    limit = min(limit, PAGE_HITS)
    step = max(16, PAGE_TESTS // max(1, len(streams)))
    tests = [0]
    sources = [_hits(name, held, pattern, low, high, forward, step, tests) for name, held in streams.items()]
    merged = sources[0] if len(sources) == 1 else heapq.merge(*sources, reverse=not forward)
    page = Page()
    last: Position | None = None
    for time, number, block, index, name in merged:
        if index >= 0:
            room -= 26 + block.ends[index] - (block.ends[index - 1] if index else 0)
            if len(page.places) == limit or (room < 0 and page.places):
                page.next = last
                break
            page.places.append((name, block, index))
        last = (time, number)
        if tests[0] > PAGE_TESTS:
            page.next = last
            break
    return page


def _hits(
    name: str, held: Stream, pattern: Pattern, low: Position, high: Position, forward: bool, step: int, tests: list[int]
) -> Iterator[Hit]:
    spans = held.spans(low, high)
    quiet = 0
    for block, begin, end in spans if forward else reversed(spans):
        for index in _candidates(block, begin, end, pattern, forward):
            if pattern.test is not None:
                if pattern.json:
                    tests[0] += 1
                    quiet += 1
                if not pattern.test(block.message(index)):
                    if quiet >= step:
                        quiet = 0
                        yield block.times[index], block.numbers[index], block, -1, name
                    continue
            quiet = 0
            yield block.times[index], block.numbers[index], block, index, name


def _candidates(block: Block, begin: int, end: int, pattern: Pattern, forward: bool) -> Sequence[int]:
    if not pattern.needles or (pattern.json and block.has_escapes()):
        return range(begin, end) if forward else range(end - 1, begin - 1, -1)
    if len(pattern.needles) == 1:
        found = _holding(block, begin, end, pattern.needles[0])
        return found if forward else found[::-1]
    union = {index for needle in pattern.needles for index in _holding(block, begin, end, needle)}
    return sorted(union, reverse=not forward)


def _holding(block: Block, begin: int, end: int, needle: str) -> list[int]:
    """Indices of the events that hold `needle`, found in the text of all; remembered for the next one who asks."""
    key = (needle, len(block.times))
    if block.found[0] != key:
        block.found = key, _all_holding(block, needle)
    found = block.found[1]
    if begin == 0 and end == len(block.times):
        return found
    return found[bisect_left(found, begin) : bisect_left(found, end)]


def _all_holding(block: Block, needle: str) -> list[int]:
    text, ends = block.text, block.ends
    offset = 0
    found: list[int] = []
    while (at := text.find(needle, offset)) >= 0:
        index = bisect_right(ends, at)
        offset = ends[index]
        if at + len(needle) <= offset:
            found.append(index)
        else:
            offset = at + 1
    return found
