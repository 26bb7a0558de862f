"""Log groups and streams: reserved names, retention, streams that are there already."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("logs")

API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_{}.html"
RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""API reference, PutRetentionPolicy."""


@book.rule(
    "log-group-name-reserved",
    "CreateLogGroup",
    code="InvalidParameterException",
    says="Log groups starting with AWS/ are reserved for AWS.",
    wording=PARAPHRASED,
    page=API.format("CreateLogGroup"),
    fix="Choose another beginning; /aws/… with a slash in front is allowed.",
)
def log_group_name_reserved(asked: Asked) -> Iterator[Breach]:
    """A log group's name does not begin with aws/, which is AWS's own."""
    if str(asked.get("logGroupName") or "").lower().startswith("aws/"):
        yield at("logGroupName")


@book.rule(
    "log-retention",
    "PutRetentionPolicy",
    code="InvalidParameterException",
    says="1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must"
    f" satisfy enum value set: [{', '.join(map(str, RETENTION_DAYS))}]",
    wording=PARAPHRASED,
    page=API.format("PutRetentionPolicy"),
    fix="Choose one of AWS's numbers: {near}, for example. To keep events for ever, use DeleteRetentionPolicy.",
)
def log_retention(asked: Asked) -> Iterator[Breach]:
    """Log events are kept for one of 22 numbers of days, and {days} is none of them."""
    days = asked.get("retentionInDays")
    if isinstance(days, int) and days not in RETENTION_DAYS:
        near = min(RETENTION_DAYS, key=lambda allowed: (abs(allowed - days), allowed))
        yield at("retentionInDays", days=days, near=near)


@book.rule(
    "log-stream-there-already",
    "CreateLogStream",
    code="ResourceAlreadyExistsException",
    says="The specified log stream already exists",
    wording="https://github.com/localstack/localstack/blob/main/tests/aws/services/logs/test_logs_streams.snapshot.json",
    page=API.format("CreateLogStream"),
    fix="Write to the stream that is there.",
)
def log_stream_there_already(asked: Asked, world: World) -> Iterator[Breach]:
    """A log group has one stream of a name."""
    group = world.log_group(str(asked.get("logGroupName")))
    if group is not None and asked.get("logStreamName") in (group.get("logStreamNames") or ()):
        yield at("logStreamName")
