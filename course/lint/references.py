"""CloudFormation's intrinsic functions, as far as the template alone decides them; the rest is UNKNOWN."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from course.lint.subject import ABSENT
from course.simulator.rules.unknown import UNKNOWN

Attributes = Mapping[str, str]
"""What Ref ("") and Fn::GetAtt (its attribute) give of a resource."""
_HOLE = re.compile(r"\$\{(!?)([^}]*)\}")


class References:
    """The values of a template's resources for each other."""

    def __init__(self, resources: Mapping[str, Attributes]) -> None:
        self._resources = resources

    def resolved(self, value: Any) -> Any:
        """The value with every function in it worked out, or UNKNOWN in its place; ABSENT for AWS::NoValue."""
        if isinstance(value, str):
            return UNKNOWN if "{{resolve:" in value else value
        if isinstance(value, list):
            return [each for each in map(self.resolved, value) if each is not ABSENT]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((name, argument),) = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return _FUNCTIONS.get(name, _unknown)(self, argument)
        if any(name.startswith("Fn::") for name in value):
            return UNKNOWN  # a macro adds members that nobody can see here
        members = ((name, self.resolved(each)) for name, each in value.items())
        return {name: each for name, each in members if each is not ABSENT}

    def of(self, resource: Any, attribute: str = "") -> Any:
        """What a resource is known by, UNKNOWN for one that is not known."""
        attributes = self._resources.get(resource, {}) if isinstance(resource, str) else {}
        return attributes.get(attribute, UNKNOWN)

    def _ref(self, argument: Any) -> Any:
        return ABSENT if argument == "AWS::NoValue" else self.of(argument)

    def _get_att(self, argument: Any) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if isinstance(argument, list) and len(argument) == 2:
            return self.of(argument[0], argument[1]) if isinstance(argument[1], str) else UNKNOWN
        return UNKNOWN

    def _sub(self, argument: Any) -> Any:
        given: dict[str, Any] = {}
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
            argument, given = argument[0], {name: self.resolved(each) for name, each in argument[1].items()}
        if not isinstance(argument, str):
            return UNKNOWN
        parts: list[Any] = []
        end = 0
        for hole in _HOLE.finditer(argument):
            parts.append(argument[end : hole.start()])
            resource, _, attribute = hole[2].partition(".")
            parts.append(
                f"${{{hole[2]}}}" if hole[1] else given[hole[2]] if hole[2] in given else self.of(resource, attribute)
            )
            end = hole.end()
        return self._text([*parts, argument[end:]], "")

    def _join(self, argument: Any) -> Any:
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str):
            parts = self.resolved(argument[1])
            return self._text(parts, argument[0]) if isinstance(parts, list) else UNKNOWN
        return UNKNOWN

    def _text(self, parts: list[Any], between: str) -> Any:
        if any(not isinstance(part, str | int) for part in parts):
            return UNKNOWN
        made = between.join(map(str, parts))
        return UNKNOWN if "{{resolve:" in made else made


def _unknown(_: References, __: Any) -> Any:
    return UNKNOWN


_FUNCTIONS: dict[str, Callable[[References, Any], Any]] = {
    "Ref": References._ref,
    "Fn::GetAtt": References._get_att,
    "Fn::Sub": References._sub,
    "Fn::Join": References._join,
}
