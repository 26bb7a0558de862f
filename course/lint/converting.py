"""From the names of CloudFormation and Terraform to the API's: by the shape, whatever the case and the underscores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from course.lint.subject import ABSENT
from course.simulator.rules.rule import Path
from course.simulator.rules.shapes.model import input_of, shapes
from course.simulator.rules.unknown import UNKNOWN

Renames = Mapping[str, Mapping[str, str]]
"""Shape → the file's name → the API's name, where more than case differs; "" for what the API does not have."""


@dataclass(frozen=True)
class Tongue:
    """How a tool writes what the API takes."""

    renames: Renames = field(default_factory=dict)
    blocks: bool = False
    """Terraform's ways: a structure is a list of one, text that is empty is not there, what has no API name is its own."""


def plain(name: str) -> str:
    """A name without case and underscores."""
    return name.replace("_", "").lower()


@cache
def _names(service: str, shape: str) -> dict[str, str]:
    return {plain(name): name for name in shapes(service)[shape]["members"]}


def api_name(service: str, shape: str, name: str, tongue: Tongue) -> str | None:
    """The API's name of a member, None where it has none."""
    renamed = tongue.renames.get(shape, {}).get(name)
    return _names(service, shape).get(plain(name)) if renamed is None else renamed or None


def converted(service: str, operation: str, properties: dict[str, Any], tongue: Tongue) -> dict[str, Any]:
    """The request that a tool makes of a resource's properties."""
    shape = input_of(service, operation)
    assert shape is not None, operation
    made = _structure(service, shape, properties, tongue)
    return {} if made is ABSENT else made


def _converted(service: str, shape: str, value: Any, tongue: Tongue) -> Any:
    if value is UNKNOWN or value is ABSENT:
        return value
    if value is None or (tongue.blocks and value == ""):
        return ABSENT
    facts = shapes(service)[shape]
    kind = facts["is"]
    if kind == "structure":
        return _structure(service, shape, value, tongue)
    if kind == "list" and isinstance(value, dict) and (pair := _pair(service, facts["member"])):
        value = [dict(zip(pair, each, strict=True)) for each in value.items()]
    if kind == "map" and isinstance(value, list) and all(isinstance(tag, dict) for tag in value):
        value = {tag.get("Key"): tag.get("Value") for tag in value}  # CloudFormation's tags of a log group
    if kind == "list" and isinstance(value, list):
        return [
            each for each in (_converted(service, facts["member"], one, tongue) for one in value) if each is not ABSENT
        ]
    if kind == "map" and isinstance(value, dict):
        members = ((key, _converted(service, facts["value"], one, tongue)) for key, one in value.items())
        return {key: each for key, each in members if each is not ABSENT}
    return scalar(kind, value)


def _pair(service: str, shape: str) -> list[str] | None:
    """The two names of a structure that is a key and its value: Terraform writes lists of these as maps."""
    names = list(shapes(service)[shape].get("members", {}))
    return names if [name.lower() for name in names] in (["key", "value"], ["name", "value"]) else None


def _structure(service: str, shape: str, value: Any, tongue: Tongue) -> Any:
    if tongue.blocks and isinstance(value, list):
        return _structure(service, shape, value[0], tongue) if value else ABSENT
    if value is UNKNOWN or value is None or not isinstance(value, dict):
        return ABSENT if value is None else value
    members = shapes(service)[shape]["members"]
    made = {}
    for key, one in value.items():
        name = api_name(service, shape, key, tongue)
        if name is not None:
            member = _converted(service, members[name], one, tongue)
            if member is not ABSENT and not (tongue.blocks and isinstance(member, list) and not member):
                made[name] = member
        elif not tongue.blocks and tongue.renames.get(shape, {}).get(key) is None:
            made[key] = one
    return made


def scalar(kind: str, value: Any) -> Any:
    """A value as the tool hands it over: text that is a number becomes one where the API wants one, and the other way."""
    try:
        if kind in ("integer", "long") and isinstance(value, str | float):
            return int(value) if isinstance(value, str) or value.is_integer() else value
        if kind in ("double", "float") and isinstance(value, str):
            return float(value)
    except ValueError:
        return value
    if kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if kind == "string" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "string" and isinstance(value, int | float):
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)
    return value


def original(service: str, operation: str, properties: Any, path: Path, tongue: Tongue) -> Path:
    """The way back: from a path of the request to that of the properties; what they do not have keeps the API's name."""
    shape: str | None = input_of(service, operation)
    found: list[str | int] = []
    value = properties
    for number, step in enumerate(path):
        facts = shapes(service).get(shape or "", {})
        if facts.get("is") == "structure" and shape:
            if tongue.blocks and isinstance(value, list) and value:
                found.append(0)
                value = value[0]
            key = (
                next((key for key in value if api_name(service, shape, key, tongue) == step or key == step), None)
                if isinstance(value, dict)
                else None
            )
            if key is None:
                return (*found, *path[number:])
            shape = facts["members"].get(step)
        else:
            key = step
            shape = facts.get("member") or facts.get("value")
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return (*found, *path[number:])
        found.append(key)
    return tuple(found)
