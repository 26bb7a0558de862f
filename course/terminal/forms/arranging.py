"""Lines moved into order, and lefts matched with rights."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from course.model.errors import UsageProblem
from course.model.question import MatchingQuestion, OrderingQuestion
from course.model.quiz import Asked
from course.quiz.typing import LETTERS
from course.terminal.forms.form import Form, moved, place_of, row, whole
from course.terminal.page import BLANK, Para
from course.terminal.prose import inline

SAYS = "Give each number its letter. A letter may be left over, or serve twice."


class Ordering(Form):
    """Lines; the one under the cursor can be moved, or taken along with Space."""

    hints = (("↑ ↓", "go to a line"), ("u d", "move it up, down"), ("Space", "take it along"), ("Enter", "answer"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        assert isinstance(asked.question, OrderingQuestion)
        self.items = asked.question.items
        self.lines = list(asked.order or range(len(self.items)))
        self.at, self.taken = 0, False

    def paras(self) -> list[Para]:
        shown = [Para(Content.styled("Put them in order, first to last.", "$quiet")), BLANK]
        for n, place in enumerate(self.lines):
            sign = "↕" if self.taken and n == self.at else " "
            shown.append(row(f"{sign}{n + 1}.", self.items[place].text, cursor=n == self.at))
        return shown

    def key(self, key: str, character: str | None) -> bool:
        last = len(self.lines) - 1
        if key == "space":
            self.taken = not self.taken
        elif key in ("shift+up", "shift+down", "u", "d") or (self.taken and key in ("up", "down")):
            to = min(max(0, self.at + (-1 if key in ("shift+up", "up", "u") else 1)), last)
            self.lines[self.at], self.lines[to] = self.lines[to], self.lines[self.at]
            self.at = to
        elif (to2 := moved(self.at, key, last + 1)) is not None:
            self.at = to2
        elif character is not None and character.isdigit() and (digit := place_of(character, last + 1)) is not None:
            self.at = digit
        else:
            return False
        return True

    def answer(self) -> Any:
        return list(self.lines)

    def draft(self) -> Any:
        return list(self.lines)

    def restore(self, draft: Any) -> None:
        lines = whole(draft, len(self.items))
        if len(lines) != len(self.items):
            raise ValueError(draft)
        self.lines = lines


class Matching(Form):
    """A number chooses the left, a letter gives it its right."""

    hints = (("1 2 3", "go to a line"), ("a b c", "match it"), ("Backspace", "unmatch"), ("Enter", "answer"))

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        assert isinstance(asked.question, MatchingQuestion)
        self.question = asked.question
        self.order = asked.order or tuple(range(len(self.question.rights)))
        self.matched: list[int | None] = [None] * len(self.question.pairs)
        self.at = 0

    def paras(self) -> list[Para]:
        shown = [
            Para(Content.styled(SAYS, "$quiet")),
            BLANK,
        ]
        for n, pair in enumerate(self.question.pairs):
            place = self.matched[n]
            letter = "_" if place is None else LETTERS[self.order.index(place)]
            shown.append(row(f"{n + 1}. [{letter}]", pair.left, cursor=n == self.at))
        shown.append(BLANK)
        shown += [
            Para(inline(self.question.rights[place]), Content(f"  {LETTERS[n]}) "))
            for n, place in enumerate(self.order)
        ]
        return shown

    def key(self, key: str, character: str | None) -> bool:
        lefts = len(self.matched)
        if key in ("backspace", "delete"):
            self.matched[self.at] = None
            return True
        to = moved(self.at, key if len(key) > 1 else "", lefts)
        if to is None and character is not None and character.isdigit():
            to = place_of(character, lefts)
        if to is not None:
            self.at = to
            return True
        if character is None or not character.isalpha() or (right := place_of(character, len(self.order))) is None:
            return False
        self.matched[self.at] = self.order[right]
        open_ones = [n for n, place in enumerate(self.matched) if place is None]
        self.at = next((n for n in open_ones if n > self.at), open_ones[0] if open_ones else self.at)
        return True

    def answer(self) -> Any:
        open_ones = [str(n + 1) for n, place in enumerate(self.matched) if place is None]
        if open_ones:
            raise UsageProblem(f"Still without a match: {', '.join(open_ones)}.")
        return list(self.matched)

    def draft(self) -> Any:
        return list(self.matched)

    def restore(self, draft: Any) -> None:
        whole([place for place in draft if place is not None], len(self.question.rights), again=True)
        if len(draft) != len(self.matched):
            raise ValueError(draft)
        self.matched = list(draft)
