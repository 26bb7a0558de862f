"""The printable page of a record: one HTML file that needs nothing else, made from what was judged whole."""

from __future__ import annotations

from course.app.record_words import HONEST, WHOLE, WORLDS, countersigned, day_of, when
from course.app.words import count
from course.model.record import Judged, PassedLab
from course.notebook.markup import text
from course.notebook.paper import paper
from course.progress.record.keys import fingerprint

_COLUMNS = ("Day", "Passed (UTC)", "Score", "Checks before", "Hints", "Solution shown", "World", "Course")


def page(found: Judged, file_name: str, digest: str) -> str:
    """The page of a whole record; `digest` is the SHA-256 of the record's file."""
    rows = "\n".join(_row(lab) for lab in found.labs)
    name = f'\n<p class="of">{text(found.name)}</p>' if found.name else ""
    log = "".join(f"\n<li>{text(problem)}</li>" for problem in found.log_problems)
    warning = f'\n<div class="log"><strong>The log that it was taken from was not whole.</strong><ul>{log}</ul></div>'
    heads = "".join(f'<th scope="col">{column}</th>' for column in _COLUMNS)
    main = f"""<header>
<h1>Record of passed labs</h1>
<p>{text(found.course)}</p>{name}
</header>
<p class="status"><strong>{_status(found)}</strong> {text(countersigned(found))}</p>{warning if found.log_problems else ""}
<div class="wide" tabindex="0" role="region" aria-label="The passed labs">
<table>
<caption>{count(len(found.labs), "lab")} passed</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
<section aria-labelledby="verify">
<h2 id="verify">How to verify it</h2>
<p>This page is only a print of the file <code>{text(file_name)}</code>. With that file, anyone can check it offline:</p>
<p><code>ecs-course record verify {text(file_name)}</code></p>
<p>The command names the key that signed. It must be this one:</p>
<dl>
<dt>Fingerprint of the key</dt><dd><code>{fingerprint(found.key)}</code></dd>
<dt>SHA-256 of the file</dt><dd><code>{text(digest)}</code></dd>
</dl>
</section>
<section aria-labelledby="proves">
<h2 id="proves">What it proves</h2>
<p>{text(WHOLE)}</p>
<p>{text(HONEST)}</p>
</section>"""
    return paper(f"Record of passed labs: {found.course}", main, sheet="record.css")


def _status(found: Judged) -> str:
    return "Whole, countersignatures not judged." if found.countersignatures else "Whole, not countersigned."


def _row(lab: PassedLab) -> str:
    cells = (
        (when(lab), True),
        (f"{lab.score} of {lab.max_score}", True),
        (str(lab.checks_before), False),
        (str(lab.hints), False),
        ("yes" if lab.solution_shown else "no", False),
        (WORLDS[lab.world], False),
        (lab.course_version, True),
    )
    kinds = ("<td>", '<td class="tight">')
    shown = "".join(f"{kinds[tight]}{text(cell, 60)}</td>" for cell, tight in cells)
    return f'<tr><th scope="row">{text(day_of(lab), 120)}</th>{shown}</tr>'
