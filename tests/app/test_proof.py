"""The proof finds what it is for: a check too lax, a check too strict, a starter that gives points away."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.app.proof import cases, prove
from course.catalog.places import Places
from course.catalog.plan import read_plan
from course.catalog.reading import Reading
from tests import tiny_course

STEM = tiny_course.STEM


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return tiny_course.write(tmp_path)


def proven(places: Places, name: str, endpoint: str, account: str) -> list[str]:
    plan = read_plan(Reading(places))
    assert plan is not None
    (case,) = [case for case in cases(places, plan) if case.name == name]
    return [problem.says for problem in prove(case, endpoint, int(account), places).problems]


@pytest.mark.parametrize("name", ["starter", "solution", "adds_0", "other_name_0", "uses_plus"])
def test_what_is_right_is_proven(name: str, places: Places, endpoint: str, account: str) -> None:
    assert proven(places, name, endpoint, account) == []


@pytest.mark.parametrize(
    ("name", "file", "text", "says"),
    [
        ("starter", "starter/f.py", "def double(x): return 2 * x\n", "the untouched starter passes ['double']"),
        ("solution", "solution/f.py", "def double(x): return 5\n", "double does not pass: expected 4, found 5"),
        ("solution", "solution/create.py", "raise SystemExit('oh no')\n", "its apply command fails: oh no"),
        ("solution", "setup.py", "1/0\n", "it fails: ZeroDivisionError: division by zero"),
        ("uses_plus", "mutants/uses_plus/f.py", "def double(x): return 3 * x\n", "double does not pass"),
        ("adds_0", "mutants/adds_0/f.py", "def double(x): return x * 2\n", "caught by [], not by ['double']"),
        ("other_name_0", "mutants/other_name_0/f.py", "def double(x): return 0\n", "caught by ['cluster', 'double']"),
    ],
)
def test_what_is_wrong_is_found(
    name: str, file: str, text: str, says: str, places: Places, endpoint: str, account: str
) -> None:
    (places.lab(STEM) / file).write_text(text)
    problems = proven(places, name, endpoint, account)
    assert len(problems) == 1
    assert says in problems[0]


def test_a_check_that_falls_over_is_found(places: Places, endpoint: str, account: str) -> None:
    path = places.check(STEM)
    path.write_text(path.read_text().replace("bool(found)", "found[0]['nope']"))
    assert any(
        "cluster is broken: The check itself fell over" in says for says in proven(places, "starter", endpoint, account)
    )
