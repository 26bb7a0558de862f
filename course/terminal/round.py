"""A sitting as somebody plays it: where they are, what they have half typed, what they chose to see. Kept with the sitting."""

from __future__ import annotations

from typing import Any

from course.app.sitting import Sitting
from course.terminal.forms import form_for
from course.terminal.forms.form import Form

REMEMBERED = 200
"""Half-typed answers that are kept at most."""


class Round:
    """One for each time that a sitting is on the screen. `more` is the sitting's own place for what a face keeps."""

    def __init__(self, sitting: Sitting, *, confidence: bool | None = None, hide_clock: bool = False) -> None:
        """`confidence`: whether it is asked; None for as it was kept, else in quizzes and drills only."""
        self.sitting = sitting
        more = sitting.kept.more
        drafts = more.get("draft")
        self._drafts: dict[str, Any] = dict(drafts) if isinstance(drafts, dict) else {}
        usual = sitting.kept.asked_in in ("quiz", "drill")
        kept = more.get("confidence")
        self.confidence: bool = confidence if confidence is not None else kept if isinstance(kept, bool) else usual
        self.hide_clock = hide_clock or more.get("hide_clock") is True
        at = more.get("at")
        at = at if type(at) is int and 0 <= at < len(sitting.asked) else None
        following = sitting.next()
        self.at = at if at is not None else following if following is not None else 0
        self.form = self._form(self.at)
        self.fresh = True
        """Whether nothing was gone to yet: what there is to know of the sitting is said once."""

    def go(self, position: int) -> None:
        """To another question; what is half typed here stays."""
        self._remember()
        self.at, self.fresh = position, False
        self.form = self._form(position)
        self.sitting.shown(position)
        self.keep()

    def keep(self) -> None:
        """Write all of it beside the answers."""
        if self.sitting.ended:
            return
        self._remember()
        self.sitting.kept.more.update(
            at=self.at, draft=self._drafts, confidence=self.confidence, hide_clock=self.hide_clock
        )
        self.sitting.keep()

    def answered(self) -> None:
        """The answer here is given: no draft any more."""
        self._drafts.pop(self._key(self.at), None)

    def _form(self, position: int) -> Form:
        form = form_for(self.sitting.asked[position])
        given = self.sitting.given.get(position)
        for kept in (self._drafts.get(self._key(position)), given):
            if kept is not None:
                try:
                    form.restore(kept)
                    break
                except (ValueError, KeyError, TypeError, AttributeError, IndexError):
                    continue  # of another version of the question: begin anew
        return form

    def _remember(self) -> None:
        if self.at in self.sitting.answered:
            return
        key, draft = self._key(self.at), self.form.draft()
        if draft == form_for(self.sitting.asked[self.at]).draft() or draft == self.sitting.given.get(self.at):
            self._drafts.pop(key, None)
            return
        self._drafts[key] = draft
        while len(self._drafts) > REMEMBERED:
            del self._drafts[next(iter(self._drafts))]

    def _key(self, position: int) -> str:
        place = self.sitting.kept.places[position]
        return f"{place.question}/{place.seed}"
