"""The queries of one GetMetricData request: metrics, expressions over them, Metrics Insights. Times in seconds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course.sandbox.stores import arithmetic, insights
from course.sandbox.stores.arithmetic_functions import Grid, Line, Value, Wrong
from course.sandbox.stores.buckets import Summary
from course.sandbox.stores.metrics import MetricStore, Name, Place
from course.sandbox.stores.periods import first_period
from course.sandbox.stores.statistics import needs_values, statistic

MAX_DATAPOINTS = 100_800


@dataclass(frozen=True)
class Query:
    """One MetricDataQuery: of a metric, or an expression."""

    id: str
    label: str
    returned: bool
    period: int
    name: Name | None = None
    stat: str = ""
    unit: str | None = None
    expression: str = ""


@dataclass
class Request:
    """What all queries of a request share."""

    store_of: Callable[[str | None], MetricStore]
    """The store that holds a namespace."""
    place: Place
    start: float
    end: float
    now: float
    queries: list[Query]

    def __post_init__(self) -> None:
        self.by_id = {query.id: query for query in self.queries}
        self.period = max((query.period for query in self.queries if query.period), default=60)
        self._known: dict[str, Value] = {}
        self._open: list[str] = []

    def value(self, identity: str) -> Value:
        """What the query of that id gives, computed once. Wrong where it cannot be."""
        query = self.by_id.get(identity)
        if query is None:
            raise Wrong(f"there is no query with the id {identity!r}")
        if identity in self._open:
            raise Wrong(f"{identity} refers to itself")
        if identity not in self._known:
            self._open.append(identity)
            try:
                self._known[identity] = self._compute(query)
            finally:
                self._open.pop()
        return self._known[identity]

    def grid(self, query: Query) -> Grid:
        """The periods of a query."""
        period = query.period or self.period
        return Grid(first_period(self.start, self.now, period), math.ceil(self.end), period)

    def _compute(self, query: Query) -> Value:
        grid = self.grid(query)
        if query.name is not None:
            joined = joined_periods(self, query.name, grid, query.stat, query.unit)
            return Line(points_of(joined, query.stat), query.label or f"{query.name.metric} {query.stat}")
        if query.expression.lstrip().upper().startswith("SELECT"):
            return self._insights(insights.read(query.expression), grid)
        ids = [each.id for each in self.queries if each.name is not None]
        return arithmetic.compute(query.expression, grid, self.value, ids)

    def _insights(self, asked: insights.Query, grid: Grid) -> Value:
        store = self.store_of(asked.namespace)
        groups: dict[tuple[str, ...], dict[int, Summary]] = {}
        names, _ = store.names(self.place, self.now, asked.namespace, asked.metric, limit=10_000)
        for name in names:
            dimensions = dict(name.dimensions)
            if asked.takes(dimensions):
                whole = groups.setdefault(tuple(dimensions[key] for key in asked.group), {})
                for start, data in joined_periods(self, name, grid, asked.statistic, None).items():
                    held = whole.setdefault(start, data)
                    if held is not data:
                        held.join(data)
        lines = [Line(points_of(whole, asked.statistic), " ".join(key)) for key, whole in groups.items()]
        return lines[: asked.limit] if asked.group else (lines or [Line()])[0]


def joined_periods(request: Request, name: Name, grid: Grid, stat: str, unit: str | None) -> dict[int, Summary]:
    """The data of a metric by period, all units together."""
    spread = needs_values(stat)
    store = request.store_of(name.namespace)
    by_unit = store.periods(request.place, name, grid.start, grid.end, grid.period, request.now, unit, spread)
    whole: dict[int, Summary] = {}
    for found in by_unit.values():
        for data in found:
            held = whole.setdefault(data.start, data)
            if held is not data:
                held.join(data)
    return whole


def points_of(whole: dict[int, Summary], stat: str) -> dict[int, float]:
    """The statistic of each period, where there is one."""
    compute = statistic(stat)
    values = ((start, compute(data)) for start, data in whole.items()) if compute else ()
    return {start: value for start, value in values if value is not None}


def answers(request: Request) -> Iterator[tuple[str, str, dict[int, float]]]:
    """(id, label, points) of what is to be returned; an array gives several. Wrong names the expression at fault."""
    for query in request.queries:
        try:
            value = request.value(query.id)
        except Wrong as error:
            raise Wrong(f"Error in expression '{query.id}': {error}") from error
        if not query.returned:
            continue
        if isinstance(value, float):
            raise Wrong(f"Error in expression '{query.id}': the result must be a time series or an array of them")
        if isinstance(value, Line):
            yield query.id, query.label or (value.label if query.name else query.id), value.points
            continue
        for line in value:
            yield query.id, f"{query.label} {line.label}".strip() or query.id, line.points
