"""Places in a document as authors write them (`Statement[*].Action`), and values that mean the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from course.model.errors import ContentProblem
from course.quiz.documents.hcl_text import Written, decoded

ANY = "*"
_STEP = re.compile(r'\.?(?:([^.\[\]"]+)|\[(\d+)\]|\[(\*)\]|\["([^"]+)"\])')
WITHOUT_ORDER = frozenset(
    {
        "action", "notaction", "actions", "notactions", "resource", "notresource", "resources", "notresources", "principal",
        "aws", "service", "federated", "identifiers", "requirescompatibilities", "subnets", "securitygroups", "capacityproviders",
        "add", "drop", "dependson", "ignorechanges",
    }
)  # fmt: skip
"""Lists (without case and underscores) in which it does not matter what stands first."""
WITHOUT_CASE = frozenset({"action", "notaction", "actions", "notactions"})
"""IAM user guide, "IAM JSON policy elements: Action": "The prefix and the action name are case insensitive"."""
_QUOTED_REFERENCE = re.compile(r"(var|local|module|data|each|aws_\w+)(\.[\w-]+|\[[^\]]*\])+")


def steps(path: str) -> tuple[str | int, ...]:
    """The steps of a path: names, numbers from 0, and ANY. Raises ContentProblem for what is no path."""
    found: list[str | int] = []
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or step.end() == at:
            raise ContentProblem(f"{path!r} is no path: write containerDefinitions[0].memory or Statement[*].Action.")
        name, number, each, quoted = step.groups()
        found.append(int(number) if number else ANY if each else name or quoted)
        at = step.end()
    if not found:
        raise ContentProblem("A path is empty.")
    return tuple(found)


def at(document: Any, path: str) -> list[tuple[Any, tuple[str | int, ...]]]:
    """The values at a path, each with its exact place; none where nothing stands there.

    `[0]` and `[*]` of what is no list are the thing itself, and a name finds its way into the only entry of a list: policies
    and Terraform's blocks leave the list away. A text that holds JSON is read, so a path goes on inside it. A Terraform address
    stands for `resource.` and the address.
    """
    wanted = steps(path)
    if isinstance(document, dict) and wanted[0] not in document and isinstance(document.get("resource"), dict):
        wanted = ("resource", *wanted)
    return list(_walk(document, wanted, ()))


def _walk(value: Any, wanted: tuple[str | int, ...], done: tuple[str | int, ...]) -> Iterator[tuple[Any, Any]]:
    if not wanted:
        if value is not None:  # null is what is not there
            yield value, done
        return
    value = decoded(value)
    step, *more = wanted
    rest = tuple(more)
    if isinstance(value, list):
        if step == ANY:
            for number, each in enumerate(value):
                yield from _walk(each, rest, (*done, number))
        elif isinstance(step, int):
            if step < len(value):
                yield from _walk(value[step], rest, (*done, step))
        elif len(value) == 1:
            yield from _walk(value[0], wanted, (*done, 0))
    elif step == ANY or step == 0:
        yield from _walk(value, rest, done)
    elif isinstance(value, dict) and step in value:
        yield from _walk(value[step], rest, (*done, step))


def same(found: Any, wanted: Any, name: str | int = "") -> bool:
    """Whether two values mean the same: 512 and "512", a list of one and its entry, JSON as text and as such.

    `name` is the last name of their place: it decides whether order and case matter.
    """
    if isinstance(found, str) and not isinstance(found, Written) and _QUOTED_REFERENCE.fullmatch(found):
        return False  # in quotes, Terraform reads the name as a text
    if isinstance(found, Written) or isinstance(wanted, Written):
        return _expression(found) == _expression(wanted)
    found, wanted = _function(decoded(found)), _function(decoded(wanted))
    if isinstance(found, list | tuple) or isinstance(wanted, list | tuple):
        return _same_lists(_listed(found), _listed(wanted), name)
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key], key) for key in found)
    if isinstance(found, dict) or isinstance(wanted, dict) or found is None or wanted is None:
        return found is wanted
    one, other = _text(found), _text(wanted)
    if _plain(name) in WITHOUT_CASE:
        return one.casefold() == other.casefold()
    return one == other or _number(one) == _number(other) is not None


def identical(one: Any, other: Any) -> bool:
    """Whether two documents say the very same, whatever their layout: 512 is not "512", and a reference is no text."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(identical(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(identical(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def _function(value: Any) -> Any:
    """CloudFormation's functions in one form: a list or a text for GetAtt, a Sub of one name alone."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    ((name, argument),) = value.items()
    if name == "Fn::Sub" and isinstance(argument, str) and (alone := re.fullmatch(r"\$\{([\w:.]+)\}", argument)):
        return {"Fn::GetAtt": alone[1]} if "." in alone[1] else {"Ref": alone[1]}
    if name == "Fn::GetAtt" and isinstance(argument, list) and all(isinstance(each, str) for each in argument):
        return {name: ".".join(argument)}
    return value


def _same_lists(found: list[Any], wanted: list[Any], name: str | int) -> bool:
    if len(found) != len(wanted):
        return False
    if _plain(name) not in WITHOUT_ORDER:
        return all(same(one, other, name) for one, other in zip(found, wanted, strict=True))
    left = list(found)
    for each in wanted:
        hit = next((n for n, one in enumerate(left) if same(one, each, name)), None)
        if hit is None:
            return False
        del left[hit]
    return True


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(name: str | int) -> str:
    return str(name).replace("_", "").lower()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(text: str) -> Decimal | None:
    if len(text) > 40 or not re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d{1,3})?", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _expression(value: Any) -> str:
    """An expression without white space; `${a.b}` alone is a.b."""
    text = "".join(str(value).split())
    alone = re.fullmatch(r"\$\{([^{}]*)\}", text)
    return alone[1] if alone else text
