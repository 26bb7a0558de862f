"""ecs-course stats: what is remembered, what is to come, where to go, as text charts and as JSON."""

from __future__ import annotations

import json
import os

import click


@click.command()
@click.option("--topic", default="", metavar="T", help="Only this topic.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.option(
    "--ascii", "ascii_only", is_flag=True, help="Draw with plain ASCII, as in a terminal that knows no better."
)
def stats(topic: str, as_json: bool, ascii_only: bool) -> None:
    """Show what you remember, what is to come, how sure you are, and where to go."""
    from course.app.statistics import statistics

    found = statistics(topic=topic)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, ensure_ascii=False))
        return
    from course.app.statistics_text import statistics_text

    # NO_COLOR changes nothing: the charts have no colour
    click.echo(statistics_text(found, ascii_only=ascii_only or os.environ.get("TERM") == "dumb"))
