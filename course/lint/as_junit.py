"""A judgement as JUnit's XML, which build servers show as tests: one suite for each file, one case for each request."""

from __future__ import annotations

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from course.lint.judging import Judgement, Noticed

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""


def as_junit(judgement: Judgement) -> str:
    """The XML."""
    found: dict[tuple[str, str], list[Noticed]] = defaultdict(list)
    for each in judgement.noticed:
        found[each.file, each.subject].append(each)
    suites = []
    for file in judgement.files:
        names = list(dict.fromkeys(name for of_file, name in judgement.subjects if of_file == file))
        cases = [_case(file, name, found[file, name]) for name in names]
        failed = sum(bool(found[file, name]) for name in names)
        suites.append(
            f"<testsuite {_attributes(name=file, tests=len(cases), failures=failed, errors=0)}>{''.join(cases)}</testsuite>"
        )
    for unread in judgement.not_read:
        error = f"<error {_attributes(message=unread.says)}/>"
        case = f"<testcase {_attributes(name='read', classname=unread.file)}>{error}</testcase>"
        suites.append(f"<testsuite {_attributes(name=unread.file, tests=1, failures=0, errors=1)}>{case}</testsuite>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>{"".join(suites)}</testsuites>'


def _case(file: str, name: str, found: list[Noticed]) -> str:
    failures = []
    for each in found:
        finding = each.finding
        told = f"{each.file}:{each.line} {each.path}\n{finding.why}\nFix: {finding.fix}\nAWS says: {finding.says}\n{finding.page}"
        failures.append(
            f"<failure {_attributes(type=finding.rule, message=finding.why)}>{escape(_plain(told))}</failure>"
        )
    return f"<testcase {_attributes(name=name, classname=file)}>{''.join(failures)}</testcase>"


def _attributes(**values: str | int) -> str:
    return " ".join(f"{name}={quoteattr(_plain(str(value)))}" for name, value in values.items())


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
