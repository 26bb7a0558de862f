"""The one widget: HTML made in Python, buttons and forms that ask the kernel, and a static form for where none listens."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import anywidget
import ipywidgets
import traitlets

from course.app.words import plain
from course.model.errors import CourseError
from course.notebook import bar
from course.notebook.calm import sentence
from course.notebook.markup import css, script, text
from course.notebook.shown import standing_alone

NAMESPACE = UUID("6a8d9c52-0f3c-5c8e-9d55-3ec2b0a4a3a8")


class Live(anywidget.AnyWidget):  # type: ignore[misc]
    """Shows `head` and `body`; `said` is read out by screen readers.

    Its model id is computed from a name ("panel day08_clusters"). A cell that is run again takes the place of its old model, so
    that the widget state saved in the notebook holds each widget once, however often the cell was run.
    """

    _esm = script()
    _css = css()
    key = traitlets.Unicode().tag(sync=True)
    """The model id, for the view."""
    head = traitlets.Unicode().tag(sync=True)
    body = traitlets.Unicode().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    doing = traitlets.Unicode().tag(sync=True)
    """What is under way, while a button is carried out that takes long."""
    turn = traitlets.Int(0).tag(sync=True)
    """Counts what was shown: the view waits for it to change after each request."""

    def __init__(self, name: str) -> None:
        id = uuid5(NAMESPACE, name).hex
        super().__init__(model_id=id, key=id, layout=ipywidgets.Layout(model_id=f"{id}-layout"))
        self.on_msg(self._asked)

    def drawn(self, *, live: bool) -> tuple[str, str]:
        """Head and body as HTML; without buttons where `live` is false. For subclasses."""
        raise NotImplementedError

    def plain_text(self) -> str:
        """The same as text. For subclasses."""
        raise NotImplementedError

    def act(self, do: str, what: Any, answer: Any) -> str:
        """Carry out what was pressed and return the sentence to say. For subclasses."""
        raise NotImplementedError

    def show(self, said: str = "") -> None:
        """Bring the view up to date."""
        head, body = self.drawn(live=True)
        with self.hold_sync():
            self.head, self.body, self.said, self.turn = head, body, said, self.turn + 1

    def _asked(self, _: Any, content: Any, buffers: Any) -> None:
        bar.acting.append(self)
        try:
            said = self.act(str(content.get("do")), content.get("what"), content.get("answer"))
        except CourseError as error:
            self.show(sentence(error))
        except Exception as error:  # a handler has nobody above it who would show this
            self.log.exception("A button of the course failed")
            self.show(
                f"The course made a mistake here; your work is not affected. {type(error).__name__}: {plain(str(error))}"
            )
        else:
            self.show(said)
        finally:
            bar.acting.pop()

    def __str__(self) -> str:
        return self.plain_text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any]
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        html = standing_alone("".join(self.drawn(live=False)))
        return {**data, "text/plain": self.plain_text(), "text/html": html}, metadata


def button(do: str, label: str, *, quiet: bool = False, keep: bool = False) -> str:
    """A button that asks the kernel for `do`. `keep`: it keeps the focus; otherwise what is drawn next gets it."""
    key = f' data-ecs-key="{do}"' if keep else ""
    look = "ecs-button ecs-quiet" if quiet else "ecs-button"
    return f'<button type="button" class="{look}" data-ecs-do="{do}"{key}>{text(label)}</button>'
