"""The store of metric data against a naive one, its statistics, bounds, tiers and metric math."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.sandbox.stores.arithmetic import Grid, Line, Value, Wrong, compute
from course.sandbox.stores.buckets import Summary
from course.sandbox.stores.insights import read as read_query
from course.sandbox.stores.metrics import MetricStore, Name, datum
from course.sandbox.stores.periods import first_period, why_no_period
from course.sandbox.stores.statistics import statistic

PLACE = ("111111111111", "us-east-1")
NAME = Name("N", "m", (("a", "1"),))
NOW = 1_800_000_000
DAY = 86_400

values = st.floats(0, 1e6, allow_nan=False, width=32)
data = st.lists(
    st.tuples(st.integers(0, 3000), st.lists(values, min_size=1, max_size=4), st.sampled_from([1, 60])), max_size=40
)


def of(name: str, summary: Summary) -> float | None:
    compute_ = statistic(name)
    assert compute_ is not None
    return compute_(summary)


@settings(max_examples=200, deadline=None)
@given(data, st.sampled_from([60, 300, 3600]), st.integers(0, 3000), st.integers(0, 3600))
def test_periods_are_those_of_a_naive_store(data_, period, first, length) -> None:
    store = MetricStore()
    begin = NOW - 3000
    for offset, numbers, resolution in data_:
        store.put(PLACE, NAME, "Count", datum(begin + offset, numbers), resolution, NOW)
    start = first_period(begin + first, NOW, period)
    end = start + length
    wanted: dict[int, list[float]] = {}
    for offset, numbers, resolution in data_:
        at = (begin + offset) // resolution * resolution
        if start <= at < end:
            wanted.setdefault(start + (at - start) // period * period, []).extend(numbers)
    found = store.periods(PLACE, NAME, start, end, period, NOW, spread=True).get("Count", [])
    assert [each.start for each in found] == sorted(wanted)
    for each in found:
        numbers = sorted(wanted[each.start])
        assert each.count == len(numbers)
        assert (each.low, each.high) == (numbers[0], numbers[-1])
        assert each.total == pytest.approx(math.fsum(numbers))
        for percent in (0, 50, 90, 95, 99, 100):
            exact = numbers[max(0, math.ceil(len(numbers) * percent / 100 - 1e-9) - 1)]
            assert of(f"p{percent}", each) == pytest.approx(exact, rel=0.05, abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0.001, 1e5), min_size=200, max_size=600))
def test_percentiles_of_many_values_are_near(numbers: list[float]) -> None:
    store = MetricStore()
    for number in numbers:
        store.put(PLACE, NAME, "None", datum(NOW, [number]), 60, NOW)
    assert store.points < 200
    (found,) = store.periods(PLACE, NAME, NOW // 60 * 60, NOW + 60, 60, NOW, spread=True)["None"]
    ordered = sorted(numbers)
    for percent in (50, 90, 95, 99):
        got = of(f"p{percent}", found)
        assert got is not None
        near = [ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1 + shift)] for shift in (-2, 0)]
        high = ordered[min(len(ordered) - 1, math.ceil(len(ordered) * percent / 100) + 1)]
        assert near[0] * 0.8 <= got <= high * 1.25
    assert found.total == pytest.approx(math.fsum(numbers))


def test_statistics_by_name() -> None:
    summary = datum(0, [float(n) for n in range(1, 101)])
    wanted = {"p50": 50, "p99": 99, "p99.9": 100, "p0": 1, "tm90": 45.5, "tc90": 90, "ts90": 4095, "IQM": 50.5}
    wanted |= {"TM(10%:90%)": 50.5, "TM(150:1000)": None, "TC(90:)": 10, "TS(:3)": 6, "PR(:25)": 25, "PR(10:20)": 10}
    wanted |= {"Average": 50.5, "SampleCount": 100, "wm99": (99 + sum(range(1, 100))) / 100}
    for name, number in wanted.items():
        assert of(name, summary) == (None if number is None else pytest.approx(number)), name
    assert [statistic(name) for name in ("p101", "q1", "TM(:)", "PR(1%:2%)", "average")] == [None] * 5


def test_no_percentiles_of_statistic_sets_and_negative_values() -> None:
    assert of("p50", Summary(0, 10, 50, 1, 9, {})) is None
    assert of("p50", datum(0, [-1.0, 2.0])) is None
    store = MetricStore()
    store.put(PLACE, NAME, "None", Summary(NOW, 4, 20, 5, 5, {5.0: 4}), 60, NOW)
    store.put(PLACE, NAME, "None", datum(NOW, [7.0]), 60, NOW)
    (found,) = store.periods(PLACE, NAME, NOW // 60 * 60, NOW + 60, 60, NOW, spread=True)["None"]
    assert (found.count, of("p99", found), of("p50", found)) == (5, 7, 5)
    store.put(PLACE, NAME, "None", Summary(NOW, 2, 20, 1, 19, {}), 60, NOW)
    (found,) = store.periods(PLACE, NAME, NOW // 60 * 60, NOW + 60, 60, NOW, spread=True)["None"]
    assert (found.count, found.high, of("p99", found)) == (7, 19, None)


def test_data_grows_coarser_with_age_and_is_dropped_at_last() -> None:
    store = MetricStore()
    begin = NOW // 3600 * 3600
    for second in range(600):
        store.put(PLACE, NAME, "None", datum(begin + second, [1.0]), 1, begin + second)

    def counts(period: int, now: int) -> list[float]:
        return [each.count for each in store.periods(PLACE, NAME, begin, begin + 3600, period, now).get("None", [])]

    assert counts(1, begin + 600) == [1] * 600
    assert counts(10, begin + 600) == [10] * 60
    assert counts(60, begin + 600) == [60] * 10
    later = begin + 4 * 3600
    assert counts(1, later) == []
    assert counts(60, later) == [60] * 10
    later = begin + 16 * DAY
    assert counts(60, later) == []
    assert counts(300, later) == [300, 300]
    later = begin + 64 * DAY
    assert counts(300, later) == []
    assert counts(3600, later) == [600]
    assert counts(3600, begin + 456 * DAY) == []
    assert store.points == 0


def test_the_store_is_bounded() -> None:
    store = MetricStore(max_points=500, max_metrics=10)
    for minute in range(1000):
        store.put(PLACE, NAME, "None", datum(NOW + 60 * minute, [1.0]), 60, NOW + 60 * minute)
    assert store.points <= 500
    last = NOW // 60 * 60 + 60 * 990
    now = NOW + 60 * 1000
    assert len(store.periods(PLACE, NAME, last, last + 600, 60, now)["None"]) == 10
    for number in range(30):
        store.put(PLACE, Name("N", str(number)), "None", datum(now, [1.0]), 60, now)
    names, _ = store.names(PLACE, now)
    assert [name.metric for name in names] == [str(number) for number in range(20, 30)]
    assert store.points == 10


def test_names_are_found_and_paged() -> None:
    store = MetricStore()
    for number in range(30):
        name = Name("A" if number % 2 else "B", f"m{number % 3}", (("i", str(number)), ("k", "v")))
        store.put(PLACE, name, "None", datum(NOW - (20 * DAY if number == 29 else 4 * 3600), [1]), 60, NOW)
    store.put(PLACE, Name("A", "new"), "None", datum(NOW, [1]), 60, NOW)
    first, after = store.names(PLACE, NOW, limit=20)
    second, end = store.names(PLACE, NOW, after=after, limit=20)
    assert (len(first), len(second), end) == (20, 10, 0)
    assert len({*first, *second}) == 30
    assert len(store.names(PLACE, NOW, "A", "m1")[0]) == 5
    assert [n.metric for n in store.names(PLACE, NOW, recent=True)[0]] == ["new"]
    assert len(store.names(PLACE, NOW, dimensions=[("i", "7")])[0]) == 1
    assert len(store.names(PLACE, NOW, dimensions=[("k", None), ("i", None)])[0]) == 29
    assert store.names(("2", "us-east-1"), NOW) == ([], 0)


def test_what_was_kept_comes_back_and_save_makes_a_copy(tmp_path: Path) -> None:
    store = MetricStore()
    store.load(tmp_path / "kept")
    store.put(PLACE, NAME, "Count", datum(NOW, [1.0, 2.0, 2.0]), 1, NOW)
    store.put(PLACE, NAME, "Count", Summary(NOW + 60, 3, 9, 1, 5, {}), 60, NOW + 60)
    store.put(("2", "r"), NAME, "Count", datum(NOW, [1.0]), 60, NOW)
    store.forget("2", "r")
    store.save(tmp_path / "copy")
    for folder in ("kept", "copy"):
        again = MetricStore()
        again.load(tmp_path / folder)
        for period in (1, 60):
            asked = (PLACE, NAME, NOW - 60, NOW + 120, period, NOW + 60)
            assert again.periods(*asked, spread=True) == store.periods(*asked, spread=True)
        assert again.names(("2", "r"), NOW) == ([], 0)
        assert again.points == store.points
        again.close()
    store.close()


def test_periods_and_where_they_begin() -> None:
    assert [why_no_period(p) == "" for p in (1, 5, 10, 20, 30, 60, 3600, 0, 7, 90)] == [True] * 7 + [False] * 3
    at = NOW // 3600 * 3600 + 1234
    assert first_period(at, at + 60, 300) == at // 60 * 60
    assert first_period(at, at + 60, 10) == at // 10 * 10
    assert first_period(at, at + 16 * DAY, 300) == at // 300 * 300
    assert first_period(at, at + 64 * DAY, 300) == at // 3600 * 3600


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("m1 + m2", {0: 11, 60: 22}),
        ("100 * m1 / m2", {0: 10, 60: 10}),
        ("-(m1 - 1) ^ 2", {0: 0, 60: 1, 120: 4}),
        ("m1 / (m1 - 1)", {60: 2, 120: 1.5}),
        ("SUM(METRICS())", {0: 11, 60: 22, 120: 3}),
        ('AVG(METRICS("2"))', {0: 10, 60: 20}),
        ("MAX([m1, FILL(m2, 0)])", {0: 10, 60: 20, 120: 3, 180: 0}),
        ("m1 - AVG(m1)", {0: -1, 60: 0, 120: 1}),
        ("FILL(m2, REPEAT)", {0: 10, 60: 20, 120: 20, 180: 20}),
        ("FILL(m3, LINEAR)", {0: 0, 60: 1, 120: 2}),
        ("IF(m1 > 1, m1, 0)", {0: 0, 60: 2, 120: 3}),
        ("IF(m1 >= 2 AND m1 != 3, 7)", {60: 7}),
        ("RATE(m2) * PERIOD(m2)", {60: 10}),
        ("DIFF(m1)", {60: 1, 120: 1}),
        ("RUNNING_SUM(m1)", {0: 1, 60: 3, 120: 6}),
        ("TIME_SERIES(MIN(m2))", {0: 10, 60: 10, 120: 10, 180: 10}),
        ("CEIL(m1 / 2) + METRIC_COUNT(METRICS())", {0: 3, 60: 3, 120: 4}),
        ("e1 * 2", {0: 22, 60: 44}),
    ],
)
def test_metric_math(text: str, wanted: dict[int, float]) -> None:
    lines: dict[str, Value] = {
        "m1": Line({0: 1, 60: 2, 120: 3}),
        "m2": Line({0: 10, 60: 20}),
        "m3": Line({0: 0, 120: 2}),
        "e1": Line({0: 11, 60: 22}),
    }
    found = compute(text, Grid(0, 240, 60), lines.__getitem__, ["m1", "m2"])
    assert isinstance(found, Line)
    assert found.points == pytest.approx(wanted)


@pytest.mark.parametrize(
    "text", ["m1 +", "SEARCH('x', 'Sum')", "FILL(m1)", "m1 m1", "[1]", "$", "SUM(m1, m1)", "METRICS(1)"]
)
def test_an_expression_that_cannot_be_computed_says_why(text: str) -> None:
    with pytest.raises(Wrong):
        compute(text, Grid(0, 240, 60), lambda name: Line({0: 1}), ["m1"])


def test_metrics_insights_queries_are_read() -> None:
    asked = read_query(
        'SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/ECS", ClusterName, ServiceName) '
        "WHERE ClusterName = 'c' AND ServiceName != 's' GROUP BY ServiceName ORDER BY MAX() DESC LIMIT 5"
    )
    assert (asked.statistic, asked.metric, asked.namespace, asked.limit) == ("Maximum", "CPUUtilization", "AWS/ECS", 5)
    assert asked.takes({"ClusterName": "c", "ServiceName": "t"})
    assert not asked.takes({"ClusterName": "c", "ServiceName": "s"})
    assert not asked.takes({"ClusterName": "c"})
    with pytest.raises(Wrong):
        read_query("SELECT x")
