"""Keeping web pages out: a page the learner happens to visit must not drive the sandbox on their machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from course.sandbox.call import Environ

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
CONTROL_PREFIXES = ("/_sandbox", "/moto-api")


def is_control(path: str) -> bool:
    """Whether a path belongs to the sandbox itself and not to AWS."""
    return path.startswith(CONTROL_PREFIXES)


def why_not(environ: Environ) -> str:
    """Why this request is refused, one sentence; "" when it may pass.

    Control routes take no request that a browser page sent (Origin), nor one under a foreign name (Host: a page can
    make its own name point at 127.0.0.1). AWS calls take pages that are themselves served on this machine, such as
    the course's own site calling through a load balancer's `*.localhost` name.
    """
    origin: str = environ.get("HTTP_ORIGIN", "")
    if is_control(environ.get("PATH_INFO", "")):
        if origin:
            return "The sandbox's control routes are closed to web pages (the request carries an Origin header)."
        host = environ.get("HTTP_HOST", "")
        if _hostname(f"//{host}") not in LOOPBACK:
            return f"The sandbox's control routes answer on 127.0.0.1 or localhost only, not under the name {host!r}."
    elif origin:
        name = _hostname(origin)
        if name not in LOOPBACK and not name.endswith(".localhost"):
            return f"The sandbox takes no calls from web pages of other machines ({origin})."
    return ""


def _hostname(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
