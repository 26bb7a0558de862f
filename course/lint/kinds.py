"""What kind of document a file holds, told by what stands in it; and what to do with those of other tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.lint.plans import is_plan, plan_requests
from course.lint.reading import SHOW, Document, Unreadable
from course.lint.requests import containers, requests
from course.lint.subject import Subject
from course.lint.templates import template
from course.simulator.rules.rule import Path

Json = dict[str, Any]


class NothingKnown(Unreadable):
    """JSON in which lint finds nothing that it knows."""


NOTHING = (
    "holds no request, template or plan that lint knows: a task definition, a service, a task to run, a CloudFormation"
    " template, or a Terraform plan as JSON."
)


def subjects_of(document: Document) -> list[Subject]:
    """The requests in a document. Unreadable for a document of another tool, NothingKnown for any other JSON."""
    value = document.value
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict):
        raise NothingKnown(NOTHING)
    for holds, says in OTHERS:
        if holds(value):
            raise Unreadable(says)
    found = _of_object(value, ())
    if found is None:
        raise NothingKnown(NOTHING)
    return found


def _of_object(value: Any, base: Path) -> list[Subject] | None:
    if is_plan(value) and not base:
        return plan_requests(value)
    found = template(value, base)
    return requests(value, base) if found is None else found


def _of_list(value: list[Any]) -> list[Subject]:
    alone = containers(value)
    if alone is not None:
        return [alone]
    found: list[Subject] = []
    for place, each in enumerate(value):
        inner = _of_object(each, (place,))
        if inner is None:
            raise NothingKnown(
                NOTHING if place == 0 else f"holds a list whose member {place + 1} is nothing that lint knows."
            )
        found += inner
    if not found:
        raise NothingKnown("holds an empty list.")
    return found


def _is_state(value: Json) -> bool:
    shown = "values" in value and "format_version" in value and "planned_values" not in value
    return shown or ("terraform_version" in value and "serial" in value and "lineage" in value)


def _is_pulumi(value: Json) -> bool:
    steps = value.get("steps")
    stepped = isinstance(steps, list) and any(isinstance(step, dict) and "urn" in step for step in steps)
    deployment = value.get("deployment")
    return stepped or (isinstance(deployment, dict) and "manifest" in deployment)


def _is_assembly(value: Json) -> bool:
    assets = isinstance(value.get("files"), dict) and isinstance(value.get("dockerImages"), dict)
    return "version" in value and (isinstance(value.get("artifacts"), dict) or assets)


def _is_cdk_tree(value: Json) -> bool:
    return isinstance(value.get("tree"), dict) and str(value.get("version", "")).startswith("tree-")


def _is_kubernetes(value: Json) -> bool:
    return isinstance(value.get("apiVersion"), str) and isinstance(value.get("kind"), str)


def _is_compose(value: Json) -> bool:
    services = value.get("services")
    return isinstance(services, dict) and any(
        isinstance(each, dict) and {"image", "build"} & each.keys() for each in services.values()
    )


def _is_appspec(value: Json) -> bool:
    resources = value.get("Resources")
    return isinstance(resources, list) and any(isinstance(each, dict) and "TargetService" in each for each in resources)


OTHERS: tuple[tuple[Callable[[Json], bool], str], ...] = (
    (
        _is_state,
        f"is Terraform's state, what is there already; give lint a plan: terraform plan -out=PLAN, then {SHOW}",
    ),
    (
        _is_pulumi,
        "is of Pulumi, which lint does not read; it reads requests, CloudFormation templates and Terraform plans.",
    ),
    (
        _is_assembly,
        "is a manifest of the CDK's cloud assembly; give lint the templates beside it: cdk.out/*.template.json",
    ),
    (_is_cdk_tree, "is the CDK's tree of constructs; give lint the templates beside it: cdk.out/*.template.json"),
    (_is_kubernetes, "is a Kubernetes manifest; lint judges what goes to Amazon ECS."),
    (_is_compose, "is a Compose file, not a request of Amazon ECS."),
    (_is_appspec, "is an AppSpec file of CodeDeploy; lint judges the task definition and the service that it names."),
)
"""Documents of other tools, and what to give lint instead."""
