"""CloudFormation templates in JSON, and single resources of them, as the requests that they become."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from course.lint.converting import Tongue, converted, original
from course.lint.references import References
from course.lint.subject import ABSENT, Subject, unnamed
from course.lint.template_types import TYPES, Type
from course.simulator.rules.rule import Path
from course.simulator.rules.shapes.model import input_of
from course.simulator.rules.unknown import UNKNOWN

Resource = dict[str, Any]


def is_resource(value: Any) -> bool:
    """Whether this is a resource: a type of AWS or of somebody's own, and perhaps properties."""
    return isinstance(value, dict) and isinstance(value.get("Type"), str) and "::" in value["Type"]


def template(value: Any, base: Path = ()) -> list[Subject] | None:
    """The requests of a template, of a map of resources, or of one resource; None for anything else."""
    if not isinstance(value, dict):
        return None
    if is_resource(value):
        return _Template({"": value}, lambda _: base).subjects()
    resources = value.get("Resources")
    if isinstance(resources, dict) and (
        "AWSTemplateFormatVersion" in value or any(map(is_resource, resources.values()))
    ):
        return _Template(resources, lambda name: (*base, "Resources", name)).subjects()
    if value and all(map(is_resource, value.values())):
        return _Template(value, lambda name: (*base, name)).subjects()
    return None


