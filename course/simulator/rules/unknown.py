"""Values that nobody can know yet: references in a template, attributes that a plan computes after it is applied.

A document for lint carries UNKNOWN where such a value will be. A rule that reads one cannot decide: `Undecided` ends it,
and nothing is found. So predicates stay plain: they read plain mappings, in the sandbox and in lint alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Undecided(Exception):
    """A rule read a value that is not known yet."""


class _Unknown:
    """The one value of its kind."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


class PartlyKnown(dict[str, Any]):
    """A mapping in which some values are UNKNOWN; to read one of them raises Undecided."""

    def __getitem__(self, key: str) -> Any:
        return _known(super().__getitem__(key))

    def get(self, key: str, default: Any = None) -> Any:
        """As dict.get; Undecided for an unknown value."""
        return _known(super().get(key, default))

    def values(self) -> Any:
        """As dict.values; Undecided when one of them is unknown."""
        return [_known(value) for value in super().values()]

    def items(self) -> Any:
        """As dict.items; Undecided when one of the values is unknown."""
        return [(key, _known(value)) for key, value in super().items()]


class PartlyKnownList(list[Any]):
    """A list in which some values are UNKNOWN; to read one of them raises Undecided."""

    def __getitem__(self, key: Any) -> Any:
        return _known(super().__getitem__(key))

    def __iter__(self) -> Iterator[Any]:
        return (_known(value) for value in super().__iter__())

    def __contains__(self, value: object) -> bool:
        return any(each == value for each in self)


def partly_known(value: Any) -> Any:
    """A document with UNKNOWN in it, so that reading one raises Undecided; the rest stays as it is."""
    if isinstance(value, dict):
        return PartlyKnown({key: partly_known(each) for key, each in value.items()})
    if isinstance(value, list):
        return PartlyKnownList([partly_known(each) for each in value])
    return value


def _known(value: Any) -> Any:
    if value is UNKNOWN:
        raise Undecided
    return value
