"""The models: one data file for each service, loaded when first asked for (tests/simulator/rules/shapes.py makes them)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
Shape = dict[str, Any]
"""`is` (structure, list, map, string, integer …) with `members` and `required`, `member`, or `key` and `value`; the limits
`min`, `max`, `pattern`, `enum`; `sensitive`; `filled`: required members that AWS reads as 0 or false where they are missing."""


@cache
def _model(service: str) -> dict[str, dict[str, Any]]:
    path = FOLDER / f"{service}.json"
    read: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return read


def input_of(service: str, operation: str) -> str | None:
    """The name of an operation's input shape, None for an operation that no data is kept of."""
    name: str | None = _model(service).get("operations", {}).get(operation)
    return name


def shapes(service: str) -> dict[str, Shape]:
    """The shapes of a service by name."""
    return _model(service).get("shapes", {})
