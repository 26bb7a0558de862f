"""How a request names attributes, of load balancers and target groups alike."""

from __future__ import annotations

from course.simulator.rules.rule import Asked


def attributes(asked: Asked) -> list[tuple[int, str, str]]:
    """Place, key and value of each attribute."""
    return [
        (place, str(each.get("Key") or ""), str(each.get("Value") or ""))
        for place, each in enumerate(asked.get("Attributes") or ())
    ]


def outside(value: str, low: int, high: int) -> str:
    """How a number misses its range; "" when it does not, or when it is no number."""
    try:
        number = int(value)
    except ValueError:
        return ""
    if number > high:
        return f"greater than {high}"
    return f"less than {low}" if number < low else ""
