"""One stack and its change sets: their state, what they tell, and what they wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from moto.cloudformation.models import Change, Event, cloudformation_backends
from moto.cloudformation.models import ChangeSet as PlainChangeSet
from moto.cloudformation.models import Stack as PlainStack

from course.sandbox.bridge.template_changes import Resources
from course.sandbox.bridge.template_text import read_template

WITHOUT_OUTPUTS = ("REVIEW_", "ROLLBACK_", "DELETE_", "CREATE_FAILED")
"""How the status of a stack begins that has nothing to show in its outputs."""


class Stack(PlainStack):  # type: ignore[misc]
    """A stack."""

    status_reason: str | None = None
    go_on: Callable[[], None] | None = None
    """What is left to do when something that it waits for has come about; None while it waits for nothing."""

    @property
    def resources(self) -> Resources:
        """Its resources, which tell their steps to its events."""
        found: Resources = self.resource_map
        found.tell = self._tell
        return found

    @property
    def stack_resources(self) -> Iterable[Any]:
        """The resources that are there; those whose condition does not hold are not."""
        there: Iterable[Any] = self.resource_map.there()
        return there

    @property
    def outputs(self) -> list[dict[str, Any]] | None:
        """Its outputs, while there are resources that they can speak of."""
        return None if self.status.startswith(WITHOUT_OUTPUTS) else super().outputs

    @property
    def exports(self) -> list[Any]:
        """What it exports, likewise."""
        return [] if self.status.startswith(WITHOUT_OUTPUTS) else super().exports

    @staticmethod
    def parse_template(template: str) -> dict[str, Any]:
        """The template, out of JSON or YAML. TemplateError."""
        return read_template(template)

    def create_resources(self) -> None:
        """Make the resources. Failed."""
        self.resources.create(self.template_dict)

    def verify_readiness(self) -> None:
        """A custom resource has answered."""
        cloudformation_backends[self.account_id][self.region_name].resume()

    def say(self, status: str, reason: str | None = None) -> None:
        """The stack has another status, which its events tell."""
        self.status, self.status_reason = status, reason
        self._add_stack_event(status, resource_status_reason=reason)

    def _tell(self, logical: str, physical: str, kind: str, status: str, reason: str) -> None:
        event = Event(self.stack_id, self.name, logical, physical, kind, status, reason or None, None)
        event.sendToSns(self.account_id, self.region_name, self.notification_arns)
        self.events.append(event)

    def begin(self, template: str, parameters: dict[str, Any], exports: dict[str, Any]) -> None:
        """Take the template of a change set, now that it is executed."""
        self.template, self.parameters, self.cross_stack_resources = template, parameters, exports
        self._parse_template()
        self.resource_map = self._create_resource_map()
        self.output_map = self._create_output_map()

    def read(self, template: str, parameters: dict[str, Any] | None) -> None:
        """Take another template and parameters as one's own, now that the resources have them."""
        self.template = template
        self._parse_template()
        self.description = self.template_dict.get("Description")
        if parameters:
            self.parameters = parameters
        self.output_map = self._create_output_map()


class ChangeSet(PlainChangeSet):  # type: ignore[misc]
    """A change set that says what it would replace, and what follows from other parameters."""

    def _parse_template(self) -> None:
        self.template_dict = Stack.parse_template(self.template)

    def diff(self) -> list[Any]:
        """The changes, in the order of the template."""
        changes = []
        plan = self.stack.resource_map.plan(self.template_dict, self.parameters)
        for action, logical, kind, physical, replacement in plan:
            change = Change(action=action, logical_resource_id=logical, resource_type=kind)
            change.physical_resource_id, change.replacement = physical or None, replacement or None
            changes.append(change)
        return changes
