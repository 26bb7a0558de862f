"""The data of course/simulator/rules/shapes from the installed botocore: python -m tests.simulator.rules.shapes [--write]"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.loaders import Loader

from course.simulator.rules.shapes.model import FOLDER

ALL = ("",)
"""In place of operations: every one of the service."""

OPERATIONS: dict[str, tuple[str, ...]] = {
    "ecs": ALL,
    "elbv2": ALL,
    "application-autoscaling": ALL,
    "ecr": ALL,
    "secretsmanager": ALL,
    # the hot calls that put and get lines are left out: the sandbox's own stores judge them
    "logs": (
        "AssociateKmsKey", "CreateLogGroup", "CreateLogStream", "DeleteLogGroup", "DeleteLogStream", "DeleteMetricFilter",
        "DeleteResourcePolicy", "DeleteRetentionPolicy", "DeleteSubscriptionFilter", "DescribeLogGroups",
        "DescribeLogStreams", "DescribeMetricFilters", "DescribeSubscriptionFilters", "DisassociateKmsKey",
        "ListTagsForResource", "ListTagsLogGroup", "PutMetricFilter", "PutResourcePolicy", "PutRetentionPolicy",
        "PutSubscriptionFilter", "TagLogGroup", "TagResource", "UntagLogGroup", "UntagResource",
    ),
    "iam": (
        "AddRoleToInstanceProfile", "AttachRolePolicy", "AttachUserPolicy", "CreateInstanceProfile", "CreatePolicy",
        "CreatePolicyVersion", "CreateRole", "CreateServiceLinkedRole", "CreateUser", "DeleteInstanceProfile",
        "DeletePolicy", "DeleteRole", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUser",
        "DetachRolePolicy", "GetInstanceProfile", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy",
        "ListAttachedRolePolicies", "ListPolicies", "ListRolePolicies", "ListRoleTags", "ListRoles",
        "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPolicy", "RemoveRoleFromInstanceProfile", "TagRole",
        "UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription",
    ),
    "ssm": (
        "AddTagsToResource", "DeleteParameter", "DeleteParameters", "DescribeParameters", "GetParameter",
        "GetParameterHistory", "GetParameters", "GetParametersByPath", "LabelParameterVersion", "ListTagsForResource",
        "PutParameter", "RemoveTagsFromResource",
    ),
}  # fmt: skip
LIMITS = ("min", "max", "pattern", "enum", "sensitive")
PRIMITIVE = {"integer", "long", "float", "double", "boolean"}

Shape = dict[str, Any]


@cache
def installed(service: str) -> dict[str, Any]:
    """The service's model as botocore has it."""
    model: dict[str, Any] = Loader().load_service_model(service, "service-2")
    return model


def data(service: str) -> dict[str, dict[str, Any]]:
    """What the data file of the service must hold: input shape of each operation, and the shapes these lead to."""
    model = installed(service)
    names = model["operations"] if OPERATIONS[service] == ALL else OPERATIONS[service]
    inputs = {
        name: model["operations"][name]["input"]["shape"]
        for name in sorted(names)
        if "input" in model["operations"][name]
    }
    shapes: dict[str, Shape] = {}
    for name in inputs.values():
        _gather(model["shapes"], name, shapes)
    return {"operations": inputs, "shapes": dict(sorted(shapes.items()))}


def _gather(model: dict[str, Any], name: str, found: dict[str, Shape]) -> None:
    if name not in found:
        found[name] = {}
        found[name] = _shape(model, name)
        for inner in _inner(model[name]):
            _gather(model, inner, found)


def _inner(shape: Shape) -> Iterator[str]:
    for member in (
        *shape.get("members", {}).values(),
        *(shape[part] for part in ("member", "key", "value") if part in shape),
    ):
        yield member["shape"]


def _shape(model: dict[str, Any], name: str) -> Shape:
    shape = model[name]
    made: Shape = {"is": "document" if shape.get("document") else shape["type"]}
    if shape["type"] == "structure":
        made["members"] = {member: facts["shape"] for member, facts in shape["members"].items()}
        required = shape.get("required", [])
        if required:
            made["required"] = required
        if filled := [each for each in required if _filled_in(model, shape["members"][each])]:
            made["filled"] = filled
    elif shape["type"] == "list":
        made["member"] = shape["member"]["shape"]
    elif shape["type"] == "map":
        made |= {"key": shape["key"]["shape"], "value": shape["value"]["shape"]}
    return made | {limit: shape[limit] for limit in LIMITS if limit in shape}


def _filled_in(model: dict[str, Any], member: dict[str, Any]) -> bool:
    """Whether the service reads a number or a truth value that is not there as 0 or false: a primitive without a box."""
    shape = model[member["shape"]]
    return shape["type"] in PRIMITIVE and not (shape.get("box") or member.get("box"))


def text(service: str) -> str:
    """The data file: one line for each operation and shape, so that a new botocore makes a readable difference."""
    parts = []
    for part, entries in data(service).items():
        lines = [f"{json.dumps(name)}: {json.dumps(entry, ensure_ascii=True)}" for name, entry in entries.items()]
        parts.append(f'"{part}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    """Write the files, or name those that differ; exit status 1 where one does."""
    stale = []
    for service in OPERATIONS:
        path = FOLDER / f"{service}.json"
        if not path.is_file() or path.read_text("utf-8") != text(service):
            stale.append(service)
            if "--write" in sys.argv:
                path.write_text(text(service), "utf-8")
    print(f"{'written' if '--write' in sys.argv else 'stale'}: {', '.join(stale) or 'none'}")
    return 0 if "--write" in sys.argv or not stale else 1


if __name__ == "__main__":
    raise SystemExit(main())
