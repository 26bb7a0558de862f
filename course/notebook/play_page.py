"""The pages of a sitting as HTML: its head, a question, its verdict, an exam before it is handed in, the end, all as text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from course.app.showing import count
from course.model.quiz import Graded
from course.notebook.live import button
from course.notebook.markup import lead_and_rest, text
from course.notebook.question import form_html, text_html
from course.notebook.verdict import graded_html, rating_html
from course.quiz.queue import REASONS

if TYPE_CHECKING:
    from course.notebook.play import Play

MOST = 50_000
"""Characters of folded verdicts on one page; what comes after them can be looked at one by one."""
WHY = {**{str(why): words for why, words in REASONS.items()}, "again": "forgotten a moment ago"}


def why_words(why: str) -> str:
    """Why a question is asked; an interview's own words stay."""
    return WHY.get(why, why)


def head_html(play: Play, *, live: bool) -> str:
    """Title, how far one is, the clock of an exam, and what the learner should know."""
    sitting, done = play.now, len(play.now.given)
    bar = (
        f'<progress max="{play.of}" value="{done}" aria-label="Questions answered">{done}</progress>' if play.of else ""
    )
    notes = "".join(f'<p class="ecs-note">Note: {text(note)}</p>' for note in dict.fromkeys(sitting.notes))
    clock = _clock(play) if live and not sitting.ended and sitting.left_s is not None else ""
    return (
        f'<p class="ecs-head"><span class="ecs-title">{text(play.title)}</span> '
        f'<span class="ecs-done">{bar if live else ""} {play.so_far()}</span></p>{clock}{notes}'
    )


def question_html(play: Play) -> str:
    """The question that is shown, to be answered, or its verdict."""
    sitting, at, of = play.now, play.at, play.of
    asked, graded, why = sitting.asked[at], sitting.answered.get(at), why_words(sitting.why(at))
    back = button("back", "Back", quiet=True) if at else ""
    if graded is not None:
        return _verdict(play, graded, why, back)
    passed = getattr(sitting, "passed_over", None)
    if (at in sitting.given or (passed and passed(at))) and not play.exam:
        onward = button("next", "Go on")
        said = "Answered; the verdict comes at the end." if at in sitting.given else "You passed on this one."
        return (
            f'{text_html(asked, at + 1, of)}<p tabindex="-1" data-ecs-focus>{said}</p>'
            f'<p class="ecs-actions">{onward}{back}</p>'
        )
    if play.exam:
        answered = at in sitting.given
        note = '<p class="ecs-small">Answered. You can change it until you hand in.</p>' if answered else ""
        skip = button("next", "Leave it" if answered else "Skip for now", quiet=True)
        others = f"{skip}{back}{_look(len(sitting.asked), 'All questions')}"
    elif hasattr(sitting, "skip"):
        stop = _look(len(sitting.asked), "Stop here")
        note, others = "", button("pass", "Pass on this one", quiet=True) + back + stop
    else:
        note = ""
        others = (button("next", "Skip for now", quiet=True) if sitting.next(at) != at else "") + back
    given = sitting.kept.given.get(str(at))
    sure = given.confidence if given else None
    return note + form_html(
        asked, at + 1, of, others=others, before=play.before(), walk=play.walk, confidence=sure, why=why
    )


def review_html(play: Play) -> str:
    """An exam before it is handed in: every question, and whether it is answered."""
    sitting = play.now
    rows = "".join(
        f"<li>{_look(at, f'{at + 1}', f'Question {at + 1}')} <span>{'answered' if at in sitting.given else '<b>open</b>'}: "
        f"{lead_and_rest(one.question.ask)[0]}</span></li>"
        for at, one in enumerate(sitting.asked)
    )
    open_ones = len(sitting.asked) - len(sitting.given)
    said = (
        f"{count(open_ones, 'question is', 'questions are')} still open."
        if open_ones
        else "Every question is answered."
    )
    return (
        f'<p class="ecs-score" tabindex="-1" data-ecs-focus><strong>{said}</strong> <span>After handing in, the verdicts come '
        f'and nothing can be changed any more.</span></p><p class="ecs-actions">{button("end", "Hand in")}'
        f'{button("next", "Go on answering", quiet=True) if open_ones else ""}</p><ol class="ecs-review">{rows}</ol>'
    )


