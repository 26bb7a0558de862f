"""The timeline in a notebook: what `d.timeline()` shows. A select for the service, one for the time, and Refresh."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from course.app.timeline_words import LONGEST, NOTHING, age, days, sentence, sums, timeline_words, who
from course.app.words import count
from course.notebook.card import notes_html
from course.notebook.live import Live, button
from course.notebook.markup import text
from course.timeline.entry import Entry, Mark, Timeline
from course.timeline.runs import Run, runs

SPANS = {"": "as far back as AWS remembers", "10m": "the last 10 minutes", "1h": "the last hour", "24h": "the last day"}
ROOM = 70_000
"""Characters of what is drawn, so that a notebook's file stays small; what is older is counted."""
DETAILS = 20
"""Entries of a run that are listed when it is opened."""
LOOKS = {Mark.PLAIN: "not_run", Mark.GOOD: "passed", Mark.LOOK: "timed_out", Mark.BAD: "failed"}
"""Mark → the style sheet's class of the same colour."""


class TimelineView(Live):
    """One for each day and kernel; called again, every cell that shows it goes along."""

    def __init__(self, id: str, ask: Callable[[str, str, str], Timeline]) -> None:
        super().__init__(f"timeline {id}")
        self.ask = ask
        self.service, self.cluster, self.since = "", "", ""
        self.timeline: Timeline | None = None

    def look(self, service: str, cluster: str, since: str) -> str:
        """Ask the world; the sentence to say. What is shown stays where the world does not answer."""
        self.timeline = self.ask(service, cluster, since)
        self.service, self.cluster, self.since = service, cluster, since
        return f"{sums(self.timeline.entries).capitalize()}."

    def act(self, do: str, what: Any, answer: Any) -> str:
        service = str(what) if do == "service" else self.service
        since = str(what) if do == "since" else self.since
        return self.look(service, self.cluster, since)

    def drawn(self, *, live: bool) -> tuple[str, str]:
        return self._head(live), self._body()

    def plain_text(self) -> str:
        return timeline_words(self._known())

    def _known(self) -> Timeline:
        assert self.timeline is not None, "look() comes first"
        return self.timeline

    def _head(self, live: bool) -> str:
        now = self._known()
        where = f", cluster {self.cluster}" if self.cluster else ""
        return (
            '<div class="ecs-card" role="group" aria-label="Timeline">'
            f'<p class="ecs-head"><span class="ecs-title">What happened{text(where)}</span> '
            f'<span class="ecs-world">World: {text(now.world)}, its time {now.now:%Y-%m-%d %H:%M:%S} UTC</span></p>'
            f'<p class="ecs-small">{text(sums(now.entries))}</p>'
            f"{self._controls() if live else self._how()}{notes_html(now.notes)}</div>"
        )

    def _controls(self) -> str:
        names = sorted({*self._known().services, *([self.service] if self.service else [])})
        services = {"": "all services", **{name: name for name in names}}
        return (
            f'<p class="ecs-actions">{select("service", "Service", services, self.service)} '
            f"{select('since', 'Show', SPANS | ({self.since: self.since} if self.since not in SPANS else {}), self.since)} "
            f"{button('refresh', 'Refresh', keep=True)}</p>"
        )

    def _how(self) -> str:
        return '<p class="ecs-aside">Look again with <code>d.timeline()</code></p>'

    def _body(self) -> str:
        known = self._known()
        standing = "".join(_item(Run([entry]), known) for entry in known.standing)
        now = f'<p class="ecs-when-head">Now</p><ul class="ecs-events ecs-now">{standing}</ul>' if standing else ""
        return f'<div class="ecs-card">{now}{self._past(known)}</div>'

    def _past(self, known: Timeline) -> str:
        found = runs(known.entries)
        if not found:
            return f"<p>{text('Nothing in this time.' if known.standing else NOTHING)}</p>"
        drawn: list[Run] = []
        items: list[str] = []
        for run in reversed(found):  # newest first: on a page, that is where one looks
            item = _item(run, known)
            if sum(map(len, items)) + len(item) > ROOM:
                break
            drawn.append(run)
            items.append(item)
        left = sum(len(run.entries) for run in found[: len(found) - len(drawn)])
        each = iter(items)
        said = [
            f'<p class="ecs-when-head">{day}, newest first</p><ul class="ecs-events">'
            f"{''.join(next(each) for _ in of_day)}</ul>"
            for day, of_day in days(drawn)
        ]
        if left:
            more = f"{count(left, 'older event')} not drawn here; a terminal shows all: ecs-course timeline"
            said.append(f'<p class="ecs-small">{text(more)}</p>')
        return "".join(said)


def select(do: str, label: str, options: dict[str, str], chosen: str) -> str:
    """A labelled select that asks the kernel for `do` with its value as soon as another is chosen."""
    listed = "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(says)}</option>'
        for value, says in options.items()
    )
    return f'<label class="ecs-select">{text(label)} <select data-ecs-do="{do}" data-ecs-key="{do}">{listed}</select></label>'


def _item(run: Run, known: Timeline) -> str:
    entry = run.first
    when = f'<time datetime="{entry.at.isoformat()}">{entry.at:%H:%M:%S}</time> '
    ago = f'<span class="ecs-small">{age(entry.at, known.now)}</span>'
    word = f" {entry.mark.word}" if entry.mark.word else ""
    mark = f'<span class="ecs-status ecs-{LOOKS[entry.mark]}"><span aria-hidden="true">{entry.mark.sign}</span>{word}</span>'
    what = text(sentence(run), LONGEST)
    if len(run.entries) > 1:
        what = f"<details><summary>{what}</summary><ul>{_details(run.entries, known)}</ul></details>"
    where = f'<span class="ecs-who">{text(who(entry, known), 60)}</span>'
    when = "" if entry.standing else f'<span class="ecs-when">{when}{ago}</span>'
    return f'<li class="ecs-event">{when}{mark}{where}<div class="ecs-what">{what}</div></li>'


def _details(entries: Iterable[Entry], known: Timeline) -> str:
    every = list(entries)
    listed = "".join(
        f"<li>{entry.at:%H:%M:%S} {text(entry.subject, 60)} {text(entry.says, LONGEST)}</li>"
        for entry in every[:DETAILS]
    )
    rest = len(every) - DETAILS
    return listed + (f"<li>and {rest} more</li>" if rest > 0 else "")


_views: dict[str, TimelineView] = {}


def timeline_of(
    id: str, ask: Callable[[str, str, str], Timeline], service: str, cluster: str, since: str
) -> TimelineView:
    """The day's timeline, looked at now."""
    view = _views.get(id)
    if view is None:
        view = TimelineView(id, ask)
    view.ask = ask
    view.look(service, cluster, since)
    _views[id] = view
    view.show()
    return view
