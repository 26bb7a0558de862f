"""Progress of what takes more than a second: below the cell that runs, or in the widget whose button was pressed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from course.app.steps import Face, Step, step_words
from course.notebook.markup import text
from course.notebook.shown import standing_alone

if TYPE_CHECKING:
    from course.notebook.live import Live

acting: list[Live] = []
"""The widget whose button is being carried out, if one is."""


class CellBar:
    """A bar below the running cell; when it is over, nothing is left of it."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, step: Step) -> None:
        """Draw it, then draw over it."""
        from IPython.display import display

        data = {"text/plain": step_words(step), "text/html": standing_alone(bar_html(step))}
        if self._handle is None:
            self._handle = display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)

    def clear(self) -> None:
        """Leave an empty output."""
        if self._handle is not None:
            self._handle.update({"text/plain": "", "text/html": ""}, raw=True)


class WidgetBar:
    """A sentence in the widget's status line: read out, so it changes only with every second second."""

    def __init__(self, widget: Live) -> None:
        self._widget = widget

    def show(self, step: Step) -> None:
        """Say how far it is."""
        part = "" if step.part is None else f" {step.part:.0%}"
        self._widget.doing = f"{step.says}{part}, {2 * math.floor(step.seconds / 2)} s"

    def clear(self) -> None:
        """The answer to the button says the rest."""
        self._widget.doing = ""


def bar_html(step: Step) -> str:
    """`<progress>`: the browser's own, known to screen readers; without a value where nobody knows how far it is."""
    value = "" if step.part is None else f' value="{step.part:.3f}"'
    return (
        f'<p class="ecs-step"><progress class="ecs-progress" max="1"{value} aria-label="{text(step.says)}"></progress> '
        f"<span>{text(step_words(step))}</span></p>"
    )


def face() -> Face | None:
    """The widget that acts, or the running cell; nothing outside a notebook."""
    if acting:
        return WidgetBar(acting[-1])
    from IPython import get_ipython

    shell = get_ipython()
    return CellBar() if shell is not None and getattr(shell, "kernel", None) is not None else None
