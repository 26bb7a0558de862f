"""day(8): a day, as a learner works with it in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from course.app.words import best_words, day_words, plain
from course.home import CHECKOUT
from course.map.watch import Pace, Surveys
from course.model.day import DayFacts
from course.model.result import Report
from course.notebook.calm import calm
from course.notebook.card import Card, Hint, card
from course.notebook.files import moved_shown, solution_shown
from course.notebook.map import Map, map_of
from course.notebook.markup import blocks, text
from course.notebook.panel import panel_of, shown_panel
from course.notebook.play import Play
from course.notebook.shown import Shown, message
from course.notebook.trainer import quiz_of

if TYPE_CHECKING:
    from course.app.helping import Solution
    from course.app.overview import Overview
    from course.app.own_files import Moved
    from course.app.sandbox_time import SandboxTime
    from course.app.sitting import Sitting
    from course.notebook.time import TimeView
    from course.notebook.timeline import TimelineView
    from course.reachability.answer import Answer
    from course.timeline.entry import Timeline


LONGEST_OUTPUT = 20_000
"""Characters of a program's output that are shown, from its end."""


class Applied(Protocol):
    """What the lab's apply command did (course.app.applying.Applied)."""

    @property
    def ok(self) -> bool: ...
    @property
    def output(self) -> str: ...


class OpenDay(Protocol):
    """A day that is open (course.app.study.OpenDay)."""

    notes: list[str]

    @property
    def facts(self) -> DayFacts: ...
    @property
    def folder(self) -> Path: ...
    @property
    def world(self) -> str: ...
    def check(self) -> Report: ...
    def hint(self, criterion: str, /) -> Hint: ...
    def apply(self) -> Applied: ...
    def apply_solution(self) -> Applied: ...
    def solution(self, *, show_me: bool = False) -> Solution: ...
    def reset(self) -> Moved: ...
    def undo(self) -> list[Moved]: ...
    def quiz(self, seed: int | None = None, /) -> Sitting: ...
    def timeline(self, service: str = "", cluster: str = "", since: str = "", /) -> Timeline: ...
    def why(self, source: str, destination: str, port: int = 0, /) -> Answer: ...
    def time(self, do: str = "time", what: str = "", /) -> SandboxTime: ...
    def surveyor(self, cluster: str = "", /) -> tuple[Surveys, Pace]: ...


