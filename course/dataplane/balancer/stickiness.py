"""Cookies that keep a client with its target (AWSALB, AWSALBCORS, AWSALBAPP-0) and its target group (AWSALBTG, AWSALBTGCORS).

Application Load Balancers user guide, "Sticky sessions": what the load balancer writes cannot be read by anybody else, is renewed
with each answer, and expires in the browser after 7 days; how long it holds is the group's duration. A cookie that cannot be
decoded, is too old, or names a target that is deregistered (draining, too) or unhealthy leads to a new target. Each cookie
comes a second time for requests from other origins, with SameSite=None; Secure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.dataplane.balancer.group import Group, Target

SEVEN_DAYS = 7 * 86_400
TARGET, GROUP, APPLICATION = b"AWSALB", b"AWSALBTG", b"AWSALBAPP-0"
_KEY = os.urandom(32)
_SEAL = 12


def _sealed(content: str) -> bytes:
    plain = content.encode()
    seal = hmac.digest(_KEY, plain, "sha256")[:_SEAL]
    hidden = bytes(a ^ b for a, b in zip(plain, _stream(seal, len(plain)), strict=True))
    return base64.b64encode(seal + hidden)


def _opened(cookie: bytes) -> str | None:
    try:
        raw = base64.b64decode(cookie, validate=True)
    except ValueError:
        return None
    seal, hidden = raw[:_SEAL], raw[_SEAL:]
    plain = bytes(a ^ b for a, b in zip(hidden, _stream(seal, len(hidden)), strict=True))
    if not hmac.compare_digest(seal, hmac.digest(_KEY, plain, "sha256")[:_SEAL]):
        return None
    return plain.decode()


def _stream(seal: bytes, length: int) -> bytes:
    return hashlib.shake_256(_KEY + seal).digest(length)


def cookies_of(header: bytes) -> dict[bytes, bytes]:
    """The cookies of a request's Cookie header."""
    found: dict[bytes, bytes] = {}
    for part in header.split(b";"):
        name, equals, value = part.strip().partition(b"=")
        if equals:
            found.setdefault(name, value)
    return found


def _told(content: bytes | None, seconds: float) -> str | None:
    """What a cookie says, if it is ours and not older than this."""
    opened = _opened(content) if content else None
    if opened is None:
        return None
    written, _, what = opened.partition(" ")
    return what if time.time() - float(written) <= seconds else None


def sticky_target(group: Group, cookies: dict[bytes, bytes]) -> Target | None:
    """The target with which a client is to stay."""
    if group.app_cookie and group.app_cookie.encode() not in cookies:
        return None
    told = _told(cookies.get(APPLICATION if group.app_cookie else TARGET), group.sticky_s)
    if told is None:
        return None
    arn, _, token = told.partition(" ")
    return group.target_of(token) if arn == group.arn else None


def sticky_group(groups: list[Group], cookies: dict[bytes, bytes], seconds: float) -> Group | None:
    """The target group with which a client is to stay."""
    told = _told(cookies.get(GROUP), seconds)
    return next((group for group in groups if group.arn == told), None)


def target_lines(target: Target) -> bytes:
    """Set-Cookie lines that keep a client with a target."""
    group = target.group
    value = _sealed(f"{time.time():.3f} {group.arn} {target.token}")
    return _lines(APPLICATION, value, twice=False) if group.app_cookie else _lines(TARGET, value)


def group_lines(group: Group) -> bytes:
    """Set-Cookie lines that keep a client with a target group."""
    return _lines(GROUP, _sealed(f"{time.time():.3f} {group.arn}"))


def _lines(name: bytes, value: bytes, *, twice: bool = True) -> bytes:
    rest = b"; Expires=" + formatdate(time.time() + SEVEN_DAYS, usegmt=True).encode() + b"; Path=/"
    line = b"Set-Cookie: %b=%b%b\r\n" % (name, value, rest)
    return line + b"Set-Cookie: %bCORS=%b%b; SameSite=None; Secure\r\n" % (name, value, rest) if twice else line
