"""CVSS v3.1 base scores, out of their vectors. Source: FIRST, "Common Vulnerability Scoring System v3.1: Specification", 7.1."""

from __future__ import annotations

import math

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES_CHANGED = {"N": 0.85, "L": 0.68, "H": 0.5}
"""Privileges weigh more where the scope changes."""


def base_score(vector: str) -> float:
    """The base score, 0.0 to 10.0, of a vector like `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H`. Raises ValueError."""
    head, *parts = vector.split("/")
    metrics = dict(part.split(":", 1) for part in parts)
    if head not in ("CVSS:3.0", "CVSS:3.1") or metrics.keys() < {*_WEIGHTS, "S"}:
        raise ValueError(f"{vector} is no CVSS v3 vector")
    try:
        weight = {name: values[metrics[name]] for name, values in _WEIGHTS.items()}
        changed = {"U": False, "C": True}[metrics["S"]]
    except KeyError as error:
        raise ValueError(f"{vector} is no CVSS v3 vector") from error
    if changed:
        weight["PR"] = _PRIVILEGES_CHANGED[metrics["PR"]]
    lost = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * weight["AV"] * weight["AC"] * weight["PR"] * weight["UI"]
    return _rounded_up(min((impact + ease) * (1.08 if changed else 1), 10))


def _rounded_up(score: float) -> float:
    """To one decimal, up, in the way that the specification's appendix A gives, which floating point cannot upset."""
    hundred_thousandths = round(score * 100_000)
    if hundred_thousandths % 10_000 == 0:
        return hundred_thousandths / 100_000
    return (math.floor(hundred_thousandths / 10_000) + 1) / 10
