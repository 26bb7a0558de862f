"""A form for every kind of question: what it shows, what keys do to it, the answer it holds."""

from __future__ import annotations

from course.model.quiz import Asked
from course.terminal.forms.form import Form


def form_for(asked: Asked) -> Form:
    """The form of a question."""
    from course.terminal.forms import arranging, choosing, filling, pointing, writing

    forms: dict[str, type[Form]] = {
        "single": choosing.Single,
        "multiple": choosing.Multiple,
        "scenario": choosing.Scenario,
        "ordering": arranging.Ordering,
        "matching": arranging.Matching,
        "output": pointing.Output,
        "number": filling.Number,
        "short": filling.Short,
        "cloze": filling.Cloze,
        "fix": writing.Fix,
        "open": writing.Open,
    }
    return forms[asked.question.kind](asked)
