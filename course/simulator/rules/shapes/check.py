"""A request held against the shape of its operation's input: every fault of form, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course.simulator.rules.rule import Path
from course.simulator.rules.shapes.model import Shape, input_of, shapes
from course.simulator.rules.shapes.patterns import compiled
from course.simulator.rules.unknown import UNKNOWN

Kind = Literal["type", "missing", "enum", "length", "range", "pattern", "unknown"]
Part = Literal["member", "element", "key", "entry"]

# python types that a value of each JSON-like type has in a request; a truth value is no number, though Python has it so
PYTHON: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "blob": (str, bytes),
}
NUMBERS = ("integer", "long", "float", "double")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request's form."""

    kind: Kind
    path: Path
    value: Any
    """What stands there; None where nothing does, or null, which AWS takes for nothing and its tools refuse."""
    shape: str
    """The name of the shape that the value should have; of the structure around it for `missing` and `unknown`."""
    needs: str = ""
    """What AWS wants, in the words of its services: `Member must not be null`."""
    inside: str = ""
    """The structure that the value is a member of: the page of the API reference that names it."""
    part: Part = "member"
    """What the value is of the thing around it; `key` and `entry` are a map's."""


def faults(service: str, operation: str, asked: Any) -> Iterator[Fault]:
    """Every fault of a request. UNKNOWN is right everywhere. Nothing for an operation that no data is kept of."""
    name = input_of(service, operation)
    if name is not None:
        yield from _checked(shapes(service), name, asked, (), name)


def _checked(
    known: dict[str, Shape], name: str, value: Any, path: Path, inside: str, part: Part = "member"
) -> Iterator[Fault]:
    shape = known[name]
    kind = shape["is"]
    if value is UNKNOWN or kind in ("document", "timestamp"):
        return
    if not _fits(value, kind):
        yield Fault("type", path, value, name, inside=inside, part=part)
        return
    if kind == "structure":
        yield from _structure(known, name, value, path)
        return
    for fault, needs in _limits(shape, value):
        yield Fault(fault, path, value, name, needs, inside, part)
    if kind == "list":
        for number, each in enumerate(value):
            yield from _checked(known, shape["member"], each, (*path, number), inside, "element")
    elif kind == "map":
        for key, each in value.items():
            for fault, needs in _limits(known[shape["key"]], key):
                yield Fault(fault, (*path, key), key, shape["key"], needs, inside, "key")
            yield from _checked(known, shape["value"], each, (*path, key), inside, "entry")


def _fits(value: Any, kind: str) -> bool:
    return isinstance(value, PYTHON[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _structure(known: dict[str, Shape], name: str, value: dict[str, Any], path: Path) -> Iterator[Fault]:
    members, required = known[name]["members"], known[name].get("required", ())
    for member in required:
        if value.get(member) is None:
            yield Fault("missing", (*path, member), None, name, "Member must not be null", name)
    for member, each in value.items():
        if member not in members:
            yield Fault("unknown", (*path, member), each, name, inside=name)
        elif each is not None:
            yield from _checked(known, members[member], each, (*path, member), name)
        elif member not in required:
            yield Fault("type", (*path, member), None, members[member], inside=name)


def _limits(shape: Shape, value: Any) -> Iterator[tuple[Kind, str]]:
    """The limits of a value that has the right type; in AWS's words."""
    if "enum" in shape and value not in shape["enum"]:
        yield "enum", needs_enum(shape)
    least, most = shape.get("min"), shape.get("max")
    if least is not None or most is not None:
        number = shape["is"] in NUMBERS
        size, kind, what = (value, "range", "value") if number else (len(value), "length", "length")
        if most is not None and size > most:
            yield kind, f"Member must have {what} less than or equal to {most}"  # type: ignore[misc]
        if least is not None and size < least:
            yield kind, f"Member must have {what} greater than or equal to {least}"  # type: ignore[misc]
    if "pattern" in shape and not compiled(shape["pattern"]).fullmatch(value):
        yield "pattern", f"Member must satisfy regular expression pattern: {shape['pattern']}"


def needs_enum(shape: Shape) -> str:
    """AWS's words for a value that is none of those allowed."""
    return f"Member must satisfy enum value set: [{', '.join(shape['enum'])}]"


def all_needs(shape: Shape) -> list[str]:
    """Every limit of a shape in AWS's words: so it is said of the members of a list."""
    what = "value" if shape["is"] in NUMBERS else "length"
    found = [f"Member must have {what} less than or equal to {shape['max']}"] if "max" in shape else []
    found += [f"Member must have {what} greater than or equal to {shape['min']}"] if "min" in shape else []
    found += [needs_enum(shape)] if "enum" in shape else []
    found += [f"Member must satisfy regular expression pattern: {shape['pattern']}"] if "pattern" in shape else []
    return found


def members_of(service: str, shape: str) -> Sequence[str]:
    """The names of a structure's members."""
    return tuple(shapes(service)[shape]["members"])
