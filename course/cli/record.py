"""ecs-course record: what was done, signed, verified by anyone, printed."""

from __future__ import annotations

import json
from pathlib import Path
from shlex import quote

import click

FORCE = click.option("--force", is_flag=True, help="Replace the file if it is there already.")


@click.group()
def record() -> None:
    """Your record of passed labs: export it, verify one, print it."""


@record.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--name", default="", help="Your name, to stand in the record and on its page; without it, neither has one."
)
@FORCE
def export(file: Path, name: str, force: bool) -> None:
    """Write the record of the labs you have passed to FILE, signed with your key. Exit status 1: none was passed yet."""
    from course.app.certify import export
    from course.app.words import count, plain
    from course.home import home

    made = export(home(), file, name=name, over=force)
    if made is None:
        click.echo("No lab has passed yet, so there is nothing to record; nothing was written.", err=True)
        raise SystemExit(1)
    shown = quote(plain(str(file)))
    click.echo(f"{'Replaced' if made.replaced else 'Wrote'} {shown}: {count(len(made.labs), 'passed lab')}.")
    click.echo(f"  Your key:  {made.fingerprint}")
    click.echo(f"  Verify it: ecs-course record verify {shown}")
    click.echo(f"  Print it:  ecs-course record page {shown} record.html")
    for note in made.notes:
        click.echo(f"Note: {note}", err=True)


@record.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", default="", help="The fingerprint of the key that it must have been signed with.")
@click.option("--json", "as_json", is_flag=True, help="Print the judgement as JSON.")
def verify(file: Path, key: str, as_json: bool) -> None:
    """Say whether the record in FILE was changed since it was signed. Needs no home, no sandbox and no network.

    Exit status 0: whole, 1: changed, each change named with its line and day, 3: it cannot be read or is no record.
    """
    from course.app.certify import read
    from course.app.record_words import judged_json, judged_words

    found = read(file, key=key).judged
    if as_json:
        click.echo(json.dumps(judged_json(found), indent=2, ensure_ascii=True))
    else:
        click.echo(judged_words(found, file.name))
    raise SystemExit(0 if found.whole else 1)


@record.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("html", type=click.Path(path_type=Path))
@FORCE
def page(file: Path, html: Path, force: bool) -> None:
    """Make a printable page, HTML, of the record in FILE. A record that is not whole gets none: exit status 1."""
    from course.app.certify import read, write
    from course.app.record_words import judged_words
    from course.app.words import plain
    from course.notebook.record_page import page

    found = read(file)
    if not found.judged.whole:
        click.echo(judged_words(found.judged, file.name), err=True)
        raise SystemExit(1)
    write(html, page(found.judged, file.name, found.digest).encode("utf-8"), over=force)
    click.echo(f"Wrote {plain(str(html))}. Open it in a browser and print it from there.")
