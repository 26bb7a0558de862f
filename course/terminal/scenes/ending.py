"""The end of a sitting: the questions to hand in, and the result with every answer to look at again."""

from __future__ import annotations

from datetime import UTC, datetime

from textual.content import Content

from course.app.showing import count
from course.terminal.forms.form import Hint, moved
from course.terminal.page import BLANK, Para
from course.terminal.prose import inline
from course.terminal.scenes.scene import Scene, Stage
from course.terminal.spoken import clock_words, in_words


class HandIn(Scene):
    """All questions, answered or open, before an exam or an interview ends."""

    def __init__(self, stage: Stage, *, chosen: int = 0) -> None:
        super().__init__(stage)
        self.chosen = chosen
        self.sure = False

    def paras(self) -> list[Para]:
        sitting = self.round.sitting
        missing = len(sitting.asked) - len(sitting.given)
        says = (
            f"{count(missing, 'question is', 'questions are')} still open."
            if missing
            else "Every question is answered."
        )
        then = "hand in" if sitting.kept.asked_in == "exam" else "end here"
        rows = [
            _row(n, "✔ answered" if n in sitting.given else "○ open    ", asked.question.ask, cursor=n == self.chosen)
            for n, asked in enumerate(sitting.asked)
        ]
        return [
            Para(Content.styled(says, "bold")),
            Para(Content(f"Look at any of them again, or {then} with h: the verdicts follow.")),
            BLANK,
            *rows,
        ]

    def status(self) -> str:
        return "End it now? There is no way back after that.  y yes · any other key: no" if self.sure else ""

    def hints(self) -> list[Hint]:
        return [("h", "hand in, end"), ("↑ ↓ Enter", "look at a question"), ("?", "keys"), ("q", "quit, kept")]

    def key(self, key: str, character: str | None) -> bool:
        sitting = self.round.sitting
        if self.sure:
            self.sure = False
            if character == "y":
                sitting.end()
                self.stage.show(Result(self.stage))
            return True
        if (to := moved(self.chosen, key, len(sitting.asked))) is not None:
            self.chosen = to
        elif key in ("h", "e", "f10"):
            self.sure = True
        elif key == "enter":
            from course.terminal.scenes.asking import Asking

            self.round.go(self.chosen)
            self.stage.show(Asking(self.stage))
        else:
            return False
        return True


class Result(Scene):
    """How it went, by topic, what comes back when, and each answer."""

    def __init__(self, stage: Stage, *, said: str = "") -> None:
        super().__init__(stage)
        self.said = said
        self.chosen = 0
        self.places = sorted(self.round.sitting.answered)

    def paras(self) -> list[Para]:
        sitting = self.round.sitting
        shown = [Para(Content.styled(self.said, "bold $warn")), BLANK] if self.said else []
        of, answered = len(sitting.asked), len(sitting.answered)
        right = f"{sitting.right} of {count(of, 'question')} right"
        rest = f", {of - answered} without an answer" if of > answered else ""
        shown.append(Para(Content.styled(f"{right}{rest}, in {clock_words(sitting.spent_s)}.", "bold")))
        shown += [Para(Content(note), Content.styled("Note: ", "bold $warn")) for note in sitting.notes]
        shown += [BLANK, *self._topics(), BLANK]
        back = self._dates()
        for n, at in enumerate(self.places):
            graded, asked = sitting.answered[at], sitting.asked[at]
            sign = "✔ right    " if graded.right else "◐ in part  " if graded.credit > 0 else "✘ not right"
            when = back.get(asked.question.id, "")
            shown.append(
                _row(at, sign, asked.question.ask, cursor=n == self.chosen, end=f" (in {when})" if when else "")
            )
        return shown

    def _topics(self) -> list[Para]:
        sitting = self.round.sitting
        by_topic: dict[str, list[float]] = {}
        for at, asked in enumerate(sitting.asked):
            graded = sitting.answered.get(at)
            by_topic.setdefault(asked.question.topic, []).append(graded.credit if graded else 0.0)
        wide = max(map(len, by_topic), default=0)
        rows = []
        for topic, credits in sorted(by_topic.items(), key=lambda item: sum(item[1]) / len(item[1])):
            share = sum(credits) / len(credits)
            full = round(share * 20)
            text = Content(f"{topic:<{wide}}  ") + Content.styled("━" * full, "$good") + Content("─" * (20 - full))
            rows.append(Para(text + Content(f" {share:4.0%} of {count(len(credits), 'question')}"), indent=2))
        return rows

    def _dates(self) -> dict[str, str]:
        cards = self.round.sitting.cards.refresh().cards
        now = datetime.now(UTC)
        ids = {self.round.sitting.asked[at].question.id for at in self.places}
        return {id: in_words(cards[id].due, now) for id in ids if id in cards}

    def status(self) -> str:
        return "In brackets: when it comes back." if self.places else ""

    def hints(self) -> list[Hint]:
        return [("↑ ↓ Enter", "look at an answer"), ("q", "done")]

    def key(self, key: str, character: str | None) -> bool:
        if self.places and (to := moved(self.chosen, key, len(self.places))) is not None:
            self.chosen = to
        elif key == "enter" and self.places:
            from course.terminal.scenes.verdict import VerdictScene

            self.stage.show(VerdictScene(self.stage, at=self.places[self.chosen], back=self))
        elif key == "escape":
            self.stage.leave()
        else:
            return False
        return True


def _row(at: int, sign: str, ask: str, *, cursor: bool, end: str = "") -> Para:
    first = ask.strip().split("\n")[0]
    mark = Content(f"{'▸' if cursor else ' '} {at + 1:>3}. {sign}  ")
    return Para(inline(first) + Content.styled(end, "$quiet"), mark, cursor=cursor)
