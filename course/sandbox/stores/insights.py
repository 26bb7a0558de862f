"""Metrics Insights queries: SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/ECS", ClusterName) WHERE … GROUP BY …."""

from __future__ import annotations

import re
from dataclasses import dataclass

from course.sandbox.stores.arithmetic_functions import Wrong

STATISTICS = {"AVG": "Average", "SUM": "Sum", "MIN": "Minimum", "MAX": "Maximum", "COUNT": "SampleCount"}

_WORD = r'(?:"[^"]+"|[\w/.-]+)'
_QUERY = re.compile(
    rf"SELECT\s+(?P<function>AVG|SUM|MIN|MAX|COUNT)\s*\(\s*(?P<metric>{_WORD})\s*\)\s+FROM\s+"
    rf"(?:SCHEMA\(\s*(?P<schema>{_WORD})(?P<names>(?:\s*,\s*{_WORD})*)\s*\)|(?P<namespace>{_WORD}))"
    rf"(?:\s+WHERE\s+(?P<where>.+?))?(?:\s+GROUP\s+BY\s+(?P<group>{_WORD}(?:\s*,\s*{_WORD})*))?"
    r"(?:\s+ORDER\s+BY\s+.+?)?(?:\s+LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(rf"\s*(?P<name>{_WORD})\s*(?P<op>!?=)\s*'(?P<value>[^']*)'\s*")


@dataclass(frozen=True)
class Query:
    """A query, read."""

    statistic: str
    metric: str
    namespace: str
    names: frozenset[str] | None
    """Names of the dimensions that a metric must have, exactly these; None for any."""
    conditions: tuple[tuple[str, str, bool], ...]
    """(dimension, value, whether it must be that value)."""
    group: tuple[str, ...]
    limit: int

    def takes(self, dimensions: dict[str, str]) -> bool:
        """Whether a metric of these dimensions is asked for."""
        return (
            (self.names is None or self.names == set(dimensions))
            and all((dimensions.get(name) == value) is equal for name, value, equal in self.conditions)
            and all(name in dimensions for name in self.group)
        )


def read(text: str) -> Query:
    """The query that `text` writes down. Wrong where it cannot be read."""
    match = _QUERY.fullmatch(text.strip())
    if match is None:
        raise Wrong("the sandbox does not offer this form of a Metrics Insights query yet")
    conditions = []
    for part in re.split(r"\s+AND\s+", match["where"] or "", flags=re.IGNORECASE):
        if not part:
            continue
        found = _CONDITION.fullmatch(part)
        if found is None:
            raise Wrong(
                f"the sandbox does not offer the condition {part.strip()!r} yet; name = 'value' joined by AND works"
            )
        conditions.append((_bare(found["name"]), found["value"], found["op"] == "="))
    names = frozenset(_split(match["names"])) if match["schema"] else None
    return Query(
        STATISTICS[match["function"].upper()],
        _bare(match["metric"]),
        _bare(match["schema"] or match["namespace"]),
        names,
        tuple(conditions),
        tuple(_split(match["group"] or "")),
        int(match["limit"] or 500),
    )


def _split(text: str) -> list[str]:
    return [_bare(part) for part in text.split(",") if part.strip()]


def _bare(text: str) -> str:
    return text.strip().strip('"')
