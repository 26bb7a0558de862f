"""The metric data of all accounts: bounded, quick to ask, kept in a folder. Times in seconds of sandbox time."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.sandbox.stores.buckets import TIERS, Series, Spread, Summary, coarse
from course.sandbox.stores.tape import Tape, write_whole

MAX_POINTS = 1_000_000
"""Buckets and classes of values held, about 100 bytes each."""
MAX_METRICS = 20_000
LISTED_S = 14 * 86_400
RECENT_S = 3 * 3600
"""ListMetrics shows metrics with data of the last two weeks; with RecentlyActive, of the last three hours."""

Place = tuple[str, str]
"""Account and region."""
Dimensions = tuple[tuple[str, str], ...]
"""Sorted by name."""


@dataclass(frozen=True)
class Name:
    """What tells one metric from another."""

    namespace: str
    metric: str
    dimensions: Dimensions = ()


class Metric:
    """One metric: its data by unit."""

    __slots__ = ("name", "newest", "number", "units")

    def __init__(self, name: Name, number: int) -> None:
        self.name = name
        self.number = number
        self.newest = 0.0
        self.units: dict[str, Series] = {}


def datum(time: float, values: Sequence[float], counts: Sequence[float] | None = None) -> Summary:
    """Single values (each seen `counts` times, once if not said) as a summary."""
    if len(values) == 1:
        value, count = values[0], counts[0] if counts else 1.0
        return Summary(int(time), count, value * count, value, value, {value: count})
    spread: Spread = {}
    for value, count in zip(values, counts or [1.0] * len(values), strict=True):
        if count > 0:
            spread[value] = spread.get(value, 0.0) + count
    total = sum(value * count for value, count in spread.items())
    low, high = min(spread, default=0.0), max(spread, default=0.0)
    return Summary(int(time), sum(spread.values()), total, low, high, spread)


class MetricStore:
    """Holds at most `max_points`; beyond, the series that takes most room loses the older half."""

    def __init__(self, max_points: int = MAX_POINTS, max_metrics: int = MAX_METRICS) -> None:
        self._places: dict[Place, dict[Name, Metric]] = {}
        self._max_points, self._max_metrics = max_points, max_metrics
        self._lock = threading.RLock()
        self._tape: Tape | None = None
        self._number = 0
        self._metrics = 0
        self.points = 0

    def put(self, place: Place, name: Name, unit: str, data: Summary, resolution: int, now: float) -> None:
        """Take in data kept in buckets of `resolution` seconds (1 or 60). OSError when it cannot be kept on disk."""
        if data.count <= 0:
            return
        with self._lock:
            if self._tape is not None:
                self._tape.append(_record(place, name, unit, data, resolution, now))
            self._add(place, name, unit, data, resolution, now)

    def periods(
        self,
        place: Place,
        name: Name,
        start: int,
        end: int,
        period: int,
        now: float,
        unit: str | None = None,
        spread: bool = False,
    ) -> dict[str, list[Summary]]:
        """By unit, the data from `start` to before `end` in periods counted from `start`; `spread` for percentiles."""
        with self._lock:
            metric = self._places.get(place, {}).get(name)
            if metric is None:
                return {}
            found = {}
            for own, series in metric.units.items():
                if unit in (None, own):
                    self._age(series, now)
                    found[own] = series.periods(start, end, period, spread)
            return found

    def names(
        self,
        place: Place,
        now: float,
        namespace: str | None = None,
        metric: str | None = None,
        dimensions: Collection[tuple[str, str | None]] = (),
        recent: bool = False,
        after: int = 0,
        limit: int = 500,
    ) -> tuple[list[Name], int]:
        """ListMetrics: a page of names, and the number to ask for more `after` (0: there are no more)."""
        oldest = now - (RECENT_S if recent else LISTED_S)
        page: list[Name] = []
        last = 0
        with self._lock:
            for name, held in self._places.get(place, {}).items():
                if (
                    held.number > after
                    and held.newest >= oldest
                    and namespace in (None, name.namespace)
                    and metric in (None, name.metric)
                    and (not dimensions or _has(name.dimensions, dimensions))
                ):
                    if len(page) == limit:
                        return page, last
                    page.append(name)
                    last = held.number
        return page, 0

    def forget(self, account: str, region: str) -> None:
        """Drop a region."""
        with self._lock:
            if self._tape is not None and (account, region) in self._places:
                self._tape.append(["forget", account, region])
            self._drop((account, region))

    def clear(self) -> None:
        """Drop everything, here and in the folder."""
        with self._lock:
            self._places.clear()
            self.points = self._metrics = 0
            if self._tape is not None:
                self._tape.clear()

    def load(self, folder: Path) -> None:
        """Replace everything by what the folder holds, and keep every later change in it."""
        with self._lock:
            self.close()
            self._places.clear()
            self.points = self._metrics = 0
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

    def _records(self) -> Iterator[list[Any]]:
        for place, metrics in self._places.items():
            for name, metric in metrics.items():
                for unit, series in metric.units.items():
                    for tier in series.tiers:
                        for index, start in enumerate(tier.starts):
                            yield _record(place, name, unit, tier.summary(index), tier.seconds, start)

    def _replay(self, record: list[Any]) -> None:
        match record:
            case [
                "put",
                account,
                region,
                namespace,
                metric,
                dimensions,
                unit,
                resolution,
                now,
                numbers,
                values,
                counts,
            ]:
                name = Name(namespace, metric, tuple((key, value) for key, value in dimensions))
                start, count, total, low, high = numbers
                spread = dict(zip(values, counts, strict=True))
                self._add(
                    (account, region), name, unit, Summary(start, count, total, low, high, spread), resolution, now
                )
            case ["forget", account, region]:
                self._drop((account, region))

    def _add(self, place: Place, name: Name, unit: str, data: Summary, resolution: int, now: float) -> None:
        metrics = self._places.setdefault(place, {})
        metric = metrics.get(name)
        if metric is None:
            self._number += 1
            self._metrics += 1
            metric = metrics[name] = Metric(name, self._number)
            if self._metrics > self._max_metrics:
                self._drop_stalest(metric)
        series = metric.units.get(unit)
        if series is None:
            series = metric.units[unit] = Series()
        if data.spread and len(data.spread) > 128:
            data.spread = coarse(data.spread)
        before = series.points
        series.add(data, resolution, now)
        self.points += series.points - before
        metric.newest = max(metric.newest, data.start)
        oldest = series.tiers[0].starts
        if oldest and oldest[0] < now - TIERS[0][1] - 60:
            self._age(series, now)
        while self.points > self._max_points:
            every = (s for metrics in self._places.values() for m in metrics.values() for s in m.units.values())
            greediest = max(every, key=lambda s: s.points)
            before = greediest.points
            greediest.shrink()
            self.points += greediest.points - before

    def _age(self, series: Series, now: float) -> None:
        before = series.points
        series.age(now)
        self.points += series.points - before

    def _drop_stalest(self, besides: Metric) -> None:
        every = (
            (m.newest, m.number, p, n) for p, ms in self._places.items() for n, m in ms.items() if m is not besides
        )
        _, _, place, name = min(every, key=lambda item: item[:2])
        gone = self._places[place].pop(name)
        self._metrics -= 1
        self.points -= sum(series.points for series in gone.units.values())

    def _drop(self, place: Place) -> None:
        gone = self._places.pop(place, {})
        self._metrics -= len(gone)
        self.points -= sum(series.points for metric in gone.values() for series in metric.units.values())


def _record(place: Place, name: Name, unit: str, data: Summary, resolution: int, now: float) -> list[Any]:
    spread = data.spread or {}
    numbers = [data.start, data.count, data.total, data.low, data.high]
    head = ["put", *place, name.namespace, name.metric, name.dimensions, unit, resolution, now]
    return [*head, numbers, list(spread), list(spread.values())]


def _has(own: Dimensions, asked: Collection[tuple[str, str | None]]) -> bool:
    return all(any(name == n and value in (None, v) for n, v in own) for name, value in asked)
