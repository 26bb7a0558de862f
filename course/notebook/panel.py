"""The panel: what `d` shows. The day, what it is for, and a button that checks the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from course.app.words import count, day_words, score_words
from course.notebook.card import Card, Hint, card_html, notes_html
from course.notebook.live import Live, button
from course.notebook.markup import inline, text

if TYPE_CHECKING:
    from course.notebook.day import Day

_panels: dict[str, Panel] = {}


class Panel(Live):
    """One for each day and kernel; every cell that shows the day shows this."""

    def __init__(self, day: Day) -> None:
        super().__init__(f"panel {day.facts.id}")
        self.day = day
        self.card: Card | None = None
        self.hints: dict[str, list[Hint]] = {}

    def drawn(self, *, live: bool) -> tuple[str, str]:
        return self._head(live), self._body(live)

    def plain_text(self) -> str:
        return "\n\n".join([self._head_text(), self.card.text] if self.card else [self._head_text()])

    def act(self, do: str, what: Any, answer: Any) -> str:
        if do == "check":
            return self.checked(self.day.run_checks())
        if do == "hint":
            return self._next_hint(str(what))
        return ""

    def checked(self, card: Card) -> str:
        """Take over a new verdict; returns what to say about it."""
        self.card = card
        assert card.report is not None
        return f"Checked: {score_words(card.report)}."

    def _next_hint(self, criterion: str) -> str:
        """The next hint that does not stand on the card yet (the card shows the first one unasked)."""
        shown = self.hints.setdefault(criterion, [])
        report = self.card.report if self.card else None
        there = max((c.hint_step for c in report.criteria if c.id == criterion), default=0) if report else 0
        hint = self.day.next_hint(criterion)
        if hint.step <= there and hint.step < hint.of:
            hint = self.day.next_hint(criterion)
        if all(hint.step != known.step for known in shown):
            shown.append(hint)
        return f"Hint {hint.step} of {hint.of}: {hint.text.replace('`', '')}"

    def _head(self, live: bool) -> str:
        facts = self.day.facts
        goals = "".join(f"<li>{inline(goal)}</li>" for goal in facts.goals)
        action = button("check", "Check my work", keep=True) if live else "Check your work with <code>d.check()</code>"
        aside = ' <span class="ecs-aside">or run <code>d.check()</code></span>' if live else ""
        return (
            f'<div class="ecs-card ecs-panel" role="group" aria-label="{text(day_words(facts))}">'
            f'<p class="ecs-head"><span class="ecs-title">{text(day_words(facts))}</span> '
            f'<span class="ecs-world">World: {text(self.day.world)}</span></p>'
            f'<p class="ecs-small">{count(facts.minutes, "minute")}. After today you can:</p><ul class="ecs-goals">{goals}</ul>'
            f'<p class="ecs-actions">{action}{aside}</p>{self._so_far()}{notes_html(self.day.notes)}</div>'
        )

    def _so_far(self) -> str:
        said = "" if self.card else self.day.so_far()
        return f'<p class="ecs-small">{text(said)}</p>' if said else ""

    def _body(self, live: bool) -> str:
        if self.card is None or self.card.report is None:
            return ""
        return card_html(self.card.report, title="Your check", asked=self.hints if live else None)

    def _head_text(self) -> str:
        facts = self.day.facts
        goals = [f"  - {goal}" for goal in facts.goals]
        lines = [
            day_words(facts),
            f"World: {self.day.world}",
            f"{count(facts.minutes, 'minute')}. After today you can:",
            *goals,
        ]
        return "\n".join([*lines, "Check your work: d.check()", *(f"Note: {note}" for note in self.day.notes)])


def panel_of(day: Day) -> Panel:
    """The day's panel. A day that was opened again takes over the panel, so that cells that show it stay awake."""
    panel = _panels.get(day.facts.id)
    if panel is None:
        panel = _panels[day.facts.id] = Panel(day)
    panel.day = day
    panel.show()
    return panel


def shown_panel(day: Day) -> Panel | None:
    """The day's panel if some cell shows it."""
    return _panels.get(day.facts.id)
