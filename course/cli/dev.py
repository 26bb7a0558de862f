"""ecs-course dev: the authors' tools."""

from __future__ import annotations

import json
from typing import Any

import click

from course.catalog.places import Places


@click.group()
def dev() -> None:
    """For authors: check and print the content."""


@dev.command()
@click.option("--json", "as_json", is_flag=True, help="Print counts and problems as JSON.")
def check(as_json: bool) -> None:
    """Verify all content and prove every lab. Exit status 0 only where there is no problem."""
    from course.app.proof import cases, prove_all
    from course.authoring.verify import verify

    places = Places()
    found = verify(places)
    proven = prove_all(list(cases(places, found.plan)), places) if found.plan else []
    problems = sorted({*found.problems, *(problem for case in proven for problem in case.problems)})
    if as_json:
        facts: dict[str, Any] = {
            **found.counts(),
            "cases": len(proven),
            "problems": [{"file": p.file, "says": p.says, "fix": p.fix} for p in problems],
        }
        click.echo(json.dumps(facts, indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem.file}: {problem.says}\n    fix: {problem.fix}")
        counts = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in found.counts().items())
        click.echo(f"{counts}; {len(proven)} cases proven; {len(problems) or 'no'} problems.")
    raise SystemExit(1 if problems else 0)


@dev.command("print")
def print_() -> None:
    """Print every ready day's notebook from its source."""
    from course.authoring.printing import print_notebook
    from course.catalog.plan import plan

    places = Places()
    for day in plan().days:
        if day.status == "ready":
            fresh, target = print_notebook(places.source(day.id).read_text("utf-8")), places.print(day.id)
            if not target.is_file() or target.read_text("utf-8") != fresh:
                target.write_text(fresh, "utf-8")
                click.echo(f"printed {places.named(target)}")
