"""How a rule is shown: a request that it refuses, beside the nearest one that AWS takes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course.simulator.rules import findings, refusal
from course.simulator.rules.judge import all_rules
from course.simulator.rules.rule import PARAPHRASED
from tests.simulator.rules.made_world import MadeWorld

Request = dict[str, Any]
REMOVED = object()
"""In `with_`: take the key away."""


@dataclass(frozen=True)
class Pair:
    """One rule, its operation, the refused request and its valid neighbour."""

    rule: str
    operation: str
    refused: Request
    accepted: Request
    world: MadeWorld = field(default_factory=MadeWorld)
    also: tuple[str, ...] = ()
    """Other rules that the refused request cannot help breaking."""
    service: str = "ecs"

    def __str__(self) -> str:
        return f"{self.rule} ({self.operation})"

    def holds(self) -> None:
        """AssertionError where the rule lets the one pass, or any rule refuses the other."""
        broken = {found.rule for found in findings(self.service, self.operation, self.refused, self.world)}
        assert broken == {self.rule, *self.also}, f"the refused request breaks {sorted(broken)}"
        if not self.also:
            found = refusal(self.service, self.operation, self.refused, self.world)
            assert found is not None
            assert found.message
            assert "{" not in found.message or "{{" not in found.message
        wrongly = findings(self.service, self.operation, self.accepted, self.world)
        assert wrongly == [], f"the valid neighbour is refused: {wrongly}"


def with_(request: Mapping[str, Any], *path: str | int, value: Any = REMOVED) -> Request:
    """A copy of the request with another value at a place of it; without one, the key there is taken away."""
    changed: Any = copy.deepcopy(dict(request))
    place = changed
    for step in path[:-1]:
        place = place[step]
    if value is REMOVED:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return dict(changed)


def unproven(pairs: list[Pair], service: str, module: str) -> set[str]:
    """Rules of a module (`course.simulator.rules.…`) that no pair shows, as `id (operation)`."""
    shown = {f"{pair.rule} ({pair.operation})" for pair in pairs}
    return {
        f"{rule.id} ({operation})"
        for rule in all_rules()
        if rule.service == service and rule.predicate.__module__ == module
        for operation in rule.operations[:1]
        if f"{rule.id} ({operation})" not in shown
    }


__all__ = ["PARAPHRASED", "REMOVED", "Pair", "unproven", "with_"]
