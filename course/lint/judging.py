"""Files judged: each of their requests held against its form and the rules, in the world that the files make together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from course.lint.form import form_faults, form_findings, readable
from course.lint.kinds import NothingKnown, subjects_of
from course.lint.lines import lines_of, nearest
from course.lint.reading import Document, Unreadable, read
from course.lint.subject import Subject, text_of, unnamed
from course.lint.template_types import MADE_UP
from course.lint.world import FilesWorld
from course.simulator.rules.judge import finding_of, rules_for
from course.simulator.rules.unknown import UNKNOWN, Undecided, partly_known
from course.simulator.rules.verdict import Finding
from course.simulator.rules.world import World

NOT_JUDGED = frozenset({"CreateRole"})
"""Requests that are read for the others' sake only: whether ECS may assume a role."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """One finding, with its place in the files."""

    file: str
    line: int
    """In a plan always 1: Terraform writes a plan as one line."""
    subject: str
    """The request, template resource or plan address."""
    path: str
    """Where in it, under the file's own names."""
    service: str
    operation: str
    finding: Finding
    in_plan: bool


@dataclass(frozen=True, slots=True)
class NotRead:
    """A file that could not be judged, and why."""

    file: str
    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that failed on a request: our fault, not the file's."""

    file: str
    subject: str
    rule: str
    error: str


@dataclass(slots=True)
class Judgement:
    """What came of judging some files."""

    files: list[str] = field(default_factory=list)
    """Those that were judged."""
    subjects: list[tuple[str, str]] = field(default_factory=list)
    """File and name of each request that was judged."""
    noticed: list[Noticed] = field(default_factory=list)
    not_read: list[NotRead] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    """Files of JSON that hold nothing for lint."""
    faults: list[Fault] = field(default_factory=list)
    partly_known: int = 0
    """How many of the requests have values that nobody can know yet."""

    @property
    def exit_status(self) -> int:
        """0 nothing found, 1 findings, 3 a file could not be judged, 4 a fault of ours."""
        return 4 if self.faults else 3 if self.not_read else 1 if self.noticed else 0


def judge(
    names: Sequence[str], only: Collection[str] = (), ignored: Collection[str] = (), pass_over: bool = False
) -> Judgement:
    """Judge the files together. `only` and `ignored` are names of rules; `pass_over` lets JSON pass that is not for lint."""
    judgement = Judgement()
    read_files: list[tuple[Document, list[Subject]]] = []
    for name in dict.fromkeys(names):
        try:
            document = read(name)
            read_files.append((document, subjects_of(document)))
            judgement.files.append(name)
        except NothingKnown as error:
            if pass_over:
                judgement.passed_over.append(name)
            else:
                judgement.not_read.append(NotRead(name, error.line, error.says))
        except Unreadable as error:
            judgement.not_read.append(NotRead(name, error.line, error.says))
    return judge_read(read_files, only, ignored, judgement)


def judge_read(
    read_files: Sequence[tuple[Document, list[Subject]]],
    only: Collection[str] = (),
    ignored: Collection[str] = (),
    judgement: Judgement | None = None,
) -> Judgement:
    """Judge documents together that were read already, each with its requests (kinds.subjects_of, or made by hand)."""
    judgement = judgement or Judgement(files=[document.name for document, _ in read_files])
    world = FilesWorld(subject for _, subjects in read_files for subject in subjects)
    names_of = _Names(subject for _, subjects in read_files for subject in subjects)
    for document, subjects in read_files:
        found = []
        for subject in subjects:
            if subject.operation not in NOT_JUDGED:
                judgement.subjects.append((document.name, subject.name))
                judgement.partly_known += _has_unknown(subject.asked)
                found += [(subject, finding) for finding in _findings(judgement, document.name, subject, world)]
        wanted = [(s, f) for s, f in found if (not only or f.rule in only) and f.rule not in ignored]
        judgement.noticed += sorted(_placed(document, wanted, names_of), key=lambda each: each.line)
    return judgement


def _findings(judgement: Judgement, file: str, subject: Subject, world: FilesWorld) -> list[Finding]:
    """Everything wrong with one request. What breaks a rule is not told a second time as a fault of form."""
    form = form_faults(subject)
    asked = partly_known(readable(subject))
    found: list[Finding] = []
    for rule in rules_for(subject.service, subject.operation):
        try:
            for breach in rule.breaches(asked, cast(World, world.seen_by(subject))):
                found.append(finding_of(rule, breach))  # noqa: PERF401 - what came before an Undecided counts
        except Undecided:
            continue
        except Exception as error:
            judgement.faults.append(Fault(file, subject.name, rule.id, f"{type(error).__name__}: {error}"))
    told = {finding.path for finding in found}
    return [finding for finding in form_findings(subject, form) if finding.path not in told] + found


def _has_unknown(value: Any) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value is UNKNOWN or any(map(_has_unknown, inner))


def _placed(document: Document, found: Iterable[tuple[Subject, Finding]], names_of: _Names) -> Iterator[Noticed]:
    located = [(subject, finding, subject.locate(finding.path)) for subject, finding in found]
    wanted = [(*subject.base, *path) for subject, _, path in located if not subject.address]
    lines = lines_of(document.text, wanted) if wanted and document.places is None else {}
    for subject, finding, path in located:
        if document.places is not None:
            line = nearest(document.places, (subject.address, *path) if subject.address else (*subject.base, *path))
        else:
            line = 1 if subject.address else lines[*subject.base, *path]
        told = names_of.told(finding)
        yield Noticed(
            document.name,
            line,
            subject.name,
            text_of(path),
            subject.service,
            subject.operation,
            told,
            bool(subject.address),
        )


class _Names:
    """Made-up names and ARNs in the sentences of findings turned back into what the file calls the things."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._labels: dict[str, str] = {}
        for subject in subjects:
            if subject.label:
                self._labels[unnamed(subject.label)] = subject.label
                if MADE_UP in subject.made:
                    self._labels[subject.made] = subject.label
        self._pattern = re.compile("|".join(map(re.escape, sorted(self._labels, key=len, reverse=True))) or "(?!)")

    def told(self, finding: Finding) -> Finding:
        """The finding with its sentences so."""
        says, why, fix = (
            self._pattern.sub(lambda m: self._labels[m[0]], each) for each in (finding.says, finding.why, finding.fix)
        )
        return replace(finding, says=says, why=why, fix=fix)