class Day:
    """A day you have opened. Show it (`d`) for its panel; `d.check()`, `d.hint("…")`, `d.quiz()`, `d.apply()`."""

    def __init__(self, opened: OpenDay, overview: Callable[[], Overview] | None = None) -> None:
        self._opened, self._overview = opened, overview

    @property
    def facts(self) -> DayFacts:
        """Title, minutes, goals, sources."""
        return self._opened.facts

    @property
    def folder(self) -> Path:
        """Your files of this day."""
        return self._opened.folder

    @property
    def world(self) -> str:
        """The AWS you work in, in words."""
        return self._opened.world

    @property
    def notes(self) -> list[str]:
        """What you should know, in sentences."""
        return [*_wrong_copy(self.folder), *self._opened.notes]

    @calm
    def check(self) -> Card:
        """Check your work. Looks only, changes nothing; call it as often as you like."""
        card = self.run_checks()
        if panel := shown_panel(self):
            panel.show(panel.checked(card))
        return card

    @calm
    def hint(self, criterion: str) -> Shown:
        """Show the next hint for a criterion, by its id: `d.hint("default_weights")`."""
        hint = self.next_hint(criterion)
        head = f"Hint {hint.step} of {hint.of}"
        return message(f"{head}: {hint.text}", f'<p class="ecs-small">{head}: {text(criterion)}</p>{blocks(hint.text)}')

    @calm
    def solution(self, show_me: bool = False) -> Shown:
        """Show the solution: after a pass, after three attempts, or with `d.solution(show_me=True)`, which is noted."""
        return solution_shown(self._opened.solution(show_me=show_me))

    @calm
    def reset(self) -> Shown:
        """Start the lab over with fresh copies; what you had is kept in a backup, and your progress stays."""
        return moved_shown([self._opened.reset()], "To get your files back: d.undo_reset()")

    @calm
    def undo_reset(self) -> Shown:
        """Put back what the last reset (or solution) set aside; called again, it undoes that."""
        return moved_shown(self._opened.undo(), "To undo this: d.undo_reset()")

    @calm
    def quiz(self, seed: int | None = None) -> Play:
        """Ask me the day's questions; called again, it goes on where it stopped. The same seed draws the same."""
        return quiz_of(self.facts.id, day_words(self.facts), self._opened.quiz, seed)

    @calm
    def timeline(self, service: str = "", *, since: str = "", cluster: str = "") -> TimelineView:
        """Show what happened in your world, of all services or of one, as far back as AWS remembers or in the last "10m"."""
        from course.notebook.timeline import timeline_of

        return timeline_of(self.facts.id, self._opened.timeline, service, cluster, since)

    @calm
    def why(self, source: str, destination: str, *, port: int = 0, all_subnets: bool = False) -> Shown:
        """Say hop by hop whether one can reach the other, and why not: `d.why("web", "ecr")`, `d.why("internet", "web")`."""
        from course.notebook.why import why_shown

        return why_shown(self._opened.why(source, destination, port), world=self.world, every=all_subnets)

    @calm
    def time(self) -> TimeView:
        """Show the sandbox's time and how it runs, with buttons to move it. AWS's own time cannot be moved."""
        from course.notebook.time import time_of

        return time_of(self.facts.id, self._opened.time)

    @calm
    def forward(self, by: str) -> Shown:
        """Go ahead in sandbox time: `d.forward("10m")`, "90" (seconds), "1h30m", "24h"."""
        from course.app.sandbox_time import time_words
        from course.notebook.time import shown_time

        now = self._opened.time("forward", by)
        if view := shown_time(self.facts.id):
            view.now = now
            view.show()
        said = f"Now it is {now.now:%Y-%m-%d %H:%M:%S} UTC in the sandbox. {time_words(now)}"
        return message(said, f"<p>{text(said)}</p>")

    @calm
    def map(self, cluster: str = "") -> Map:
        """Draw my world as it is, and keep drawing while it changes; `cluster` shows that one alone."""
        surveys, pace = self._opened.surveyor(cluster)
        return map_of(f"{self.world} {cluster}".strip(), surveys, pace)

    @calm
    def apply(self) -> Shown:
        """Run your files of this day, so that they become AWS state."""
        return _applied(self._opened.apply(), "Your files were applied", "Your files could not be applied")

    @calm
    def apply_solution(self) -> Shown:
        """Put the solution in place of your files, which are kept in a backup, and apply it."""
        return _applied(self._opened.apply_solution(), "The solution was applied", "The solution could not be applied")

    def run_checks(self) -> Card:
        """The verdict, drawn; what the panel's button and `check` share."""
        return card(self._opened.check(), title=day_words(self.facts), notes=self.notes)

    def next_hint(self, criterion: str) -> Hint:
        """The next hint as a value."""
        return self._opened.hint(criterion)

    def so_far(self) -> str:
        """The best score so far, from the log: what a new kernel does not remember by itself."""
        progress = self._overview().progress.days.get(self.facts.id) if self._overview else None
        return f"So far: {best_words(progress)}." if progress and progress.checks else ""

    def __repr__(self) -> str:
        return panel_of(self).plain_text()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return panel_of(self)._repr_mimebundle_(**kwargs)


@calm
def day(number: int | str) -> Day:
    """Open a day: your copies are made, the sandbox runs, and this notebook's AWS calls go there."""
    from course.app import overview, steps, study
    from course.notebook.bar import face
    from course.world import localhost_names

    localhost_names.resolve()
    steps.shown_by(face)
    return Day(study.open_day(number), overview.progress)


def _wrong_copy(folder: Path) -> list[str]:
    """A kernel that runs in notebooks/ has the course's own print before it, not the learner's copy."""
    if Path.cwd() != CHECKOUT / "notebooks":
        return []
    copy = folder / f"{folder.name}.ipynb"
    return [
        f"This notebook is the course's own, and an update replaces it. Your copy is {copy}; open it with: ecs-course lab"
    ]


def _applied(applied: Applied, well: str, badly: str) -> Shown:
    said = f"{'✔' if applied.ok else '✘'} {well if applied.ok else badly}."
    output = plain(applied.output[-LONGEST_OUTPUT:], LONGEST_OUTPUT).rstrip()  # what went wrong stands at the end
    html = f"<p>{said}</p><pre>{text(output, LONGEST_OUTPUT)}</pre>" if output else f"<p>{said}</p>"
    return message(f"{said}\n{output}".rstrip(), html, kind="good" if applied.ok else "bad")
