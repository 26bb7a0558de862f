"""CloudWatch Logs through boto3: events, tokens, patterns, acceptance, retention, what plain moto keeps."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course.home import Home
from course.sandbox import process
from course.sandbox.process import Running
from tests.sandbox.clients import client_of

Aws = Callable[..., Any]
DAY = 86_400_000


@pytest.fixture
def aws(at_wall: Running, account: str) -> Aws:
    """Clients of that sandbox."""
    return lambda service, key=account, region="us-east-1": client_of(at_wall.endpoint, service, key, region)


def now_ms() -> int:
    return int(time.time() * 1000)


@pytest.fixture
def logs(aws: Aws) -> Any:
    client = aws("logs")
    client.create_log_group(logGroupName="g")
    for stream in ("web/a", "web/b", "db/a"):
        client.create_log_stream(logGroupName="g", logStreamName=stream)
    return client


def put(logs: Any, stream: str, events: list[tuple[int, str]], group: str = "g") -> Any:
    listed = [{"timestamp": at, "message": message} for at, message in events]
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=listed)


def pages(logs: Any, **asked: Any) -> Iterator[Any]:
    while True:
        page = logs.filter_log_events(logGroupName="g", **asked)
        yield page
        if "nextToken" not in page:
            return
        asked["nextToken"] = page["nextToken"]


def code(call: Callable[..., Any], **asked: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**asked)
    return str(caught.value.response["Error"]["Code"])


def test_reading_forward_backward_and_at_the_end(logs: Any) -> None:
    begin = now_ms() - 60_000
    put(logs, "web/a", [(begin + n, f"line {n}") for n in range(10)])

    def get(**asked: Any) -> tuple[list[int], str, str]:
        said = logs.get_log_events(logGroupName="g", logStreamName="web/a", **asked)
        numbers = [int(event["message"].split()[1]) for event in said["events"]]
        return numbers, said["nextBackwardToken"], said["nextForwardToken"]

    newest, backward, forward = get(limit=4)
    assert newest == [6, 7, 8, 9]
    assert get(limit=4, nextToken=backward)[0] == [2, 3, 4, 5]
    assert get(nextToken=forward)[2] == forward
    oldest, backward, forward = get(limit=4, startFromHead=True)
    assert oldest == [0, 1, 2, 3]
    assert get(nextToken=backward, limit=4) == ([], backward, "f" + backward[1:])
    assert get(nextToken=forward, limit=9, startFromHead=True)[0] == [4, 5, 6, 7, 8, 9]
    # an end near the wall clock means "until now"
    assert get(startTime=begin + 2, endTime=begin + 5, startFromHead=True)[0] == [2, 3, 4, 5, 6, 7, 8, 9]
    _, _, forward = get()
    put(logs, "web/a", [(begin + 50_000, "line 10")])
    assert get(nextToken=forward, startFromHead=True)[0] == [10]
    assert code(logs.get_log_events, logGroupName="g", logStreamName="web/a", nextToken="x") == (
        "InvalidParameterException"
    )
    assert code(logs.get_log_events, logGroupName="g", logStreamName="none") == "ResourceNotFoundException"
    assert code(logs.get_log_events, logGroupName="none", logStreamName="web/a") == "ResourceNotFoundException"


def test_the_range_of_old_events_is_exact(logs: Any) -> None:
    begin = now_ms() - DAY
    put(logs, "web/a", [(begin + n, str(n)) for n in range(5)])
    said = logs.get_log_events(
        logGroupName="g", logStreamName="web/a", startTime=begin + 1, endTime=begin + 3, startFromHead=True
    )
    assert [event["message"] for event in said["events"]] == ["1", "2"]
    (page,) = pages(logs, startTime=begin + 1, endTime=begin + 3)
    assert [event["message"] for event in page["events"]] == ["1", "2", "3"]
    assert [event["timestamp"] for event in page["events"]] == [begin + 1, begin + 2, begin + 3]


def test_filtering_over_streams_with_patterns_and_pages(logs: Any) -> None:
    begin = now_ms() - 60_000
    put(
        logs,
        "web/a",
        [(begin + 2 * n, json.dumps({"level": "ERROR" if n % 5 == 0 else "INFO", "ms": n})) for n in range(50)],
    )
    put(logs, "web/b", [(begin + 2 * n + 1, f"plain {n} ERROR") for n in range(50)])
    put(logs, "db/a", [(begin, "db")])

    def find(**asked: Any) -> list[Any]:
        return [event for page in pages(logs, **asked) for event in page["events"]]

    everything = find()
    assert len(everything) == 101
    assert len({event["eventId"] for event in everything}) == 101
    assert [e["timestamp"] for e in everything] == sorted(e["timestamp"] for e in everything)
    assert find(limit=7) == everything
    assert find(limit=7, startFromHead=False, startTime=begin) == everything[::-1]
    assert len(find(filterPattern="ERROR")) == 60
    assert len(find(filterPattern="ERROR -plain")) == 10
    assert len(find(filterPattern='{ $.level = "ERROR" && $.ms > 10 }')) == 7
    assert len(find(filterPattern='"plain 7"')) == 1
    assert len(find(filterPattern="?db ?INFO")) == 41
    assert {e["logStreamName"] for e in find(logStreamNamePrefix="web/")} == {"web/a", "web/b"}
    assert {e["logStreamName"] for e in find(logStreamNames=["db/a"])} == {"db/a"}
    arn = logs.describe_log_groups()["logGroups"][0]["logGroupArn"]
    assert len(logs.filter_log_events(logGroupIdentifier=arn)["events"]) == 101
    assert logs.filter_log_events(logGroupName="g")["searchedLogStreams"] == []
    for wrong in ({"filterPattern": "[a]"}, {"filterPattern": "a=b"}, {"nextToken": "x"}, {"limit": 10_001}):
        assert code(logs.filter_log_events, logGroupName="g", **wrong) == "InvalidParameterException"
    both = {"logStreamNames": ["db/a"], "logStreamNamePrefix": "db"}
    assert code(logs.filter_log_events, logGroupName="g", **both) == "InvalidParameterException"
    assert code(logs.filter_log_events, logGroupName="g", logStreamNames=["no"]) == "ResourceNotFoundException"


def test_what_is_accepted(logs: Any) -> None:
    now = now_ms()
    times = [now - 15 * DAY, now - 14 * DAY - 60_000, now - 1000, now, now + 3 * 3_600_000]
    said = put(logs, "web/a", [(at, str(i)) for i, at in enumerate(times)])
    assert said["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 2, "tooNewLogEventStartIndex": 4}
    assert [e["message"] for p in pages(logs) for e in p["events"]] == ["2", "3"]
    logs.put_retention_policy(logGroupName="g", retentionInDays=1)
    said = put(logs, "web/a", [(now - 2 * DAY, "old"), (now, "new")])
    assert said["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
    events = [{"timestamp": now, "message": "a"}, {"timestamp": now - 1, "message": "b"}]
    asked = {"logGroupName": "g", "logStreamName": "web/a", "logEvents": events}
    assert code(logs.put_log_events, **asked) == "InvalidParameterException"
    assert "rejectedLogEventsInfo" not in put(logs, "web/b", [(now, "fine")])
    assert code(logs.put_log_events, logGroupName="g", logStreamName="no", logEvents=[events[0]]) == (
        "ResourceNotFoundException"
    )


def test_retention_hides_and_drops_old_events(logs: Any) -> None:
    now = now_ms()
    put(logs, "web/a", [(now - 3 * DAY, "old")])
    put(logs, "web/a", [(now - 3_600_000, "new")])
    assert len(next(pages(logs))["events"]) == 2
    logs.put_retention_policy(logGroupName="g", retentionInDays=1)
    assert [e["message"] for e in next(pages(logs))["events"]] == ["new"]
    assert len(logs.get_log_events(logGroupName="g", logStreamName="web/a")["events"]) == 1
    (stream,) = logs.describe_log_streams(logGroupName="g", logStreamNamePrefix="web/a")["logStreams"]
    assert stream["firstEventTimestamp"] == now - 3_600_000
    assert logs.describe_log_groups()["logGroups"][0]["storedBytes"] == 29


def test_describing_streams_and_groups(logs: Any) -> None:
    now = now_ms()
    put(logs, "web/b", [(now - 5000, "é"), (now - 4000, "yy")])
    put(logs, "db/a", [(now - 1000, "zzz")])
    group = logs.describe_log_groups()["logGroups"][0]
    assert group["storedBytes"] == 2 + 2 + 3 + 3 * 26
    names = [s["logStreamName"] for s in logs.describe_log_streams(logGroupName="g")["logStreams"]]
    assert names == ["db/a", "web/a", "web/b"]
    by_time = logs.describe_log_streams(logGroupName="g", orderBy="LastEventTime", descending=True)["logStreams"]
    assert [s["logStreamName"] for s in by_time] == ["db/a", "web/b", "web/a"]
    stream = by_time[1]
    assert (stream["firstEventTimestamp"], stream["lastEventTimestamp"]) == (now - 5000, now - 4000)
    assert abs(stream["lastIngestionTime"] - now) < 60_000
    assert "lastEventTimestamp" not in by_time[2]
    one = logs.describe_log_streams(logGroupName="g", limit=2)
    two = logs.describe_log_streams(logGroupName="g", limit=2, nextToken=one["nextToken"])
    assert [s["logStreamName"] for s in one["logStreams"] + two["logStreams"]] == names
    assert "nextToken" not in two


def test_deleting_forgets_the_events(logs: Any) -> None:
    put(logs, "web/a", [(now_ms(), "x")])
    logs.delete_log_stream(logGroupName="g", logStreamName="web/a")
    logs.create_log_stream(logGroupName="g", logStreamName="web/a")
    put(logs, "web/b", [(now_ms(), "x")])
    assert logs.get_log_events(logGroupName="g", logStreamName="web/a")["events"] == []
    logs.delete_log_group(logGroupName="g")
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="web/b")
    assert next(pages(logs))["events"] == []


def test_accounts_and_regions_are_apart(logs: Any, aws: Aws, account: str) -> None:
    put(logs, "web/a", [(now_ms(), "mine")])
    other = str(int(account) + 300_000_000_000)
    for stranger in (aws("logs", region="eu-west-1"), aws("logs", key=other)):
        stranger.create_log_group(logGroupName="g")
        stranger.create_log_stream(logGroupName="g", logStreamName="web/a")
        assert stranger.filter_log_events(logGroupName="g")["events"] == []
        stranger.delete_log_group(logGroupName="g")
    assert len(next(pages(logs))["events"]) == 1


def test_what_plain_moto_does_right_stays(logs: Any, aws: Aws, account: str) -> None:
    now = now_ms()
    transformation = {"metricName": "m", "metricNamespace": "n", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName="g", filterName="f", filterPattern="[a, b]", metricTransformations=[transformation]
    )
    assert logs.describe_metric_filters(logGroupName="g")["metricFilters"][0]["filterPattern"] == "[a, b]"
    assert logs.describe_log_groups()["logGroups"][0]["metricFilterCount"] == 1
    logs.create_log_group(logGroupName="copy", tags={"k": "v"})
    logs.create_log_stream(logGroupName="copy", logStreamName="web/a")
    arn = f"arn:aws:logs:us-east-1:{account}:log-group:copy:*"
    logs.put_subscription_filter(logGroupName="g", filterName="s", filterPattern="keep", destinationArn=arn)
    put(logs, "web/a", [(now - 2, "keep me"), (now - 1, "not me")])
    said = logs.filter_log_events(logGroupName="copy")["events"]
    assert [event["message"] for event in said] == ["keep me"]
    assert logs.list_tags_log_group(logGroupName="copy")["tags"] == {"k": "v"}
    query = logs.start_query(
        logGroupName="g", startTime=now // 1000 - 100, endTime=now // 1000 + 100, queryString="fields @message"
    )["queryId"]
    rows = logs.get_query_results(queryId=query)["results"]
    assert sorted(row[-1]["value"] for row in rows) == ["keep me", "not me"]
    s3 = aws("s3")
    s3.create_bucket(Bucket=f"b{account}")
    task = logs.create_export_task(logGroupName="g", fromTime=0, to=now + 1000, destination=f"b{account}")["taskId"]
    assert logs.describe_export_tasks(taskId=task)["exportTasks"][0]["status"]["code"] == "COMPLETED"
    assert len(s3.list_objects_v2(Bucket=f"b{account}")["Contents"]) >= 2


def test_events_and_data_outlive_a_kill_and_follow_the_sandbox_clock(home: Home) -> None:
    """In a sandbox of its own: its clock is moved."""
    running = process.up(home)
    logs, cw = (client_of(running.endpoint, service, "111122223333") for service in ("logs", "cloudwatch"))
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="web/a")
    put(logs, "web/a", [(now_ms(), "before")])
    begin = datetime.now(UTC)
    metric = {"MetricName": "m", "Value": 1.0, "Timestamp": begin}
    cw.put_metric_data(Namespace="N", MetricData=[metric])
    os.kill(running.pid, signal.SIGKILL)
    running = process.up(home)
    logs, cw = (client_of(running.endpoint, service, "111122223333") for service in ("logs", "cloudwatch"))
    assert [e["message"] for e in logs.filter_log_events(logGroupName="g")["events"]] == ["before"]
    process.tell(home, "POST", "time/forward", by="30d")
    # the learner's programs still stamp with the wall clock, and ask until the wall clock
    assert "rejectedLogEventsInfo" not in put(logs, "web/a", [(now_ms(), "after")])
    cw.put_metric_data(Namespace="N", MetricData=[metric | {"Timestamp": datetime.now(UTC)}])
    start, end = now_ms() - 60_000, now_ms()
    said = logs.filter_log_events(logGroupName="g", startTime=start, endTime=end)["events"]
    assert [e["message"] for e in said] == ["before", "after"]
    assert said[1]["timestamp"] - said[0]["timestamp"] >= 30 * DAY
    asked = {"Namespace": "N", "MetricName": "m", "Period": 3600, "Statistics": ["Sum"]}
    points = cw.get_metric_statistics(**asked, StartTime=begin - timedelta(hours=2), EndTime=datetime.now(UTC))
    assert sorted(point["Sum"] for point in points["Datapoints"]) == [1, 1]
    # what is kept for a day is gone after thirty
    logs.put_retention_policy(logGroupName="g", retentionInDays=1)
    assert [e["message"] for e in logs.filter_log_events(logGroupName="g")["events"]] == ["after"]
