"""CloudWatch metrics through boto3: statistics, percentiles, metric math, paging, what plain moto keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.sandbox.process import Running
from tests.sandbox.clients import client_of

Aws = Callable[..., Any]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def aws(at_wall: Running, account: str) -> Aws:
    """Clients of a sandbox whose clock shows the wall's time."""
    return lambda service, key=account, region="us-east-1": client_of(at_wall.endpoint, service, key, region)


@pytest.fixture
def cw(aws: Aws) -> Any:
    return aws("cloudwatch")


@pytest.fixture
def hour() -> datetime:
    """The beginning of the hour before last: whole periods of every length begin here."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)


def put(cw: Any, name: str, points: list[tuple[datetime, float]], namespace: str = "N", **more: Any) -> None:
    data = [{"MetricName": name, "Timestamp": at, "Value": value, **more} for at, value in points]
    cw.put_metric_data(Namespace=namespace, MetricData=data)


def statistics(cw: Any, start: datetime, end: datetime, **asked: Any) -> list[Any]:
    basis = {"Namespace": "N", "MetricName": "m", "Period": 60, "StartTime": start, "EndTime": end}
    said = cw.get_metric_statistics(**(basis | asked))
    return sorted(said["Datapoints"], key=lambda point: point["Timestamp"])


def stat(identity: str, name: str, stat_: str = "Sum", period: int = 60, **more: Any) -> dict[str, Any]:
    metric = {"Namespace": "N", "MetricName": name}
    return {"Id": identity, "MetricStat": {"Metric": metric, "Period": period, "Stat": stat_}} | more


def data(cw: Any, start: datetime, end: datetime, *queries: dict[str, Any], **more: Any) -> list[Any]:
    asked = {"MetricDataQueries": list(queries), "StartTime": start, "EndTime": end, "ScanBy": "TimestampAscending"}
    return cw.get_metric_data(**(asked | more))["MetricDataResults"]


def code(call: Callable[..., Any], **asked: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**asked)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return str(caught.value.response["Error"]["Code"])


def test_statistics_over_periods(cw: Any, hour: datetime) -> None:
    put(cw, "m", [(hour + timedelta(seconds=20 * n), n) for n in range(30)], Unit="Count")
    every = ["Sum", "Average", "Minimum", "Maximum", "SampleCount"]
    points = statistics(cw, hour, hour + 10 * MINUTE, Statistics=every)
    assert len(points) == 10
    assert points[1] == {
        "Timestamp": hour + MINUTE, "Unit": "Count", "Sum": 12, "Average": 4, "Minimum": 3, "Maximum": 5, "SampleCount": 3
    }  # fmt: skip
    points = statistics(cw, hour, hour + 10 * MINUTE, Statistics=["Sum"], Period=300)
    assert [(p["Timestamp"], p["Sum"]) for p in points] == [
        (hour, sum(range(15))),
        (hour + 5 * MINUTE, sum(range(15, 30))),
    ]
    # the start is inclusive and rounded down to the minute, the end is exclusive
    points = statistics(cw, hour + timedelta(seconds=90), hour + 3 * MINUTE, Statistics=["Sum"])
    assert [p["Timestamp"] for p in points] == [hour + MINUTE, hour + 2 * MINUTE]


def test_percentiles_and_trimmed_means(cw: Any, hour: datetime) -> None:
    metric = {"MetricName": "m", "Timestamp": hour, "Values": list(range(1, 101)), "Counts": [2] * 100}
    cw.put_metric_data(Namespace="N", MetricData=[metric])
    (point,) = statistics(cw, hour, hour + MINUTE, ExtendedStatistics=["p50", "p99", "p99.9", "tm90", "TM(10%:90%)"])
    said = point["ExtendedStatistics"]
    assert said["p50"] == pytest.approx(50, rel=0.05)
    assert said["p99"] == pytest.approx(99, rel=0.05)
    assert said["p99.9"] == pytest.approx(100, rel=0.05)
    assert said["tm90"] == pytest.approx(45.5, rel=0.05)
    assert said["TM(10%:90%)"] == pytest.approx(50.5, rel=0.05)
    (result,) = data(cw, hour, hour + MINUTE, stat("a", "m", "p90"))
    assert result["Values"] == [pytest.approx(90, rel=0.05)]


def test_statistic_sets_and_units(cw: Any, hour: datetime) -> None:
    given = {"SampleCount": 4, "Sum": 20, "Minimum": 1, "Maximum": 9}
    metrics = [
        {"MetricName": "m", "Timestamp": hour, "StatisticValues": given, "Unit": "Seconds"},
        {"MetricName": "m", "Timestamp": hour, "Value": 7, "Unit": "Bytes"},
    ]
    cw.put_metric_data(Namespace="N", MetricData=metrics)
    points = statistics(cw, hour, hour + MINUTE, Statistics=["Average", "Maximum"])
    assert sorted((p["Unit"], p["Average"], p["Maximum"]) for p in points) == [("Bytes", 7, 7), ("Seconds", 5, 9)]
    (point,) = statistics(cw, hour, hour + MINUTE, Statistics=["Sum"], Unit="Bytes")
    assert point["Sum"] == 7
    assert statistics(cw, hour, hour + MINUTE, Statistics=["Sum"], Unit="Count") == []
    assert statistics(cw, hour, hour + MINUTE, ExtendedStatistics=["p50"], Unit="Seconds") == []


def test_high_resolution(cw: Any) -> None:
    begin = datetime.now(UTC).replace(second=0, microsecond=0) - 10 * MINUTE
    put(cw, "m", [(begin + timedelta(seconds=n), 1) for n in range(60)], StorageResolution=1)
    points = statistics(cw, begin, begin + MINUTE, Statistics=["Sum"], Period=10)
    assert [p["Sum"] for p in points] == [10] * 6
    assert [p["Sum"] for p in statistics(cw, begin, begin + MINUTE, Statistics=["Sum"])] == [60]


def test_dimensions_tell_metrics_apart_and_lists_find_them(cw: Any, hour: datetime) -> None:
    for service, value in (("a", 1), ("b", 2)):
        put(cw, "m", [(hour, value)], Dimensions=[{"Name": "Service", "Value": service}, {"Name": "Z", "Value": "z"}])
    asked = [{"Name": "Z", "Value": "z"}, {"Name": "Service", "Value": "b"}]
    assert [p["Sum"] for p in statistics(cw, hour, hour + MINUTE, Statistics=["Sum"], Dimensions=asked)] == [2]
    assert statistics(cw, hour, hour + MINUTE, Statistics=["Sum"]) == []
    assert len(cw.list_metrics(Namespace="N")["Metrics"]) == 2
    (metric,) = cw.list_metrics(MetricName="m", Dimensions=[{"Name": "Service", "Value": "a"}])["Metrics"]
    assert {d["Name"]: d["Value"] for d in metric["Dimensions"]} == {"Service": "a", "Z": "z"}
    assert len(cw.list_metrics(Dimensions=[{"Name": "Service"}], RecentlyActive="PT3H")["Metrics"]) == 2
    for begin in (0, 300):
        data_ = [{"MetricName": f"n{n}", "Value": 1} for n in range(begin, begin + 300)]
        cw.put_metric_data(Namespace="Many", MetricData=data_)
    names = [
        m["MetricName"] for page in cw.get_paginator("list_metrics").paginate(Namespace="Many") for m in page["Metrics"]
    ]
    assert sorted(names) == sorted(f"n{n}" for n in range(600))


def test_metric_math_over_the_api(cw: Any, hour: datetime) -> None:
    put(cw, "errors", [(hour, 2), (hour + 2 * MINUTE, 4)])
    put(cw, "requests", [(hour + n * MINUTE, 10) for n in range(4)])
    hidden = [stat("e", "errors", ReturnData=False), stat("r", "requests", ReturnData=False)]

    def values(expression: str) -> list[float]:
        (result,) = data(cw, hour, hour + 5 * MINUTE, *hidden, {"Id": "x", "Expression": expression, "Label": "rate"})
        assert (result["Id"], result["Label"], result["StatusCode"]) == ("x", "rate", "Complete")
        return list(result["Values"])

    assert values("100 * e / r") == [20, 40]
    assert values("100 * FILL(e, 0) / r") == [20, 0, 40, 0]
    assert values("SUM(METRICS())") == [12, 10, 14, 10]
    assert values('MAX([METRICS("r")])') == [10] * 4
    assert values("IF(r > 5, 1, 0)") == [1] * 4
    two = data(cw, hour, hour + 5 * MINUTE, *hidden, {"Id": "x", "Expression": "METRICS() * 2"})
    assert [(r["Id"], r["Values"]) for r in two] == [("x", [4, 8]), ("x", [20] * 4)]
    for wrong in ("e +", "nothing", "SEARCH('x', 'Sum')", "SUM(e)", "x"):
        asked = {"MetricDataQueries": [*hidden, {"Id": "x", "Expression": wrong}]}
        assert code(cw.get_metric_data, StartTime=hour, EndTime=hour + MINUTE, **asked) == "ValidationError"


def test_order_and_pages_of_metric_data(cw: Any, hour: datetime) -> None:
    put(cw, "m", [(hour + n * MINUTE, n) for n in range(10)])
    put(cw, "k", [(hour + n * MINUTE, -n) for n in range(10)])
    end = hour + 20 * MINUTE
    (result,) = data(cw, hour, end, stat("a", "m"), ScanBy="TimestampDescending")
    assert result["Values"] == list(range(9, -1, -1))
    asked = {"MetricDataQueries": [stat("a", "m"), stat("b", "k")], "StartTime": hour, "EndTime": end}
    first = cw.get_metric_data(**asked, MaxDatapoints=6)
    assert [(r["Id"], len(r["Values"]), r["StatusCode"]) for r in first["MetricDataResults"]] == [
        ("a", 6, "PartialData")
    ]
    found: dict[str, list[float]] = {}
    for page in cw.get_paginator("get_metric_data").paginate(**asked, MaxDatapoints=6):
        for each in page["MetricDataResults"]:
            found.setdefault(each["Id"], []).extend(each["Values"])
    assert found == {"a": list(range(9, -1, -1)), "b": list(range(-9, 1))}


def test_metrics_insights(cw: Any, hour: datetime) -> None:
    for service in "abc":
        put(cw, "cpu", [(hour, ord(service))], Dimensions=[{"Name": "Service", "Value": service}])
    query = {"Id": "q", "Expression": 'SELECT MAX(cpu) FROM SCHEMA("N", Service)', "Period": 60}
    (result,) = data(cw, hour, hour + MINUTE, query)
    assert result["Values"] == [ord("c")]
    results = data(cw, hour, hour + MINUTE, query | {"Expression": 'SELECT SUM(cpu) FROM "N" GROUP BY Service'})
    assert sorted((r["Label"], r["Values"]) for r in results) == [(s, [ord(s)]) for s in "abc"]


def test_what_is_refused(cw: Any, hour: datetime) -> None:
    basis = {"Namespace": "N", "MetricName": "m", "Period": 60, "StartTime": hour, "EndTime": hour + MINUTE}
    get = cw.get_metric_statistics
    assert code(get, **basis) == "InvalidParameterCombination"
    assert code(get, **basis, Statistics=["Sum"], ExtendedStatistics=["p9"]) == "InvalidParameterCombination"
    assert code(get, **basis, ExtendedStatistics=["p101"]) == "InvalidParameterValue"
    assert code(get, **(basis | {"Period": 7}), Statistics=["Sum"]) == "InvalidParameterValue"
    assert code(get, **(basis | {"EndTime": hour}), Statistics=["Sum"]) == "InvalidParameterValue"
    wide = basis | {"StartTime": hour - timedelta(days=2)}
    assert code(get, **wide, Statistics=["Sum"]) == "InvalidParameterCombination"
    for wrong in (
        {"Timestamp": hour - timedelta(days=15), "Value": 1},
        {"Timestamp": hour + timedelta(hours=6), "Value": 1},
        {"Values": [1, 2], "Counts": [1]},
        {"Value": 1, "StorageResolution": 30},
        {"Value": 1e300},
    ):
        assert (
            code(cw.put_metric_data, Namespace="N", MetricData=[{"MetricName": "m", **wrong}])
            == "InvalidParameterValue"
        )


def test_accounts_and_regions_are_apart(cw: Any, aws: Aws, account: str, hour: datetime) -> None:
    put(cw, "m", [(hour, 1)])
    for stranger in (aws("cloudwatch", region="eu-west-1"), aws("cloudwatch", key=str(int(account) + 300_000_000_000))):
        assert stranger.list_metrics()["Metrics"] == []
        assert statistics(stranger, hour, hour + MINUTE, Statistics=["Sum"]) == []


def test_what_plain_moto_does_right_stays(cw: Any, aws: Aws, account: str) -> None:
    cw.put_metric_alarm(
        AlarmName="a", Namespace="N", MetricName="m", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    cw.set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="why")
    assert cw.describe_alarms()["MetricAlarms"][0]["StateValue"] == "ALARM"
    cw.put_dashboard(DashboardName="d", DashboardBody='{"widgets": []}')
    assert cw.get_dashboard(DashboardName="d")["DashboardBody"] == '{"widgets": []}'
    s3 = aws("s3")
    s3.create_bucket(Bucket=f"m{account}")
    s3.put_object(Bucket=f"m{account}", Key="k", Body=b"12345")
    names = {m["MetricName"] for m in cw.list_metrics()["Metrics"]}
    assert {"BucketSizeBytes", "NumberOfObjects"} <= names
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    dimensions = [{"Name": "BucketName", "Value": f"m{account}"}, {"Name": "StorageType", "Value": "StandardStorage"}]
    asked = {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes", "Dimensions": dimensions, "Period": 86_400}
    (point,) = statistics(cw, today - timedelta(days=1), today + timedelta(days=1), Statistics=["Average"], **asked)
    assert point["Average"] > 0
    assert point["Unit"] == "Bytes"


def test_json_and_query_protocols_answer_alike(cw: Any, aws: Aws, hour: datetime) -> None:
    put(cw, "m", [(hour, 3)])
    assert cw.list_metrics(Namespace="N")["Metrics"][0]["Dimensions"] == []
    assert cw.put_metric_data(
        Namespace="N",
        EntityMetricData=[{"MetricData": [{"MetricName": "of-entity", "Value": 1}]}],
    )["ResponseMetadata"]["HTTPStatusCode"] == 200  # fmt: skip
    assert {m["MetricName"] for m in cw.list_metrics(Namespace="N")["Metrics"]} == {"m", "of-entity"}
