"""The resources of one stack, made in the order in which they need each other, and taken away in the opposite one."""

from __future__ import annotations

import copy
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto.cloudformation import parsing
from moto.cloudformation.parsing import ResourceMap, generate_resource_name
from moto.core.exceptions import HTTPException, ServiceException

from course.sandbox.bridge.inner_calls import Place, Refused
from course.sandbox.bridge.template_properties import PropertyError
from course.sandbox.bridge.template_reading import in_order, needs
from course.sandbox.bridge.template_resource import Resource, Waiting
from course.sandbox.bridge.template_types import OURS

ATTEMPTS = 5
"""Rounds of deletion: what others still hold on to may go in the next."""
Tell = Callable[[str, str, str, str, str], None]
"""Hears of each step: logical name, physical id, type, status, reason."""


class Failed(Exception):
    """A resource could not be made, changed or deleted; the message is the reason."""

    def __init__(self, logical: str, reason: str) -> None:
        super().__init__(reason)
        self.logical = logical


@dataclass(frozen=True)
class Made:
    """How a resource was made: of which type, by which name, with which properties."""

    kind: str
    name: str
    properties: dict[str, Any]


class MakingResources(ResourceMap):  # type: ignore[misc]
    """Makes resources, and deletes them. By logical name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tell: Tell = lambda *step: None
        self.made: dict[str, Made] = {}
        self.working = False
        """Whether resources may be made now; at other times what is not there is not there."""

    @property
    def place(self) -> Place:
        """Where the stack is."""
        return Place(self._account_id, self._region_name)

    def __getitem__(self, key: str) -> Any:
        if key in self._parsed_resources:
            return self._parsed_resources[key]
        if key not in self._resource_json_map:
            raise KeyError(key)
        return self._make(key) if self.working and self.is_wanted(key) else None

    def there(self) -> list[Any]:
        """The resources that have been made."""
        return [self._parsed_resources[name] for name in self.made if name in self._parsed_resources]

    def is_wanted(self, logical: str) -> bool:
        """Whether the condition of a resource, if it has one, holds."""
        condition = self._resource_json_map[logical].get("Condition")
        return not condition or bool(self.lazy_condition_map[condition])

    def create(self, template: dict[str, Any]) -> bool:
        """Make everything; whether all of it is ready. Failed."""
        self.working = True
        try:
            ready: bool = super().create(template)
        finally:
            self.working = False
        return ready

    def _make(self, logical: str) -> Any:
        for needed in sorted(needs(self._resource_json_map[logical])):
            if needed in self._resource_json_map:
                self[needed]
        kind, properties = self.resolved(logical)
        name = self.name_of(logical, kind, properties)
        resource = self.step("CREATE", logical, kind, lambda: self.new(logical, kind, name, properties))
        if resource is not None:
            self.keep(logical, resource, Made(kind, name, properties))
        return resource

    def keep(self, logical: str, resource: Any, made: Made) -> None:
        """The resource of this name is this one from now on."""
        self._parsed_resources[logical], self.made[logical] = resource, made

    def new(self, logical: str, kind: str, name: str, properties: dict[str, Any]) -> Any:
        """A new resource, ours or plain moto's; None for those that leave nothing. Errors as the type raises them."""
        if kind in OURS:
            resource = OURS[kind](self.place, name, properties, self.tags_for(logical, kind))
            resource.logical_resource_id = logical
            resource.make()
            return resource
        model = parsing.resource_class_from_type(kind)
        if model is None:
            return None
        more = {"LogicalId": logical, "StackId": self.stack_id, "ResourceType": kind}
        whole = self.whole(logical, properties)
        plain = model.create_from_cloudformation_json(name, whole, self._account_id, self._region_name, **more)
        plain.cf_resource_type, plain.logical_resource_id = kind, logical
        if kind == "AWS::CloudFormation::Stack" and plain.status != "CREATE_COMPLETE":
            # wording: public reports of nested stacks
            raise RuntimeError(f"Embedded stack {plain.stack_id} was not successfully created: {plain.status}")
        return plain

    def whole(self, logical: str, properties: dict[str, Any]) -> dict[str, Any]:
        """The resource as plain moto takes it."""
        return {**self._resource_json_map[logical], "Properties": copy.deepcopy(properties)}

    def resolved(self, logical: str) -> tuple[str, dict[str, Any]]:
        """Type and properties of a resource, all that they refer to put in. Failed."""
        json = self._resource_json_map[logical]
        try:
            return json["Type"], parsing.clean_json(json.get("Properties") or {}, self) or {}
        except Failed:
            raise
        except Exception as error:
            raise Failed(logical, reason_of(error)) from error

    def name_of(self, logical: str, kind: str, properties: Mapping[str, Any], before: Made | None = None) -> str:
        """The name that the template gives, else the one that was made up before, else a new one."""
        key = OURS[kind].name_property if kind in OURS else parsing.resource_name_property_from_type(kind)
        if key and properties.get(key):
            return str(properties[key])
        if before is not None and not before.properties.get(key or ""):
            return before.name
        return str(generate_resource_name(kind, self["AWS::StackName"], logical))

    def tags_for(self, logical: str, kind: str) -> dict[str, str]:
        """The tags that the stack puts on a resource: its own, and CloudFormation's where AWS does so."""
        model: type[Resource] | None = OURS.get(kind)
        if model is None or not model.takes_tags:
            return {}
        own = {key: value for key, value in self.tags.items() if not key.startswith("aws:")}
        if not model.takes_system_tags:
            return own
        system = {"stack-name": self["AWS::StackName"], "stack-id": self.stack_id, "logical-id": logical}
        return own | {f"aws:cloudformation:{key}": str(value) for key, value in system.items()}

    def step(self, verb: str, logical: str, kind: str, act: Callable[[], Any], why: str = "") -> Any:
        """Do one thing with a resource, and tell of it. Failed."""
        physical = physical_of(self._parsed_resources.get(logical))
        self.tell(logical, physical, kind, f"{verb}_IN_PROGRESS", why)
        try:
            resource = act()
        except Failed:
            raise
        except Exception as error:
            reason = reason_of(error)
            self.tell(logical, physical, kind, f"{verb}_FAILED", reason)
            raise Failed(logical, reason) from error
        self.tell(logical, physical_of(resource) or physical, kind, f"{verb}_COMPLETE", "")
        return resource

    # Deleting

    def ready(self, verb: str) -> bool:
        """Whether all that was made has become what it is to be. Failed when something never will."""
        for logical in list(self.made):
            resource = self._parsed_resources[logical]
            try:
                if not resource.is_created():
                    return False
            except Refused as error:
                self.tell(logical, physical_of(resource), self.made[logical].kind, f"{verb}_FAILED", str(error))
                raise Failed(logical, str(error)) from error
        return True

    def delete(self, kept: tuple[str, ...] = ("Retain", "RetainExceptOnCreate")) -> bool:
        """Delete everything, save what has one of the policies `kept`; False while something takes its time to go.

        Failed, naming what is left, when nothing will help.
        """
        left = [name for name in reversed(in_order(self._resource_json_map)) if name in self.made]
        left = [name for name in left if self._resource_json_map[name].get("DeletionPolicy") not in kept]
        reasons: dict[str, str] = {}
        for _ in range(ATTEMPTS):
            left = [name for name in left if not self._gone(name, reasons)]
        if any(reasons[name] == "" for name in left):
            return False
        for name in left:
            resource = self._parsed_resources[name]
            self.tell(name, physical_of(resource), self.made[name].kind, "DELETE_FAILED", reasons[name])
        if left:
            raise Failed(", ".join(left), reasons[left[0]])
        return True

    def _gone(self, logical: str, reasons: dict[str, str]) -> bool:
        resource, kind = self._parsed_resources[logical], self.made[logical].kind
        try:
            self.take_away(resource, self._resource_json_map[logical])
        except Waiting:
            reasons[logical] = ""
            return False
        except Exception as error:
            reasons[logical] = reason_of(error)
            return False
        self.tell(logical, physical_of(resource), kind, "DELETE_COMPLETE", "")
        del self._parsed_resources[logical], self.made[logical]
        return True

    def take_away(self, resource: Any, json: dict[str, Any]) -> None:
        """Delete one resource, ours or plain moto's. Errors as the type raises them."""
        if isinstance(resource, Resource):
            resource.remove()
        else:
            self._delete_resource(resource, json)


def physical_of(resource: Any) -> str:
    """The physical id of a resource; "" where there is none."""
    return str(getattr(resource, "physical_resource_id", "") or "")


def reason_of(error: Exception) -> str:
    """Why a step failed, for the events of the stack."""
    if isinstance(error, NotImplementedError):
        return f"The sandbox does not offer this yet: {error}"
    if isinstance(error, (Refused, PropertyError, ServiceException, HTTPException, RuntimeError)):
        return str(getattr(error, "message", "") or getattr(error, "description", "") or error)
    traceback.print_exception(error)
    told = f"The sandbox itself failed on it ({type(error).__name__}: {error})."
    return f"{told} This is a fault of the sandbox, not of your template."
