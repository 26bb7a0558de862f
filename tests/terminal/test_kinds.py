"""Every kind of question is answered with keys alone, and its verdict is read on the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.model.question import Question
from course.terminal.forms.writing import Fix
from tests.quiz.questions import multiple, number, single
from tests.terminal import samples
from tests.terminal.pilot import Player, playing


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def letter(player: Player, text: str) -> str:
    """The letter under which a text stands on the page."""
    line = next(line for line in player.page().splitlines() if text in line)
    return line.split(")")[-2].split()[-1] if ")" in line else ""


async def by_letter(player: Player) -> None:
    await player.press(letter(player, "option 0"), "enter")


async def by_space(player: Player) -> None:
    lines = [line for line in player.page().splitlines() if "option" in line]
    at = next(n for n, line in enumerate(lines) if "option 0" in line)
    await player.press("up", *["down"] * at, " ", "enter")


async def two_letters(player: Player) -> None:
    wrong = letter(player, "option 2")
    await player.press(wrong, letter(player, "option 1"), wrong, letter(player, "option 0"), "enter")


async def a_number(player: Player) -> None:
    await player.type("4")
    await player.press("backspace", "3", "enter")


async def a_word(player: Player) -> None:
    await player.type("tsk role?q")
    await player.press("backspace", "backspace", "home", "right", "a", "enter")


async def moving_lines(player: Player) -> None:
    items = samples.ordering().items
    for place, item in enumerate(items):
        rows = [line for line in player.page().splitlines() if any(one.text in line for one in items)]
        now = next(n for n, line in enumerate(rows) if item.text in line)
        await player.press("home", *["down"] * now)
        way = ("u", "shift+up")[place % 2]
        await player.press(*[way] * (now - place))
    await player.press("enter")


async def moving_lines_taken_along(player: Player) -> None:
    items = samples.ordering().items
    for place, item in enumerate(items):
        rows = [line for line in player.page().splitlines() if any(one.text in line for one in items)]
        now = next(n for n, line in enumerate(rows) if item.text in line)
        await player.press(str(now + 1), " ", *["up"] * (now - place), " ")
    await player.press("enter")


async def pairs(player: Player) -> None:
    pulls, calls = letter(player, "pulls images"), letter(player, "what your code")
    await player.press("2", calls, "1", calls, "backspace", pulls, "enter")


async def gaps(player: Player) -> None:
    await player.type("512")
    await player.press("tab", "8", "0", "shift+tab", "end", "enter")


async def pointing(player: Player) -> None:
    await player.press("down", "down", "down", "2", letter(player, "Health checks of"), "enter")


async def walking(player: Player) -> None:
    await player.press("b", "a", "enter", "b", "backspace", "a", "enter", "a", "enter")


async def mending(player: Player) -> None:
    await player.press("down", "down", "down", "end", "left", "left", *["backspace"] * 4)
    await player.type("512")
    await player.press("ctrl+s")


ANSWERS: list[tuple[Question, Any, Any]] = [
    (single(), by_letter, 0),
    (single(), by_space, 0),
    (multiple(), two_letters, [0, 1]),
    (number(3, 4), a_number, "3"),
    (samples.short(), a_word, "task role"),
    (samples.ordering(), moving_lines, [0, 1, 2, 3]),
    (samples.ordering(), moving_lines_taken_along, [0, 1, 2, 3]),
    (samples.matching(), pairs, [0, 1]),
    (samples.cloze(), gaps, {"memory": "512", "port": "80"}),
    (samples.fix(), mending, samples.BROKEN.replace("4096", "512")),
    (samples.output(), pointing, {"option": 1, "line": 2}),
    (samples.scenario(), walking, [0, 0]),
]


@pytest.mark.parametrize(("question", "keys", "answer"), ANSWERS, ids=[f"{q.kind}-{k.__name__}" for q, k, _ in ANSWERS])
def test_a_kind_is_answered_with_keys(own: Home, question: Question, keys: Any, answer: Any) -> None:
    sitting = samples.sitting_of(own, question)

    async def act(player: Player) -> None:
        await keys(player)
        assert "How sure" in player.edge("status")
        await player.press("3")
        assert sitting.given == {0: answer}
        assert sitting.answered[0].right
        assert "✔ Right" in player.page()
        assert "Source: A page" in player.page()
        assert sitting.kept.given["0"].confidence == 75

    playing(sitting, act)


def test_an_open_answer_is_written_judged_and_corrected(own: Home) -> None:
    sitting = samples.sitting_of(own, samples.open_question())

    async def act(player: Player) -> None:
        await player.type("Quite something\nelse? q")
        assert player.edge("status").startswith("4 words · 0:0")
        assert "of 2:00" in player.edge("status")
        await player.press("ctrl+s", "enter")
        assert sitting.given == {0: "Quite something\nelse? q"}
        assert "○ missed: Tasks stop when" in player.page()
        assert "better: Say that the whole task stops." in player.page()
        await player.press("c")
        assert sitting.answered[0].points[0].by == "learner"
        assert "✔ covered (your word): Tasks stop" in player.page()
        await player.press("down", "down", "c")
        assert sitting.answered[0].points[2].verdict == "said"

    playing(sitting, act)


def test_a_document_is_mended_in_place(own: Home) -> None:
    sitting = samples.sitting_of(own, samples.fix(), single(id="z"))

    async def act(player: Player) -> None:
        await player.press("ctrl+s")
        assert "Nothing is changed yet" in player.edge("said")
        await player.press("down", "down", "down", "end", *["left"] * 2, *["backspace"] * 4)
        await player.type("512")
        form = player.app.round.form
        assert isinstance(form, Fix)
        assert form.text == samples.BROKEN.replace("4096", "512")
        await player.press("ctrl+z", "ctrl+y", "f3")
        assert player.app.round.at == 1
        await player.press("p")
        await player.press("f1", "enter")
        assert player.app.query_one("#area").text == samples.BROKEN.replace("4096", "512")

    playing(sitting, act)


@pytest.mark.parametrize("question", samples.every_kind(), ids=lambda q: q.kind)
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (38, 10)], ids=str)
def test_an_answer_that_is_not_whole_is_said_and_nothing_is_graded(
    own: Home, question: Question, size: tuple[int, int]
) -> None:
    if question.kind == "ordering":
        return  # lines always stand in some order
    sitting = samples.sitting_of(own, question)

    async def act(player: Player) -> None:
        await player.press("ctrl+s" if question.kind in ("fix", "open") else "enter")
        if question.kind == "cloze":
            await player.press("enter", "enter")
        assert sitting.given == {}
        assert player.edge("said")

    playing(sitting, act, size=size, confidence=False)


HOSTILE = ["🚢" * 300, "\u202eevil\u200f شكرا", "\x1b[2J\x00\x07\x9b31m", "x" * 100_000, "a\n" * 50_000]


@pytest.mark.parametrize("question", samples.every_kind(), ids=lambda q: q.kind)
def test_a_hostile_paste_harms_nothing(own: Home, question: Question) -> None:
    from textual import events

    sitting = samples.sitting_of(own, question)

    async def act(player: Player) -> None:
        for text in HOSTILE:
            player.app.post_message(events.Paste(text))
            await player.pilot.pause()
            await player.pilot.pause()
        shown = player.page() + "".join(player.edge(name) for name in ("head", "status", "said", "keys"))
        area = player.app.query_one("#area").text
        for bad in ("\x1b", "\x00", "\u202e", "\u200f"):
            assert bad not in shown + area
        assert len(area) <= 20_000
        if question.kind in ("open", "fix", "short", "number", "cloze"):
            assert "left out" in player.edge("said")
        assert sitting.given == {}

    playing(sitting, act)
