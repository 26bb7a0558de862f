"""cfn-lint asked through its Python interface: what it finds in requests, written as resources of a template."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cfnlint.config import ConfigMixIn
from cfnlint.core import get_rules
from cfnlint.rules import Rules
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from cfnlint.template import Template

REGION = "us-east-1"
TYPES = {"RegisterTaskDefinition": "AWS::ECS::TaskDefinition", "CreateService": "AWS::ECS::Service"}
RENAMED = {
    # API's name → CloudFormation's, where they differ by more than capitals
    ("AWS::ECS::TaskDefinition", "properties"): "ProxyConfigurationProperties",
    ("AWS::ECS::Service", "placementStrategy"): "PlacementStrategies",
}
_MISSING = re.compile(r"'([\w-]+)' is a required property")

Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class Opinion:
    """One thing that cfn-lint finds wrong."""

    rule: str
    """`E3047`."""
    place: str
    """Under CloudFormation's names, list places as `*`: `ContainerDefinitions.*.PortMappings.*.HostPort`. What is missing
    there follows after a blank: `ContainerDefinitions.* Image`."""
    message: str


def resource(operation: str, asked: Mapping[str, Any]) -> Resource:
    """A request as a resource. Members that CloudFormation does not have are left out; a `Ref` stays as it is."""
    kind = TYPES[operation]
    return {"Type": kind, "Properties": _written(kind, _schema(kind), _schema(kind), asked)}


def opinions(resources: Mapping[str, Resource]) -> dict[str, set[Opinion]]:
    """What cfn-lint finds in each resource of a template."""
    template = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": dict(resources)}
    config, rules = _set_up()
    found: dict[str, set[Opinion]] = defaultdict(set)
    # not by cfn-lint's runner: it takes equal words about two resources for one
    for match in rules.run(filename="", cfn=Template("", template, [REGION]), config=config):
        path = [str(step) for step in match.path or ()]
        if path[:1] == ["Resources"]:
            place = ".".join("*" if step.isdigit() else step for step in path[3:])
            missing = _MISSING.match(match.message)
            found[path[1]].add(Opinion(match.rule.id, f"{place} {missing[1]}" if missing else place, match.message))
    return found


@cache
def _set_up() -> tuple[ConfigMixIn, Rules]:
    return ConfigMixIn(regions=[REGION]), get_rules([], [], ["E"])


@cache
def _schema(kind: str) -> dict[str, Any]:
    return dict(PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema)


def _written(kind: str, root: Mapping[str, Any], shape: Mapping[str, Any], value: Any) -> Any:
    if "$ref" in shape:
        shape = root["definitions"][shape["$ref"].rpartition("/")[2]]
    if isinstance(value, list | tuple):
        return [_written(kind, root, shape.get("items", {}), each) for each in value]
    if not isinstance(value, Mapping) or "properties" not in shape:
        return value
    names = {name.lower(): name for name in shape["properties"]}
    written = {}
    for key, each in value.items():
        name = names.get(RENAMED.get((kind, key), key).lower())
        if name is not None:
            written[name] = _written(kind, root, shape["properties"][name], each)
    return written
