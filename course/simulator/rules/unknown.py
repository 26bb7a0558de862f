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
    """The one value of its kind. Whoever tries to do something with it cannot decide."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __copy__(self) -> _Unknown:
        return self

    def __deepcopy__(self, _: Any) -> _Unknown:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)  # Python asks every object for these
        raise Undecided

    def _undecided(self, *_: Any) -> Any:
        raise Undecided

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __hash__ = _undecided
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _undecided
    __str__ = __format__ = __int__ = __float__ = __index__ = _undecided
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _undecided


UNKNOWN = _Unknown()


class PartlyKnown(dict[str, Any]):
    """A mapping in which some values are UNKNOWN; to read one of them raises Undecided."""

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()  # that it stands here makes dict(…) and {**…} read through __getitem__

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


def known(value: Any) -> Any:
    """The value, None for an unknown one: for who prepares documents, not for rules."""
    return None if value is UNKNOWN else value


def _known(value: Any) -> Any:
    if value is UNKNOWN:
        raise Undecided
    return value


class Elsewhere(dict[str, Any]):
    """A thing of which only what stands here is known: to read anything else of it raises Undecided."""

    def __getitem__(self, key: str) -> Any:
        return _known(super().get(key, UNKNOWN))

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or _known(UNKNOWN) is True

    def get(self, key: str, default: Any = None) -> Any:
        """As dict.get; Undecided for what is not known."""
        return self[key]
