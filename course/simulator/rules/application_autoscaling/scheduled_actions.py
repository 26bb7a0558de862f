"""Scheduled actions: when they run, in which time zone, and what they change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from course.simulator.rules.application_autoscaling.pages import api, probed
from course.simulator.rules.application_autoscaling.scalable_targets import BELOW_MINIMUM, NAMED, named
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at
from course.simulator.rules.world import World

book = Book("application-autoscaling")

PUT = api("PutScheduledAction")
ACTION = "ScalableTargetAction"
FORMS = (
    r"Schedule expressions must have the following syntax: rate(<number>\s?(minutes?|hours?|days?)),"
    " cron(<cron_expression>) or at(yyyy-MM-dd'T'HH:mm:ss)"
)


def inside(asked: Asked, kind: str) -> str | None:
    """What stands between the brackets of at(…), rate(…) or cron(…), None for another kind of schedule."""
    found = re.fullmatch(rf"\s*{kind}\((.*)\)\s*", str(asked.get("Schedule") or ""), re.IGNORECASE | re.DOTALL)
    return found[1].strip() if found else None


@book.rule(
    "schedule-form",
    "PutScheduledAction",
    code="ValidationException",
    says=FORMS,
    wording=probed("schedule-expression-form"),
    page=PUT,
    fix="Write at(2026-12-24T18:00:00), rate(10 minutes) or cron(0 8 ? * MON-FRI *).",
)
def schedule_form(asked: Asked) -> Iterator[Breach]:
    """A schedule is a moment, at(…), a rate, rate(…), or a calendar, cron(…)."""
    if asked.get("Schedule") and not any(inside(asked, kind) is not None for kind in ("at", "rate", "cron")):
        yield at("Schedule")


@book.rule(
    "schedule-at",
    "PutScheduledAction",
    code="ValidationException",
    says='Invalid format: "{moment}" is {problem}',
    wording=probed("schedule-at-format"),
    page=PUT,
    fix="Write yyyy-mm-ddThh:mm:ss; the time zone goes into Timezone.",
)
def schedule_at(asked: Asked) -> Iterator[Breach]:
    """A moment is written yyyy-mm-ddThh:mm:ss, without a time zone: at(2026-12-24T18:00:00)."""
    moment = inside(asked, "at")
    if moment is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?", moment):
        return
    if whole := re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=.)", moment):
        yield at("Schedule", moment=moment, problem=f'malformed at "{moment[whole.end() :]}"')
    else:
        yield at("Schedule", moment=moment, problem="too short" if len(moment) < 19 else "malformed")


@book.rule(
    "schedule-rate",
    "PutScheduledAction",
    code="ValidationException",
    says=FORMS,
    wording=probed("schedule-rate-unit"),
    page=PUT,
    fix="Write a number of 1 or more and minutes, hours or days: rate(10 minutes).",
)
def schedule_rate(asked: Asked) -> Iterator[Breach]:
    """A rate is a whole number of minutes, hours or days."""
    rate = inside(asked, "rate")
    if rate is not None and not re.fullmatch(r"0*[1-9]\d*\s?(minutes?|hours?|days?)", rate, re.IGNORECASE):
        yield at("Schedule")


@book.rule(
    "schedule-cron-days",
    "PutScheduledAction",
    code="ValidationException",
    says="Invalid CRON expression",
    wording=probed("schedule-cron-day-fields"),
    page=PUT,
    fix="Put ? into the one of the two day fields that you do not use: cron(0 8 ? * MON-FRI *).",
)
def schedule_cron_days(asked: Asked) -> Iterator[Breach]:
    """A calendar names days of the month or days of the week, and has a question mark for the other."""
    fields = (inside(asked, "cron") or "").split()
    if len(fields) >= 5 and (fields[2] == "?") == (fields[4] == "?"):
        yield at("Schedule")


@book.rule(
    "schedule-timezone",
    "PutScheduledAction",
    code="ValidationException",
    says="Invalid schedule timezone: {zone}",
    wording=probed("scheduled-action-timezone-iana"),
    page=PUT,
    fix="Write a name of the IANA database: Europe/London, Asia/Kolkata, Etc/GMT+9.",
)
def schedule_timezone(asked: Asked) -> Iterator[Breach]:
    """A time zone is named as in the IANA database, and {zone} is not there."""
    zone = asked.get("Timezone")
    if isinstance(zone, str) and zone and not _is_zone(zone) and _is_zone("Etc/UTC"):
        yield at("Timezone", zone=zone)


@book.rule(
    "schedule-start-before-end",
    "PutScheduledAction",
    code="ValidationException",
    says="StartTime must be before EndTime",
    wording=probed("scheduled-action-start-end-order"),
    page=PUT,
    fix="Choose an EndTime after StartTime.",
)
def schedule_start_before_end(asked: Asked) -> Iterator[Breach]:
    """A scheduled action begins before it ends."""
    start, end = asked.get("StartTime"), asked.get("EndTime")
    if isinstance(start, (int, float)) and isinstance(end, (int, float)) and start > end:
        yield at("EndTime")


@book.rule(
    "scheduled-change-missing",
    "PutScheduledAction",
    code="ValidationException",
    says=f"{ACTION} must be set",
    wording=probed("scalable-target-action-required"),
    page=PUT,
    fix=f"Give MinCapacity, MaxCapacity or both in {ACTION}.",
)
def scheduled_change_missing(asked: Asked, world: World) -> Iterator[Breach]:
    """A scheduled action changes the capacity; only one that is there may leave the change as it is."""
    keys = ("ScheduledActionName", "ResourceId", "ScalableDimension")
    name, resource, dimension = (str(asked.get(key)) for key in keys)
    if asked.get(ACTION) is None and world.scheduled_action(name, resource, dimension) is None:
        yield at(ACTION)


@book.rule(
    "scheduled-change-empty",
    "PutScheduledAction",
    code="ValidationException",
    says="At least one of minimum capacity and maximum capacity should be provided",
    wording=probed("scalable-target-action-empty"),
    page=api("ScalableTargetAction"),
    fix="Give MinCapacity, MaxCapacity or both.",
)
def scheduled_change_empty(asked: Asked) -> Iterator[Breach]:
    """A scheduled action changes the smallest number of tasks, the largest, or both."""
    change = asked.get(ACTION)
    if change is not None and change.get("MinCapacity") is None and change.get("MaxCapacity") is None:
        yield at(ACTION)


@book.rule(
    "scheduled-capacity-in-order",
    "PutScheduledAction",
    code="ValidationException",
    says=BELOW_MINIMUM,
    wording=probed("scalable-target-action-min-max"),
    page=api("ScalableTargetAction"),
    fix="Choose a MaxCapacity of at least {low}.",
)
def scheduled_capacity_in_order(asked: Asked) -> Iterator[Breach]:
    """The largest number of tasks, {high}, is at least the smallest, {low}."""
    change = asked.get(ACTION) or {}
    low, high = change.get("MinCapacity"), change.get("MaxCapacity")
    if isinstance(low, int) and isinstance(high, int) and high < low:
        yield at(ACTION, "MaxCapacity", low=low, high=high)


@book.rule(
    "scheduled-action-there",
    "DeleteScheduledAction",
    code="ObjectNotFoundException",
    says=f"No scheduled action found for {NAMED}, scheduled action name: {{name}}",
    wording=PARAPHRASED,
    page=api("DeleteScheduledAction"),
    fix="Look the action up with DescribeScheduledActions.",
)
def scheduled_action_there(asked: Asked, world: World) -> Iterator[Breach]:
    """Only a scheduled action that is there can be deleted."""
    keys = ("ScheduledActionName", "ResourceId", "ScalableDimension")
    name, resource, dimension = (str(asked.get(key)) for key in keys)
    if world.scheduled_action(name, resource, dimension) is None:
        yield at("ScheduledActionName", name=name, **named(asked))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return False
    return True
