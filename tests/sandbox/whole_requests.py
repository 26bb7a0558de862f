"""Requests in which every member is given, made from botocore's models, and what of an answer's shape is missing."""

from __future__ import annotations

import functools
from typing import Any

import botocore.session

Path = str


@functools.cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


def whole(shape: Any, given: dict[str, Any], path: str = "") -> Any:
    """A value of the shape with every member; `given` has values for paths (`a.b`), None leaves the member out."""
    if shape.type_name == "structure":
        made = {}
        for name, member in shape.members.items():
            inner = f"{path}.{name}".lstrip(".")
            value = given[inner] if inner in given else whole(member, given, inner)
            if value is not None:
                made[name] = value
        return made
    if shape.type_name == "list":
        return [whole(shape.member, given, path)]
    if shape.type_name == "map":
        return {"key": whole(shape.value, given, path)}
    simple = {"integer": 1, "long": 1, "double": 1.0, "float": 1.0, "boolean": True}
    if shape.type_name in simple:
        return max(simple[shape.type_name], shape.metadata.get("min", 0)) if shape.type_name != "boolean" else True
    return shape.enum[0] if getattr(shape, "enum", None) else path.rpartition(".")[2] or "text"


def request(service: str, operation: str, given: dict[str, Any]) -> dict[str, Any]:
    """A whole request of the operation."""
    made: dict[str, Any] = whole(model(service).operation_model(operation).input_shape, given)
    return made


def members(shape: Any, answer: Any, there: bool) -> set[Path]:
    """`Shape.member` for every member of every structure in the answer that is there, or that is not."""
    found: set[Path] = set()
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if (name in answer) == there:
                found.add(f"{shape.name}.{name}")
            if name in answer:
                found |= members(member, answer[name], there)
    elif shape.type_name == "list":
        for item in answer:
            found |= members(shape.member, item, there)
    return found


def missing_in_all(service: str, shape: str, answers: list[Any]) -> set[Path]:
    """What no structure of any of the answers has."""
    known = model(service).shape_for(shape)
    lacking, having = (set().union(*(members(known, answer, there) for answer in answers)) for there in (False, True))
    return lacking - having
