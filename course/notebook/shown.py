"""A static output: HTML, the same as plain text, and data for tools. It needs no kernel, so nothing in it can break."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course.notebook.markup import sheet


@dataclass(frozen=True)
class Shown:
    """What a call in a notebook returns. `str()` of it is the whole of it."""

    text: str
    html: str
    """Without the style sheet, which is added where it is displayed."""
    data: dict[str, Any] = field(default_factory=dict)
    """MIME type → JSON, for programs that read notebooks."""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return standing_alone(self.html)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return {"text/plain": self.text, "text/html": self._repr_html_(), **self.data}


def standing_alone(html: str) -> str:
    """HTML with its style sheet, in the root element that the sheet is about."""
    return f'{sheet()}<div class="ecs-root">{html}</div>'


def message(text: str, html: str, *, kind: str = "told") -> Shown:
    """A short message in a box; `kind` is `told`, `good` or `bad`."""
    return Shown(text, f'<div class="ecs-card ecs-{kind}">{html}</div>')
