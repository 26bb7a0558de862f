"""Which accounts let a container runtime run their tasks."""

from __future__ import annotations

from typing import Any

from course.sandbox.call import DEFAULT_ACCOUNT


class Modes:
    """The mode of each account: `auto` where a runtime can, `simulated` never."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new world: only the learner's own account."""
        self._chosen: dict[str, str] = {}

    def of(self, account: str) -> str:
        """`auto` or `simulated`."""
        return self._chosen.get(account, "auto" if account == DEFAULT_ACCOUNT else "simulated")

    def choose(self, facts: dict[str, Any]) -> None:
        """Live and in a replay: `{"account": twelve digits, "mode": `auto` or `simulated`}`."""
        self._chosen[facts["account"]] = facts["mode"]


RUNTIME_MODES = Modes()
