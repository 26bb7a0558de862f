"""One account and region, and how a record of moto turns into what a describe call shows."""

from __future__ import annotations

from typing import Any

from moto.core.utils import get_value

MISSING = object()


class KnownPlace:
    """Where the rules look."""

    def __init__(self, account: str, region: str) -> None:
        self._account, self._region = account, region

    @property
    def account(self) -> str:
        """Twelve digits."""
        return self._account

    @property
    def region(self) -> str:
        """`eu-west-1`."""
        return self._region


def shown(record: Any, names: dict[str, str]) -> dict[str, Any]:
    """API name → value, read from the attribute (or key) named beside it; what the record does not have is left out."""
    values = {name: get_value(record, attribute, MISSING) for name, attribute in names.items()}
    return {name: value for name, value in values.items() if value is not MISSING and value is not None}
