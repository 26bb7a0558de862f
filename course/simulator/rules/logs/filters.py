"""Metric filters and subscription filters: how many, what they publish, where they send."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.rule import Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("logs")

API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_{}.html"
FILTERS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html"
LIMITS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html"
SNAPSHOT = "https://github.com/localstack/localstack/blob/main/tests/aws/services/logs/test_logs_{}.snapshot.json"
NEEDS_ROLE = ("kinesis", "firehose")
VENDORS = (*NEEDS_ROLE, "lambda", "logs")


def probed(rule: str) -> str:
    """A public record of what CloudFormation and this API answered to a real deployment (cdk-preflight)."""
    return f"https://github.com/badmintoncryer/cdk-preflight/blob/main/rules/logs/pf-logs-{rule}/rule.rego"


def vendor(asked: Asked) -> str:
    """The service that the destination belongs to, "" where there is no ARN."""
    parts = str(asked.get("destinationArn") or "").split(":")
    return parts[2] if parts[0] == "arn" and len(parts) > 5 else ""


@book.rule(
    "metric-filters-per-group",
    "PutMetricFilter",
    code="LimitExceededException",
    says="Resource limit exceeded.",
    wording=SNAPSHOT.format("subscription_filters"),
    page=LIMITS,
    fix="Delete a filter that is no longer needed, or split the log group.",
)
def metric_filters_per_group(asked: Asked, world: World) -> Iterator[Breach]:
    """A log group has at most 100 metric filters."""
    group = world.log_group(str(asked.get("logGroupName")))
    there = (group or {}).get("metricFilterNames") or ()
    if len(there) >= 100 and asked.get("filterName") not in there:
        yield at("filterName")


@book.rule(
    "metric-namespace",
    "PutMetricFilter",
    code="InvalidParameterException",
    says="Metric namespaces starting with AWS/ are reserved for AWS.",
    wording=probed("metric-namespace-reserved"),
    page=API.format("MetricTransformation"),
    fix="Publish into a namespace of your own.",
)
def metric_namespace(asked: Asked) -> Iterator[Breach]:
    """Namespaces that begin with AWS/ are for AWS's own metrics."""
    for place, each in enumerate(asked.get("metricTransformations") or ()):
        if str(each.get("metricNamespace") or "").startswith("AWS/"):
            yield at("metricTransformations", place, "metricNamespace")


@book.rule(
    "metric-dimensions-or-default",
    "PutMetricFilter",
    code="InvalidParameterException",
    says="Invalid metric transformation: dimensions and default value are mutually exclusive properties",
    wording=probed("metric-dimensions-default-exclusive"),
    page=API.format("MetricTransformation"),
    fix="Leave defaultValue out, or the dimensions.",
)
def metric_dimensions_or_default(asked: Asked) -> Iterator[Breach]:
    """A default is for events that do not match, and those have no dimensions."""
    for place, each in enumerate(asked.get("metricTransformations") or ()):
        if each.get("dimensions") and each.get("defaultValue") is not None:
            yield at("metricTransformations", place, "defaultValue")


@book.rule(
    "metric-dimension-from-the-event",
    "PutMetricFilter",
    code="InvalidParameterException",
    says="Invalid metric transformation: dimension value must be valid selector",
    wording=probed("metric-dimension-selector"),
    page=FILTERS,
    fix="Point at a field of the event: $.level in JSON, $level between brackets.",
)
def metric_dimension_from_the_event(asked: Asked) -> Iterator[Breach]:
    """A dimension's value is a field of the event, such as $.level, and {value} is none."""
    for place, each in enumerate(asked.get("metricTransformations") or ()):
        for name, value in (each.get("dimensions") or {}).items():
            if isinstance(value, str) and not value.startswith("$"):
                yield at("metricTransformations", place, "dimensions", name, value=value)


@book.rule(
    "filter-pattern-brackets",
    "PutMetricFilter",
    "PutSubscriptionFilter",
    code="InvalidParameterException",
    says="If a filter pattern starts with '[' it must end with ']'",
    wording=probed("filter-pattern-bracket"),
    page=FILTERS,
    fix="Close the bracket.",
)
def filter_pattern_brackets(asked: Asked) -> Iterator[Breach]:
    """A pattern for columns stands between brackets."""
    pattern = str(asked.get("filterPattern") or "").strip()
    if pattern.startswith("[") and not pattern.endswith("]"):
        yield at("filterPattern")


@book.rule(
    "subscription-destination",
    "PutSubscriptionFilter",
    code="InvalidParameterException",
    says="PutSubscriptionFilter operation cannot work with destinationArn for vendor {vendor}",
    wording=probed("subscription-destination-vendor"),
    page=API.format("PutSubscriptionFilter"),
    fix="Send to a Lambda function, a Kinesis or Firehose stream, or a destination of CloudWatch Logs.",
)
def subscription_destination(asked: Asked) -> Iterator[Breach]:
    """Log events go on to Lambda, Kinesis, Firehose or another account's Logs, and not to {vendor}."""
    if vendor(asked) and vendor(asked) not in VENDORS:
        yield at("destinationArn", vendor=vendor(asked))


@book.rule(
    "subscription-needs-a-role",
    "PutSubscriptionFilter",
    code="InvalidParameterException",
    says="destinationArn for vendor {vendor} cannot be used without roleArn",
    wording=SNAPSHOT.format("subscription_filters"),
    page=API.format("PutSubscriptionFilter"),
    fix="Give roleArn: a role that logs.amazonaws.com may assume and that may put records into the stream.",
)
def subscription_needs_a_role(asked: Asked) -> Iterator[Breach]:
    """To write into a stream of {vendor}, CloudWatch Logs needs a role."""
    if vendor(asked) in NEEDS_ROLE and not asked.get("roleArn"):
        yield at("roleArn", vendor=vendor(asked))


@book.rule(
    "subscription-of-a-function-has-no-role",
    "PutSubscriptionFilter",
    code="InvalidParameterException",
    says="destinationArn for vendor lambda cannot be used with roleArn",
    wording=probed("subscription-lambda-no-role"),
    page=API.format("PutSubscriptionFilter"),
    fix="Leave roleArn out: the function's own policy lets CloudWatch Logs in.",
)
def subscription_of_a_function_has_no_role(asked: Asked) -> Iterator[Breach]:
    """A Lambda function says itself who may invoke it, so there is no role."""
    if vendor(asked) == "lambda" and asked.get("roleArn"):
        yield at("roleArn")
