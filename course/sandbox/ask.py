"""Questions to a running sandbox over its control routes: plain http.client, which knows no proxies."""

from __future__ import annotations

import http.client
import json
from typing import Any


def ask(port: int, method: str, path: str, *, timeout_s: float = 2.0) -> dict[str, Any] | None:
    """The JSON object that 127.0.0.1:`port` answers, or None when nobody, or nobody of ours, answers in time."""
    said = hear(port, method, path, timeout_s=timeout_s)
    return said[1] if said is not None and said[0] == 200 else None


def hear(port: int, method: str, path: str, *, timeout_s: float = 2.0) -> tuple[int, dict[str, Any]] | None:
    """Status and JSON object of the answer, also of one that refuses; None as for `ask`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        answer = json.loads(response.read(1_000_000))
        return (response.status, answer) if isinstance(answer, dict) else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
