"""CloudFormation's functions: what the template alone decides, and what stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from course.lint.references import References
from course.lint.subject import ABSENT
from course.simulator.rules.unknown import UNKNOWN

REFERENCES = References({"Cluster": {"": "prod", "Arn": "arn:of-prod"}})


@pytest.mark.parametrize(
    ("value", "resolved"),
    [
        ("plain", "plain"),
        ({"Ref": "Cluster"}, "prod"),
        ({"Fn::GetAtt": ["Cluster", "Arn"]}, "arn:of-prod"),
        ({"Fn::GetAtt": "Cluster.Arn"}, "arn:of-prod"),
        ({"Fn::Sub": "service/${Cluster}/web"}, "service/prod/web"),
        ({"Fn::Sub": "${Cluster.Arn}-${!NotMine}"}, "arn:of-prod-${NotMine}"),
        ({"Fn::Sub": ["${name}/${Cluster}", {"name": "x"}]}, "x/prod"),
        ({"Fn::Join": ["/", ["service", {"Ref": "Cluster"}, 7]]}, "service/prod/7"),
        ({"a": [{"Ref": "AWS::NoValue"}, 1], "b": {"Ref": "AWS::NoValue"}}, {"a": [1]}),
    ],
)
def test_what_the_template_decides(value: Any, resolved: Any) -> None:
    assert REFERENCES.resolved(value) == resolved


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "AWS::Region"},
        {"Ref": "SomeParameter"},
        {"Fn::GetAtt": ["Cluster", "NoSuch"]},
        {"Fn::GetAtt": ["Cluster", {"Ref": "Which"}]},
        {"Fn::Sub": "${AWS::AccountId}.dkr.ecr"},
        {"Fn::Sub": ["${name}", {"name": {"Ref": "SomeParameter"}}]},
        {"Fn::Sub": {"Ref": "Odd"}},
        {"Fn::Join": ["", {"Ref": "List"}]},
        {"Fn::Join": ["", ["a", {"Ref": "AWS::Region"}]]},
        {"Fn::If": ["Condition", 1, 2]},
        {"Fn::ImportValue": "x"},
        {"Fn::NotInventedYet": 1},
        {"Fn::Transform": {"Name": "x"}, "Beside": 1},
        "{{resolve:ssm:name}}",
    ],
)
def test_what_it_leaves_open_is_unknown(value: Any) -> None:
    assert REFERENCES.resolved(value) is UNKNOWN


def test_no_value_is_no_value() -> None:
    assert REFERENCES.resolved({"Ref": "AWS::NoValue"}) is ABSENT
