"""A record of moto's under the API's names: each value is read when a rule asks for it, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Fields = Mapping[str, Callable[[Any], Any]]
"""API name → how its value is read from moto's record; None means that the describe call shows no such member."""


class Shown(Mapping[str, Any]):
    """What a describe call shows of a record."""

    __slots__ = ("_fields", "_record")

    def __init__(self, record: Any, fields: Fields) -> None:
        self._record, self._fields = record, fields

    def __getitem__(self, name: str) -> Any:
        value = self._fields[name](self._record)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._fields if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
