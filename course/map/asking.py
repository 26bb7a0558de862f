"""Questions to AWS for the map: pages, portions, answers that change rarely kept a while, refusals turned into notes."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from course.model.errors import WorldNotReady
from course.world.look import LearnerProblem, NotAllowed, NotShown

PAGES = (("nextToken", "nextToken"), ("NextToken", "NextToken"), ("NextMarker", "Marker"))
"""Where an answer says that there is more, and how that is asked for."""
SLOW_S = 5.0
"""For so long an answer that changes rarely is taken again."""
FOREVER = float("inf")


class Sight(Protocol):
    """What a survey sees through (course.world.look.Look)."""

    def aws(self, service: str) -> Any: ...


@dataclass
class Memory:
    """Answers kept from one survey to the next."""

    answers: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class Asking:
    """The questions of one survey."""

    look: Sight
    memory: Memory
    now_s: float
    """Any clock that only goes forward."""
    notes: dict[str, str] = field(default_factory=dict)
    """Operation → why it was not answered."""

    def one(self, service: str, method: str, *, keep_s: float = 0, **parameters: Any) -> dict[str, Any]:
        """One answer; {} for what is gone by now, and {} with a note for what was refused.

        `keep_s`: an earlier answer not older than this does. Raises WorldNotReady where the world does not answer at all.
        """
        key = json.dumps([service, method, parameters], sort_keys=True, default=str)
        at, answer = self.memory.answers.get(key, (0.0, {}))
        if keep_s and answer and self.now_s - at < keep_s:
            return answer
        answer = self._sent(service, method, lambda: getattr(self.look.aws(service), method)(**parameters))
        if keep_s:
            if len(self.memory.answers) > 1_000:
                self.memory.answers.clear()
            self.memory.answers[key] = (self.now_s, answer)
        return answer

    def pages(
        self, service: str, method: str, key: str, *, most: int = 1_000, keep_s: float = 0, **parameters: Any
    ) -> list[Any]:
        """What stands under `key` on all pages, until there are `most`."""
        found: list[Any] = []
        more: dict[str, Any] = {}
        while True:
            answer = self.one(service, method, keep_s=keep_s, **parameters, **more)
            found += answer.get(key) or []
            more = {asks: answer[says] for says, asks in PAGES if answer.get(says)}
            if not more or len(found) >= most:
                return found

    def each(
        self, service: str, method: str, names: str, ids: Sequence[str], key: str, *, portion: int = 100, **rest: Any
    ) -> list[Any]:
        """What stands under `key` of the answers for `ids`, asked for in portions under the parameter `names`."""
        found: list[Any] = []
        for start in range(0, len(ids), portion):
            asked: dict[str, Any] = {names: list(ids[start : start + portion])}
            found += self.one(service, method, **asked, **rest).get(key) or []
        return found

    def _sent(self, service: str, method: str, send: Callable[[], Any]) -> dict[str, Any]:
        try:
            return dict(send())
        except LearnerProblem:
            return {}  # it was deleted between two calls
        except NotShown as refused:
            self.notes[f"{service} {method}"] = f"{service} {method}: {refused.message}"
        except (WorldNotReady, NotAllowed):
            raise
        except Exception as error:  # an operation that this world does not offer, or an answer nobody can read
            self.notes[f"{service} {method}"] = (
                f"{service} {method} was not answered: {str(error).splitlines()[0][:200]}"
            )
        return {}
