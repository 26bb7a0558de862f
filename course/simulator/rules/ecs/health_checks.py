"""Health checks and restarts of a container: the numbers that ECS accepts.

The command should begin with CMD or CMD-SHELL, but ECS registers others too: AWS's own examples have `["/healthcheck"]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, observed
from course.simulator.rules.ecs.task_definition import containers, in_container, name_of
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach

book = Book("ecs")

RESTART_SECONDS = (60, 1800)
MOST_IGNORED_CODES = 50
"""API reference, ContainerRestartPolicy."""

OUT_OF_BOUNDS = "Health check {setting} must be {bound} for container '{name}'"


def _out_of_bounds(asked: Asked, setting: str, least: int, most: int) -> Iterator[Breach]:
    """Each container whose health check has a number beyond the bounds. AWS's words are known for the upper one."""
    for place, container in containers(asked):
        given = (container.get("healthCheck") or {}).get(setting)
        if given is None or least <= given <= most:
            continue
        below = f"greater than or equal to the minimum allowed value {least}"
        bound = below if given < least else f"less than or equal to the maximum allowed value {most}"
        values = {"setting": setting, "bound": bound, "name": name_of(container), "given": given}
        yield in_container(place, "healthCheck", setting, **values)


@book.rule(
    "health-check-interval",
    "RegisterTaskDefinition",
    code="ClientException",
    says=OUT_OF_BOUNDS,
    wording=observed("healthcheck-interval-range"),
    page=api("HealthCheck"),
    fix="Set interval to 5 to 300 seconds.",
)
def health_check_interval(asked: Asked) -> Iterator[Breach]:
    """Health checks follow each other after 5 to 300 seconds, not {given}."""
    yield from _out_of_bounds(asked, "interval", 5, 300)


@book.rule(
    "health-check-timeout",
    "RegisterTaskDefinition",
    code="ClientException",
    says=OUT_OF_BOUNDS,
    wording=observed("healthcheck-timeout-range"),
    page=api("HealthCheck"),
    fix="Set timeout to 2 to 60 seconds.",
)
def health_check_timeout(asked: Asked) -> Iterator[Breach]:
    """A health check may take 2 to 60 seconds, not {given}."""
    yield from _out_of_bounds(asked, "timeout", 2, 60)


@book.rule(
    "health-check-retries",
    "RegisterTaskDefinition",
    code="ClientException",
    says=OUT_OF_BOUNDS,
    wording=observed("healthcheck-retries-range"),
    page=api("HealthCheck"),
    fix="Set retries to 1 to 10.",
)
def health_check_retries(asked: Asked) -> Iterator[Breach]:
    """A container is unhealthy after 1 to 10 failed checks, not {given}."""
    yield from _out_of_bounds(asked, "retries", 1, 10)


@book.rule(
    "health-check-start-period",
    "RegisterTaskDefinition",
    code="ClientException",
    says=OUT_OF_BOUNDS,
    wording=observed("healthcheck-start-period-range"),
    page=api("HealthCheck"),
    fix="Set startPeriod to at most 300 seconds.",
)
def health_check_start_period(asked: Asked) -> Iterator[Breach]:
    """Failed checks can be forgiven for at most 300 seconds after the start, not {given}."""
    yield from _out_of_bounds(asked, "startPeriod", 0, 300)


@book.rule(
    "restart-attempt-period",
    "RegisterTaskDefinition",
    code="ClientException",
    says="the 'restartAttemptPeriod' setting for container '{name}' must be between 60 and 1800",
    wording=observed("restart-policy-attempt-period-range"),
    page=api("ContainerRestartPolicy"),
    fix="Set restartAttemptPeriod to 60 to 1800 seconds.",
)
def restart_attempt_period(asked: Asked) -> Iterator[Breach]:
    """A container can be restarted once in 60 to 1800 seconds, not in {seconds}."""
    least, most = RESTART_SECONDS
    for place, container in containers(asked):
        seconds = (container.get("restartPolicy") or {}).get("restartAttemptPeriod")
        if seconds is not None and not least <= seconds <= most:
            where = ("restartPolicy", "restartAttemptPeriod")
            yield in_container(place, *where, name=name_of(container), seconds=seconds)


@book.rule(
    "restart-ignored-codes",
    "RegisterTaskDefinition",
    code="ClientException",
    says="the 'ignoredExitCodes' setting for container '{name}' can have at most 50 items",
    wording=PARAPHRASED,
    page=api("ContainerRestartPolicy"),
    fix="Name at most 50 exit codes.",
)
def restart_ignored_codes(asked: Asked) -> Iterator[Breach]:
    """At most 50 exit codes can be ignored, and {name} names {count}."""
    for place, container in containers(asked):
        count = len((container.get("restartPolicy") or {}).get("ignoredExitCodes") or ())
        if count > MOST_IGNORED_CODES:
            yield in_container(place, "restartPolicy", "ignoredExitCodes", name=name_of(container), count=count)
