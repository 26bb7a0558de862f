"""Places in documents and values that mean the same, in all three syntaxes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.model.errors import ContentProblem
from course.quiz.documents.hcl_text import Written
from course.quiz.documents.paths import ANY, at, identical, same, steps
from course.quiz.documents.read import read


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("memory", ("memory",)),
        ("containerDefinitions[0].memory", ("containerDefinitions", 0, "memory")),
        ("Statement[*].Action", ("Statement", ANY, "Action")),
        ('Condition.StringEquals["aws:SourceVpce"]', ("Condition", "StringEquals", "aws:SourceVpce")),
        ("a.Fn::Sub", ("a", "Fn::Sub")),
        ("[0].name", (0, "name")),
    ],
)
def test_steps(path: str, found: tuple[Any, ...]) -> None:
    assert steps(path) == found


@pytest.mark.parametrize("path", ["", "a[", "a[x]", "a..b", "[]", "a.", '["x'])
def test_what_is_no_path(path: str) -> None:
    with pytest.raises(ContentProblem):
        steps(path)


DOCUMENT: dict[str, Any] = {
    "list": [{"n": 1}, {"n": 2}],
    "one": [{"n": 3}],
    "alone": {"n": 4},
    "text": '{"inner": [{"n": 5}]}',
    "null": None,
    "false": False,
    "resource": {"aws_x": {"y": {"n": 6}}},
}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("list[1].n", [2]), ("list[*].n", [1, 2]), ("list[2].n", []), ("list.n", []), ("one.n", [3]), ("one[0].n", [3]),
        ("alone[*].n", [4]), ("alone[0].n", [4]), ("alone[1].n", []), ("text.inner[0].n", [5]), ("null", []), ("null.n", []),
        ("false", [False]), ("aws_x.y.n", [6]), ("resource.aws_x.y.n", [6]), ("other", []), ("false.n", []),
    ],
)  # fmt: skip
def test_values_at_a_path(path: str, values: list[Any]) -> None:
    assert [value for value, _ in at(DOCUMENT, path)] == values


@pytest.mark.parametrize(
    ("found", "wanted", "name", "alike"),
    [
        (512, "512", "memory", True), ("0.50", 0.5, "", True), ("0512", 512, "", False), (True, "true", "", True),
        (True, 1, "", False), (1, 1.0, "", True), ("x", ["x"], "", True), (["x", "y"], ["y", "x"], "command", False),
        (["x", "y"], ["y", "x"], "Action", True), (["x", "x"], ["x", "y"], "Action", False),
        ("ecs:runtask", "ecs:RunTask", "Action", True),
        ("ECS", "ecs", "Resource", False), ({"a": "1"}, {"a": 1}, "", True), ({"a": 1}, {"a": 1, "b": 2}, "", False),
        ({}, "", "", False),
        ('{"a": [1]}', {"a": 1}, "", True), (Written("aws_x.y.arn"), "aws_x.y.arn", "", True),
        (Written("aws_x.y.arn"), "${ aws_x.y.arn }", "", True), ("aws_x.y.arn", "aws_x.y.arn", "", False),
        ("ecs-tasks.amazonaws.com", "ecs-tasks.amazonaws.com", "Service", True), ("1e9999", "1e9999", "", True),
        (None, None, "", True), ({"Fn::GetAtt": ["Role", "Arn"]}, {"Fn::GetAtt": "Role.Arn"}, "", True),
        ({"Fn::Sub": "${Role.Arn}"}, {"Fn::GetAtt": "Role.Arn"}, "", True),
        ({"Fn::Sub": "${Cluster}"}, {"Ref": "Cluster"}, "", True), ({"Fn::Sub": "${Cluster}-x"}, {"Ref": "Cluster"}, "", False),
    ],
)  # fmt: skip
def test_what_means_the_same(found: Any, wanted: Any, name: str, alike: bool) -> None:
    assert same(found, wanted, name) is alike


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text("abc 12", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=10,
)


@given(JSON)
def test_a_value_is_the_same_as_itself(value: Any) -> None:
    assert identical(value, value)
    assert same(value, value)


@given(JSON, JSON)
def test_what_is_identical_is_the_same(one: Any, other: Any) -> None:
    assert not identical(one, other) or same(one, other)
    assert same(one, other) == same(other, one)


def test_hcl_is_read_as_terraform_means_it() -> None:
    text = """
# a comment
locals { one = 1 }
resource "aws_a" "b" {
  number   = 128 * 2 - 6 + 0
  negative = -1.5
  text     = "a\\n\\"b\\" $${kept} \\u00e9"
  template = "${var.x}:1"
  alone    = "${aws_c.d.arn}"
  call     = file("x")
  unknown  = var.n * 2
  nothing  = null
  object   = { "a b" = [true, { c : "d" }], for = 1 }
  document = <<-EOT
    {"Version": "2012-10-17",
      "Statement": []}
  EOT
  block { n = 1 }
  block {
    n = 2
  }
  dynamic "many" {
    for_each = var.x
    content {}
  }
}
data "aws_e" "f" {}
"""
    found = read("hcl", text)
    body = found.value["resource"]["aws_a"]["b"]
    assert {name: body[name] for name in ("number", "negative", "text", "nothing", "object")} == {
        "number": 250, "negative": -1.5, "text": 'a\n"b" ${kept} é', "nothing": None,
        "object": {"a b": [True, {"c": "d"}], "for": 1},
    }  # fmt: skip
    written = {name: body[name] for name in ("template", "alone", "call", "unknown", "many")}
    assert all(isinstance(value, Written) for value in written.values())
    assert (written["template"], written["alone"], written["unknown"]) == ("${var.x}:1", "aws_c.d.arn", "var.n * 2")
    assert body["document"] == '{"Version": "2012-10-17",\n  "Statement": []}\n'
    assert body["block"] == [{"n": 1}, {"n": 2}]
    assert (found.value["locals"], found.value["data"]) == ({"one": 1}, {"aws_e": {"f": {}}})
    place = ("resource", "aws_a", "b")
    assert [
        found.places[*place, *more] for more in ((), ("number",), ("object", "a b", 1, "c"), ("block", 1, "n"))
    ] == [4, 5, 13, 20]
    assert body["alone"].references == ["aws_c.d.arn", "aws_c.d"]


def test_yaml_is_read_as_cloudformation_means_it() -> None:
    found = read(
        "yaml", "A: !Ref B\nC: !GetAtt D.Arn\nE: !Join [',', [x, !Sub '${F}']]\nDate: 2012-10-17\nOn: on\n80: x\n"
    )
    assert found.value == {
        "A": {"Ref": "B"}, "C": {"Fn::GetAtt": "D.Arn"}, "E": {"Fn::Join": [",", ["x", {"Fn::Sub": "${F}"}]]},
        "Date": "2012-10-17", "On": True, "80": "x",
    }  # fmt: skip
    assert (found.places["C",], found.places["80",]) == (2, 6)
