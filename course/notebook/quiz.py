"""The quiz: what `d.quiz()` shows. One question at a time, feedback on every option, and a summary at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from course.app.words import LETTERS, count, graded_words, how_to_answer, question_words, verdict_words
from course.model.errors import UsageProblem
from course.model.quiz import Asked, Graded
from course.notebook.calm import calm
from course.notebook.live import Live, button
from course.notebook.markup import lead_and_rest, text
from course.notebook.question import form_html, graded_html, letters_to_positions, text_html
from course.notebook.shown import Shown, message


class Sitting(Protocol):
    """A handful of questions and the answers so far (course.app.practise.Session)."""

    @property
    def asked(self) -> tuple[Asked, ...]: ...
    @property
    def answered(self) -> dict[int, Graded]: ...
    @property
    def notes(self) -> list[str]: ...
    def answer(self, position: int, answer: Any) -> Graded: ...


class Quiz(Live):
    """One for each day and kernel. `answer("b")` answers without the mouse or the form."""

    def __init__(self, id: str, title: str, draw: Callable[[int | None], Sitting]) -> None:
        super().__init__(f"quiz {id}")
        self.title, self.draw = title, draw
        self.sitting: Sitting | None = None
        self.seed: int | None = None
        self.at = 0

    def go_on(self, seed: int | None = None) -> None:
        """Go on where it stopped; draw anew when all is answered or another seed is asked for."""
        if self.sitting is None or self._next() is None or seed not in (None, self.seed):
            self.sitting, self.seed, self.at = self.draw(seed), seed, 0
        self._forward()
        self.show()

    @calm
    def answer(self, answer: str | int | float) -> Shown:
        """Answer the question that is shown: "b", "a c", "c a b" by letters as listed in the text form, or a number."""
        sitting, position = self._sitting(), self.at
        if position >= len(sitting.asked):
            raise UsageProblem("All questions are answered. Call d.quiz() for new ones.")
        asked = sitting.asked[position]
        graded = sitting.answer(position, _in_bank_positions(str(answer), asked))
        self._forward()
        self.show()
        html = graded_html(graded, asked, number=position + 1, of=len(sitting.asked))
        return message(f"{graded_words(graded, asked)}\n\n{self._now_words()}", html)

    def act(self, do: str, what: Any, answer: Any) -> str:
        sitting = self._sitting()
        if do == "answer":
            self.at = int(what)
            sitting.answer(self.at, answer)
        elif do == "again":
            self.go_on()
        elif do == "back":
            self.at = max(0, self.at - 1)
        elif do == "next":
            self._forward(skip=True)
        return ""  # the view puts the focus on what is new, and that is read out

    def drawn(self, *, live: bool) -> tuple[str, str]:
        sitting = self._sitting()
        head = f'<p class="ecs-head"><span class="ecs-title">Quiz, {text(self.title)}</span> <span>{self._so_far()}</span></p>'
        notes = "".join(f'<p class="ecs-note">Note: {text(note)}</p>' for note in dict.fromkeys(sitting.notes))
        body = self._live_body() if live else self._static_body()
        return head + notes, f'<div class="ecs-card">{body}</div>'

    def plain_text(self) -> str:
        return f"Quiz, {self.title}: {self._so_far()}\n\n{self._now_words()}"

    def _live_body(self) -> str:
        sitting, of = self._sitting(), len(self._sitting().asked)
        if self.at >= of:
            again = button("again", "New questions")
            return f'{self._result_html()}<p class="ecs-actions">{again}{button("back", "Back", quiet=True)}</p>'
        asked, graded = sitting.asked[self.at], sitting.answered.get(self.at)
        back = button("back", "Back", quiet=True) if self.at else ""
        if graded is None:
            skip = button("next", "Skip for now", quiet=True) if self._next() != self.at else ""
            return form_html(asked, self.at + 1, of, others=skip + back)
        onward = button("next", "Show the result" if self._next() is None else "Next question")
        return f'{graded_html(graded, asked, number=self.at + 1, of=of)}<p class="ecs-actions">{onward}{back}</p>'

    def _static_body(self) -> str:
        sitting = self._sitting()
        if self._next() is None:
            return self._result_html()
        at, of = min(self.at, len(sitting.asked) - 1), len(sitting.asked)
        how = f"<p>Answer here with the call <code>{text(_call(sitting.asked[at]))}</code>.</p>"
        now = "" if at in sitting.answered else text_html(sitting.asked[at], at + 1, of) + how
        return self._answers_html() + now

    def _result_html(self) -> str:
        score = f'<p class="ecs-score" tabindex="-1" data-ecs-focus><strong>{self._result_words()}</strong></p>'
        return score + self._answers_html()

    def _answers_html(self) -> str:
        """Every answered question, folded: sign, word and question; the verdict inside."""
        sitting, of = self._sitting(), len(self._sitting().asked)
        return "".join(
            f'<details class="ecs-answered"><summary><span class="ecs-status ecs-{"passed" if graded.right else "failed"}">'
            f'<span aria-hidden="true">{"✔" if graded.right else "✘"}</span> {"right" if graded.right else "not right"}</span> '
            f"<span>{position + 1}. {lead_and_rest(sitting.asked[position].question.ask)[0]}</span></summary>"
            f"{graded_html(graded, sitting.asked[position], number=position + 1, of=of)}</details>"
            for position, graded in sorted(sitting.answered.items())
        )

    def _result_words(self) -> str:
        sitting = self._sitting()
        right = sum(graded.right for graded in sitting.answered.values())
        missed = len(sitting.answered) - right
        rest = f" {count(missed, 'question comes', 'questions come')} back sooner." if missed else ""
        return f"{right} of {count(len(sitting.asked), 'question')} right.{rest}"

    def _now_words(self) -> str:
        """The question that is shown, or the result."""
        sitting = self._sitting()
        if self.at >= len(sitting.asked):
            return self._result_words()
        asked, graded = sitting.asked[self.at], sitting.answered.get(self.at)
        last = verdict_words(graded) if graded else f"Answer here with the call {_call(asked)}."
        return f"{question_words(asked, self.at + 1, len(sitting.asked))}\n{last}"

    def _so_far(self) -> str:
        answered = self._sitting().answered
        right = sum(graded.right for graded in answered.values())
        return f"{len(answered)} of {len(self._sitting().asked)} answered, {right} right"

    def _forward(self, *, skip: bool = False) -> None:
        """To the question to answer now (`skip`: another than the one shown), or to the result."""
        if skip or self.at >= len(self._sitting().asked) or self.at in self._sitting().answered:
            following = self._next()
            self.at = len(self._sitting().asked) if following is None else following

    def _next(self) -> int | None:
        """The first question without an answer behind the one that is shown, then from the start; None where there is none."""
        sitting = self._sitting()
        open_ones = [n for n in range(len(sitting.asked)) if n not in sitting.answered]
        return next((n for n in open_ones if n > self.at), open_ones[0] if open_ones else None)

    def _sitting(self) -> Sitting:
        assert self.sitting is not None, "go_on() comes first"
        return self.sitting


def _call(asked: Asked) -> str:
    example = {"single": '"b"', "multiple": '"a c"', "ordering": '"b a c"'}.get(asked.question.kind, "12")
    return f"d.quiz().answer({example})"


def _in_bank_positions(answer: str, asked: Asked) -> Any:
    if asked.question.kind == "number":
        return answer
    positions = letters_to_positions(answer, asked)
    if positions is None or (asked.question.kind == "single" and len(positions) != 1):
        last = LETTERS[len(asked.order) - 1] if asked.order else "…"
        raise UsageProblem(f"The letters a to {last} stand for what is listed. {how_to_answer(asked)}")
    return positions[0] if asked.question.kind == "single" else positions


_quizzes: dict[str, Quiz] = {}


def quiz_of(id: str, title: str, draw: Callable[[int | None], Sitting], seed: int | None) -> Quiz:
    """The day's quiz, going on where it stopped; every cell that shows it stays awake."""
    quiz = _quizzes.get(id)
    if quiz is None:
        quiz = Quiz(id, title, draw)
    quiz.draw = draw
    quiz.go_on(seed)
    _quizzes[id] = quiz
    return quiz
