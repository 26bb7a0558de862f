"""CloudWatch metrics as AWS answers: data in a bounded store, percentiles, metric math, periods in sandbox time."""

from __future__ import annotations

import base64
import json
import math
from datetime import UTC, datetime
from typing import Any

import moto.cloudwatch.urls as cloudwatch_urls
from moto.cloudwatch.exceptions import (
    InvalidParameterCombination,
    InvalidParameterValue,
    ValidationError,
)
from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult, EmptyResult

from course.sandbox.clock import current, sandbox_time
from course.sandbox.stores import MetricStore
from course.sandbox.stores.arithmetic import Wrong
from course.sandbox.stores.buckets import Summary
from course.sandbox.stores.metrics import Dimensions, Name, datum
from course.sandbox.stores.periods import first_period, why_no_period
from course.sandbox.stores.queries import MAX_DATAPOINTS, Query, Request, answers
from course.sandbox.stores.span import moment, window
from course.sandbox.stores.statistics import SIMPLE, statistic

METRICS = MetricStore()
"""The metric data of every account and region."""

OLDEST_S, NEWEST_S = 14 * 86_400, 2 * 3600
"""PutMetricData takes data from two weeks ago to two hours ahead."""
LARGEST = 2.0**360
MOST_STATISTICS = 1_440
PROVIDED = "AWS/S3"
"""The namespace whose metrics moto computes when asked."""


class Exact(ActionResult):  # type: ignore[misc]
    """An answer whose keys are those of the API: moto need not look for them under other names."""

    def execute_result(self, context: Any) -> Any:
        """Status, headers and body in the protocol of the request."""
        serializer = context.serializer_class(
            operation_model=context.operation_model, pretty_print=False, value_picker=lambda at: at.obj.get(at.key)
        )
        written = serializer.serialize(self.result)
        return written["status_code"], written["headers"], written["body"]


class Backend(CloudWatchBackend):  # type: ignore[misc]
    """moto's records of CloudWatch in one account and region; the metric data is in METRICS."""

    @property
    def _url_module(self) -> Any:
        return cloudwatch_urls

    @property
    def place(self) -> tuple[str, str]:
        """The key in METRICS."""
        return self.account_id, self.region_name

    def reset(self) -> None:
        """Forget the records and the data."""
        METRICS.forget(*self.place)
        super().reset()

    def put_metric_data(self, namespace: str, metric_data: list[dict[str, Any]]) -> None:
        """Take in data; all of it or, where one is not valid, nothing."""
        wall, now = current.wall(), sandbox_time()
        ready = []
        for number, metric in enumerate(metric_data, start=1):
            self._validate_parameters_put_metric_data(metric, number)
            stamp = metric.get("Timestamp")
            at = now if stamp is None else moment(seconds_of(stamp), wall, now)
            if not now - OLDEST_S <= at <= now + NEWEST_S:
                raise InvalidParameterValue(
                    f"The parameter MetricData.member.{number}.Timestamp must specify a time no more than "
                    "two weeks in the past and no more than two hours in the future."
                )
            resolution = int(metric.get("StorageResolution") or 60)
            if resolution not in (1, 60):
                raise InvalidParameterValue(
                    f"The parameter MetricData.member.{number}.StorageResolution must be 1 or 60."
                )
            name = Name(namespace, metric["MetricName"], dimensions_of(metric.get("Dimensions")))
            ready.append((name, metric.get("Unit") or "None", _summary(metric, number, at), resolution))
        for name, unit, data, resolution in ready:
            METRICS.put(self.place, name, unit, data, resolution, now)

    def store_of(self, namespace: str | None) -> MetricStore:
        """The store that holds a namespace; a passing one for the metrics that moto computes when asked."""
        if namespace != PROVIDED:
            return METRICS
        now = sandbox_time()
        passing = MetricStore()
        for metric in self.aws_metric_data:
            given = tuple(sorted((each.name, each.value) for each in metric.dimensions))
            data = datum(min(seconds_of(metric.timestamp), now), [float(metric.value)])
            passing.put(self.place, Name(metric.namespace, metric.name, given), metric.unit, data, 60, now)
        return passing


