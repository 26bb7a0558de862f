"""The text of a template, JSON or YAML with CloudFormation's short forms, as the dictionary that it means.

Plain moto reads `!GetAtt [A, B]` into nodes of the parser, and `Version: 2012-10-17` into a date.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from course.sandbox.bridge.template_reading import TemplateError, attribute_of


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: dates are text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _short_form(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    """`!Sub x` is {"Fn::Sub": "x"}; Ref and Condition have no Fn:: before them."""
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def read_template(text: str) -> dict[str, Any]:
    """The template, its Fn::GetAtt all as lists of two. TemplateError for a text that is none."""
    try:
        parsed = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, _Loader)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        told = " ".join(str(error).split())
        raise TemplateError(f"Template format error: {told}") from None
    if not isinstance(parsed, dict):
        raise TemplateError("Template format error: unsupported structure.")
    long: dict[str, Any] = _in_long_form(parsed)
    return long


def _in_long_form(node: Any) -> Any:
    if isinstance(node, list):
        return [_in_long_form(each) for each in node]
    if not isinstance(node, dict):
        return node
    if len(node) == 1 and isinstance(node.get("Fn::GetAtt"), (str, list)):
        return {"Fn::GetAtt": list(attribute_of(node["Fn::GetAtt"]))}
    return {key: _in_long_form(value) for key, value in node.items()}
