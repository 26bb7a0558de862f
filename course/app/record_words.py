"""What a record says, as plain text: whole or changed, what it holds, and what that proves."""

from __future__ import annotations

import re
from typing import Any

from course.app.words import count, plain
from course.model.record import Judged, PassedLab
from course.progress.record.keys import fingerprint

WHOLE = "A whole record proves that the file was not changed since it was signed."
HONEST = (
    "It does not prove that its owner did the work: the key and the log lie on the learner's own machine. "
    "Only a countersignature of a class server can say that."
)
NONE_COUNTERSIGNED = (
    "This one has no countersignature: it was not changed since it was signed, "
    "and nobody has confirmed that it is honest."
)
WORLDS = {"sandbox": "sandbox", "account": "own AWS account", "other": "another world"}


def countersigned(found: Judged) -> str:
    """Which of the two it is: merely whole, or more."""
    if not found.countersignatures:
        return NONE_COUNTERSIGNED
    number = count(found.countersignatures, "countersignature")
    return f"It holds {number}, which this version of the course cannot judge: take it as merely whole."


def day_of(lab: PassedLab) -> str:
    """`Day 8: Clusters and capacity providers`, as far as the record says it."""
    number = re.fullmatch(r"day(\d{2})_[a-z0-9_]+", lab.day)
    return f"Day {int(number[1]) if number else lab.day}" + (f": {lab.title}" if lab.title else "")


def when(lab: PassedLab) -> str:
    """`2026-11-24 10:02`, in UTC."""
    return lab.passed_at[:16].replace("T", " ")


def help_taken(lab: PassedLab) -> str:
    """`2 hints, solution shown`, or `no help`."""
    parts = [count(lab.hints, "hint")] if lab.hints else []
    return ", ".join(parts + (["solution shown"] if lab.solution_shown else [])) or "no help"


def judged_words(found: Judged, name: str) -> str:
    """The judgement for a terminal."""
    name = plain(name)
    if not found.whole:
        lines = [f"✘ {name} is not the record that was signed:"]
        lines += [f"  {plain(finding.says)}" for finding in found.findings[:20]]
        more = len(found.findings) - 20
        return "\n".join(lines + ([f"  … and {more} more."] if more > 0 else []))
    of = f" of {plain(found.name)}" if found.name else ""
    lines = [f"✔ {name} is whole: {count(len(found.labs), 'passed lab')}{of}, {plain(found.course)}."]
    for lab in found.labs:
        tries = count(lab.checks_before, "check") + " before"
        lines.append(
            f"  {plain(when(lab), 40)} UTC  {lab.score} of {lab.max_score}  {plain(day_of(lab), 100)} "
            f"({tries}, {help_taken(lab)}, {WORLDS[lab.world]})"
        )
    lines.append(f"  Signed with the key {fingerprint(found.key)}")
    for problem in found.log_problems:
        lines.append(f"  When it was made, the log was not whole: {plain(problem)}")
    return "\n".join([*lines, WHOLE, HONEST, countersigned(found)])


def judged_json(found: Judged) -> dict[str, Any]:
    """The machine-readable form, for a record that is whole and one that is not."""
    from dataclasses import asdict

    return {
        "whole": found.whole,
        "findings": [asdict(finding) for finding in found.findings],
        "course": found.course,
        "name": found.name,
        "labs": [asdict(lab) for lab in found.labs],
        "log": {"entries": found.log_entries, "problems": list(found.log_problems)},
        "key": found.key,
        "fingerprint": fingerprint(found.key) if found.key else "",
        "countersignatures": found.countersignatures,
    }