class Response(CloudWatchResponse):  # type: ignore[misc]
    """The operations on metric data."""

    def put_metric_data(self) -> EmptyResult:
        """PutMetricData."""
        every = list(self._get_param("MetricData", []))
        for entity in self._get_param("EntityMetricData", []):
            every += entity.get("MetricData", [])
        if len(every) > 1000:
            raise InvalidParameterValue("The collection MetricData must not have a size greater than 1000.")
        self.cloudwatch_backend.put_metric_data(self._get_param("Namespace"), every)
        return EmptyResult()

    def get_metric_statistics(self) -> ActionResult:
        """GetMetricStatistics: datapoints for each unit in which there is data."""
        asked = self._get_params()
        names, extended = list(asked.get("Statistics") or ()), list(asked.get("ExtendedStatistics") or ())
        if not names and not extended:
            raise InvalidParameterCombination("Must specify either Statistics or ExtendedStatistics")
        if names and extended:
            raise InvalidParameterCombination("Must specify either Statistics or ExtendedStatistics, but not both")
        for name in [*names, *extended]:
            if statistic(name) is None or (name in names and name not in SIMPLE):
                raise InvalidParameterValue(f"The value {name} for parameter Statistics is not supported.")
        period = int(asked["Period"])
        if reason := why_no_period(period):
            raise InvalidParameterValue(f"The parameter Period {reason}")
        first, last = seconds_of(asked["StartTime"]), seconds_of(asked["EndTime"])
        if first >= last:
            raise InvalidParameterValue("The parameter StartTime must be less than the parameter EndTime.")
        if (number := math.ceil((last - first) / period)) > MOST_STATISTICS:
            raise InvalidParameterCombination(
                f"You have requested up to {number:,} datapoints, which exceeds the limit of {MOST_STATISTICS:,}. "
                "You may reduce the datapoints requested by increasing Period, or decreasing the time range."
            )
        start, end, now = in_sandbox_time(first, last)
        name = Name(asked["Namespace"], asked["MetricName"], dimensions_of(asked.get("Dimensions")))
        begin = first_period(start, now, period)
        # a range that reaches sandbox now may be wider than what was asked: the newest datapoints count
        begin = max(begin, begin + (math.ceil((end - begin) / period) - MOST_STATISTICS - 1) * period)
        records: Backend = self.cloudwatch_backend
        by_unit = records.store_of(name.namespace).periods(
            records.place, name, begin, math.ceil(end), period, now, asked.get("Unit"), bool(extended)
        )
        points = [_point(data, unit, names, extended) for unit, found in by_unit.items() for data in found]
        told = [point for point in points if len(point) > 2]
        return Exact({"Label": name.metric, "Datapoints": told})

    def get_metric_data(self) -> ActionResult:
        """GetMetricData: metrics and expressions over them."""
        asked = self._get_params()
        first, last = seconds_of(asked["StartTime"]), seconds_of(asked["EndTime"])
        if int(first) > int(last):
            raise ValidationError("The parameter EndTime must be greater than StartTime.")
        if int(first) == int(last):
            raise ValidationError("The parameter StartTime must not equal parameter EndTime.")
        skip = 0
        start, end, now = in_sandbox_time(first, last)
        if token := asked.get("NextToken"):
            try:
                skip, start, end = json.loads(base64.urlsafe_b64decode(token))
            except ValueError as error:
                raise InvalidParameterValue("Request parameter NextToken is invalid") from error
        queries = [_query(each, i) for i, each in enumerate(asked.get("MetricDataQueries") or [], start=1)]
        records: Backend = self.cloudwatch_backend
        request = Request(records.store_of, records.place, start, end, now, queries)
        newest_first = (asked.get("ScanBy") or "TimestampDescending") == "TimestampDescending"
        most = min(int(asked.get("MaxDatapoints") or MAX_DATAPOINTS), MAX_DATAPOINTS)
        results, more = [], False
        passed = 0
        try:
            found = list(answers(request))
        except Wrong as error:
            raise ValidationError(str(error)) from error
        for identity, label, points in found:
            ordered = sorted(points.items(), reverse=newest_first)
            part = ordered[max(0, skip - passed) : max(0, skip + most - passed)]
            more = more or passed + len(ordered) > skip + most
            unfinished = passed + len(ordered) > skip + most
            passed += len(ordered)
            if part or (not ordered and not token):
                results.append(
                    {
                        "Id": identity,
                        "Label": label,
                        "Timestamps": [stamp_of(at) for at, _ in part],
                        "Values": [value for _, value in part],
                        "StatusCode": "PartialData" if unfinished else "Complete",
                    }
                )
        answer: dict[str, Any] = {"MetricDataResults": results, "Messages": []}
        if more:
            answer["NextToken"] = base64.urlsafe_b64encode(json.dumps([skip + most, start, end]).encode()).decode()
        return Exact(answer)

    def list_metrics(self) -> ActionResult:
        """ListMetrics: up to 500 names on a page."""
        asked = self._get_params()
        token = asked.get("NextToken") or "0"
        if not token.isdigit():
            raise InvalidParameterValue("Request parameter NextToken is invalid")
        records: Backend = self.cloudwatch_backend
        namespace = asked.get("Namespace")
        wanted = [(each["Name"], each.get("Value")) for each in asked.get("Dimensions") or ()]
        recent, now = bool(asked.get("RecentlyActive")), sandbox_time()
        page, after = METRICS.names(
            records.place, now, namespace, asked.get("MetricName"), wanted, recent, after=int(token)
        )
        if namespace in (None, PROVIDED) and not after:
            provided = records.store_of(PROVIDED)
            page += provided.names(records.place, now, PROVIDED, asked.get("MetricName"), wanted, recent, limit=10_000)[
                0
            ]
        told = [
            {
                "Namespace": name.namespace,
                "MetricName": name.metric,
                "Dimensions": [{"Name": key, "Value": value} for key, value in name.dimensions],
            }
            for name in page
        ]
        return Exact({"Metrics": told} | ({"NextToken": str(after)} if after else {}))


