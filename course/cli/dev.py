"""ecs-course dev: the authors' tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from course.catalog.places import Places
from course.cli.dev_new import new
from course.model.problem import Problem


@click.group()
@click.option("--course", type=click.Path(path_type=Path), help="The checkout whose content it is (default: this one).")
@click.pass_context
def dev(context: click.Context, course: Path | None) -> None:
    """For authors: begin, check and print the content."""
    context.obj = Places(course.resolve()) if course else Places()


dev.add_command(new)


@dev.command()
@click.option("--json", "as_json", is_flag=True, help="Print counts and problems as JSON.")
@click.pass_obj
def check(places: Places, as_json: bool) -> None:
    """Verify all content and prove every lab. Exit status 0 only where there is no problem.

    Every blank that a template left is a problem; a lab with a blank is proven when it has none.
    """
    from course.app.proof import cases, prove_all
    from course.authoring.blanks import of_labs
    from course.authoring.verify import verify

    found = verify(places)
    unfinished = of_labs(found.problems)
    ready = [case for case in (cases(places, found.plan) if found.plan else ()) if case.lab.facts.id not in unfinished]
    proven = prove_all(ready, places)
    every = {*found.problems, *(problem for case in proven for problem in case.problems)}
    problems = sorted(every, key=_by_line)
    if as_json:
        facts: dict[str, Any] = {
            **found.counts(),
            "cases": len(proven),
            "unproven": sorted(unfinished),
            "problems": [{"file": p.file, "says": p.says, "fix": p.fix} for p in problems],
        }
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem.file}: {problem.says}\n    fix: {problem.fix}")
        counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in found.counts().items())
        click.echo(f"{counts}; {len(proven)} cases proven; {len(problems) or 'no'} problems.")
        if unfinished:
            click.echo(f"Not proven while a blank is left: {', '.join(sorted(unfinished))}.")
    raise SystemExit(1 if problems else 0)


def _by_line(problem: Problem) -> tuple[str, int, str]:
    """Files by name, lines by number."""
    name, _, line = problem.file.rpartition(":")
    return (name, int(line), problem.says) if line.isdigit() else (problem.file, 0, problem.says)


@dev.command("print")
@click.pass_obj
def print_(places: Places) -> None:
    """Print every ready day's notebook from its source."""
    from course.authoring.printing import print_notebook
    from course.catalog.plan import plan

    for day in plan(places.root).days:
        if day.status == "ready":
            fresh, target = print_notebook(places.source(day.id).read_text("utf-8")), places.print(day.id)
            if not target.is_file() or target.read_text("utf-8") != fresh:
                target.write_text(fresh, "utf-8")
                click.echo(f"printed {places.named(target)}")
