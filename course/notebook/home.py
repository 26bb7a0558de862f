"""my_course(): the home page. The weeks as a picture in which every ready day can be opened, and the next step as one button."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from course.app import home_words as words
from course.app.words import count, day_words, days_done, streak_words
from course.model.day import PlannedDay, Week
from course.model.errors import UsageProblem
from course.notebook.calm import calm
from course.notebook.card import notes_html
from course.notebook.live import Live
from course.notebook.markup import text

if TYPE_CHECKING:
    from course.app.overview import Overview

_home: dict[str, HomePage] = {}


class HomePage(Live):
    """One for each kernel; `open_day` opens a day by number and gives the path of its notebook."""

    go = traitlets.Unicode().tag(sync=True)
    """The notebook to show, relative to this one's folder; the view opens it after a press."""

    def __init__(self, overview: Callable[[], Overview], open_day: Callable[[str], Path]) -> None:
        super().__init__("home")
        self.overview, self.open_day = overview, open_day
        self.now = overview()

    def drawn(self, *, live: bool) -> tuple[str, str]:
        weeks = "".join(self._week(week, live) for week in self.now.plan.weeks)
        body = f'<div class="ecs-card ecs-plan" role="group" aria-label="The days">{weeks}{self._legend()}</div>'
        return self._head(live), body

    def plain_text(self) -> str:
        return words.home_words(self.now)

    def act(self, do: str, what: Any, answer: Any) -> str:
        self.go = ""
        self.now = self.overview()
        if do != "open":
            return "This is where you are now."
        found = self.now.plan.find(str(what))
        if found is None:
            raise UsageProblem(f"There is no day {what}.")
        page = self.open_day(str(found.day))
        self.now = self.overview()
        self.go = Path(os.path.relpath(page, Path.cwd())).as_posix()
        return f"Day {found.day} is open: {self.go}"

    def _head(self, live: bool) -> str:
        now, step = self.now, words.next_step(self.now)
        topics = "".join(f"<li>{text(words.weak_words(weak))}</li>" for weak in now.weak[: words.WEAKEST])
        weak = f'<p>Weak just now:</p><ul class="ecs-goals">{topics}</ul>' if topics else ""
        action = (
            f'<button type="button" class="ecs-button" data-ecs-do="open" data-ecs-what="{step.day}" data-ecs-key="next">'
            f"{text(step.says)}</button>"
            '<button type="button" class="ecs-button ecs-quiet" data-ecs-do="look" data-ecs-key="look">Look again</button>'
            if live
            else f"{text(step.says)}: <code>{text(step.command)}</code>"
        )
        return (
            f'<div class="ecs-card ecs-panel" role="group" aria-label="{text(now.plan.title)}: where you are">'
            f'<p class="ecs-head"><span class="ecs-title">{text(now.plan.title)}</span> '
            f'<span class="ecs-world">{text(days_done(now))}</span></p>'
            f"<p>{text(streak_words(now))} {text(words.due_words(now, 'drill()'))}</p>"
            f"{weak}"
            f'<p class="ecs-actions">{action}</p>{notes_html(now.progress.notes)}</div>'
        )

    def _week(self, week: Week, live: bool) -> str:
        minutes = words.minutes_words(sum(day.minutes for day in week.days))
        tiles = "".join(self._tile(day, live) for day in week.days)
        name = text(words.week_words(week))
        return (
            f'<p class="ecs-week"><span>{name}</span> <span class="ecs-points">{minutes}</span></p>'
            f'<ol class="ecs-weeks" aria-label="{name}">{tiles}</ol>'
        )

    def _tile(self, day: PlannedDay, live: bool) -> str:
        place = words.place_of(self.now, day)
        sign, word = words.PLACES[place]
        said = (
            f'<span class="ecs-tile-head"><span><span aria-hidden="true">{sign}</span> '
            f'<span class="ecs-unseen">Day </span>{day.day}</span> <span class="ecs-tile-word">{word}</span></span>'
            f'<span class="ecs-tile-title">{text(day.title)}</span>'
            f'<span class="ecs-tile-minutes">{count(day.minutes, "minute")}</span>'
        )
        current = ' aria-current="step"' if place == "current" else ""
        look = f"ecs-tile ecs-tile-{place}"
        if live and place != "later":
            return (
                f'<li{current}><button type="button" class="{look}" data-ecs-do="open" data-ecs-what="{day.day}" '
                f'data-ecs-key="day-{day.day}" title="Open {text(day_words(day))}">{said}</button></li>'
            )
        return f'<li{current}><span class="{look}">{said}</span></li>'

    def _legend(self) -> str:
        signs = " ".join(f"<span>{sign} {word}</span>" for sign, word in words.PLACES.values())
        return f'<p class="ecs-small ecs-legend">{signs}</p>'


@calm
def my_course() -> HomePage:
    """Show where you are in the course; press a day to open it."""
    from course.app import overview, study

    def opened(number: str) -> Path:
        day = study.open_day(number)
        return day.folder / f"{day.facts.id}.ipynb"

    return home_page(overview.progress, opened)


def home_page(overview: Callable[[], Overview], open_day: Callable[[str], Path]) -> HomePage:
    """The page; a cell that is run again takes over the one there is."""
    page = _home.get("page")
    if page is None:
        page = _home["page"] = HomePage(overview, open_day)
    page.overview, page.open_day, page.now, page.go = overview, open_day, overview(), ""
    page.show()
    return page