def install() -> None:
    """Make moto use the classes above. Idempotent; before the first request."""
    cloudwatch_backends.backend = Backend
    cloudwatch_urls.url_paths["{0}/$"] = Response.dispatch


def seconds_of(stamp: Any) -> float:
    """Seconds since 1970 of a time as moto reads it: a datetime in UTC, or a number."""
    if isinstance(stamp, datetime):
        return (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).timestamp()
    return float(stamp)


def stamp_of(seconds: float) -> datetime:
    """The time as moto writes it: UTC, without saying so."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)


def in_sandbox_time(first: float, last: float) -> tuple[float, float, float]:
    """The range of a request in sandbox time, and sandbox now."""
    now = sandbox_time()
    start, end = window(first, last, current.wall(), now)
    assert start is not None
    assert end is not None
    return start, end, now


def dimensions_of(given: Any) -> Dimensions:
    """Dimensions as the store tells metrics apart by them."""
    return tuple(sorted((each["Name"], each["Value"]) for each in given or ()))


def _summary(metric: dict[str, Any], number: int, at: float) -> Summary:
    if metric.get("StatisticValues"):
        given = metric["StatisticValues"]
        count, total = float(given["SampleCount"]), float(given["Sum"])
        low, high = float(given["Minimum"]), float(given["Maximum"])
        data = Summary(int(at), count, total, low, high, {low: count} if low == high else {})
    elif metric.get("Values"):
        counts = metric.get("Counts")
        if len(metric["Values"]) > 150:
            raise InvalidParameterValue(f"The collection MetricData.member.{number}.Values must not exceed 150 values.")
        data = datum(at, [float(v) for v in metric["Values"]], [float(c) for c in counts] if counts else None)
    else:
        data = datum(at, [float(metric.get("Value", 0))])
    if not all(math.isfinite(value) and abs(value) <= LARGEST for value in (data.low, data.high)):
        raise InvalidParameterValue(f"The value for parameter MetricData.member.{number}.Value is invalid.")
    return data


def _point(data: Summary, unit: str, names: list[str], extended: list[str]) -> dict[str, Any]:
    point: dict[str, Any] = {"Timestamp": stamp_of(data.start), "Unit": unit}
    for name in names:
        point[name] = SIMPLE[name](data)
    values = {name: found(data) for name in extended if (found := statistic(name))}
    if known := {name: value for name, value in values.items() if value is not None}:
        point["ExtendedStatistics"] = known
    return point


def _query(given: dict[str, Any], number: int) -> Query:
    if "MetricStat" not in given and "Expression" not in given:
        raise ValidationError(f"The parameter MetricDataQueries.member.{number}.MetricStat is required.\n")
    returned = given.get("ReturnData", True) is not False
    label, period = given.get("Label") or "", int(given.get("Period") or 0)
    if "Expression" in given:
        return Query(given["Id"], label, returned, period, expression=given["Expression"])
    stat = given["MetricStat"]
    metric = stat["Metric"]
    period = int(stat["Period"])
    if reason := why_no_period(period):
        raise ValidationError(f"The parameter MetricDataQueries.member.{number}.MetricStat.Period {reason}")
    if statistic(stat["Stat"]) is None:
        raise ValidationError(
            f"The value {stat['Stat']} for parameter MetricDataQueries.member.{number}.MetricStat.Stat is not supported."
        )
    name = Name(metric["Namespace"], metric["MetricName"], dimensions_of(metric.get("Dimensions")))
    return Query(given["Id"], label, returned, period, name, stat["Stat"], stat.get("Unit"))
