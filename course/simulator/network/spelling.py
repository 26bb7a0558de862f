"""How EC2 writes what reachability needs: protocols by number, services by long names, policies as text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

LAST_RULE = 32767
"""The rule of every network ACL that denies what no other has let through; it cannot be changed."""
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp"}
"""IANA's numbers. Network ACLs name protocols by them; security groups may."""


def protocol_of(said: Any) -> str:
    """`6` → `tcp`; what has no number here stays."""
    return _PROTOCOLS.get(str(said), str(said))


def service_name(name: str) -> str:
    """`com.amazonaws.us-east-1.ecr.api` → `ecr.api`."""
    return name.split(".", 3)[3] if name.startswith("com.amazonaws.") and name.count(".") >= 3 else name


def document(text: Any) -> Mapping[str, Any] | None:
    """A policy; None for none, and for what nobody can read."""
    if not text:
        return None
    try:
        found = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return None
    return found if isinstance(found, Mapping) else None
