"""What Anki cards look like: the note types' fields, templates and style, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FIELDS = ("Id", "Question", "Shown", "Answer", "Feedback", "Reason", "Sources", "About")
"""The fields of every note type. For life: Anki carries changed texts into a collection, not a changed list of fields."""


class Family(NamedTuple):
    """A note type: the number by which collections know it, its name, and its two sides."""

    id: int
    name: str
    front: str
    back: str


_TOP = '<div class="ecs"><p class="about">{{About}}</p><div class="ask">{{Question}}</div>'
_REASON = '<div class="reason">{{Reason}}</div><div class="source">{{Sources}}</div></div>'
_SHOWN = "{{#Shown}}<div class=shown>{{Shown}}</div>{{/Shown}}"
_SAID = "<hr id=answer>{{#Answer}}<div class=answer>{{Answer}}</div>{{/Answer}}{{Feedback}}"

FAMILIES: dict[str, Family] = {
    "choice": Family(
        1_764_000_101, "ECS: choice", f"{_TOP}{_SHOWN}</div>", f"{_TOP}<hr id=answer>{{{{Feedback}}}}{_REASON}"
    ),
    "typed": Family(
        1_764_000_102,
        "ECS: typed answer",
        f"{_TOP}{_SHOWN}{{{{type:Answer}}}}</div>",
        f"{_TOP}{_SHOWN}<hr id=answer>{{{{type:Answer}}}}{{{{Feedback}}}}{_REASON}",
    ),
    "lines": Family(1_764_000_103, "ECS: ordering", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SAID}{_REASON}"),
    "pairs": Family(1_764_000_104, "ECS: matching", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SAID}{_REASON}"),
    "gaps": Family(1_764_000_105, "ECS: gaps", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SAID}{_REASON}"),
    "document": Family(
        1_764_000_106, "ECS: fix a document", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SHOWN}{_SAID}{_REASON}"
    ),
    "output": Family(1_764_000_107, "ECS: read an output", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SHOWN}{_SAID}{_REASON}"),
    "spoken": Family(1_764_000_108, "ECS: interview", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SAID}{_REASON}"),
    "scenario": Family(1_764_000_109, "ECS: scenario", f"{_TOP}{_SHOWN}</div>", f"{_TOP}{_SAID}{_REASON}"),
}
"""Family → note type. The numbers are for life: with another number Anki would make a second note type."""

CSS = (Path(__file__).parent / "anki.css").read_text("utf-8")
