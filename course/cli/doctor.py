"""ecs-course doctor: what is there, what is missing, what to run."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from course.app.doctor import examine, problems
from course.home import home

SHOWN = {"ok": "✔ ok      ", "optional": "– optional", "problem": "✘ problem "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def doctor(as_json: bool) -> None:
    """Say what is there and what is missing, and what to run. Exit status 3 where something will not work."""
    signs = examine(home())
    wrong = list(problems(signs))
    if as_json:
        click.echo(
            json.dumps({"ok": not wrong, "signs": [asdict(sign) for sign in signs]}, indent=2, ensure_ascii=False)
        )
    else:
        for sign in signs:
            click.echo(f"{SHOWN[sign.state]} {sign.name}: {sign.found}")
            if sign.run:
                click.echo(f"{'':11}Run: {sign.run}")
    raise SystemExit(3 if wrong else 0)
