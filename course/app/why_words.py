"""Why one can or cannot reach another, as plain text; shared by terminal and notebook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from course.app.words import WIDTH, plain
from course.reachability.answer import Answer
from course.reachability.rights import Rights
from course.reachability.ways import Part
from course.simulator.network.filters import Hop


def mark(ok: bool) -> tuple[str, str]:
    """Sign and word of a hop: never colour alone."""
    return ("✔", "passes") if ok else ("✘", "stops")


def way_title(part: Part) -> str:
    """`web in subnet-1 → ecr.api, port 443`."""
    where = f" in {part.subnet}" if part.source != "the internet" else ""
    end = f" in {part.subnet}" if part.source == "the internet" else ""
    return plain(f"{part.source}{where} → {part.destination}{end}, port {part.way.port}")


def rights_words(rights: Rights) -> tuple[str, str, str]:
    """Sign, word and sentence about the execution role."""
    if not rights.looked:
        return "·", "role", plain(rights.says)
    return ("✔", "may", plain(rights.says)) if rights.ok else ("✘", "may not", plain(rights.says))


def not_told(answer: Answer, *, every: bool) -> str:
    """How many ways are alike and not told, or ""."""
    left = len(answer.parts) - len(answer.shown(every=every))
    if left <= 0:
        return ""
    return (
        f"{left} more {'way ends' if left == 1 else 'ways end'} the same, from other subnets: --all-subnets tells all."
    )


def why_words(answer: Answer, *, world: str, every: bool = False) -> str:
    """The verdict, the hops, what to change, how to see it."""
    return "\n".join(_lines(answer, world, every))


def _lines(answer: Answer, world: str, every: bool) -> Iterator[str]:
    sign = "✔" if answer.ok else "✘"
    yield from textwrap.wrap(f"{sign} {plain(answer.verdict)}", WIDTH, subsequent_indent="  ")
    yield f"World: {plain(world)}"
    for part in answer.shown(every=every):
        yield ""
        yield way_title(part)
        for hop in part.hops:
            yield from _hop(hop)
    if said := not_told(answer, every=every):
        yield ""
        yield said
    if answer.rights is not None:
        yield ""
        role_sign, word, says = rights_words(answer.rights)
        yield from _wrapped(f"  {role_sign} {word:<7} ", says)
    if answer.changes or answer.see:
        yield ""
    for change in answer.changes:
        yield from _wrapped("Change: ", plain(change))
    for command in answer.see:
        yield f"See:    {plain(command)}"  # a command is copied whole
    for note in answer.notes:
        yield from _wrapped("Note: ", plain(note))


def _hop(hop: Hop) -> Iterator[str]:
    sign, word = mark(hop.ok)
    yield from _wrapped(f"  {sign} {word:<7} ", plain(hop.says))


def _wrapped(head: str, says: str) -> list[str]:
    return textwrap.wrap(
        says,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
        break_long_words=False,
    )
