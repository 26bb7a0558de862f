"""Log configurations: drivers that Fargate has, options of awslogs, and the log router of awsfirelens."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, issue, observed
from course.simulator.rules.ecs.task_definition import Part, containers, in_container, on_fargate
from course.simulator.rules.rule import Asked, Book, Breach

book = Book("ecs")

FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")
REQUIRED = ("awslogs-region", "awslogs-group")
"""Options of awslogs, in the order in which AWS names them."""
KNOWN = frozenset(REQUIRED) | {
    "awslogs-create-group",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
    "awslogs-stream-prefix",
    "max-buffer-size",
    "mode",
}
"""The options that ECS documents, and that cfn-lint (rule E3046) allows."""
DOUBTFUL = frozenset(
    {"awslogs-endpoint", "awslogs-format", "awslogs-stream", "awslogs-force-flush-interval-seconds", "tag"}
)
"""Docker has these too; nobody says whether ECS takes them, so they pass."""

S3_ON_FARGATE = "https://github.com/floci-io/floci/blob/a2389e773/src/main/java/io/github/hectorvent/floci/services/ecs/EcsService.java"


def _log_configurations(asked: Asked) -> Iterator[tuple[int, Part]]:
    for place, container in containers(asked):
        configuration = container.get("logConfiguration")
        if configuration:
            yield place, configuration


def _routers(asked: Asked) -> Iterator[tuple[int, Part]]:
    """The FireLens configurations."""
    for place, container in containers(asked):
        configuration = container.get("firelensConfiguration")
        if configuration:
            yield place, configuration


@book.rule(
    "fargate-log-driver",
    "RegisterTaskDefinition",
    code="ClientException",
    says="{driver} is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]",
    wording=observed("fargate-log-driver-unsupported"),
    page=api("LogConfiguration"),
    fix="Use awslogs, splunk or awsfirelens; FireLens reaches everything else.",
)
def fargate_log_driver(asked: Asked) -> Iterator[Breach]:
    """Fargate has three log drivers, and {driver} is none of them."""
    if on_fargate(asked):
        for place, configuration in _log_configurations(asked):
            driver = configuration.get("logDriver")
            if driver not in FARGATE_DRIVERS:
                yield in_container(place, "logConfiguration", "logDriver", driver=driver)


@book.rule(
    "awslogs-options-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Log driver awslogs requires options: {missing}",
    wording=issue("aws-cloudformation/cfn-lint", 1787),
    page=api("LogConfiguration"),
    fix="Add {missing} to the options.",
)
def awslogs_options_missing(asked: Asked) -> Iterator[Breach]:
    """awslogs must be told the region and the log group; missing: {missing}."""
    for place, configuration in _log_configurations(asked):
        if configuration.get("logDriver") == "awslogs":
            options = configuration.get("options") or {}
            missing = [option for option in REQUIRED if option not in options]
            if missing:
                yield in_container(place, "logConfiguration", "options", missing=", ".join(missing))


@book.rule(
    "awslogs-options-unknown",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Log driver awslogs disallows options: {unknown}",
    wording=issue("aws-samples/amazon-ecs-firelens-examples", 83),
    page=api("LogConfiguration"),
    fix="Remove {unknown}; options of a FireLens output belong to the driver awsfirelens.",
)
def awslogs_options_unknown(asked: Asked) -> Iterator[Breach]:
    """awslogs has no such options: {unknown}."""
    for place, configuration in _log_configurations(asked):
        if configuration.get("logDriver") == "awslogs":
            unknown = [o for o in configuration.get("options") or {} if o not in KNOWN and o not in DOUBTFUL]
            if unknown:
                yield in_container(place, "logConfiguration", "options", unknown=", ".join(unknown))


@book.rule(
    "fargate-awslogs-stream-prefix",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate requires log configuration options to include awslogs-stream-prefix",
    wording=observed("awslogs-fargate-missing-stream-prefix"),
    page=api("LogConfiguration"),
    fix="Add awslogs-stream-prefix to the options, for example the name of the service.",
)
def fargate_awslogs_stream_prefix(asked: Asked) -> Iterator[Breach]:
    """On Fargate a log stream is called prefix/container/task, so awslogs must be told the prefix."""
    if on_fargate(asked):
        for place, configuration in _log_configurations(asked):
            options = configuration.get("options") or {}
            if configuration.get("logDriver") == "awslogs" and "awslogs-stream-prefix" not in options:
                yield in_container(place, "logConfiguration", "options")


@book.rule(
    "awsfirelens-router-missing",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When awsfirelens log driver is specified in log configuration, a firelens configuration object must be "
    "configured in one of the containers.",
    wording=observed("awsfirelens-without-router"),
    page=api("FirelensConfiguration"),
    fix="Add a log router: a container with Fluent Bit and a firelensConfiguration.",
)
def awsfirelens_router_missing(asked: Asked) -> Iterator[Breach]:
    """awsfirelens hands the logs to a log router in the same task, and there is none."""
    if not any(True for _ in _routers(asked)):
        for place, configuration in _log_configurations(asked):
            if configuration.get("logDriver") == "awsfirelens":
                yield in_container(place, "logConfiguration", "logDriver")


@book.rule(
    "firelens-unused",
    "RegisterTaskDefinition",
    code="ClientException",
    says="When a firelensConfiguration object is specified, at least one container has to be configured with the "
    "awsfirelens log driver.",
    wording=issue("aws/amazon-cloudwatch-logs-for-fluent-bit", 20),
    page=api("FirelensConfiguration"),
    fix="Set the log driver of at least one container to awsfirelens, or remove the firelensConfiguration.",
)
def firelens_unused(asked: Asked) -> Iterator[Breach]:
    """A log router routes what comes by the driver awsfirelens, and no container uses that."""
    if all(configuration.get("logDriver") != "awsfirelens" for _, configuration in _log_configurations(asked)):
        for place, _ in _routers(asked):
            yield in_container(place, "firelensConfiguration")


@book.rule(
    "fargate-firelens-s3",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Fargate launch type does not support FirelensConfiguration config file from 's3'",
    wording=S3_ON_FARGATE,
    page=api("FirelensConfiguration"),
    fix="Put the file into the image and set config-file-type to file, or use the init image of AWS for Fluent Bit.",
)
def fargate_firelens_s3(asked: Asked) -> Iterator[Breach]:
    """On Fargate the log router's configuration comes from a file in its image, not from S3."""
    if on_fargate(asked):
        for place, configuration in _routers(asked):
            if (configuration.get("options") or {}).get("config-file-type") == "s3":
                yield in_container(place, "firelensConfiguration", "options", "config-file-type")


@book.rule(
    "firelens-s3-arn",
    "RegisterTaskDefinition",
    code="ClientException",
    says="Invalid arn syntax.",
    wording=issue("aws/aws-sdk", 311),
    page=api("FirelensConfiguration"),
    fix="Write arn:aws:s3:::bucket/path in place of {given}.",
)
def firelens_s3_arn(asked: Asked) -> Iterator[Breach]:
    """A configuration in S3 is named by its ARN, and {given} is none."""
    for place, configuration in _routers(asked):
        options = configuration.get("options") or {}
        given = options.get("config-file-value") or ""
        if options.get("config-file-type") == "s3" and not given.startswith("arn:"):
            yield in_container(place, "firelensConfiguration", "options", "config-file-value", given=repr(given))
