"""Faults of form for a person: what is wrong, what AWS or its tools say to it, what to write instead."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course.lint.subject import Source, Subject, text_of
from course.simulator.rules.shapes.answers import TAKEN, sentence
from course.simulator.rules.shapes.check import Fault, Kind, faults, members_of
from course.simulator.rules.shapes.model import Shape, input_of, shapes
from course.simulator.rules.unknown import UNKNOWN
from course.simulator.rules.verdict import Finding

PAGES = {
    "ecs": "https://docs.aws.amazon.com/AmazonECS/latest/APIReference",
    "elbv2": "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference",
    "application-autoscaling": "https://docs.aws.amazon.com/autoscaling/application/APIReference",
    "ecr": "https://docs.aws.amazon.com/AmazonECR/latest/APIReference",
    "logs": "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference",
    "iam": "https://docs.aws.amazon.com/IAM/latest/APIReference",
    "secretsmanager": "https://docs.aws.amazon.com/secretsmanager/latest/apireference",
    "ssm": "https://docs.aws.amazon.com/systems-manager/latest/APIReference",
}
LONGEST_VALUE = 60
"""Characters of a wrong value that are shown."""


@dataclass(frozen=True)
class FormRule:
    """One kind of fault, as `--list` shows it."""

    id: str
    why: str


FORM_RULES = {
    "type": FormRule(
        "shape-type", "A value has the type that the API gives it: text, a number, true or false, a list, an object."
    ),
    "missing": FormRule("shape-missing", "A member that the API requires is there."),
    "enum": FormRule("shape-enum", "Where the API names the values that will do, the value is one of them."),
    "length": FormRule("shape-length", "A text or a list is as long as the API allows."),
    "range": FormRule("shape-range", "A number lies in the range that the API allows."),
    "pattern": FormRule("shape-pattern", "A text fits the pattern that the API gives."),
    "unknown": FormRule("shape-unknown", "Every member is one that the API knows."),
}

WORDS = {
    "structure": "an object",
    "map": "an object",
    "list": "a list",
    "string": "text",
    "integer": "a whole number",
    "long": "a whole number",
    "double": "a number",
    "float": "a number",
    "boolean": "true or false",
    "blob": "text in base64",
    "timestamp": "a time",
}


def form_faults(subject: Subject) -> list[Fault]:
    """The faults of a subject that a person must hear of."""
    known = shapes(subject.service)
    return [
        fault
        for fault in faults(subject.service, subject.operation, subject.asked)
        if (subject.service, fault.shape, fault.kind) not in TAKEN and _matters(subject.source, fault, known)
    ]


def _matters(source: Source, fault: Fault, known: dict[str, Shape]) -> bool:
    if fault.kind == "type" and fault.value is None:
        return source == "request"
    if fault.kind != "unknown":
        return True
    if source == "described":
        return False
    # a template may have members of its own beside the API's: only what looks like a slip of the pen is one
    return source == "request" or bool(_near(str(fault.path[-1]), known[fault.shape]["members"]))


def readable(subject: Subject) -> dict[str, Any]:
    """The request with UNKNOWN in place of what rules should not read: wrong types, and misspellings of another value."""
    made = copy.deepcopy(subject.asked)
    for fault in form_faults(subject):
        if fault.path and (fault.kind == "type" or (fault.kind == "enum" and _misspelt(subject, fault))):
            place: Any = made
            for step in fault.path[:-1]:
                place = place[step]
            place[fault.path[-1]] = UNKNOWN
    return made


def _misspelt(subject: Subject, fault: Fault) -> bool:
    return bool(_near(str(fault.value), shapes(subject.service)[fault.shape]["enum"]))


def form_findings(subject: Subject, found: Iterable[Fault]) -> Iterator[Finding]:
    """The faults as findings."""
    for fault in found:
        why, fix = _WORDING[fault.kind](subject, fault)
        yield Finding(FORM_RULES[fault.kind].id, fault.path, _says(subject, fault), why, fix, _page(subject, fault))


def _type(subject: Subject, fault: Fault) -> tuple[str, str]:
    wanted = WORDS[shapes(subject.service)[fault.shape]["is"]]
    name = _name(fault)
    fix = "Take it away, or give it a value." if fault.value is None else f"Write {wanted}."
    if isinstance(fault.value, str) and wanted.endswith("number") and fault.value.strip().lstrip("-").isdigit():
        fix = f"Take the quotes away: {fault.value.strip()}."
    elif wanted == "text" and isinstance(fault.value, int | float) and not isinstance(fault.value, bool):
        fix = f'Put it in quotes: "{fault.value}".'
    elif wanted == "a list" and fault.value is not None:
        fix = "Put it in square brackets, even if it is the only one."
    return f"{name} is {wanted}, and this is {_kind(fault.value)}.", fix


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    name = "boolean" if isinstance(value, bool) else type(value).__name__
    words = {
        "dict": "an object",
        "list": "a list",
        "str": "text",
        "int": "a number",
        "float": "a number",
        "boolean": "true or false",
    }
    shown = "" if isinstance(value, dict | list) else f" ({_shown(value)})"
    return f"{words.get(name, name)}{shown}"


def _missing(subject: Subject, fault: Fault) -> tuple[str, str]:
    where = text_of(fault.path[:-1])
    whole = f"{where} needs" if where else f"{subject.operation} needs"
    member = str(fault.path[-1])
    kind = shapes(subject.service)[shapes(subject.service)[fault.shape]["members"][member]]
    values = f": {_choice(kind['enum'])}" if "enum" in kind else ""
    return f"{whole} {member}, and it is not there.", f"Add {member}, {WORDS.get(kind['is'], 'a value')}{values}."


def _enum(subject: Subject, fault: Fault) -> tuple[str, str]:
    values = shapes(subject.service)[fault.shape]["enum"]
    near = _near(str(fault.value), values)
    meant = f"Did you mean {near}? " if near else ""
    return f"{_shown(fault.value)} is no value of {_name(fault)}.", f"{meant}It takes {_choice(values)}."


def _limit(subject: Subject, fault: Fault) -> tuple[str, str]:
    shape = shapes(subject.service)[fault.shape]
    least, most = shape.get("min"), shape.get("max")
    unit = "" if fault.kind == "range" else " members" if isinstance(fault.value, list | dict) else " characters"
    span = (
        f"{least} to {most}"
        if None not in (least, most)
        else f"at least {least}"
        if most is None
        else f"at most {most}"
    )
    has = f"is {fault.value}" if fault.kind == "range" else f"has {len(fault.value)}{unit}"
    return f"{_name(fault)} {has}; AWS takes {span}{unit}.", f"Choose {span}{unit}."


def _pattern(subject: Subject, fault: Fault) -> tuple[str, str]:
    pattern = shapes(subject.service)[fault.shape]["pattern"]
    return f"{_shown(fault.value)} does not fit the pattern of {_name(fault)}.", f"It must match {pattern}"


def _unknown(subject: Subject, fault: Fault) -> tuple[str, str]:
    name = str(fault.path[-1])
    members = members_of(subject.service, fault.shape)
    near = _near(name, members)
    where = text_of(fault.path[:-1]) or subject.operation
    tools = "CloudFormation" if subject.source == "template" else "boto3 and the AWS CLI"
    why = f"{where} has no member {name}: {tools} would refuse it, and AWS itself would pass it over."
    return why, f"Did you mean {near}?" if near else f"Take it away. There is {_choice(sorted(members))}."


_WORDING: dict[Kind, Callable[[Subject, Fault], tuple[str, str]]] = {
    "type": _type,
    "missing": _missing,
    "enum": _enum,
    "length": _limit,
    "range": _limit,
    "pattern": _pattern,
    "unknown": _unknown,
}


def _says(subject: Subject, fault: Fault) -> str:
    """AWS's words; for a member that AWS passes over, those of boto3 and the AWS CLI."""
    if fault.kind == "unknown":
        around = text_of(fault.path[:-1]) or "input"
        names = ", ".join(members_of(subject.service, fault.shape))
        return f'Unknown parameter in {around}: "{fault.path[-1]}", must be one of: {names}'
    if fault.kind == "type" and fault.value is None:
        return f"Invalid type for parameter {text_of(fault.path)}, value: None"
    return sentence(subject.service, subject.operation, fault, subject.asked)


def _near(name: str, known: Iterable[str]) -> str:
    plain = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name.lower(), plain, 1, 0.75)
    return plain[found[0]] if found else ""


def _choice(values: Iterable[str]) -> str:
    *first, last = values
    return f"{', '.join(first)} or {last}" if first else str(last)


def _name(fault: Fault) -> str:
    return next((str(step) for step in reversed(fault.path) if isinstance(step, str)), "The request")


def _shown(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def _page(subject: Subject, fault: Fault) -> str:
    inside = fault.inside
    name = subject.operation if inside == input_of(subject.service, subject.operation) else inside
    return f"{PAGES[subject.service]}/API_{name}.html"