def ended_html(play: Play) -> str:
    """The end: how it went, and every verdict. Of what goes on: whether it shall end here."""
    sitting = play.now
    if not sitting.ended:
        asks = "End it here? What was not asked does not count, and the report comes."
        return (
            f'<p class="ecs-score" tabindex="-1" data-ecs-focus><strong>{asks}</strong></p><p class="ecs-actions">'
            f"{button('next', 'Go on')}{button('end', 'End it', quiet=True)}</p>"
        )
    if hasattr(sitting, "report") and sitting.ended:
        from course.notebook.interview_page import report_html

        report = report_html(sitting, play.saved, live=True)
        return report + answers_html(play, live=True) + _again("Another interview")
    score = f'<p class="ecs-score" tabindex="-1" data-ecs-focus><strong>{play.result_words()}</strong></p>'
    back = button("back", "Back", quiet=True)
    return f"{score}{answers_html(play, live=True)}{_again('New questions', back)}"


def answers_html(play: Play, *, live: bool) -> str:
    """Every answered question, folded: sign, word and question; the verdict inside."""
    sitting, parts, used = play.now, list[str](), 0
    for at, graded in sorted(sitting.answered.items()):
        sign, word, state = ("✔", "right", "passed") if graded.right else ("✘", "not right", "failed")
        line = (
            f'<span class="ecs-status ecs-{state}"><span aria-hidden="true">{sign}</span> {word}</span> '
            f"<span>{at + 1}. {lead_and_rest(sitting.asked[at].question.ask)[0]}</span>"
        )
        inside = graded_html(graded, sitting.asked[at], number=at + 1, of=play.of) if used < MOST else ""
        used += len(inside)
        look = _look(at, "Look at it", f"Look at question {at + 1}") if live else ""
        if inside and used < MOST:
            parts.append(
                f'<details class="ecs-answered"><summary>{line}</summary>{inside}'
                f"{f'<p>{look}</p>' if look else ''}</details>"
            )
        else:
            parts.append(f'<p class="ecs-answered">{line} {look}</p>')
    return "".join(parts)


def static_html(play: Play) -> str:
    """All of it without a control, for where no kernel listens."""
    sitting, at = play.now, play.at
    if not 0 <= at < len(sitting.asked):
        if play.exam:
            return f"<p>{text(play.so_far())}. Hand in with the call <code>{text(play.call)}.hand_in()</code>.</p>"
        if hasattr(sitting, "report") and sitting.ended:
            from course.notebook.interview_page import report_html

            return report_html(sitting, play.saved, live=False)
        score = f'<p class="ecs-score"><strong>{play.result_words()}</strong></p>'
        return score + answers_html(play, live=False)
    if at in sitting.answered:
        return answers_html(play, live=False)
    how = f"<p>Answer here with the call <code>{text(play.example())}</code>.</p>"
    return answers_html(play, live=False) + text_html(sitting.asked[at], at + 1, play.of, walk=play.walk) + how


def _verdict(play: Play, graded: Graded, why: str, back: str) -> str:
    sitting, at = play.now, play.at
    rated = sitting.kept.given[str(at)].rating != 0
    rate = rating_html(sitting.dates(at), sitting.suggested(at), rated)
    away = button("bury", "Not again today", quiet=True, keep=True) + button(
        "suspend", "Never ask this again", quiet=True, keep=True
    )
    onward = button("next", "Show the result" if sitting.ended or sitting.next() is None else "Next question")
    after = f'{rate}<p class="ecs-actions">{onward}{back}<span class="ecs-away">{away}</span></p>'
    return graded_html(graded, sitting.asked[at], number=at + 1, of=play.of, why=why, live=True, after=after)


def _clock(play: Play) -> str:
    """The time that is left, drawn by the browser second by second; who finds that unquiet hides it, and is told twice."""
    left = play.now.left_s or 0.0
    shown = (
        f"<span data-ecs-clock>{int(left // 60)}:{int(left % 60):02}</span> left"
        if play.clock
        else "The clock is hidden."
    )
    toggle = button("clock", "Hide the clock" if play.clock else "Show the clock", quiet=True, keep=True)
    timer = f'<span role="timer" aria-live="off">{shown}</span>'
    return f'<p class="ecs-clock" data-ecs-until="{time.time() + left:.0f}">{timer} {toggle}</p>'


def _look(at: int, label: str, name: str = "") -> str:
    named = f' aria-label="{text(name)}"' if name else ""
    return (
        f'<button type="button" class="ecs-button ecs-quiet" data-ecs-do="look" data-ecs-what="{at}"{named}>'
        f"{text(label)}</button>"
    )


def _again(label: str, others: str = "") -> str:
    return f'<p class="ecs-actions">{button("again", label)}{others}</p>'
