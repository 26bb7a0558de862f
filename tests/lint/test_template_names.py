"""Every property that CloudFormation has, by the schemas in cfn-lint, is one that lint can read or knows to pass over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from course.lint.converting import Tongue, api_name
from course.lint.template_types import TYPES
from course.simulator.rules.shapes.model import input_of, shapes

Node = dict[str, Any]


def unread(
    service: str, shape: str, node: Node, root: Node, tongue: Tongue, path: tuple[str, ...] = ()
) -> Iterator[str]:
    """The properties below a node of a schema that have no name in the API."""
    while "$ref" in node:
        target: Any = root
        for part in node["$ref"].strip("#/").split("/"):
            target = target[part]
        node = target
    facts = shapes(service)[shape]
    if facts["is"] == "list" and "items" in node:
        yield from unread(service, facts["member"], node["items"], root, tongue, path)
    if facts["is"] != "structure" or len(path) > 8:
        return
    shown = {pointer.rpartition("/")[2] for pointer in root.get("readOnlyProperties", [])} if not path else set()
    for name, inner in node.get("properties", {}).items():
        known = api_name(service, shape, name, tongue)
        if known is not None:
            yield from unread(service, facts["members"][known], inner, root, tongue, (*path, name))
        elif name not in shown and name not in tongue.renames.get(shape, {}):
            yield ".".join((*path, name))


@pytest.mark.parametrize("type_", TYPES)
def test_every_property_is_read_or_passed_over(type_: str) -> None:
    kind = TYPES[type_]
    shape = input_of(kind.service, kind.operation)
    assert shape is not None
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    assert list(unread(kind.service, shape, schema, schema, kind.tongue(shape))) == []


@pytest.mark.parametrize("type_", TYPES)
def test_what_is_renamed_or_passed_over_exists(type_: str) -> None:
    kind = TYPES[type_]
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type_).schema
    assert {*kind.dropped, *kind.renamed} - set(schema["properties"]) == set()
    shape = shapes(kind.service)[input_of(kind.service, kind.operation) or ""]
    assert {*kind.renamed.values(), kind.names} - {""} - set(shape["members"]) == set()
    attributes = {kind.arn_attribute, kind.name_attribute} if kind.arn else set()
    assert attributes - {""} - set(schema["properties"]) == set()
