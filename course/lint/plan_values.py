"""A plan's resources with what is not known yet in them, and what they refer to, read from its configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course.simulator.rules.unknown import UNKNOWN

Json = dict[str, Any]
MODULES_DEEP = 20
"""How many modules a reference is followed through."""


@dataclass(frozen=True)
class Module:
    """A module of the configuration: what is written in its files."""

    path: tuple[str, ...]
    config: Json

    def resource(self, type_: str, name: str) -> Json | None:
        """The resource as it is written, None where the plan does not show it."""
        for each in _list(self.config.get("resources")):
            if isinstance(each, dict) and (each.get("type"), each.get("name")) == (type_, name):
                return each
        return None

    def call(self, name: str) -> Json:
        """A module that this one calls, with the expressions that are handed to it."""
        return _dict(_dict(self.config.get("module_calls")).get(name))


@dataclass(frozen=True)
class Planned:
    """A resource that will be there after the plan."""

    address: str
    type: str
    name: str
    values: Json
    """With UNKNOWN where only the apply will tell; what nobody set and AWS will choose is not there."""
    module: Module
    new: bool
    """Whether the plan makes it."""


@dataclass(frozen=True)
class Plan:
    """A plan, `terraform show -json`."""

    resources: tuple[Planned, ...]
    root: Module


def read_plan(plan: Json) -> Plan:
    """The managed resources of all modules of a plan."""
    root = Module((), _dict(_dict(plan.get("configuration")).get("root_module")))
    changes = {
        change["address"]: _dict(change.get("change"))
        for change in _list(plan.get("resource_changes"))
        if isinstance(change, dict) and isinstance(change.get("address"), str)
    }
    planned = _dict(_dict(plan.get("planned_values")).get("root_module"))
    return Plan(tuple(_resources(planned, root, root, changes)), root)


def _resources(planned: Json, module: Module, root: Module, changes: dict[str, Json]) -> Iterator[Planned]:
    for each in _list(planned.get("resources")):
        if (
            not isinstance(each, dict)
            or each.get("mode", "managed") != "managed"
            or not isinstance(each.get("values"), dict)
        ):
            continue
        address, type_, name = (str(each.get(part, "")) for part in ("address", "type", "name"))
        change = changes.get(address, {})
        written = module.resource(type_, name)
        expressions = None if written is None else _dict(written.get("expressions"))
        values = _known(each["values"], _dict(change.get("after_unknown")), expressions)
        yield Planned(address, type_, name, values, module, "create" in _list(change.get("actions")))
    for child in _list(planned.get("child_modules")):
        if isinstance(child, dict):
            steps = tuple(_steps(str(child.get("address", ""))))
            yield from _resources(child, _module(root, steps), root, changes)


def _steps(address: str) -> Iterator[str]:
    """`module.a["x"].module.b` → a, b."""
    depth, word = 0, ""
    for sign in address + ".":
        depth += (sign == "[") - (sign == "]")
        if sign == "." and not depth:
            if word and word != "module":
                yield word.partition("[")[0]
            word = ""
        else:
            word += sign


def _module(root: Module, steps: tuple[str, ...]) -> Module:
    module = root
    for step in steps:
        module = Module((*module.path, step), _dict(module.call(step).get("module")))
    return module


def _known(value: Any, unknown: Any, expressions: Any) -> Any:
    """The value with UNKNOWN put in; `expressions` is what the files say in its place, None where that cannot be seen."""
    if unknown is True:
        return UNKNOWN
    if isinstance(value, dict) or isinstance(unknown, dict):
        made, hidden = _dict(value), _dict(unknown)
        blocks = (
            expressions
            if isinstance(expressions, dict) and not {"references", "constant_value"} & expressions.keys()
            else None
        )
        found = {}
        for key in {**made, **hidden}:
            if hidden.get(key) is True and blocks is not None and key not in blocks:
                continue  # nobody set it, AWS will choose
            found[key] = _known(made.get(key), hidden.get(key), None if blocks is None else blocks.get(key))
        return found
    if isinstance(value, list) or (isinstance(unknown, list) and unknown):
        made_list, hidden_list = _list(value), _list(unknown)
        written = (
            expressions
            if isinstance(expressions, list) and len(expressions) == max(len(made_list), len(hidden_list))
            else None
        )
        return [
            _known(
                made_list[place] if place < len(made_list) else None,
                hidden_list[place] if place < len(hidden_list) else None,
                None if written is None else written[place],
            )
            for place in range(max(len(made_list), len(hidden_list)))
        ]
    return value


def referred(
    plan: Plan, module: Module, expression: Any, types: tuple[str, ...], depth: int = MODULES_DEEP
) -> Planned | None:
    """The one resource of these types that an expression names, through variables and outputs of modules; None in doubt."""
    if not isinstance(expression, dict) or depth == 0:
        return None
    names = {name for name in _list(expression.get("references")) if isinstance(name, str)}
    roots = {
        name
        for name in names
        if not any(name != other and name.startswith((f"{other}.", f"{other}[")) for other in names)
    }
    if len(roots) != 1:
        return None
    root = roots.pop()
    kind, _, name = root.partition(".")
    if kind == "var" and module.path:
        parent = _module(plan.root, module.path[:-1])
        handed = _dict(parent.call(module.path[-1]).get("expressions")).get(name)
        return referred(plan, parent, handed, types, depth - 1)
    if kind == "module":
        child = _module(plan.root, (*module.path, name))
        outputs = {rest[1] for each in names if len(rest := re.sub(r"\[[^\]]*\]", "", each).split(".")[1:]) > 1}
        if len(outputs) != 1:
            return None
        output = _dict(_dict(child.config.get("outputs")).get(outputs.pop()))
        return referred(plan, child, output.get("expression"), types, depth - 1)
    if kind not in types:
        return None
    bare = "".join(f"module.{step}." for step in module.path) + f"{kind}.{name}"
    indexes = {match[1] for each in names if (match := re.match(re.escape(root) + r"(\[[^\]]*\])", each))}
    found = [
        each
        for each in plan.resources
        if re.sub(r"\[[^\]]*\]", "", each.address) == bare
        and (len(indexes) != 1 or each.address.endswith(tuple(indexes)))
    ]
    return found[0] if len(found) == 1 else None


def expression_at(planned: Planned, *path: str | int) -> Any:
    """What the files say at a place of the resource, None where the plan does not show it."""
    written = planned.module.resource(planned.type, planned.name)
    found: Any = None if written is None else written.get("expressions")
    for step in path:
        if isinstance(found, dict) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
