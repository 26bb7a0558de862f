"""The control routes of saved worlds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.engine import Engine

Given = dict[str, str]
PREFIX = "/_sandbox/checkpoints"


def routes(engine: Engine) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def listed(given: Given) -> dict[str, Any]:
        with engine.held() as (memory, _):
            return {"checkpoints": [checkpoint.as_json() for checkpoint in memory.shelf.all()]}

    def save(given: Given) -> dict[str, Any]:
        with engine.held() as (memory, records):
            memory.save(_name(given), records, replace=given.get("replace") == "1")
            return {"saved": given["name"]}

    def restore(given: Given) -> dict[str, Any]:
        with engine.held() as (memory, records):
            kept = memory.restore(_name(given), records)
            engine.come_up()
            return {"restored": given["name"], "kept": kept, "notes": memory.facts()["notes"]}

    return {
        ("GET", PREFIX): listed,
        ("POST", f"{PREFIX}/save"): save,
        ("POST", f"{PREFIX}/restore"): restore,
    }


def _name(given: Given) -> str:
    if not given.get("name"):
        raise ValueError("Say the checkpoint's name: ?name=day-08.")
    return given["name"]
