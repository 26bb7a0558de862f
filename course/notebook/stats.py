"""my_stats(): what is remembered, what is to come, how sure one is, and where to go, as pictures with their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course.app import statistics_words as words
from course.app.statistics import Statistics
from course.app.statistics_text import statistics_text
from course.notebook import stats_drawing as drawing
from course.notebook.calm import calm
from course.notebook.card import notes_html
from course.notebook.markup import inline, text
from course.notebook.shown import Shown
from course.quiz.mastery import Hard
from course.quiz.statistics import LEVELS, Period

Rows = Iterable[Sequence[object]]


@calm
def my_stats(topic: str = "") -> Shown:
    """Show what you remember, what is to come, how sure you are, and where to go; of one topic or of all."""
    from course.app.statistics import statistics

    return stats_card(statistics(topic=topic))


def stats_card(found: Statistics) -> Shown:
    """Draw statistics."""
    title = f"Your statistics: {found.topic}" if found.topic else "Your statistics"
    figures = "".join(
        [_topics(found), _days(found), _retention(found), _forecast(found), _sure(found), _hard(found), _times(found)]
    )
    return Shown(
        statistics_text(found),
        f'<div class="ecs-card ecs-stats" role="group" aria-label="{text(title)}">'
        f'<p class="ecs-head"><span class="ecs-title">{text(title)}</span></p><p>{_marked(words.streak_words(found))}</p>'
        f"{figures}{notes_html(list(found.notes))}</div>",
        {"application/vnd.ecs-course.stats+json": found.as_json()},
    )


def _figure(name: str, sentence: str, picture: str = "", heads: Sequence[str] = (), rows: Rows = ()) -> str:
    """A picture under its title, with one sentence above it and its numbers below, to be opened."""
    title = words.TITLES[name]
    shown = (
        f'<div class="ecs-chart-scroll" tabindex="0" role="region" aria-label="{title}: picture">{picture}</div>'
        if picture
        else ""
    )
    table = _table(title, heads, rows)
    more = f"<details><summary>{title} as a table</summary>{table}</details>" if picture else ""
    said = f"<p>{_marked(sentence)}</p>" if sentence else ""
    return _section(title, f"{said}{shown}{more}")


def _section(title: str, body: str) -> str:
    return f'<section class="ecs-figure" aria-label="{title}"><p class="ecs-figure-title">{title}</p>{body}</section>'


def _marked(sentence: str) -> str:
    """A sentence whose command, if there is one at its end, stands as code."""
    before, sign, command = sentence.partition("ecs-course ")
    return f"{text(before)}<code>{text(sign + command)}</code>" if sign else text(sentence)


def _table(title: str, heads: Sequence[str], rows: Rows) -> str:
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    body = "".join(
        f'<tr><th scope="row">{text(str(first))}</th>{"".join(f"<td>{text(str(cell))}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<div class="ecs-chart-scroll" tabindex="0" role="region" aria-label="{title}: table">'
        f'<table class="ecs-days ecs-chart-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _retention(found: Statistics) -> str:
    said = words.retention_words(found)
    if not found.weeks:
        return _figure("retention", said)

    def rows(periods: Iterable[Period], word: str) -> list[list[object]]:
        return [
            [
                word.format(one.begins),
                one.share.of,
                one.share.hits,
                words.percent(one.share.value),
                words.interval_words(one.share),
            ]
            for one in periods
        ]

    picture = drawing.retention_svg(found.weeks, f"Retention by week. {said}")
    heads = ("Time", "Reviews", "Still known", "Share", "Likely")
    return _figure(
        "retention", said, picture, heads, rows(found.weeks, "week of {:%d %b %Y}") + rows(found.months, "{:%B %Y}")
    )


def _forecast(found: Statistics) -> str:
    coming = found.coming
    said = words.forecast_words(coming)
    if not coming.total:
        return _figure("forecast", said)
    rows: list[list[object]] = [["overdue", coming.overdue, "", ""]]
    rows += [[f"{one.day:%d %b %Y}", one.due, one.asked, one.left_over] for one in coming.days]
    picture = drawing.forecast_svg(coming, f"Reviews to come by day. {said}")
    return _figure("forecast", said, picture, ("Day", "Due", "Asked under your limit", "Left over"), rows)


def _topics(found: Statistics) -> str:
    said = words.go_words(found)
    rows = [
        [one.topic, words.mastery_words(one), ", ".join(map(str, one.days)) or "–", words.STEPS[one.step]]
        for one in found.topics
    ]
    picture = drawing.topics_svg(found.topics, f"Mastery by topic. {said}")
    return _figure("topics", said, picture, ("Topic", "Mastery", "Days", "Next"), rows)


def _days(found: Statistics) -> str:
    if found.topic:
        return ""
    said = "How much of each day's questions you would know now: filled is known, outlined is met."
    rows = [
        [f"{one.day} {one.title}", words.mastery_words(one), ", ".join(one.topics) or "–", words.STEPS[one.step]]
        for one in found.days
    ]
    picture = drawing.days_svg(found.days, f"Mastery by day. {said}")
    return _figure("days", said, picture, ("Day", "Mastery", "Topics", "Next"), rows)


def _sure(found: Statistics) -> str:
    sure = found.sure
    said = f"{words.calibration_words(sure)} {words.brier_words(sure)}".strip()
    if not sure.levels:
        return _figure("calibration", said)
    rows = [
        [
            f"{LEVELS[one.percent]} ({one.percent} %)",
            one.share.of,
            one.share.hits,
            words.percent(one.share.value),
            words.interval_words(one.share),
        ]
        for one in sure.levels
    ]
    picture = drawing.calibration_svg(sure, f"Right answers against confidence. {said}")
    return _figure("calibration", said, picture, ("You said", "Answers", "Right", "Share", "Likely"), rows)


def _hard(found: Statistics) -> str:
    said = words.hardest_words(found)
    if not found.hard:
        return _figure("hardest", said)
    rows = "".join(_hard_one(one, found.prompts.get(one.question, "")) for one in found.hard)
    return _section(words.TITLES["hardest"], f'<p>{_marked(said)}</p><ol class="ecs-hardest">{rows}</ol>')


def _hard_one(one: Hard, prompt: str) -> str:
    ask = inline(prompt.strip().partition("\n\n")[0])
    look, sign = ("ecs-chart-leech", "⚑ ") if one.leech else ("ecs-small", "")
    return (
        f'<li>{ask}<br><span class="{look}">{sign}{text(words.hard_words(one))}</span> '
        f'<span class="ecs-small">({text(one.question)}, {text(one.topic)})</span></li>'
    )


def _times(found: Statistics) -> str:
    said = words.times_words(found)
    if not found.times:
        return _figure("times", said)
    rows = [
        [words.KINDS.get(one.kind, one.kind), one.answers, one.quarter, one.median, one.three_quarters]
        for one in found.times
    ]
    picture = drawing.times_svg(found.times, f"Time for an answer by kind of question, in seconds. {said}")
    heads = (
        "Kind",
        "Answers",
        "A quarter took at most (s)",
        "Half took at most (s)",
        "Three quarters took at most (s)",
    )
    return _figure("times", said, picture, heads, rows)
