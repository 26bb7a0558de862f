"""my_stats() without a browser: whole SVG and HTML, every number in a table, nothing of the bank's text unescaped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.dom import minidom

import pytest

import course
from course.app import statistics_words as words
from course.app.limits import set_limits
from course.app.statistics import Statistics, statistics
from course.catalog.bank import bank
from course.home import Home
from course.model.errors import UsageProblem
from course.notebook.stats import stats_card
from tests.notebook.samples import EVIL
from tests.quiz.histories import NOW, answer, events, months_of_answers, written


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "home"))
    return Home(tmp_path / "home")


@pytest.fixture
def months(own: Home) -> Statistics:
    written(own.progress, events(months_of_answers(bank().entries, 1500)))
    set_limits(own, reviews=3)
    return statistics(learner=own, now=NOW)


def svgs(html: str) -> list[minidom.Document]:
    found = ["<svg" + part.partition("</svg>")[0] + "</svg>" for part in html.split("<svg")[1:]]
    return [minidom.parseString(one) for one in found]


def test_every_picture_has_a_name_a_sentence_and_its_numbers_as_a_table(months: Statistics) -> None:
    html = stats_card(months).html
    for title in words.TITLES.values():
        assert f'<p class="ecs-figure-title">{title}</p>' in html
    pictures = svgs(html)
    assert len(pictures) == html.count("as a table</summary>") == len(words.TITLES) - 1  # the hardest are a list
    for picture in pictures:
        assert picture.documentElement.getAttribute("role") == "img"
        assert len(picture.documentElement.getAttribute("aria-label")) > 20
    for period in (*months.weeks, *months.months):
        assert f"<td>{period.share.of}</td><td>{period.share.hits}</td>" in html
    for one in months.coming.days:
        assert f"{one.day:%d %b %Y}</th><td>{one.due}</td><td>{one.asked}</td><td>{one.left_over}</td>" in html
    assert "left over by your limit" in html


def test_nothing_lies_outside_its_picture(months: Statistics) -> None:
    for picture in svgs(stats_card(months).html):
        *_, width, height = map(float, picture.documentElement.getAttribute("viewBox").split())
        for rect in picture.getElementsByTagName("rect"):
            x, y, w, h = (float(rect.getAttribute(key)) for key in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + w <= width + 0.5
            assert y + h <= height + 0.5
        for text in picture.getElementsByTagName("text"):
            assert 0 <= float(text.getAttribute("x")) <= width
            assert 0 <= float(text.getAttribute("y")) <= height


def test_of_nothing_and_of_one_answer(own: Home) -> None:
    html = stats_card(statistics(learner=own, now=NOW)).html
    assert len(svgs(html)) == 2  # topics and days: where to begin
    entry = bank().entries[0]
    written(own.progress, events([answer(entry.id, NOW, topic=entry.topic, confidence=50, seconds=9)]))
    assert len(svgs(stats_card(statistics(learner=own, now=NOW)).html)) == 5


def test_what_authors_and_decks_wrote_is_text(months: Statistics) -> None:
    prompts = dict.fromkeys(months.prompts, EVIL)
    topics = tuple(replace(one, topic=EVIL) for one in months.topics)
    hard = tuple(replace(one, topic=EVIL) for one in months.hard)
    evil = replace(months, prompts=prompts, topics=topics, hard=hard, notes=(EVIL,))
    html = stats_card(evil).html
    assert "<img" not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    svgs(html)


def test_it_is_reached_by_its_name_and_a_wrong_topic_is_a_sentence(own: Home) -> None:
    assert "Your statistics" in str(course.my_stats())
    with pytest.raises(UsageProblem, match="no topic"):
        course.my_stats("nope")
