"""Each kind from its template, filled in by program, through the real commands: red with every blank named, then green."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from course.authoring.scaffold import TEMPLATES
from course.catalog.places import Places
from course.home import CHECKOUT
from course.model.question import CLOSED
from tests import tiny_course
from tests.authoring.filling import fill, fill_all
from tests.cli.program import ecs_course

STEM = "day02_second"
PLANNED = '{ day = 2, id = "day02_second", title = "Second", minutes = 30 }, # the second'
KINDS = (*CLOSED[1:], "open")
"""All but `single`, which is the kind without a word: one less than a day needs."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The tiny course with a second day that is only planned, and a comment that has to stay."""
    found = tiny_course.write(tmp_path / "course of Zoë")
    text = found.plan.read_text("utf-8").replace('status = "ready" }]', f'status = "ready" }},\n{PLANNED}\n]')
    found.plan.write_text(text, "utf-8")
    return found


def dev(places: Places, *words: str) -> subprocess.CompletedProcess[str]:
    """`ecs-course dev WORDS` on that course."""
    return ecs_course("dev", "--course", str(places.root), *words, home=places.root / "home")


def done(places: Places, *words: str) -> str:
    """The same, and it has to go well. What it said."""
    ran = dev(places, *words)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def problems(places: Places) -> list[dict[str, str]]:
    ran = dev(places, "check", "--json")
    found: list[dict[str, str]] = json.loads(ran.stdout)["problems"]
    assert ran.returncode == bool(found)
    return found


def files_of(places: Places) -> dict[str, bytes]:
    return {str(p.relative_to(places.root)): p.read_bytes() for p in places.root.rglob("*") if p.is_file()}


def blanks_on_disk(places: Places) -> set[str]:
    """file:line of every line with a blank, looked for without the engine."""
    return {
        f"{path.relative_to(places.root).as_posix()}:{number}"
        for path in places.root.rglob("*")
        if path.suffix in (".md", ".py", ".toml")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "FILL IN:" in line
    }


def test_a_day_a_lab_mutants_and_questions_from_nothing_to_green(places: Places) -> None:
    said = done(places, "new", "day", "2", "made", "named")
    assert "is marked as ready in course/content/course.toml" in said
    assert PLANNED.split(", #")[0].rstrip(" }") in places.plan.read_text("utf-8")
    assert "# the second" in places.plan.read_text("utf-8")
    for n in range(10):
        done(
            places, "new", "question", ("second", "core")[n % 2], f"second-{n}", "--day", "2", "--kind", CLOSED[n],
            "--criterion", "made",
        )  # fmt: skip
    fill_all(places, STEM)
    for n in range(8):
        right = n > 5
        more = ["--also-right"] if right else ["--caught-by", "made", "--caught-by", "named"]
        done(places, "new", "mutant", "2", f"belief_{n}", *more)
        folder = places.lab(STEM) / "mutants" / f"belief_{n}"
        fill(folder / "mutant.toml")
        fill(folder / "make.py")
        if not right:
            text = (folder / "make.py").read_text("utf-8")
            (folder / "make.py").write_text(text.replace("create_cluster", "describe_clusters").replace(
                'clusterName="second"', 'clusters=["second"]'), "utf-8")  # fmt: skip
    done(places, "print")
    assert blanks_on_disk(places) == set()
    ran = dev(places, "check")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.endswith("2 days, 4 criteria, 12 wrong solutions, 4 also right, 20 questions; "
                               "20 cases proven; no problems.\n")  # fmt: skip


def test_an_unfilled_day_is_red_and_every_blank_is_named(places: Places) -> None:
    done(places, "new", "day", "2", "made", "named")
    for kind in KINDS:
        done(places, "new", "question", "core", f"second-{kind}", "--day", "2", "--kind", kind)
    solution = places.lab(STEM) / "solution" / "make.py"
    unfinished = solution.read_text("utf-8")
    ran = dev(places, "new", "mutant", "2", "a_belief")
    assert (ran.returncode, "a wrong solution is made from a finished one" in ran.stderr) == (2, True)
    fill(solution, make="pass")
    done(places, "new", "mutant", "2", "a_belief")
    solution.write_text(unfinished, "utf-8")
    found = problems(places)
    named = {problem["file"] for problem in found if problem["says"].startswith("a blank: ")}
    assert named == blanks_on_disk(places)
    assert len(named) > 80
    # what else is red is what is lacking, never an echo of a blank
    others = [problem for problem in found if not problem["says"].startswith("a blank: ")]
    assert not [problem for problem in others if "FILL IN" in problem["says"]], others
    assert {problem["file"] for problem in others} == {
        f"notebooks/source/{STEM}.md", f"notebooks/{STEM}.ipynb", "course/content/questions", f"labs/{STEM}/mutants",
    }  # fmt: skip
    shown = dev(places, "check")
    assert shown.stdout.endswith(f"Not proven while a blank is left: {STEM}.\n")
    lines = [int(found[1]) for found in re.finditer(rf"^checks/{STEM}\.py:(\d+): ", shown.stdout, re.MULTILINE)]
    assert lines == sorted(lines) != []
    assert re.search(rf"^labs/{STEM}/lab\.toml:2: a blank: what is made, in a few words$", shown.stdout, re.MULTILINE)


