"""ecs-course quiz export and import: questions to other programs, and from a file into a deck of one's own."""

from __future__ import annotations

from pathlib import Path

import click

FORMAT_NAMES = ("anki", "moodle", "gift", "qti", "jupyterquiz", "csv")


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMAT_NAMES))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--topic", "topics", multiple=True, help="Only this topic, or this deck of yours; may be given again.")
@click.option("--level", "levels", multiple=True, help="Only this level: beginner, intermediate, advanced.")
@click.option("--day", "days", multiple=True, type=int, help="Only questions of this day.")
@click.option("--kind", "kinds", multiple=True, help="Only this kind: single, multiple, number, …")
@click.option("--seed", type=int, default=None, help="Which variant of a question; without it, the first.")
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
def export_(
    form: str,
    file: Path,
    topics: tuple[str, ...],
    levels: tuple[str, ...],
    days: tuple[int, ...],
    kinds: tuple[str, ...],
    seed: int | None,
    force: bool,
) -> None:
    """Write questions to FILE: anki (.apkg), moodle (XML), gift, qti (2.1, a zip), jupyterquiz (JSON) or csv.

    What a format cannot carry is named. Import an Anki deck again whenever you like: it updates, and keeps your schedule.
    """
    from course.app.exchange_words import export_words
    from course.app.exchanging import export
    from course.home import home

    made = export(home(), form, file, topics=topics, levels=levels, days=days, kinds=kinds, seed=seed, over=force)
    click.echo("\n".join(export_words(file, made, form)))


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--deck", default="", metavar="NAME", help="The deck to take them into; without it, named like the file.")
def import_(file: Path, deck: str) -> None:
    """Take the questions of FILE into a deck of yours: .csv, .gift or .txt (GIFT), .json (jupyterquiz).

    Importing again updates the deck by its ids and keeps the old one beside it. Exit status: 0 taken in, 2 the file has problems,
    each named with its line, and nothing was taken in.
    """
    from course.app.exchange_words import import_words
    from course.app.exchanging import import_
    from course.app.words import count, plain
    from course.home import home
    from course.model.errors import UsageProblem

    found = import_(home(), file, deck=deck)
    if found.problems:
        for one in found.problems:
            click.echo(plain(f"{one.file}: {one.says}. To mend it: {one.fix}."), err=True)
        raise UsageProblem(f"{count(len(found.problems), 'problem')}; nothing was taken in.")
    click.echo("\n".join(import_words(found)))
