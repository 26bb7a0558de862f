"""Metric data of one series and unit, summed into buckets of 1, 60, 300 and 3,600 seconds as CloudWatch keeps them."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

TIERS = ((1, 3 * 3600), (60, 15 * 86_400), (300, 63 * 86_400), (3600, 455 * 86_400))
"""(seconds of a bucket, seconds for which it is kept): API_GetMetricStatistics, "CloudWatch retains metric data"."""
EXACT = 64
"""Distinct values a bucket keeps as they are; more are put into classes of 2 % width (wider, until EXACT * 2 remain)."""

Spread = dict[float, float]
"""How often each value was seen. Empty: not known, the data came as a statistic set."""


@dataclass
class Summary:
    """What is known of the data of one period."""

    start: int
    """Seconds since 1970."""
    count: float
    total: float
    low: float
    high: float
    spread: Spread | None = None
    """None where it was not asked for; see Spread."""

    def join(self, other: Summary) -> None:
        """Take in the data of another summary."""
        self.count += other.count
        self.total += other.total
        self.low, self.high = min(self.low, other.low), max(self.high, other.high)
        if self.spread is not None and other.spread is not None:
            self.spread = joined(self.spread, other.spread)


def joined(one: Spread, two: Mapping[float, float]) -> Spread:
    """Both spreads together, unknown if one is; at most 2 * EXACT classes."""
    if not one or not two:
        return {}
    both = dict(one)
    for value, count in two.items():
        both[value] = both.get(value, 0.0) + count
    return coarse(both) if len(both) > 2 * EXACT else both


def coarse(spread: Spread) -> Spread:
    """The spread in classes of equal relative width, the narrowest that make it small enough."""
    width = 0.02
    while True:
        classes: Spread = {}
        step = math.log1p(width)
        for value, count in spread.items():
            near = math.copysign(math.exp(round(math.log(abs(value)) / step) * step), value) if value else 0.0
            classes[near] = classes.get(near, 0.0) + count
        if len(classes) <= EXACT:
            return classes
        width *= 2


class Tier:
    """Buckets of one width in columns, sorted by time."""

    __slots__ = ("counts", "highs", "lows", "seconds", "spreads", "starts", "totals")

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self.starts = array("q")
        self.counts, self.totals, self.lows, self.highs = array("d"), array("d"), array("d"), array("d")
        self.spreads: list[Spread | None] = []
        """None where all values are the same: the least and the greatest say it."""

    def add(self, data: Summary) -> int:
        """Take in data that began at `data.start`. Answers how many points (buckets and classes) were added."""
        start = data.start - data.start % self.seconds
        starts = self.starts
        index = len(starts) if not starts or starts[-1] < start else bisect_left(starts, start)
        spread = data.spread or {}
        if index == len(starts) or starts[index] != start:
            single = data.low == data.high and len(spread) <= 1
            starts.insert(index, start)
            self.counts.insert(index, data.count)
            self.totals.insert(index, data.total)
            self.lows.insert(index, data.low)
            self.highs.insert(index, data.high)
            self.spreads.insert(index, None if single else dict(spread))
            return 1 + (0 if single else len(spread))
        old = self.spread(index)
        new = {data.low: data.count} if data.low == data.high else spread
        self.counts[index] += data.count
        self.totals[index] += data.total
        self.lows[index], self.highs[index] = min(self.lows[index], data.low), max(self.highs[index], data.high)
        if self.lows[index] == self.highs[index]:
            return 0
        before = len(self.spreads[index] or ())
        if self.spreads[index] is not None and len(new) == 1 and old:
            (value, count), own = next(iter(new.items())), old  # the common case, without a copy
            own[value] = own.get(value, 0.0) + count
            self.spreads[index] = coarse(own) if len(own) > 2 * EXACT else own
        else:
            self.spreads[index] = joined(old, new)
        return len(self.spreads[index] or ()) - before

    def spread(self, index: int) -> Spread:
        """How often each value was seen in a bucket."""
        held = self.spreads[index]
        return {self.lows[index]: self.counts[index]} if held is None else held

    def summary(self, index: int) -> Summary:
        """A bucket as it is."""
        numbers = self.starts[index], self.counts[index], self.totals[index], self.lows[index], self.highs[index]
        return Summary(*numbers, self.spread(index))

    def cut(self, count: int) -> list[Summary]:
        """Take the oldest buckets out."""
        gone = [self.summary(index) for index in range(count)]
        for column in (self.starts, self.counts, self.totals, self.lows, self.highs):
            del column[:count]
        del self.spreads[:count]
        return gone

    def periods(self, start: int, end: int, period: int, spread: bool) -> Iterator[Summary]:
        """The data from `start` to before `end`, in periods counted from `start`."""
        starts = self.starts
        low, stop = bisect_left(starts, start), bisect_left(starts, end)
        while low < stop:
            begin = start + (starts[low] - start) // period * period
            high = low + 1
            if high < stop and starts[high] < begin + period:
                high = bisect_left(starts, begin + period, high, stop)
            one = high == low + 1
            yield Summary(
                begin,
                self.counts[low] if one else sum(self.counts[low:high]),
                self.totals[low] if one else math.fsum(self.totals[low:high]),
                self.lows[low] if one else min(self.lows[low:high]),
                self.highs[low] if one else max(self.highs[low:high]),
                self._spread_of(low, high) if spread else None,
            )
            low = high

    def _spread_of(self, low: int, high: int) -> Spread:
        whole: Spread = {}
        for index in range(low, high):
            part = self.spread(index)
            if not part:
                return {}
            for value, count in part.items():
                whole[value] = whole.get(value, 0.0) + count
        return whole


class Series:
    """The tiers of one metric and unit."""

    __slots__ = ("points", "tiers")

    def __init__(self) -> None:
        self.tiers = [Tier(seconds) for seconds, _ in TIERS]
        self.points = 0

    def add(self, data: Summary, seconds: int, now: float) -> None:
        """Take in data kept in buckets of `seconds`, or in wider ones if it is too old for these at `now`."""
        for tier, (width, kept) in zip(self.tiers, TIERS, strict=True):
            if width >= seconds and data.start >= now - kept:
                self.points += tier.add(data)
                return

    def age(self, now: float) -> None:
        """Sum buckets that are too old for their width into wider ones; drop those too old for any."""
        for index, (tier, (_, kept)) in enumerate(zip(self.tiers, TIERS, strict=True)):
            if tier.starts and tier.starts[0] < now - kept:
                for data in self._cut(tier, bisect_left(tier.starts, math.ceil(now - kept))):
                    if index + 1 < len(TIERS):
                        self.points += self.tiers[index + 1].add(data)

    def shrink(self) -> None:
        """Drop the older half: it is the series that takes most room."""
        count = sum(len(tier.starts) for tier in self.tiers)
        for tier in reversed(self.tiers):
            part = min(len(tier.starts), max(1, count // 2))
            self._cut(tier, part)
            count -= 2 * part
            if count <= 1:
                return

    def periods(self, start: int, end: int, period: int, spread: bool) -> list[Summary]:
        """The data from `start` to before `end` (seconds), as far as it is kept in buckets that fit into `period`."""
        fitting = [tier for tier in self.tiers if tier.starts and period % tier.seconds == 0]
        if len(fitting) == 1:
            return list(fitting[0].periods(start, end, period, spread))
        found: dict[int, Summary] = {}
        for tier in reversed(fitting):
            for data in tier.periods(start, end, period, spread):
                held = found.setdefault(data.start, data)
                if held is not data:
                    held.join(data)
        return [found[key] for key in sorted(found)]

    def newest(self) -> int:
        """When the newest bucket began, in seconds since 1970; 0 when there is none."""
        return max((tier.starts[-1] for tier in self.tiers if tier.starts), default=0)

    def _cut(self, tier: Tier, count: int) -> list[Summary]:
        gone = tier.spreads[:count]
        self.points -= len(gone) + sum(len(spread or ()) for spread in gone)
        return tier.cut(count)
