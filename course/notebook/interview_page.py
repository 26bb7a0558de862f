"""A mock interview's end in a notebook: its report in short, the whole of it folded, and files to save."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from course.app.interview_words import report_document
from course.app.written import as_markdown, as_text
from course.model.errors import UsageProblem
from course.notebook.markup import text
from course.notebook.written_page import body, page

if TYPE_CHECKING:
    from course.app.interview import Interview
    from course.app.sitting import Sitting

FORMS = {"html": page, "md": as_markdown}
FOLDER = "interviews"
"""Below the learner's folder, in plain sight."""


def report_html(sitting: Sitting, saved: Sequence[str], *, live: bool) -> str:
    """How it went, what to say better, days and cards to go back to. What was said in full stands in the file."""
    report = cast("Interview", sitting).report()
    shown = body(report_document(report, whole=False))
    where = "".join(f"<p>Saved: <code>{text(path)}</code></p>" for path in dict.fromkeys(saved))
    save = (
        f'<p class="ecs-actions">{_save("html", "Save the whole report (HTML)")}{_save("md", "Save as Markdown")}</p>{where}'
        if live
        else "<p>The whole report, question by question: <code>ecs-course interview report</code></p>"
    )
    head = f'<p class="ecs-title" tabindex="-1" data-ecs-focus>{text(report.title)}</p>'
    return f'{head}<div class="ecs-report">{shown}</div>{save}'


def report_text(sitting: Sitting) -> str:
    """The same as text."""
    return as_text(report_document(cast("Interview", sitting).report(), whole=False))


def save(sitting: Sitting, form: str) -> str:
    """Write the whole report beside the learner's other work. Returns where; raises UsageProblem where it cannot be written."""
    write = FORMS.get(form)
    if write is None:
        raise UsageProblem(f"A report is saved as {' or '.join(FORMS)}.")
    path: Path = sitting.home.root / FOLDER / f"{sitting.kept.id}.{form}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write(report_document(cast("Interview", sitting).report())), "utf-8")
    except OSError as error:
        raise UsageProblem(f"The report cannot be saved: {error}.") from error
    return str(path)


def _save(form: str, label: str) -> str:
    return (
        f'<button type="button" class="ecs-button ecs-quiet" data-ecs-do="save" data-ecs-what="{form}" '
        f'data-ecs-key="save-{form}">{label}</button>'
    )
