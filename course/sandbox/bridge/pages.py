"""One page of a list, and the token under which the next one is had."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any


def page_of(items: Sequence[Any], token: str | None, size: int) -> tuple[list[Any], str | None]:
    """The page at `token` (None for the first) and the next one's token, None at the end. ValueError for no token of ours."""
    start = _offset(token)
    end = start + size
    following = base64.urlsafe_b64encode(f"after:{end}".encode()).decode() if end < len(items) else None
    return list(items[start:end]), following


def _offset(token: str | None) -> int:
    if not token:
        return 0
    try:
        kind, _, number = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if kind != "after" or not number.isdecimal():
            raise ValueError
        return int(number)
    except (ValueError, binascii.Error):
        raise ValueError("Invalid token.") from None
