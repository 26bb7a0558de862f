"""Every rule of the content can fail: the tiny course has no problem, and each damage gives exactly its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from course.authoring.verify import verify
from course.catalog.places import Places
from tests import tiny_course

STEM = tiny_course.STEM


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return tiny_course.write(tmp_path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_tiny_course_has_no_problem(places: Places) -> None:
    found = verify(places)
    assert found.problems == []
    assert found.counts() == {"days": 1, "criteria": 2, "wrong_solutions": 6, "also_right": 2, "questions": 10}


DAMAGE: dict[str, tuple[Callable[[Places], object], str, str]] = {
    "plan is no TOML": (lambda p: p.plan.write_text("a = "), "course/content/course.toml", "it is not TOML"),
    "plan has an unknown key": (
        lambda p: edit(p.plan, 'title = "T"', 'titel = "T"'),
        "course/content/course.toml",
        "unknown key",
    ),
    "days out of order": (lambda p: edit(p.plan, "day = 1", "day = 2"), "course/content/course.toml", "not numbered"),
    "no source": (lambda p: p.source(STEM).unlink(), f"notebooks/source/{STEM}.md", "the file is missing"),
    "no course block": (
        lambda p: edit(p.source(STEM), "course:", "curse:"),
        f"notebooks/source/{STEM}.md",
        "no `course:` block",
    ),
    "other id": (
        lambda p: edit(p.source(STEM), f"id: {STEM}", "id: day01_other"),
        f"notebooks/source/{STEM}.md",
        "course.id is",
    ),
    "stale print": (
        lambda p: edit(p.source(STEM), "The end.", "The very end."),
        f"notebooks/{STEM}.ipynb",
        "not fresh",
    ),
    "no print": (lambda p: p.print(STEM).unlink(), f"notebooks/{STEM}.ipynb", "not fresh"),
    "too short": (lambda p: edit(p.source(STEM), "A cluster is a name", "X"), f"notebooks/source/{STEM}.md", "words"),
    "pip in a cell": (
        lambda p: edit(p.source(STEM), 'print("hello")', "!pip install x"),
        f"notebooks/source/{STEM}.md",
        "!pip",
    ),
    "an account number": (
        lambda p: edit(p.source(STEM), 'print("hello")', 'print("1111' + '22223333")'),
        f"notebooks/source/{STEM}.md",
        "1111" + "22223333",
    ),
    "a long cell": (
        lambda p: edit(p.source(STEM), 'print("hello")', "x = 1\n" * 25 + "x = 1"),
        f"notebooks/source/{STEM}.md",
        "26 lines",
    ),
    "an orphan lab": (lambda p: (p.labs / "day02_x").mkdir(), "labs/day02_x", "no ready day owns it"),
    "an orphan check": (
        lambda p: (p.checks / "day02_x.py").write_text(""),
        "checks/day02_x.py",
        "no ready day owns it",
    ),
    "an orphan file in the lab": (
        lambda p: (p.lab(STEM) / "old.md").write_text(""),
        f"labs/{STEM}/old.md",
        "nothing reads it",
    ),
    "no hints": (lambda p: (p.lab(STEM) / "hints.md").unlink(), f"labs/{STEM}/hints.md", "missing"),
    "two hints": (lambda p: edit(p.lab(STEM) / "hints.md", "2. Set.\n", ""), f"labs/{STEM}/hints.md", "has 2 hints"),
    "hints for nobody": (
        lambda p: edit(p.lab(STEM) / "hints.md", "## double", "## triple"),
        f"labs/{STEM}/hints.md",
        "there is no criterion triple",
    ),
    "an unknown key in lab.toml": (
        lambda p: edit(p.lab(STEM) / "lab.toml", "minutes", "minuets"),
        f"labs/{STEM}/lab.toml",
        "minuets: unknown key",
    ),
    "caught by nobody known": (
        lambda p: edit(p.lab(STEM) / "mutants" / "adds_0" / "mutant.toml", '"double"', '"triple"'),
        f"labs/{STEM}/mutants/adds_0/mutant.toml",
        "there is no criterion triple",
    ),
    "also right and caught": (
        lambda p: edit(p.lab(STEM) / "mutants" / "adds_0" / "mutant.toml", '"fail"', '"pass"'),
        f"labs/{STEM}/mutants/adds_0/mutant.toml",
        "expect = pass with caught_by",
    ),
    "a heading that is not there": (
        lambda p: edit(p.check(STEM), 'read="Clusters")\ndef cluster', 'read="Nowhere")\ndef cluster'),
        f"checks/{STEM}.py",
        "no heading 'Nowhere'",
    ),
    "a check that cannot be loaded": (
        lambda p: p.check(STEM).write_text("def"),
        f"checks/{STEM}.py",
        "cannot be loaded",
    ),
    "a link to no criterion": (
        lambda p: edit(p.questions / "core.toml", "day01_tiny/cluster", "day01_tiny/x"),
        "course/content/questions/core.toml",
        "there is no criterion day01_tiny/x",
    ),
    "a question twice": (
        lambda p: edit(p.questions / "core.toml", '"core-1"', '"core-0"'),
        "course/content/questions/core.toml",
        "the id core-0 is taken",
    ),
    "no option right": (
        lambda p: edit(p.questions / "core.toml", "right = true, ", ""),
        "course/content/questions/core.toml",
        "not exactly one option is right",
    ),
    "no source of an answer": (
        lambda p: edit(
            p.questions / "core.toml", '[{ title = "Docs", url = "https://docs.aws.amazon.com/ecs/" }]', "[]"
        ),
        "course/content/questions/core.toml",
        "it has no source",
    ),
    "too few questions": (
        lambda p: edit(p.questions / "core.toml", "days = [1]", "days = [2]"),
        "course/content/questions",
        "has 0 playable questions",
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_with_file_and_fix(damage: str, places: Places) -> None:
    act, file, says = DAMAGE[damage]
    act(places)
    problems = verify(places).problems
    assert [p for p in problems if p.file.split(":")[0] == file and says in p.says], problems
    assert all(p.fix for p in problems)


def test_a_criterion_that_no_wrong_solution_names(places: Places) -> None:
    for path in places.lab(STEM).glob("mutants/adds_*/mutant.toml"):
        edit(path, '"double"', '"cluster"')
    assert [p.says for p in verify(places).problems] == ["no wrong solution names double"]


def test_every_problem_is_shown_at_once(places: Places) -> None:
    (places.lab(STEM) / "old.md").write_text("")
    (places.checks / "day02_x.py").write_text("")
    edit(places.source(STEM), "The end.", "More.")
    assert len(verify(places).problems) == 3


OPEN = """
[[question]]
id = "open-x"
topic = "t"
kind = "open"
level = "beginner"
days = [1]
ask = "Which role pulls the image?"
explain = "E"
sources = [{ title = "S", url = "https://docs.aws.amazon.com/" }]
checked = 2026-11-24
model_answer = "The execution role pulls the image, writes the logs and reads the secrets."
rubric = [
  { says = "a", match = ["execution_role pull"] },
  { says = "b", match = ["write log"] },
  { says = "c", match = ["read secret"] },
  { says = "d", match = ["task_role pull"], must_not = true },
]
"""


def test_an_open_question_whose_patterns_find_what_they_should_has_no_problem(places: Places) -> None:
    (places.questions / "t.toml").write_text(OPEN, "utf-8")
    assert [p for p in verify(places).problems if "open-x" in p.says] == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("write log", "@nowhere log", "which is not in content/synonyms.toml (point: b)"),
        ("read secret", "read > ", "ends with > (point: c)"),
        (', match = ["write log"]', "", "nothing can match the point “b”"),
        ("read secret", "keep secret", "the point “c” is missed"),
        ('["task_role pull"]', '["execution_role"]', "the point “d” is said"),
        ('says = "a"', 'says = "a", against = ["image"]', "the point “a” is contradicted"),
    ],
)
def test_an_open_question_that_finds_too_little_or_too_much_is_named(
    old: str, new: str, says: str, places: Places
) -> None:
    assert old in OPEN
    (places.questions / "t.toml").write_text(OPEN.replace(old, new), "utf-8")
    (problem,) = [p for p in verify(places).problems if "open-x" in p.says]
    assert says in problem.says
    assert problem.file.startswith("course/content/questions/t.toml:")
