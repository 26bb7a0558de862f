"""A resource of a template that the sandbox makes through the service's own API: what all types of them share.

What each type says of itself (which properties replace it, what Ref and Fn::GetAtt give) is what AWS's resource schemas
and the CloudFormation template reference say; a test compares it with the schemas that cfn-lint brings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from moto.core.utils import get_service_model

from course.sandbox.bridge.inner_calls import Place, Refused
from course.sandbox.bridge.template_properties import PropertyError, as_parameters


class Waiting(Exception):
    """It is on its way out, and takes its time."""


Properties = dict[str, Any]
Tags = dict[str, str]


class Resource:
    """One resource. `make`, `change` and `remove` raise Refused, PropertyError or NotImplementedError."""

    kind: ClassVar[str]
    """Its type: AWS::ECS::Cluster."""
    service: ClassVar[str]
    """botocore's name of the service that makes it."""
    operation: ClassVar[str]
    """The operation that makes it, whose parameters its properties are."""
    apart: ClassVar[tuple[str, ...]] = ()
    """Properties that are no parameters of this operation."""
    name_property: ClassVar[str] = ""
    """The property with its name; without it in the template, CloudFormation makes a name up."""
    needed: ClassVar[tuple[str, ...]] = ()
    replaced_by: ClassVar[frozenset[str]] = frozenset()
    """Properties whose change makes another resource (createOnlyProperties)."""
    attributes: ClassVar[frozenset[str]] = frozenset()
    """What Fn::GetAtt gives."""
    name_is_identity: ClassVar[bool] = True
    """Whether there can only be one of its name, so that one with a name of its own cannot be replaced."""
    takes_tags: ClassVar[bool] = True
    """Whether the tags of the stack are put on it."""
    takes_system_tags: ClassVar[bool] = False
    """Whether CloudFormation puts aws:cloudformation:… tags on it, too (cloudFormationSystemTags)."""
    other_names: ClassVar[Mapping[str, str]] = {}
    """Properties that the API calls otherwise, by more than capitals."""

    def __init__(self, place: Place, name: str, properties: Properties, tags: Tags) -> None:
        self.place = place
        self.name = name
        self.properties = properties
        self.tags = tags
        """Those that the stack puts on it; its own stand in its properties."""
        self.tags_before: Tags = {}
        """Those of the stack before `change`."""
        self.physical_resource_id = ""
        """What Ref gives."""
        self.told: dict[str, str] = {}
        """The attributes that Fn::GetAtt gives."""
        # where moto's CloudFormation looks
        self.cf_resource_type = self.kind
        self.logical_resource_id = ""

    def make(self) -> None:
        """Make it; sets `physical_resource_id` and `told`."""
        raise NotImplementedError

    def change(self, before: Properties) -> None:
        """Bring what was made of the properties `before` to those it has now."""
        raise NotImplementedError(f"to change an {self.kind}")

    def remove(self) -> None:
        """Delete it; one that is gone already is well."""
        raise NotImplementedError

    # For moto's CloudFormation

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        """Whether Fn::GetAtt gives this attribute."""
        return attr in cls.attributes

    def get_cfn_attribute(self, attribute_name: str) -> str:
        """What Fn::GetAtt gives."""
        if attribute_name not in self.told:
            from moto.cloudformation.exceptions import UnformattedGetAttTemplateException

            raise UnformattedGetAttTemplateException
        return self.told[attribute_name]

    def become(self, properties: Properties, tags: Tags) -> None:
        """Change it to these properties and tags of the stack; when that fails, it is taken to be as before."""
        before = (self.properties, self.tags, self.tags_before)
        self.properties, self.tags, self.tags_before = properties, tags, self.tags
        try:
            self.change(before[0])
        except Exception:
            self.properties, self.tags, self.tags_before = before
            raise

    def is_created(self) -> bool:
        """Whether it has become what it is to be; Refused, with the reason, when it never will."""
        return True

    # For the types

    def call(self, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call the service's API."""
        return self.place.call(self.service, operation, **parameters)

    def asked(self) -> dict[str, Any]:
        """The properties as parameters of the operation that makes it, without its name and tags. PropertyError."""
        missing = [key for key in self.needed if key not in self.properties]
        if missing:
            raise PropertyError(f"#: required key [{missing[0]}] not found")
        if isinstance(self.properties.get(self.name_property), (dict, list)):
            raise PropertyError(f"#/{self.name_property}: expected type: String, found: JSONArray")
        elsewhere = {*self.apart, "Tags", self.name_property}
        given = {key: value for key, value in self.properties.items() if key not in elsewhere}
        return self.parameters(self.operation, given)

    def parameters(self, operation: str, given: Properties) -> dict[str, Any]:
        """These properties as parameters of an operation. PropertyError."""
        shape = get_service_model(self.service).operation_model(operation).input_shape
        return as_parameters(given, shape, self.other_names)

    def those(self, *keys: str) -> Properties:
        """The properties of these names that it has."""
        return {key: self.properties[key] for key in keys if key in self.properties}

    def changed(self, before: Properties, *keys: str) -> bool:
        """Whether one of these properties is another now."""
        return any(before.get(key) != self.properties.get(key) for key in keys)

    def tag_list(self, key: str = "key", value: str = "value") -> list[dict[str, str]]:
        """Its tags as most operations take them."""
        return [{key: name, value: text} for name, text in _tags(self.properties, self.tags).items()]

    def tag_map(self) -> Tags:
        """Its tags as a mapping."""
        return _tags(self.properties, self.tags)

    def retag(self, before: Properties, tag: Callable[[Tags], Any], untag: Callable[[list[str]], Any]) -> None:
        """Bring its tags to those it has now, by these two calls."""
        old, new = _tags(before, self.tags_before), self.tag_map()
        if gone := [key for key in old if key not in new]:
            untag(gone)
        if fresh := {key: value for key, value in new.items() if old.get(key) != value}:
            tag(fresh)

    def call_unless_gone(self, operation: str, /, *gone: str, **parameters: Any) -> None:
        """Call the API; an error with one of the codes `gone` says that there is nothing left to do."""
        try:
            self.call(operation, **parameters)
        except Refused as error:
            if error.code not in gone:
                raise


def _tags(properties: Properties, of_stack: Tags) -> Tags:
    """The tags of a resource: its own before those of the stack."""
    return {**of_stack, **{str(tag["Key"]): str(tag["Value"]) for tag in properties.get("Tags") or []}}
