"""Why one can or cannot reach another, in a notebook: what `d.why()` shows. Hops are a list, the verdict stands first."""

from __future__ import annotations

from course.app.why_words import mark, not_told, rights_words, way_title, why_words
from course.notebook.markup import text
from course.notebook.shown import Shown
from course.reachability.answer import Answer
from course.reachability.ways import Part

MIME = "application/vnd.ecs-course.why+json"
LOOKS = {True: "passed", False: "failed"}
"""Whether a hop lets it through → the style sheet's class."""


def why_shown(answer: Answer, *, world: str, every: bool = False) -> Shown:
    """The verdict, a list of hops for each way, what to change, and how to see it."""
    plain = why_words(answer, world=world, every=every)
    ways = "".join(_way(part) for part in answer.shown(every=every))
    left = not_told(answer, every=every).replace("--all-subnets", "all_subnets=True")
    html = (
        '<div class="ecs-card" role="group" aria-label="Reachability">'
        f'<p class="ecs-head"><span class="ecs-title">{_status(answer.ok, "reachable" if answer.ok else "not reachable")} '
        f'{text(answer.verdict)}</span> <span class="ecs-world">World: {text(world)}</span></p>'
        f"{ways}{_small(left)}{_role(answer)}{_rest(answer)}</div>"
    )
    return Shown(plain, html, {MIME: answer.as_json()})


def _way(part: Part) -> str:
    hops = "".join(f"<li>{_status(hop.ok, mark(hop.ok)[1])} {text(hop.says)}</li>" for hop in part.hops)
    title = text(way_title(part))
    return f'<p class="ecs-when-head">{title}</p><ol aria-label="{title}">{hops}</ol>'


def _status(ok: bool, word: str) -> str:
    """Sign and word; the sign is for the eye alone."""
    return f'<span class="ecs-status ecs-{LOOKS[ok]}"><span aria-hidden="true">{mark(ok)[0]}</span> {word}</span>'


def _role(answer: Answer) -> str:
    if answer.rights is None:
        return ""
    if not answer.rights.looked:
        return _small(answer.rights.says)
    _, word, says = rights_words(answer.rights)
    return f"<p>{_status(answer.rights.ok, word)} {text(says)}</p>"


def _rest(answer: Answer) -> str:
    changes = "".join(f"<p>Change: {text(each)}</p>" for each in answer.changes)
    see = "".join(f"<p>See: <code>{text(each)}</code></p>" for each in answer.see)
    return changes + see + "".join(_small(f"Note: {each}") for each in answer.notes)


def _small(says: str) -> str:
    return f'<p class="ecs-small">{text(says)}</p>' if says else ""
