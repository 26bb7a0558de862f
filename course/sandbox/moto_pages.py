"""Which of moto's own pages are open: those that only look, and those whose changes the journal gives back after a restart.

The others change settings of the whole process, which no journal knows and every account would feel. A page that a newer
moto brings is closed until somebody has looked at it.
"""

from __future__ import annotations

PREFIX = "/moto-api"
LOOKING = frozenset({"", "/config", "/data.json", "/lib.js", "/state-manager/get-transition"})
"""Pages that are open to GET: the dashboard, and what moto would tell about itself."""
ANSWERS = "/static/"
"""Pages that set answers in advance (an image's findings, a query's rows): for one account and region, by POST only."""
CLOSED = {
    "/config": "whether containers run is no setting of one account",
    "/proxy": "it passes nothing on to AWS",
    "/recorder": "it has a journal of its own",
    "/reset-auth": "it would count calls, and reading ones stand in no journal",
    "/seed": "each call has a seed of its own, in the journal",
    "/state-manager": "it decides itself when things change their state",
}
"""Why, in half a sentence about the sandbox."""


def why_closed(method: str, path: str) -> str:
    """Why the request is refused, in a sentence; "" when it may pass."""
    page = path.removeprefix(PREFIX).rstrip("/")
    if method == "GET" and page in LOOKING:
        return ""
    if method == "POST" and page.startswith(ANSWERS):
        return ""
    reason = next((why for prefix, why in CLOSED.items() if page == prefix or page.startswith(f"{prefix}/")), "")
    told = f"The sandbox has closed {method} {path or PREFIX}"
    if not reason:
        return (
            f"{told}: of moto's pages it offers the dashboard, and POST {PREFIX}{ANSWERS}… for answers set in advance."
        )
    return f"{told}: {reason}."
