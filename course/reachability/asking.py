"""Describe calls with all their pages, through a look at the world; what may not be seen becomes a note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from course.world.look import LearnerProblem, NotShown

Record = Mapping[str, Any]
"""As a describe call shows it."""
PAGES = (("nextToken", "nextToken"), ("NextToken", "NextToken"), ("NextMarker", "Marker"), ("Marker", "Marker"))
"""Where an answer says that there is more, and how that is asked for: ECS, EC2, load balancing, IAM and RDS."""
MOST = 200
"""Pages that are read at most: a token that never ends must not hang a check."""


class Sight(Protocol):
    """What the questions go through (course.world.look.Look)."""

    def aws(self, service: str) -> Any: ...


@dataclass
class Asking:
    """The questions of one answer. Raises what the look raises: WorldNotReady where the world does not answer."""

    look: Sight
    notes: list[str] = field(default_factory=list)

    def one(self, service: str, method: str, **given: Any) -> dict[str, Any]:
        """One answer."""
        return dict(getattr(self.look.aws(service), method)(**given))

    def pages(self, service: str, method: str, key: str, **given: Any) -> list[Any]:
        """What stands under `key` on all pages."""
        found: list[Any] = []
        more: dict[str, Any] = {}
        for _ in range(MOST):
            answer = self.one(service, method, **given, **more)
            found += answer.get(key) or []
            more = {asks: answer[says] for says, asks in PAGES if answer.get(says)}
            if not more:
                break
        return found

    def portions(
        self, service: str, method: str, names: str, ids: Sequence[str], key: str, size: int, **given: Any
    ) -> list[Any]:
        """What stands under `key` of the answers for `ids`, asked for `size` at a time under the parameter `names`."""
        found: list[Any] = []
        for start in range(0, len(ids), size):
            asked: dict[str, Any] = {names: list(ids[start : start + size])}
            found += self.one(service, method, **asked, **given).get(key) or []
        return found

    def ec2(self, method: str, key: str, by: str, values: Sequence[str], *, filters: str = "Filters") -> list[Any]:
        """EC2's things whose `by` (a filter's name) is one of the values; none without a value."""
        found: list[Any] = []
        for start in range(0, len(values), 200):  # EC2 takes up to 200 values for one filter
            asked: dict[str, Any] = {filters: [{"Name": by, "Values": list(values[start : start + 200])}]}
            found += self.pages("ec2", method, key, **asked)
        return found

    def tried(self, what: str, ask: Callable[[], Any]) -> Any:
        """An answer; None, and a note, for what this identity may not see, or what this world does not offer."""
        try:
            return ask()
        except LearnerProblem:
            return None
        except NotShown as refused:
            self.notes.append(f"{what} was not looked at: {refused.message}")
        return None
