"""What a simulated task answers: the status that its image would give, with a page (or JSON) that says which task it was.

Pure: what comes in is the `stand_in` of a target in a configure message (messages.md), a path and an Accept header.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, NamedTuple

StandIn = dict[str, Any]

HONEST = "A stand-in: the sandbox answers for this simulated task."
FACTS = {
    "service": "Service",
    "image": "Image",
    "version": "Version",
    "revision": "Task definition",
    "container": "Container",
    "task": "Task",
    "zone": "Availability Zone",
}
"""Facts in the order in which the page tells them → their names."""
HEADERS = {"task": "X-Task-Id", "version": "X-Task-Version", "zone": "X-Task-Zone"}
BODILESS = (204, 304)


class Answer(NamedTuple):
    """An answer as a whole."""

    status: int
    headers: list[tuple[str, str]]
    content_type: str
    body: bytes


def answer(told: StandIn, path: str, accept: str) -> Answer:
    """What a simulated task answers to a request for this path: JSON to those who ask for JSON and not for HTML."""
    bare = path.partition("?")[0] or "/"
    paths: dict[str, int] = told.get("paths") or {}
    status = int(paths.get(bare) or told.get("otherwise") or 200)
    facts = {name: str(value) for name, value in (told.get("facts") or {}).items() if value not in (None, "")}
    headers = [(header, " ".join(facts[name].split())) for name, header in HEADERS.items() if name in facts]
    if status in BODILESS:
        return Answer(status, headers, "", b"")
    if "json" in accept and "html" not in accept:
        said = {"status": status, "path": bare, **facts, "simulated": True, "note": HONEST}
        return Answer(status, headers, "application/json", json.dumps(said, indent=2).encode() + b"\n")
    return Answer(status, headers, "text/html; charset=utf-8", _page(status, bare, facts).encode())


def _hue(text: str) -> int:
    """The same version has the same colour, and another one most likely another."""
    return sum(ord(sign) * (place + 7) * 29 for place, sign in enumerate(text)) % 360


def _page(status: int, path: str, facts: dict[str, str]) -> str:
    name = facts.get("service") or facts.get("container") or "task"
    version = facts.get("version", "")
    rows = "".join(
        f"<div><dt>{label}</dt><dd>{escape(facts[fact])}</dd></div>" for fact, label in FACTS.items() if fact in facts
    )
    verdict = "It answers" if status < 400 else "It answers with an error"
    title = escape(" ".join(filter(None, (name, version))))
    return _PAGE.format(
        title=title,
        name=escape(name),
        version=f'<p class="version">{escape(version)}</p>' if version else "",
        hue=_hue(version or facts.get("image", "")),
        verdict=f"{verdict}: {status} for <code>{escape(path)}</code>",
        rows=rows,
        honest=HONEST,
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; --text: #1b1b1b; --back: #fafafa; --card: #fff; --muted: #4d4d4d; --line: #d8d8d8;
  --mark: hsl({hue} 62% 27%); --on-mark: #fff }}
@media (prefers-color-scheme: dark) {{ :root {{ --text: #ececec; --back: #161616; --card: #212121; --muted: #b9b9b9;
  --line: #3d3d3d; --mark: hsl({hue} 70% 80%); --on-mark: #161616 }} }}
* {{ box-sizing: border-box; margin: 0 }}
body {{ background: var(--back); color: var(--text); display: grid; font: 1rem/1.5 system-ui, sans-serif;
  min-height: 100vh; padding: 1rem; place-items: center }}
main {{ background: var(--card); border: 1px solid var(--line); border-radius: 10px; border-top: 6px solid var(--mark);
  max-width: 36rem; padding: 1.75rem; width: 100% }}
header {{ align-items: center; display: flex; flex-wrap: wrap; gap: .75rem; margin-bottom: .5rem }}
h1 {{ font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere }}
.version {{ background: var(--mark); border-radius: 999px; color: var(--on-mark); font-weight: 600; overflow-wrap: anywhere;
  padding: .1rem .75rem }}
dl {{ margin: 1.25rem 0 }}
dl div {{ border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .4rem 0 }}
dt {{ color: var(--muted); flex: 0 0 10rem }}
dd {{ flex: 1 1 12rem; font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere }}
code {{ font-family: ui-monospace, monospace; overflow-wrap: anywhere }}
footer {{ color: var(--muted); font-size: .9rem }}
</style>
</head>
<body>
<main>
<header><h1>{name}</h1>{version}</header>
<p>{verdict}</p>
<dl>{rows}</dl>
<footer>{honest}</footer>
</main>
</body>
</html>
"""
