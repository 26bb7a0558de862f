"""A judgement for a person in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from course.lint.form import FORM_RULES
from course.lint.judging import Judgement, NotRead
from course.simulator.rules.rule import Rule
from course.simulator.rules.verdict import Finding

LONGEST_SAID = 300
"""Characters of AWS's words that are shown: some name forty values."""


def as_text(judgement: Judgement) -> Iterator[str]:
    """The findings, each with its place, why, fix, AWS's words and page; a short sum at the end."""
    for each in judgement.noticed:
        finding = each.finding
        where = f"{each.file}:{each.line}" if not each.in_plan else each.file
        yield f"{where}: {finding.rule}  {', '.join(filter(None, (each.subject, each.path)))}"
        yield f"    {finding.why}"
        yield f"    Fix: {finding.fix}"
        said = finding.says if len(finding.says) <= LONGEST_SAID else f"{finding.says[:LONGEST_SAID]} …"
        yield f"    {_who(finding)}: {said}"
        yield f"    {finding.page}"
        yield ""
    if judgement.files or judgement.passed_over or not judgement.not_read:  # else the complaints say all there is
        yield from _sum(judgement)


def _who(finding: Finding) -> str:
    """Unknown members and null never reach AWS."""
    by_tools = finding.says.startswith(("Unknown parameter in", "Invalid type for parameter"))
    return "boto3 says" if by_tools else "AWS says"


def _sum(judgement: Judgement) -> Iterator[str]:
    found, files, requests = len(judgement.noticed), len(judgement.files), len(judgement.subjects)
    with_findings = len({each.file for each in judgement.noticed})
    where = f" in {with_findings} of {_count(files, 'file')}" if found else f" in {_count(files, 'file')}"
    more = (
        f", {_count(judgement.partly_known, 'of them', 'of them')} with values that are not known yet"
        if judgement.partly_known
        else ""
    )
    yield f"{_count(found, 'finding') if found else 'Nothing found'}{where}: {_count(requests, 'request')} judged{more}."
    if judgement.passed_over:
        yield f"Passed over, with nothing in it for lint: {', '.join(judgement.passed_over)}."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def complaint(each: NotRead) -> str:
    """Why a file could not be judged, in one line."""
    return f"{each.file}{f':{each.line}' if each.line else ''} {each.says}"


def listed(rules: Iterable[Rule]) -> Iterator[str]:
    """All rules, one line each."""
    for form in FORM_RULES.values():
        yield f"{form.id:40} every request    {form.why}"
    for rule in sorted(rules, key=lambda each: (each.service, each.id)):
        yield f"{rule.id:40} {rule.service:16} {rule.why}"