class _Template:
    def __init__(self, resources: dict[str, Any], place: Any) -> None:
        self._place = place
        known = {
            name: resource
            for name, resource in resources.items()
            if is_resource(resource) and resource["Type"] in TYPES and isinstance(resource.get("Properties", {}), dict)
        }
        self._resources = known
        self._attributes = {name: self._known_by(name, TYPES[each["Type"]], each) for name, each in known.items()}
        self._references = References(self._attributes)
        self._requests = {name: self._request(name) for name in known}

    def subjects(self) -> list[Subject]:
        found = []
        for name in self._resources:
            found += [self._requests[name], *self._further(name)]
        return found

    def _known_by(self, name: str, kind: Type, resource: Resource) -> dict[str, str]:
        given = next(
            (value for key, value in resource.get("Properties", {}).items() if key.lower() == kind.names.lower()), None
        )
        named = given if isinstance(given, str) and "{{" not in given else unnamed(name)
        arn = kind.arn.format(name=named)
        found = {"": arn if kind.ref == "arn" else named}
        if arn:
            found[kind.arn_attribute] = arn
        if kind.name_attribute:
            found[kind.name_attribute] = named
        return found

    def _request(self, name: str) -> Subject:
        resource = self._resources[name]
        kind = TYPES[resource["Type"]]
        properties = resource.get("Properties", {})
        tongue = kind.tongue(input_of(kind.service, kind.operation) or "")
        resolved = self._references.resolved(properties)
        if not isinstance(resolved, dict):
            resolved = {}
        asked = converted(kind.service, kind.operation, resolved, tongue)
        if kind.names:
            asked.setdefault(kind.names, UNKNOWN)
        asked |= self._filled_in(resource["Type"], asked, properties)
        attributes = self._attributes[name]
        arn = attributes.get(kind.arn_attribute, "")
        return Subject(
            "template",
            f"{name} ({resource['Type']})" if name else resource["Type"],
            kind.service,
            kind.operation,
            asked,
            (*self._place(name), "Properties"),
            _Locator(kind, properties, tongue),
            label=name,
            made=arn,
            fills={_ARN_MEMBERS[kind.operation]: arn} if kind.operation in _ARN_MEMBERS else {},
        )

    def _filled_in(self, type_: str, asked: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
        """What CloudFormation adds, and what is a text in the API and an object in a template."""
        if (
            type_ == "AWS::ECS::Service"
            and "desiredCount" not in asked
            and asked.get("schedulingStrategy") is not UNKNOWN
        ):
            # the type's reference: "For new services, if a desired count is not specified, a default value of 1 is used"
            return {} if asked.get("schedulingStrategy") == "DAEMON" else {"desiredCount": 1}
        if type_ == "AWS::ECS::ClusterCapacityProviderAssociations":
            return {"capacityProviders": asked.get("capacityProviders", [])}
        if type_ == "AWS::IAM::Role" and isinstance(asked.get("AssumeRolePolicyDocument"), dict):
            return {"AssumeRolePolicyDocument": _as_text(asked["AssumeRolePolicyDocument"])}
        if type_ == "AWS::ApplicationAutoScaling::ScalingPolicy" and "ScalingTargetId" in properties:
            return self._scaling_target(properties["ScalingTargetId"])
        return {}

    def _scaling_target(self, reference: Any) -> dict[str, Any]:
        members = ("ResourceId", "ScalableDimension", "ServiceNamespace")
        target = reference.get("Ref") if isinstance(reference, dict) else None
        properties = self._resources.get(target, {}).get("Properties", {}) if isinstance(target, str) else {}
        return {
            member: self._references.resolved(properties[member]) if member in properties else UNKNOWN
            for member in members
        }

    def _further(self, name: str) -> Iterator[Subject]:
        """Requests that CloudFormation makes after the first one, of properties that are no members of it."""
        first = self._requests[name]
        type_ = self._resources[name]["Type"]
        properties = self._resources[name].get("Properties", {})
        for of_type, property_, service, operation, names, member in _FURTHER:
            if of_type == type_ and property_ in properties:
                value = self._references.resolved(properties[property_])
                if operation == "PutLifecyclePolicy":
                    value = value.get("LifecyclePolicyText", ABSENT) if isinstance(value, dict) else value
                if operation == "SetRepositoryPolicy" and isinstance(value, dict):
                    value = _as_text(value)
                if value is ABSENT:
                    continue
                identity = first.made if names.endswith("Arn") else first.asked.get(names, UNKNOWN)
                asked = converted(service, operation, {names: identity, member: value}, Tongue())
                locate = _below(property_, member)
                yield Subject("template", first.name, service, operation, asked, first.base, locate, name)


_FURTHER = (
    (
        "AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupAttributes",
        "elbv2", "ModifyTargetGroupAttributes", "TargetGroupArn", "Attributes",
    ),
    (
        "AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerAttributes",
        "elbv2", "ModifyLoadBalancerAttributes", "LoadBalancerArn", "Attributes",
    ),
    ("AWS::ECR::Repository", "LifecyclePolicy", "ecr", "PutLifecyclePolicy", "repositoryName", "lifecyclePolicyText"),
    ("AWS::ECR::Repository", "RepositoryPolicyText", "ecr", "SetRepositoryPolicy", "repositoryName", "policyText"),
    ("AWS::Logs::LogGroup", "RetentionInDays", "logs", "PutRetentionPolicy", "logGroupName", "retentionInDays"),
)  # fmt: skip
"""Type, property → service, operation, the member that names the thing, the member that the property becomes."""

_ARN_MEMBERS = {
    "RegisterTaskDefinition": "taskDefinitionArn",
    "CreateCluster": "clusterArn",
    "CreateTargetGroup": "TargetGroupArn",
    "CreateLoadBalancer": "LoadBalancerArn",
    "CreateListener": "ListenerArn",
    "CreateRule": "RuleArn",
}


class _Locator:
    """From a path of the request to the path of the properties."""

    def __init__(self, kind: Type, properties: Any, tongue: Tongue) -> None:
        self._facts = kind, properties, tongue

    def __call__(self, path: Path) -> Path:
        kind, properties, tongue = self._facts
        return original(kind.service, kind.operation, properties, path, tongue)


def _below(property_: str, member: str) -> Any:
    def locate(path: Path) -> Path:
        return (property_, *path[1:]) if path[:1] == (member,) else ()

    return locate


def _as_text(document: Any) -> Any:
    try:
        return json.dumps(document)
    except TypeError:
        return UNKNOWN  # something in it is not known