def test_what_is_written_is_in_the_house_style(places: Places) -> None:
    done(places, "new", "lab", "2", "made", "named")
    ruff = [Path(sys.executable).parent / "ruff"]
    for words in (["check"], ["format", "--check"]):
        files = [places.check(STEM), places.lab(STEM)] if words == ["check"] else [places.check(STEM)]
        ran = subprocess.run(
            [*ruff, *words, "--no-cache", "--config", CHECKOUT / "pyproject.toml", *files],
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout


def test_a_lab_alone_and_then_the_days_text(places: Places) -> None:
    said = done(places, "new", "lab", "2", "made", "--script", "create_second.py")
    assert f"wrote labs/{STEM}/starter/create_second.py" in said
    assert tomllib.loads((places.lab(STEM) / "lab.toml").read_text("utf-8"))["apply"] == ["python", "create_second.py"]
    before = files_of(places)
    said = done(places, "new", "day", STEM, "made")
    assert f"left  labs/{STEM} as it is" in said
    after = files_of(places)
    assert after.keys() - before.keys() == {str(Path("notebooks", "source", f"{STEM}.md"))}
    assert {name for name in before if before[name] != after[name]} == {str(Path("course", "content", "course.toml"))}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["day", "1", "made"], "notebooks/source/day01_tiny.md is there already; nothing was written."),
        (["lab", "1", "made"], "are there already; nothing was written."),
        (["mutant", "1", "adds_0", "--file", "f.py"], "labs/day01_tiny/mutants/adds_0 is there already"),
        (["mutant", "1", "new_one"], "The solution of day 1 has create.py, f.py: name those that differ with --file."),
        (["mutant", "1", "new_one", "--file", "g.py"], "has no g.py; it has: create.py, f.py."),
        (["mutant", "1", "New One", "--file", "f.py"], "is no slug"),
        (["mutant", "1", "a", "--file", "f.py", "--also-right", "--caught-by", "double"], "caught by nothing"),
        (["mutant", "2", "a"], "The solution of day 2 has no file yet"),
        (["question", "core", "core-3", "--day", "1"], "The id core-3 is taken"),
        (["question", "core", "Core 3", "--day", "1"], "is no slug"),
        (["question", "../core", "x", "--day", "1"], "is no slug"),
        (["question", "core", "x", "--day", "1", "--kind", "riddle"], "There are templates for single, multiple"),
        (["question", "core", "x", "--day", "3"], "There is no day 3 in course/content/course.toml"),
        (["day", "31", "made"], 'a line such as { day = 3, id = "day03_<name>"'),
        (["day", "2", "2made"], "is no id of a criterion"),
        (["day", "2", "made", "made"], "A criterion stands twice."),
        (["lab", "2", "made", "--script", "../x.py"], "is no name for a Python file"),
        (["day", "2"], "Missing argument"),
    ],
)
def test_what_cannot_be_begun_is_said_and_nothing_is_written(words: list[str], says: str, places: Places) -> None:
    before = files_of(places)
    ran = dev(places, "new", *words)
    assert ran.returncode == 2, ran.stdout + ran.stderr
    assert says in ran.stderr
    assert files_of(places) == before


def test_a_plan_that_no_program_can_edit_is_left_to_the_author(places: Places) -> None:
    text = places.plan.read_text("utf-8").replace('id = "day02_second"', "id = 'day02_second'")
    places.plan.write_text(text, "utf-8")
    said = done(places, "new", "day", "2", "made")
    assert 'by hand: status = "ready" in the line of day02_second' in said
    assert places.plan.read_text("utf-8") == text


def test_a_question_is_added_behind_the_others_and_they_stay(places: Places) -> None:
    path = places.questions / "core.toml"
    before = path.read_text("utf-8")
    done(places, "new", "question", "core", "another", "--day", "1")
    assert path.read_text("utf-8").startswith(before.rstrip("\n"))
    assert dev(places, "new", "question", "core", "another", "--day", "1").returncode == 2
    path.write_text("[[question", "utf-8")
    assert dev(places, "new", "question", "core", "x", "--day", "1").returncode == 2
    assert path.read_text("utf-8") == "[[question"


def test_every_template_has_a_blank_and_every_blank_says_of_what() -> None:
    templates = sorted(TEMPLATES.rglob("*.template"))
    assert len(templates) > 15
    for path in templates:
        text = path.read_text("utf-8")
        assert "FILL IN: " in text or path.name == "hints.md.template", path
        assert all(re.match(r"[a-zA-Z]", rest) for rest in text.split("FILL IN: ")[1:]), path


def test_the_template_of_a_day_has_the_shape_of_a_day() -> None:
    text = (TEMPLATES / "day" / "day.md.template").read_text("utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert [heading for heading in headings if "FILL IN" not in heading] == [
        "Why", "Goals", "Not today", "The picture", "Pause", "Lab", "Check", "Quiz", "Interview corner", "On real AWS",
        "Clean up", "Next",
    ]  # fmt: skip
    assert 3 <= sum("FILL IN" in heading for heading in headings) <= 5
