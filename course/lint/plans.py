"""Terraform plans in JSON, as the requests that applying them will make."""

from __future__ import annotations

import copy
from typing import Any

from course.lint.converting import Tongue, converted, original
from course.lint.plan_requests import BEFORE, WRITTEN_AS, retention_of
from course.lint.plan_types import TYPES, Type
from course.lint.plan_values import Plan, Planned, expression_at, read_plan, referred
from course.lint.subject import Subject, unnamed
from course.simulator.rules.rule import Path
from course.simulator.rules.shapes.model import input_of
from course.simulator.rules.unknown import UNKNOWN


def is_plan(value: Any) -> bool:
    """Whether this is a plan as `terraform show -json` prints it."""
    return (
        isinstance(value, dict)
        and "planned_values" in value
        and ("format_version" in value or "resource_changes" in value)
    )


def plan_requests(value: dict[str, Any]) -> list[Subject]:
    """The requests of a plan's resources, in its order."""
    plan = read_plan(value)
    known = [each for each in plan.resources if each.type in TYPES]
    made = {each.address: _made(each, TYPES[each.type]) for each in known}
    found = []
    for each in known:
        found += _requests(plan, each, TYPES[each.type], made)
    return found


def _made(planned: Planned, kind: Type) -> str:
    """Its ARN, made up where it is not known."""
    arn, name = planned.values.get("arn"), planned.values.get("name") or planned.values.get("family")
    if isinstance(arn, str):
        return arn
    return kind.arn.format(name=name if isinstance(name, str) else unnamed(planned.address)) if kind.arn else ""


def _requests(plan: Plan, planned: Planned, kind: Type, made: dict[str, str]) -> list[Subject]:
    values = copy.deepcopy(planned.values)
    if not planned.new:  # what AWS chose when it was made is no part of what was asked
        written = expression_at(planned)
        if isinstance(written, dict):
            values = {name: value for name, value in values.items() if name in written}
    for attribute, types in kind.refers.items():
        _follow(plan, planned, values, attribute, (), types, made)
    retention = retention_of(values)
    shape = input_of(kind.service, kind.operation)
    assert shape is not None, kind.operation
    tongue = Tongue({inner or shape: names for inner, names in kind.renames.items()}, blocks=True)
    asked = converted(kind.service, kind.operation, BEFORE.get(kind.operation, dict)(values), tongue)
    if kind.operation == "PutClusterCapacityProviders":
        asked = {"capacityProviders": [], "defaultCapacityProviderStrategy": []} | asked
    if kind.names:
        asked.setdefault(kind.names, UNKNOWN)
    fills: dict[str, Any] = {}
    if kind.operation == "CreateCluster" and not planned.new:
        fills = {"capacityProviders": UNKNOWN, "defaultCapacityProviderStrategy": UNKNOWN}
    locate = _Locator(kind, planned.values, tongue)
    address, arn = planned.address, made[planned.address]
    first = Subject("plan", address, kind.service, kind.operation, asked, (), locate, address, address, arn, fills)
    if kind.operation != "CreateLogGroup" or retention is None:
        return [first]
    days = {"logGroupName": asked.get("logGroupName", UNKNOWN), "retentionInDays": retention}
    return [first, Subject("plan", address, "logs", "PutRetentionPolicy", days, (), _retention, address, address)]


def _retention(path: Path) -> Path:
    return ("retention_in_days",) if path[:1] == ("retentionInDays",) else path


def _follow(
    plan: Plan,
    planned: Planned,
    values: Any,
    attribute: tuple[str, ...],
    done: tuple[str | int, ...],
    types: tuple[str, ...],
    made: dict[str, str],
) -> None:
    """Put the ARN of the resource that is referred to in place of an attribute that is not known yet."""
    step, *rest = attribute
    if step == "*":
        for place, each in enumerate(values if isinstance(values, list) else ()):
            _follow(plan, planned, each, tuple(rest), (*done, place), types, made)
    elif isinstance(values, dict) and rest:
        _follow(plan, planned, values.get(step), tuple(rest), (*done, step), types, made)
    elif isinstance(values, dict) and values.get(step) is UNKNOWN:
        target = referred(plan, planned.module, expression_at(planned, *done, step), types)
        if target is not None and target.address in made:
            values[step] = made[target.address]


class _Locator:
    """From a path of the request to the resource's attribute."""

    def __init__(self, kind: Type, values: dict[str, Any], tongue: Tongue) -> None:
        self._facts = kind, values, tongue

    def __call__(self, path: Path) -> Path:
        kind, values, tongue = self._facts
        for asked, written in WRITTEN_AS.items():
            if path[: len(asked)] == asked:
                return (*written, *path[len(asked) :])
        if path[:1] == ("containerDefinitions",):
            return ("container_definitions", *path[1:])
        return original(kind.service, kind.operation, values, path, tongue)
