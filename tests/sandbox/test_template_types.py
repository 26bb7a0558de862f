"""What our types of resources say of themselves, against AWS's own schemas; properties and references of templates."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.sandbox.bridge.template_properties import PropertyError, as_parameters
from course.sandbox.bridge.template_reading import TemplateError, check, in_order, needs
from course.sandbox.bridge.template_resource import Resource
from course.sandbox.bridge.template_text import read_template
from course.sandbox.bridge.template_types import OURS

SESSION = botocore.session.get_session()
EVERY = [pytest.param(each, id=kind) for kind, each in OURS.items()]
# what the sandbox refuses to take instead of taking it without effect
NOT_TAKEN = {
    "AWS::SecretsManager::Secret": {"ReplicaRegions"},
    "AWS::ServiceDiscovery::Service": {"ServiceAttributes"},
}


def schema_of(kind: str) -> dict[str, Any]:
    """AWS's schema of a type, out of what cfn-lint brings (and moto with it)."""
    spec = importlib.util.find_spec("cfnlint")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent / "data" / "schemas"
    names = json.loads((folder / "providers" / "us-east-1.json").read_text("utf-8"))
    schema: dict[str, Any] = json.loads((folder / "resources" / f"{names[kind]}.json").read_text("utf-8"))
    return schema


def named(schema: dict[str, Any], key: str) -> set[str]:
    return {path.removeprefix("/properties/") for path in schema.get(key) or []}


@pytest.mark.parametrize("ours", EVERY)
def test_a_type_says_what_aws_says_of_it(ours: type[Resource]) -> None:
    schema = schema_of(ours.kind)
    assert ours.attributes == named(schema, "readOnlyProperties") & set(ours.attributes)
    assert named(schema, "readOnlyProperties") - ours.attributes == set()
    only = {path for path in named(schema, "createOnlyProperties") if path.partition("/")[0] not in ours.replaced_by}
    assert only - ours.replaced_by == set()
    assert ours.replaced_by - named(schema, "createOnlyProperties") == set()
    # AWS::ApplicationAutoScaling::ScalingPolicy names a target in one of two ways; a name that is missing is made up
    assert set(schema.get("required") or []) - set(ours.needed) - {ours.name_property} == set()
    tagging = schema.get("tagging") or {}
    assert ours.takes_system_tags == tagging.get("cloudFormationSystemTags", False)
    assert ours.takes_tags == (tagging.get("taggable", False) and "Tags" in schema["properties"])
    if ours.name_property:
        assert ours.name_property in schema["properties"]


def properties_in(
    schema: dict[str, Any], node: dict[str, Any], shape: Any, names: dict[str, str], at: str
) -> Iterator[str]:
    """Paths of properties that the shape has no member for."""
    while "$ref" in node:
        found: Any = schema
        for key in node["$ref"].split("/")[1:]:
            found = found[key]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    if node.get("properties") and shape.type_name == "structure":
        members = {name.lower(): name for name in shape.members}
        for key, value in node["properties"].items():
            name = members.get(names.get(key, key).lower())
            if name is None:
                yield f"{at}{key}"
            else:
                yield from properties_in(schema, value, shape.members[name], names, f"{at}{key}/")
    elif "items" in node and shape.type_name == "list":
        yield from properties_in(schema, node["items"], shape.member, names, f"{at}*/")


@pytest.mark.parametrize("ours", EVERY)
def test_every_property_has_its_parameter(ours: type[Resource]) -> None:
    schema = schema_of(ours.kind)
    shape = SESSION.get_service_model(ours.service).operation_model(ours.operation).input_shape
    lost = set(properties_in(schema, {"properties": schema["properties"]}, shape, dict(ours.other_names), ""))
    handled = {*named(schema, "readOnlyProperties"), *ours.apart, "Tags", ours.name_property}
    assert lost - handled == NOT_TAKEN.get(ours.kind, set())


# Properties

CREATE_SERVICE = SESSION.get_service_model("ecs").operation_model("CreateService").input_shape


