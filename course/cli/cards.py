"""ecs-course cards: the questions you have met, one by one; putting them away, bringing them back, daily limits."""

from __future__ import annotations

import json
from typing import Any, Literal

import click


@click.group(invoke_without_command=True)
@click.option("--suspended", "which", flag_value="suspended", default="", help="Only those you put away.")
@click.option("--buried", "which", flag_value="buried", help="Only those put away until tomorrow.")
@click.option("--leeches", "which", flag_value="leeches", help="Only those forgotten again and again.")
@click.option("--due", "which", flag_value="due", help="Only those due now.")
@click.option("--topic", default="", metavar="T", help="Only this topic.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@click.pass_context
def cards(context: click.Context, which: Any, topic: str, as_json: bool) -> None:
    """List the questions you have met, those due first, with their due date (UTC), stability in days, and lapses."""
    if context.invoked_subcommand is not None:
        return
    from course.app.deck import card_rows
    from course.app.deck_words import rows_words

    rows = card_rows(which=which or "", topic=topic)
    if as_json:
        click.echo(json.dumps([row.as_json() for row in rows], indent=2, ensure_ascii=False))
    else:
        click.echo(rows_words(rows, which or ""))


@cards.command("put")
@click.argument("id")
@click.argument("where", type=click.Choice(["back", "bury", "suspend"]))
def put_(id: str, where: Literal["back", "bury", "suspend"]) -> None:
    """Put question ID away: bury (until tomorrow) or suspend (until you bring it back); or bring it back."""
    from course.app.deck import put
    from course.app.words import plain

    found, note = put(id, where)
    said = {"back": "is back", "bury": "comes back tomorrow (UTC)", "suspend": "is not asked until you bring it back"}
    click.echo(f"{plain(found)} {said[where]}.")
    if note:
        click.echo(f"Note: {note}", err=True)


@cards.command("limits")
@click.option("--new", type=int, metavar="N", help="New questions a day.")
@click.option("--reviews", type=int, metavar="N", help="Reviews a day.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def limits_(new: int | None, reviews: int | None, as_json: bool) -> None:
    """Show your daily limits, or change them."""
    from dataclasses import asdict

    from course.app.limits import limits, set_limits
    from course.home import home

    own = home()
    found = limits(own) if new is None and reviews is None else set_limits(own, new=new, reviews=reviews)
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        click.echo(
            f"New questions a day: {found.new_a_day}. Reviews a day: {found.reviews_a_day}. A day ends at midnight UTC."
        )
