"""The resources of a stack brought to another template: changed where it or what they refer to changed, and put back
when something fails.

Plain moto changes only resources whose own text has changed, so that a service would stay at the old revision of its task
definition; it makes up new names at every change, and deletes before it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from moto.cloudformation import parsing

from course.sandbox.bridge.template_map import Failed, Made, MakingResources, physical_of, reason_of
from course.sandbox.bridge.template_reading import in_order, references
from course.sandbox.bridge.template_resource import Resource, Waiting
from course.sandbox.bridge.template_types import OURS

# wordings: public reports of stack updates
ANOTHER = "Requested update requires the creation of a new physical resource; hence creating one."
CUSTOM_NAMED = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {name} and update the"
    " stack again."
)


class Resources(MakingResources):
    """The resources of a stack."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._undo: list[Callable[[], Any]] = []
        self._late: list[tuple[str, Any, dict[str, Any]]] = []
        """Old resources that others have taken the place of: they go when all else has gone well."""

    def update(self, template: dict[str, Any], parameters: dict[str, Any] | None = None) -> None:
        """Bring everything to another template and other parameters. Failed: then `put_back` is the way on."""
        self._undo, self._late = [], []
        old = (self._template, self.input_parameters, self._resource_json_map)
        self._undo.append(lambda: self._read(*old))
        self._late += [
            (name, self._parsed_resources[name], old[2][name])
            for name in reversed(in_order(old[2]))
            if name in self.made and name not in template["Resources"]
        ]
        self._read(template, parameters or self.input_parameters, template["Resources"])
        self.working = True
        try:
            for logical in in_order(self._resource_json_map):
                if self.is_wanted(logical):
                    self._bring(logical)
                elif logical in self.made:
                    self._late.append((logical, self._parsed_resources[logical], self._resource_json_map[logical]))
        finally:
            self.working = False

    def _read(self, template: dict[str, Any], parameters: dict[str, Any], resources: dict[str, Any]) -> None:
        self._template, self.input_parameters, self._resource_json_map = template, parameters, resources
        self.load_mapping()
        self.load_parameters()
        self.load_conditions()

    def _bring(self, logical: str) -> None:
        before, old = self.made.get(logical), self._parsed_resources.get(logical)
        if before is None or old is None:
            if self[logical] is not None:
                self._undo.append(lambda: self._take_back(logical))
            return
        kind, properties = self.resolved(logical)
        name, tags = self.name_of(logical, kind, properties, before), self.tags_for(logical, kind)
        same_tags = not isinstance(old, Resource) or old.tags == tags
        if same_tags and (kind, properties) == (before.kind, before.properties):
            return
        if kind != before.kind or (kind in OURS and is_replaced(OURS[kind], before, properties)):
            changed = self._replace(logical, kind, properties, before, old)
        elif isinstance(old, Resource):
            changed = self.step("UPDATE", logical, kind, lambda: _become(old, properties, tags))
            tags_before = old.tags_before
            self._undo.append(lambda: self.keep(logical, _become(old, before.properties, tags_before), before))
        else:
            changed = self.step("UPDATE", logical, kind, lambda: self._plain(logical, old, name, properties))
            self._undo.append(
                lambda: self.keep(logical, self._plain(logical, changed, before.name, before.properties), before)
            )
        self.keep(logical, changed, Made(kind, changed.name if isinstance(changed, Resource) else name, properties))

    def _replace(self, logical: str, kind: str, properties: dict[str, Any], before: Made, old: Any) -> Any:
        """Another resource instead of the old one, which goes at the end."""
        model = OURS.get(kind)
        again = model is not None and kind == before.kind
        name = self.name_of(logical, kind, properties, before if again and not OURS[kind].name_is_identity else None)
        if again and name == before.name and OURS[kind].name_is_identity and OURS[kind].name_property:
            self.tell(logical, physical_of(old), kind, "UPDATE_FAILED", CUSTOM_NAMED.format(name=name))
            raise Failed(logical, CUSTOM_NAMED.format(name=name))
        fresh = self.step("UPDATE", logical, kind, lambda: self.new(logical, kind, name, properties), ANOTHER)
        self._late.append((logical, old, {"Type": before.kind, "Properties": before.properties}))
        json = self._resource_json_map[logical]
        self._undo.append(lambda: self.take_away(fresh, json))
        self._undo.append(lambda: self.keep(logical, old, before))
        return fresh

    def _plain(self, logical: str, old: Any, name: str, properties: dict[str, Any]) -> Any:
        """A resource of plain moto's, changed in its way."""
        model = parsing.resource_class_from_type(self.made[logical].kind)
        change = model.update_from_cloudformation_json
        if hasattr(change, "__isabstractmethod__"):
            raise NotImplementedError(f"to change an {self.made[logical].kind}")
        changed = change(
            original_resource=old,
            new_resource_name=name,
            cloudformation_json=self.whole(logical, properties),
            account_id=self._account_id,
            region_name=self._region_name,
        )
        changed.cf_resource_type, changed.logical_resource_id = self.made[logical].kind, logical
        return changed

    def _take_back(self, logical: str) -> None:
        resource = self._parsed_resources.pop(logical)
        self.take_away(resource, {"Type": self.made.pop(logical).kind, "Properties": {}})

    def put_back(self) -> str:
        """Bring everything back to where it was before the update that failed; why that failed, "" when it did not."""
        failures = []
        for undo in reversed(self._undo):
            try:
                undo()
            except Waiting:
                continue  # it is on its way out
            except Exception as error:
                failures.append(reason_of(error))
        self._undo, self._late = [], []
        return "; ".join(failures)

    def finish(self) -> None:
        """After an update that went well: delete what is not wanted any more. What cannot go stays, and is told."""
        for logical, resource, json in self._late:
            if json.get("DeletionPolicy") not in ("Retain", "RetainExceptOnCreate"):
                try:
                    self.take_away(resource, json)
                    status, reason = "DELETE_COMPLETE", ""
                except Waiting:
                    status, reason = "DELETE_IN_PROGRESS", ""
                except Exception as error:
                    status, reason = "DELETE_FAILED", reason_of(error)
                self.tell(logical, physical_of(resource), json["Type"], status, reason)
            if self._parsed_resources.get(logical) is resource:
                del self._parsed_resources[logical], self.made[logical]
        self._undo, self._late = [], []

    def plan(self, template: dict[str, Any], parameters: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
        """What a change set says: (action, logical name, type, physical id, replacement), without doing anything."""
        old, new = self._resource_json_map, template["Resources"]
        differ = {name for name, value in parameters.items() if self.input_parameters.get(name) != value}
        plan = [("Add", name, new[name]["Type"], "", "") for name in new if name not in self.made]
        replaced: set[str] = set()
        for name in in_order(new):
            if name not in self.made:
                continue
            named = set(references(new[name].get("Properties")))
            if new[name] != old.get(name) or named & (differ | replaced):
                replacement = self._replacement(name, new[name], named & (differ | replaced))
                replaced |= {name} if replacement != "False" else set()
                physical = physical_of(self._parsed_resources[name])
                plan.append(("Modify", name, new[name]["Type"], physical, replacement))
        gone = [name for name in self.made if name not in new]
        return plan + [("Remove", n, self.made[n].kind, physical_of(self._parsed_resources[n]), "") for n in gone]

    def _replacement(self, name: str, new: Mapping[str, Any], through: set[str]) -> str:
        """True, False or Conditional: whether the change makes another resource."""
        model = OURS.get(new["Type"])
        if model is None:
            return "Conditional"
        before, after = self._resource_json_map[name].get("Properties") or {}, new.get("Properties") or {}
        if new["Type"] != self.made[name].kind or any(at(before, key) != at(after, key) for key in model.replaced_by):
            return "True"
        reached = any(through & set(references(at(after, key))) for key in model.replaced_by)
        return "Conditional" if reached else "False"


def _become(resource: Resource, properties: dict[str, Any], tags: dict[str, str]) -> Resource:
    resource.become(properties, tags)
    return resource


def is_replaced(model: type[Resource], before: Made, properties: Mapping[str, Any]) -> bool:
    """Whether the change of properties makes another resource."""
    return any(at(before.properties, key) != at(properties, key) for key in model.replaced_by)


def at(properties: Mapping[str, Any], path: str) -> Any:
    """The value at a path of keys with / between them; None where there is none."""
    found: Any = properties
    for key in path.split("/"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
