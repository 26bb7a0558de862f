"""The full-screen program: one scene at a time, the clock, and what is kept while it runs."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from course.model.errors import CourseError
from course.terminal.colours import themes
from course.terminal.document import Document
from course.terminal.forms.form import Form, Hint
from course.terminal.forms.writing import Writing
from course.terminal.page import Page
from course.terminal.prose import safe
from course.terminal.round import Round
from course.terminal.scenes.asking import Asking
from course.terminal.scenes.ending import HandIn, Result
from course.terminal.scenes.keys import Keys
from course.terminal.scenes.scene import Scene
from course.terminal.scenes.verdict import VerdictScene
from course.terminal.spoken import bar_words, clock_words, head_words

KEPT_EVERY = 5
"""Seconds after which what is half typed and the time spent are written."""
WARNED = (300, 60)
"""Seconds before the end at which a shown clock says so."""


class Practice(App[None]):
    """Plays one sitting. `said_at_end` is what the shell prints afterwards."""

    CSS_PATH = "screen.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = []

    def __init__(self, round: Round, *, light: bool = False) -> None:
        super().__init__()
        self.round = round
        for theme in themes():
            self.register_theme(theme)
        self.theme = "ecs-light" if light else "ecs-dark"
        self.scene: Scene
        self._ticks = 0
        self._left = round.sitting.left_s or 0.0
        """Seconds that were left at the last tick."""
        self._filled: Form | None = None
        """The form whose text stands in the text area."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Static(id="head", markup=False)
            yield Static(id="clock", markup=False)
        yield Static(id="progress", markup=False)
        with VerticalScroll(id="body", can_focus=False):
            yield Page(id="page")
            yield Document(id="area", commanded=self.pressed, say=self.say)
        yield Static(id="status", markup=False)
        yield Static(id="said", markup=False)
        yield Static(id="keys", markup=False)

    def on_mount(self) -> None:
        self.screen.can_focus = False
        sitting = self.round.sitting
        if sitting.ended:
            self.show(Result(self))
        elif self.round.at in sitting.answered:
            self.show(VerdictScene(self))
        elif sitting.next() is None and not sitting.reveals:
            self.show(HandIn(self))
        else:
            sitting.shown(self.round.at)
            self.show(Asking(self))
        self.set_interval(1.0, self.tick)

    # What scenes ask for

    def show(self, scene: Scene) -> None:
        """Put another scene on the screen, from its top."""
        self.scene = scene
        self.query_one("#said", Static).update("")
        area, form = self.query_one("#area", Document), self.round.form
        if scene.area and isinstance(form, Writing) and form is not self._filled:
            area.take(form.text, form.syntax)
            self._filled = form
        area.set_class(scene.area, "shown")
        self.draw()
        self.query_one("#body").scroll_home(animate=False)
        if scene.area:
            area.focus()
        else:
            self.query_one("#page").focus()

    def say(self, sentence: str) -> None:
        """A sentence that stays until the next key."""
        self.query_one("#said", Static).update(Content(safe(sentence)))

    def forward(self) -> None:
        """To the next open question, to the hand-in, or to the result."""
        sitting = self.round.sitting
        following = None if sitting.ended else sitting.next(self.round.at)
        if following is not None:
            self.round.go(following)
            self.show(Asking(self))
        elif sitting.ended:
            self.show(Result(self, said="The time is up." if sitting.left_s == 0.0 else ""))
        elif sitting.reveals:
            sitting.end()
            self.show(Result(self))
        else:
            self.show(HandIn(self))

    def leave(self) -> None:
        """Quit. What is not over is kept."""
        self.round.keep()
        self.exit()

    # Keys

    def on_key(self, event: events.Key) -> None:
        if self.pressed(event.key, event.character):
            event.stop()
            event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        self.scene.paste(event.text)
        self.draw()

    def on_text_area_changed(self, event: Document.Changed) -> None:
        form = self.round.form
        if isinstance(form, Writing) and form is self._filled and self.scene.area:
            form.text = event.text_area.text
            self._edges()

    def pressed(self, key: str, character: str | None) -> bool:
        """Whether a key was for the scene or is a command."""
        self.round.sitting.touch()
        self.query_one("#said", Static).update("")
        scene, notes = self.scene, len(self.round.sitting.notes)
        try:
            if key in ("ctrl+c", "ctrl+q"):
                self.leave()
            elif not (scene.key(key, character) or self.command(key, character)):
                return False
        except CourseError as problem:
            self.say(problem.message)
        if self.round.sitting.notes[notes:]:
            self.say(" ".join(self.round.sitting.notes[notes:]))
        if self.scene is scene:
            self.draw()
        return True

    def command(self, key: str, character: str | None) -> bool:
        """The keys that mean the same everywhere, where the scene has no use for them."""
        letter = "" if self._typing() else character or ""
        if key == "f1" or letter == "?":
            self.show(Keys(self, self.scene))
        elif letter == "q":
            self.leave()
        elif key == "f7":
            self.theme = "ecs-dark" if self.theme == "ecs-light" else "ecs-light"
            self.query_one("#area", Document).look()
        elif key == "f6" or letter == "t":
            self.round.hide_clock = not self.round.hide_clock
        elif key == "f8":
            self.round.confidence = not self.round.confidence
            self.say(
                f"How sure you are is {'asked before each verdict' if self.round.confidence else 'not asked any more'}."
            )
        elif key in ("ctrl+up", "ctrl+down") or (key in ("pageup", "pagedown", "up", "down") and not self.scene.area):
            self._scroll(key)
        elif self.round.sitting.ended:
            return False
        elif (key == "f3" or letter == "n") and isinstance(self.scene, Asking):
            self._skip()
        elif key in ("f2",) or letter == "p":
            self._back()
        elif key == "f10" or letter == "e":
            self._end()
        else:
            return False
        return True

    def _typing(self) -> bool:
        scene = self.scene
        return isinstance(scene, Asking) and self.round.form.typed and not scene.commanding

    def _scroll(self, key: str) -> None:
        body = self.query_one("#body", VerticalScroll)
        page = max(1, body.size.height - 2)
        by = {"pageup": -page, "pagedown": page}.get(key, -1 if key.endswith("up") else 1)
        body.scroll_relative(y=by, animate=False)

    def _skip(self) -> None:
        if isinstance(self.scene, Asking) and self.scene.for_good is not None:
            self.scene.asks_to_skip = True
            return
        following = self.round.sitting.next(self.round.at)
        if following is None and not self.round.sitting.reveals:
            self.round.keep()
            self.show(HandIn(self))
        elif following is None or following == self.round.at:
            self.say("No other question is open. Answer this one, or end with F10.")
        else:
            self.round.go(following)
            self.show(Asking(self))

    def _back(self) -> None:
        if self.round.at == 0 and not isinstance(self.scene, HandIn):
            self.say("This is the first question.")
            return
        self.round.go(self.round.at - (not isinstance(self.scene, HandIn)))
        answered = self.round.at in self.round.sitting.answered
        self.show(VerdictScene(self) if answered else Asking(self))

    def _end(self) -> None:
        self.round.keep()
        self.show(HandIn(self, chosen=self.round.at))

    # The edges of the screen, and time

    def draw(self) -> None:
        """Everything but the text area, anew."""
        self.query_one("#page", Page).put(self.scene.paras())
        self._edges()

    def _edges(self) -> None:
        sitting = self.round.sitting
        over = sitting.ended or isinstance(self.scene, HandIn)
        head = sitting.title if over else head_words(sitting, self.round.at)
        self.query_one("#head", Static).update(Content(safe(head)))
        self.query_one("#clock", Static).update(self._clock())
        done, rest = bar_words(sitting, max(20, self.size.width - 2))
        self.query_one("#progress", Static).update(Content.styled(done, "$good") + Content.styled(rest, "$quiet"))
        self.query_one("#status", Static).update(Content(safe(self.scene.status())))
        self.query_one("#keys", Static).update(_hints(self.scene.hints(), max(20, self.size.width - 2)))

    def _clock(self) -> Content:
        sitting = self.round.sitting
        if sitting.ended or (sitting.left_s is None and self.round.hide_clock):
            return Content("")
        if self.round.hide_clock:
            return Content("clock hidden")
        if sitting.left_s is None:
            return Content(clock_words(sitting.spent_s))
        return Content.styled(f"{clock_words(sitting.left_s)} left", "$bad" if sitting.left_s < WARNED[-1] else "")

    def tick(self) -> None:
        """Once a second."""
        sitting = self.round.sitting
        if sitting.ended:
            return
        self._ticks += 1
        left = sitting.left_s
        if left == 0.0:
            self._time_up()
            return
        if left is not None and not self.round.hide_clock:
            for mark in WARNED:
                if left <= mark < self._left:
                    self.say("A minute is left." if mark == 60 else f"{mark // 60} minutes are left.")
        self._left = left or 0.0
        if self._ticks % KEPT_EVERY == 0:
            self.round.keep()
        self._edges()

    def _time_up(self) -> None:
        """What stands in the form counts where it is whole: nobody loses an answer to the last second."""
        self.round.keep()
        self.round.sitting.end()
        self.show(Result(self, said="The time is up."))


def _hints(hints: list[Hint], width: int) -> Content:
    """Keys and what they do, none torn apart at a line's end."""
    lines = [Content("")]
    for key, does in hints:
        hint = Content.styled(f" {key} ", "bold reverse") + Content(f" {does}  ")
        if lines[-1].cell_length + hint.cell_length - 2 > width and lines[-1]:
            lines.append(Content(""))
        lines[-1] += hint
    return Content("\n").join(line.rstrip() for line in lines)
