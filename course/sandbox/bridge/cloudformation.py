"""CloudFormation as AWS behaves where plain moto does not, put into moto when its CloudFormation is first loaded.

Loading it takes seconds, because it loads every service that has resources: so nothing here does, before a stack is asked
for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.template_types import OURS

NO_TYPES = frozenset({"?", "AWS::SERVICE::RESOURCE"})
"""What plain moto has in its list of types, and what is none."""
CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")


WAITING: set[tuple[str, str]] = set()
"""Account and region of stacks that wait for something."""


def swap(module: ModuleType) -> None:
    """Put the sandbox's behaviour into one module of moto, which has just been loaded."""
    names: Any = vars(module)
    if module.__name__ == "moto.cloudformation.parsing":
        names["clean_json"] = _better(names["clean_json"])
        names["resource_class_from_type"] = _ours_first(names["resource_class_from_type"])
    elif module.__name__ == "moto.cloudformation.models":
        from course.sandbox.bridge import cloudformation_stack, cloudformation_stacks, template_changes

        names["ResourceMap"] = template_changes.Resources
        names["Stack"], names["ChangeSet"] = cloudformation_stack.Stack, cloudformation_stack.ChangeSet
        names["cloudformation_backends"].backend = cloudformation_stacks.Backend
    elif module.__name__ == "moto.cloudformation.urls":
        from course.sandbox.bridge import cloudformation_stacks

        names["url_paths"]["{0}/$"] = cloudformation_stacks.Response.dispatch


def install() -> None:
    """Let stacks go on when a service has become steady or has drained. Idempotent."""
    if resume not in simulation.watchers:
        simulation.watchers.append(resume)


def resume() -> None:
    """Let the stacks go on that wait for something, if it has come about."""
    models = sys.modules.get("moto.cloudformation.models")
    for account, region in sorted(WAITING) if models is not None else ():
        backends = vars(models)["cloudformation_backends"]
        if account in backends and dict.__contains__(backends[account], region):
            backends[account][region].resume()
        else:
            WAITING.discard((account, region))


def refuse_what_is_not_offered(resources: Mapping[str, Mapping[str, Any]]) -> None:
    """NotImplementedError that names the resources whose types neither the sandbox nor plain moto can make."""
    from moto.cloudformation import parsing

    known = {*OURS, *parsing.get_model_map(), *parsing.NULL_MODELS} - NO_TYPES
    foreign = [
        f"{name} is an {resource['Type']}"
        for name, resource in resources.items()
        if resource["Type"] not in known and not resource["Type"].startswith(CUSTOM)
    ]
    if foreign:
        raise NotImplementedError(f"in the template, {', '.join(foreign)}.")


def _ours_first(plain: Callable[[str], Any]) -> Callable[[str], Any]:
    def resource_class_from_type(resource_type: str) -> Any:
        return OURS.get(resource_type) or plain(resource_type)

    return resource_class_from_type


def _better(plain: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """moto's resolver of functions in templates, with what it lacks: the zones of the stack's own region, and lists that
    AWS::NoValue takes an entry out of."""

    def clean_json(node: Any, resources: Any) -> Any:
        if isinstance(node, list):
            return [each for each in plain(node, resources) if each is not None]
        if isinstance(node, dict) and len(node) == 1 and "Fn::GetAZs" in node:
            return _zones(clean_json(node["Fn::GetAZs"], resources) or resources["AWS::Region"], resources)
        return plain(node, resources)

    return clean_json


def _zones(region: str, resources: Any) -> list[str]:
    from moto.ec2.models import ec2_backends

    zones = ec2_backends[resources["AWS::AccountId"]][region].describe_availability_zones()
    return sorted(zone.name for zone in zones if zone.zone_type == "availability-zone")
