"""The properties of a resource in a template, as the parameters of an API operation: by AWS's own model of the operation.

Templates write `LoadBalancers` and `TargetGroupArn` where the API writes `loadBalancers` and `targetGroupArn`; apart from
such capitals the names are the same, save for a few. Values may be of another type: "2" for a number, 256 for a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.model import Shape

NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
TRUTHS = {"true": True, "false": False}


class PropertyError(ValueError):
    """A property is not what the resource takes, in CloudFormation's words."""


def as_parameters(properties: Mapping[str, Any], shape: Shape, other_names: Mapping[str, str]) -> dict[str, Any]:
    """Parameters for the structure `shape`. `other_names` are the names that differ by more than capitals, at any depth."""
    return _structure(properties, shape, {key.lower(): name for key, name in other_names.items()}, "#")


def _structure(given: Mapping[str, Any], shape: Any, other_names: Mapping[str, str], path: str) -> dict[str, Any]:
    members = {name.lower(): name for name in shape.members}
    converted: dict[str, Any] = {}
    for key, value in given.items():
        name = members.get(other_names.get(key.lower(), key).lower())
        if name is None:
            raise PropertyError(f"{path}: extraneous key [{key}] is not permitted")
        if value is not None:
            converted[name] = _value(value, shape.members[name], other_names, f"{path}/{key}")
    return converted


def _value(given: Any, shape: Any, other_names: Mapping[str, str], path: str) -> Any:
    kind = shape.type_name
    if kind == "structure":
        return _structure(_of(given, Mapping, "JSONObject", path), shape, other_names, path)
    if kind == "map":
        mapping = _of(given, Mapping, "JSONObject", path)
        return {key: _value(each, shape.value, other_names, f"{path}/{key}") for key, each in mapping.items()}
    if kind == "list":
        items = [each for each in _of(given, list, "JSONArray", path) if each is not None]
        return [_value(each, shape.member, other_names, f"{path}/{number}") for number, each in enumerate(items)]
    return _plain(given, kind, path)


def _plain(given: Any, kind: str, path: str) -> Any:
    if isinstance(given, (Mapping, list)):
        raise PropertyError(f"{path}: expected type: {kind.capitalize()}, found: {_name(given)}")
    if kind == "boolean":
        truth = given if isinstance(given, bool) else TRUTHS.get(str(given).lower())
        if truth is None:
            raise PropertyError(f"{path}: expected type: Boolean, found: {_name(given)}")
        return truth
    if kind in NUMBERS:
        try:
            return NUMBERS[kind](given)
        except ValueError:
            expected = "Integer" if NUMBERS[kind] is int else "Number"
            raise PropertyError(f"{path}: expected type: {expected}, found: {_name(given)}") from None
    if isinstance(given, bool):
        return str(given).lower()
    return given if kind in ("timestamp", "blob") else str(given)


def _of(given: Any, kind: type, expected: str, path: str) -> Any:
    if not isinstance(given, kind):
        raise PropertyError(f"{path}: expected type: {expected}, found: {_name(given)}")
    return given


def _name(given: Any) -> str:
    """What CloudFormation calls the type of a value."""
    if isinstance(given, Mapping):
        return "JSONObject"
    names: dict[type, str] = {list: "JSONArray", bool: "Boolean", int: "Integer", float: "Number"}
    return names.get(type(given), "String")