def test_names_differ_by_capitals_and_values_by_type() -> None:
    asked = as_parameters(
        {
            "DesiredCount": "2",
            "EnableECSManagedTags": "True",
            "PlacementStrategies": [{"Type": "spread", "Field": 5}, None],
            "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-1"]}},
            "Role": None,
        },
        CREATE_SERVICE,
        {"PlacementStrategies": "placementStrategy"},
    )
    assert asked == {
        "desiredCount": 2,
        "enableECSManagedTags": True,
        "placementStrategy": [{"type": "spread", "field": "5"}],
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-1"]}},
    }


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"Nothing": 1}, "#: extraneous key [Nothing] is not permitted"),
        ({"LoadBalancers": [{"Port": 1}]}, "#/LoadBalancers/0: extraneous key [Port] is not permitted"),
        ({"LoadBalancers": {}}, "#/LoadBalancers: expected type: JSONArray, found: JSONObject"),
        ({"DeploymentController": "ECS"}, "#/DeploymentController: expected type: JSONObject, found: String"),
        ({"DesiredCount": "many"}, "#/DesiredCount: expected type: Integer, found: String"),
        ({"DesiredCount": [1]}, "#/DesiredCount: expected type: Integer, found: JSONArray"),
        ({"EnableExecuteCommand": 1}, "#/EnableExecuteCommand: expected type: Boolean, found: Integer"),
    ],
)
def test_what_a_property_is_not(properties: dict[str, Any], said: str) -> None:
    with pytest.raises(PropertyError) as caught:
        as_parameters(properties, CREATE_SERVICE, {})
    assert str(caught.value) == said


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["LoadBalancers", "DesiredCount", "Role", "Tags", "Key", "x"]), inner, max_size=4
            )
        ),
        max_leaves=8,
    )
)
def test_any_properties_become_parameters_or_are_refused_with_a_path(value: Any) -> None:
    said = ""
    try:
        as_parameters({"LoadBalancers": value, "DeploymentConfiguration": value}, CREATE_SERVICE, {})
    except PropertyError as error:
        said = str(error)
    assert said == "" or said.startswith("#/")


# Templates


def test_short_forms_dates_and_attributes() -> None:
    read = read_template(
        """
        A: !GetAtt B.Outputs.C
        D: !GetAtt [B, C]
        E: {"Fn::GetAtt": "B.C"}
        F: !Sub ["${x}-${B}", {x: !Ref C}]
        G: !If [Condition, !Ref A, [!Ref B]]
        Version: 2012-10-17
        Cidr: 10.0.0.0/16
        """
    )
    assert read == {
        "A": {"Fn::GetAtt": ["B", "Outputs.C"]},
        "D": {"Fn::GetAtt": ["B", "C"]},
        "E": {"Fn::GetAtt": ["B", "C"]},
        "F": {"Fn::Sub": ["${x}-${B}", {"x": {"Ref": "C"}}]},
        "G": {"Fn::If": ["Condition", {"Ref": "A"}, [{"Ref": "B"}]]},
        "Version": "2012-10-17",
        "Cidr": "10.0.0.0/16",
    }


def test_what_a_resource_needs() -> None:
    resource = {
        "DependsOn": "A",
        "Properties": {
            "x": [{"Ref": "B"}, {"Fn::GetAtt": ["C", "Arn"]}, {"Ref": "AWS::Region"}],
            "y": {"Fn::Sub": "${D}-${E.Arn}-${!Literal}-${AWS::AccountId}"},
            "z": {"Fn::Sub": ["${own}-${F}", {"own": {"Ref": "G"}}]},
            "Ref": "not a function, because it is not alone",
            "Other": 1,
        },
    }
    assert needs(resource) == {*"ABCDEFG", "AWS::Region", "AWS::AccountId"}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=8))
def test_resources_come_after_those_that_they_need(wanted: list[set[int]]) -> None:
    resources = {
        str(number): {"Type": "AWS::ECS::Cluster", "DependsOn": [str(n) for n in need if n < number]}
        for number, need in enumerate(wanted)
    }
    turned = dict(reversed(resources.items()))
    order = in_order(turned)
    assert sorted(order) == sorted(resources)
    for name, resource in resources.items():
        assert all(order.index(needed) < order.index(name) for needed in resource["DependsOn"])
    check({"Resources": turned})
    resources["0"]["DependsOn"] = [str(len(wanted) - 1)]
    if "0" in needs(resources[str(len(wanted) - 1)]) or len(wanted) == 1:
        with pytest.raises(TemplateError, match="Circular dependency between resources"):
            check({"Resources": resources})
