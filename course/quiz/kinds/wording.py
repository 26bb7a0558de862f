"""Short answers and gaps: a word or phrase held against those that are right and those that are near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.catalog.synonyms import same_as
from course.model.errors import UsageProblem
from course.model.question import ClozeQuestion, Gap, NearMiss, ShortQuestion
from course.model.quiz import Feedback, Graded
from course.quiz.kinds.text import apart, plain_words, run_together, typed
from course.quiz.kinds.verdicts import verdict

SPELLING = 0.5
"""Credit for the right word in a wrong spelling."""


def short(question: ShortQuestion, answer: Any) -> Graded:
    """Right, near (a known neighbour, or a slip of spelling), or neither."""
    text = typed(answer)
    right = run_together(text) in _forms(question.accept)
    near = None if right else _neighbour(text, question.near)
    slip = not right and near is None and _misspelt(text, question.accept)
    message = (
        "Right." if right else "Near, but not it." if near else "Nearly: look at the spelling." if slip else "Not this."
    )
    feedback = [Feedback(text=question.accept[0], right=True, chosen=right, why=question.explain)]
    feedback += [Feedback(text=one.text, right=False, chosen=one is near, why=one.why) for one in question.near]
    if not right and near is None:
        why = "Compare the letters." if slip else "No usual mix-up leads here; follow the reason given."
        feedback.append(Feedback(text=text, right=False, chosen=True, why=why))
    return verdict(question, text, right, SPELLING if slip else 0.0, message, feedback)


def cloze(question: ClozeQuestion, answer: Any) -> Graded:
    """Each gap earns its share. In code case counts: the right word in another case is near, and earns half."""
    if not isinstance(answer, dict) or set(answer) - {gap.name for gap in question.gaps}:
        raise UsageProblem(f"Fill the gaps {', '.join(gap.name for gap in question.gaps)}.")
    filled = {gap.name: _filled(gap.name, answer.get(gap.name)) for gap in question.gaps}
    if not any(filled.values()):
        raise UsageProblem("Fill at least one gap.")
    filled = {name: typed(text) if text else "" for name, text in filled.items()}
    judged = [(gap, *_gap(gap, filled[gap.name])) for gap in question.gaps]
    right = all(credit == 1.0 for _, credit, _ in judged)
    whole = sum(credit == 1.0 for _, credit, _ in judged)
    message = "Right, every gap." if right else f"{whole} of {len(judged)} gaps are right."
    feedback = [
        Feedback(text=f"{gap.name}: {gap.accept[0]}", right=credit == 1.0, chosen=credit == 1.0, why=f"{said}{gap.why}")
        for gap, credit, said in judged
    ]
    return verdict(question, filled, right, sum(credit for _, credit, _ in judged) / len(judged), message, feedback)


def _filled(name: str, value: Any) -> str:
    """A gap's text; numbers and truths as they are written there."""
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if isinstance(value, bool | int | float):
        return str(value).lower()
    raise UsageProblem(f"Fill the gap {name} with a text.")


def _gap(gap: Gap, text: str) -> tuple[float, str]:
    """Credit, and what is said before the gap's reason."""
    given = _bare(text)
    if not given:
        return 0.0, "Left empty. "
    accepted = {_bare(right) for right in gap.accept}
    if given in accepted or "".join(given.split()) in {"".join(right.split()) for right in accepted}:
        return 1.0, ""
    near = next((one for one in gap.near if _bare(one.text) == given), None)
    if near is None and given.casefold() in {right.casefold() for right in accepted}:
        return SPELLING, f"You wrote {given}: here upper and lower case count. "
    near = near or _neighbour(given, gap.near)
    if near:
        return 0.0, f"You wrote {given}. {near.why} "
    if _misspelt(given, gap.accept):
        return SPELLING, f"You wrote {given}: look at the spelling. "
    return 0.0, f"You wrote {given}. "


def _bare(text: str) -> str:
    """Without the quotes that a person may or may not type around a value."""
    return text.strip("\"'` ")


def _forms(accepted: Sequence[str]) -> set[str]:
    """Every accepted answer with its synonyms, run together."""
    return {run_together(form) for text in accepted for form in (text, *same_as(plain_words(text)))}


def _neighbour(text: str, near: Sequence[NearMiss]) -> NearMiss | None:
    return next((one for one in near if run_together(text) in _forms([one.text])), None)


def _misspelt(text: str, accepted: Sequence[str]) -> bool:
    """One letter off, two in long words; short words and numbers have no slips."""
    given = run_together(text)
    return any(
        not any(c.isdigit() for c in form) and apart(given, form, most) <= most
        for form in _forms(accepted)
        if (most := 0 if len(form) < 5 else 1 if len(form) < 9 else 2)
    )
