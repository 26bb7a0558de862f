"""The control routes of faults and of the story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.clock import current
from course.sandbox.durations import read_duration
from course.sandbox.engine import Engine

Given = dict[str, str]
FAULT = "fault"
"""The kind of a journal's entry that is a fault from outside."""
KINDS = ("kill-task", "kill-container", "memory", "zone", "spot", "capacity", "health", "api", "clear")


def routes(engine: Engine) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def bring_about(kind: str) -> Callable[[Given], dict[str, Any]]:
        def act(given: Given) -> dict[str, Any]:
            with engine.held() as (memory, moto):
                facts = moto.read_fault(kind, given)
                at_us = moto.catch_up()  # the very moment at which a replay will bring it about
                memory.note(FAULT, facts, at_us)
                with current.pinned(at_us):
                    return {"says": moto.bring_about(facts)}

        return act

    def present(given: Given) -> dict[str, Any]:
        with engine.held() as (_, moto):
            return {"faults": moto.faults(given)}

    def story(given: Given) -> dict[str, Any]:
        since = given.get("since", "")
        with engine.held() as (_, moto):
            since_us = current.now_us() - round(read_duration(since).total_seconds() * 1e6) if since else 0
            if given.get("after_us"):
                since_us = int(given["after_us"]) + 1
            return {"story": moto.story(given, since_us)}

    acts = {("POST", f"/_sandbox/faults/{kind}"): bring_about(kind) for kind in KINDS}
    return acts | {("GET", "/_sandbox/faults"): present, ("GET", "/_sandbox/story"): story}
