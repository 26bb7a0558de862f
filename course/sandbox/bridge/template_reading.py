"""What a template says about itself: which resource needs which, and why a template cannot be used at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

PSEUDO = "AWS::"
_IN_TEXT = re.compile(r"\$\{([^!}][^}]*)\}")


class TemplateError(ValueError):
    """A template that CloudFormation refuses, in its words."""


def references(node: Any) -> Iterator[str]:
    """The logical names that Ref, Fn::GetAtt and Fn::Sub in a part of a template name, each as often as it is named."""
    if isinstance(node, list):
        for each in node:
            yield from references(each)
    if not isinstance(node, Mapping):
        return
    for key, value in node.items():
        if key == "Ref" and len(node) == 1 and isinstance(value, str):
            yield value
        elif key == "Fn::GetAtt" and len(node) == 1:
            yield attribute_of(value)[0]
        elif key == "Fn::Sub" and len(node) == 1:
            yield from _in_sub(value)
        else:
            yield from references(value)


def attribute_of(value: Any) -> tuple[str, str]:
    """Resource and attribute of Fn::GetAtt, which is a list or a text with a dot."""
    name, *attribute = value.split(".", 1) if isinstance(value, str) else map(str, value)
    return name, ".".join(attribute)


def _in_sub(value: Any) -> Iterator[str]:
    text, own = (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (value, {})
    for name in _IN_TEXT.findall(text) if isinstance(text, str) else ():
        if name not in own:
            yield name.split(".", 1)[0]
    yield from references(own)


def needs(resource: Mapping[str, Any]) -> set[str]:
    """The logical names that a resource needs first: those that it names, and its DependsOn."""
    depends = resource.get("DependsOn") or []
    return {*references(resource.get("Properties")), *([depends] if isinstance(depends, str) else depends)}


def in_order(resources: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The resources, each after those that it needs; otherwise as the template has them. TemplateError for a circle."""
    order: dict[str, None] = {}
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in order or name not in resources:
            return
        if name in open_:
            circle = ", ".join(open_[open_.index(name) :])
            raise TemplateError(f"Circular dependency between resources: [{circle}]")
        open_.append(name)
        for needed in sorted(needs(resources[name])):
            visit(needed)
        open_.pop()
        order[name] = None

    for name in resources:
        visit(name)
    return list(order)


def check(template: Mapping[str, Any]) -> None:
    """TemplateError where the template refers to what it does not have, or goes round in circles."""
    resources = template.get("Resources")
    if not isinstance(resources, Mapping) or not resources:
        raise TemplateError("Template format error: At least one Resources member must be defined.")
    for name, resource in resources.items():
        if not isinstance(resource, Mapping) or not isinstance(resource.get("Type"), str):
            raise TemplateError(
                f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
            )
    known = {*resources, *(template.get("Parameters") or {})}
    missing = {
        name
        for resource in resources.values()
        for name in needs(resource)
        if name not in known and not name.startswith(PSEUDO)
    }
    if missing:
        told = ", ".join(sorted(missing))
        raise TemplateError(
            f"Template format error: Unresolved resource dependencies [{told}] in the Resources block of the template"
        )
    in_order(resources)
