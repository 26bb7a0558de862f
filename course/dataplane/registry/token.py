"""The password that GetAuthorizationToken gives: who it was given to and until when, signed by a secret of this sandbox.

The sandbox makes them, the registry reads them. A client must not look into one (ECR user guide, "Private registry
authentication": valid for 12 hours, with the rights of the principal that asked for it).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

USER = "AWS"
LIVES_S = 12 * 3600
SECRET_FILE = "registry-secret"
_SECRET_BYTES = 32


class Bearer(NamedTuple):
    """Whom a token was given to."""

    account: str
    access_key: str


class Unknown(ValueError):
    """Not one of this sandbox's tokens."""


class Expired(ValueError):
    """It was one, until a while ago."""


def secret(sandbox: Path) -> bytes:
    """The sandbox's secret, made at the first need. `sandbox` is its state folder. OSError. For one process: the sandbox's."""
    known = _read(sandbox)
    if known is not None:
        return known
    made, fresh = secrets.token_bytes(_SECRET_BYTES), sandbox / f"{SECRET_FILE}.{os.getpid()}.new"
    with open(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(made)
    os.replace(fresh, sandbox / SECRET_FILE)
    return made


def issue(sandbox: Path, bearer: Bearer, now: float) -> str:
    """A password for `bearer`, given at `now` (seconds since 1970, the wall's). OSError."""
    said = json.dumps({"a": bearer.account, "k": bearer.access_key, "e": int(now) + LIVES_S}, separators=(",", ":"))
    body = base64.urlsafe_b64encode(said.encode()).decode()
    return f"{body}.{_signature(secret(sandbox), body)}"


def read(sandbox: Path, password: str, now: float) -> Bearer:
    """Whom it was given to. Unknown, Expired."""
    body, _, signature = password.partition(".")
    known = _read(sandbox)
    if known is None or not hmac.compare_digest(_signature(known, body).encode(), signature.encode()):
        raise Unknown
    said = json.loads(base64.urlsafe_b64decode(body))
    if said["e"] <= now:
        raise Expired
    return Bearer(said["a"], said["k"])


def _signature(key: bytes, body: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, body.encode(), hashlib.sha256)).decode()


def _read(sandbox: Path) -> bytes | None:
    try:
        found = (sandbox / SECRET_FILE).read_bytes()
    except OSError:
        return None
    return found if len(found) == _SECRET_BYTES else None
