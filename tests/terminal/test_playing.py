"""A sitting on the screen: verdicts, ratings, skipping, leaving and going on, exams, and sittings that grow."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from textual.color import Color
from textual.geometry import Size

from course.app import sitting as engine
from course.app.cards import cards
from course.app.sitting import Sitting
from course.app.sitting_file import Kept, kept
from course.home import Home
from course.progress.log import Log
from course.terminal import colours
from course.terminal.round import Round
from course.terminal.scenes.keys import GROUPS
from tests.quiz.questions import multiple, number, single
from tests.terminal import samples
from tests.terminal.pilot import Player, playing

THREE = (single(id="a", ask="First?"), single(id="b", ask="Second?"), single(id="c", ask="Third?"))


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def again(own: Home, *questions: Any) -> Sitting:
    """The sitting that was left, as another process finds it."""
    (found,) = kept(own.sittings)
    return samples.sitting_of(own, *questions, kept=found)


def right(sitting: Sitting) -> str:
    """The letter of the right option of the question that waits."""
    at = sitting.next()
    assert at is not None
    return "abc"[sitting.asked[at].order.index(0)]


def test_the_dates_stand_there_before_the_rating_and_come_true(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def act(player: Player) -> None:
        assert "due today" in player.edge("head")
        await player.press(right(sitting), "enter", "enter")
        said = player.edge("status").replace("\u00a0", " ")
        assert said == "Back in:  1 again 1 min  2 hard 5 min ▸3 good 10 min  4 easy 8 days"
        due = sitting.dates(0)[4]
        await player.press("4")
        assert "question 2 of 3" in player.edge("head")
        assert "Rated easy: it comes back in 8 days" in player.edge("said")
        assert cards(own).memory.cards["a"].due == due

    playing(sitting, act)


def test_bury_and_suspend_are_noted(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def act(player: Player) -> None:
        await player.press("a", "enter", "enter", "b")
        assert "Buried" in player.edge("said")
        await player.press("a", "enter", "enter", "s")

    playing(sitting, act)
    noted = [(event.body["question"], event.body["where"]) for event in Log(own.progress).events("card_put")]
    assert noted == [("a", "buried"), ("b", "suspended")]


def test_skipping_goes_round_and_back_shows_the_verdict(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def act(player: Player) -> None:
        await player.press("n", "n", "n")
        assert "First?" in player.page()
        await player.press("a", "enter", "enter", "enter")
        assert "Second?" in player.page()
        await player.press("p")
        assert "Source:" in player.page()
        await player.press("enter", "a", "enter", "enter", "enter", "n")
        assert "No other question is open" in player.edge("said")

    playing(sitting, act)


def test_the_end_shows_topics_dates_and_every_answer(own: Home) -> None:
    sitting = samples.sitting_of(own, single(id="a", ask="First?", topic="iam"), single(id="b", ask="Second?"))

    async def act(player: Player) -> None:
        await player.press(right(sitting), "enter", "enter", "enter")
        wrong = "b" if right(sitting) == "a" else "a"
        await player.press(wrong, "enter", "enter", "enter")
        page = player.page()
        assert "1 of 2 questions right" in page
        assert "iam       ━━━━━━━━━━━━━━━━━━━━ 100% of 1 question" in page
        assert "ecs-core  ────────────────────   0% of 1 question" in page
        assert "✔ right      First? (in 10 min)" in page
        assert "✘ not right  Second? (in 1 min)" in page
        await player.press("down", "enter")
        assert "✘ Not this one." in player.page()
        await player.press("enter")
        assert "of 2 questions right" in player.page()

    playing(sitting, act)
    assert sitting.ended
    assert list(own.sittings.glob("*")) == []


def test_it_goes_on_exactly_there_with_what_was_half_typed(own: Home) -> None:
    questions = (single(id="a"), samples.cloze(), samples.open_question(), multiple(id="m"))
    sitting = samples.sitting_of(own, *questions)

    async def leave(player: Player) -> None:
        await player.press("a", "enter", "enter", "enter")
        await player.type("51")
        await player.press("f3")
        await player.type("half a tho")
        await player.press("f8", "f6", "f3", "b", "q")

    playing(sitting, leave)
    second = again(own, *questions)

    async def back(player: Player) -> None:
        assert player.app.round.at == 3
        assert "[x] b)" in player.page()
        assert not player.app.round.confidence
        assert player.edge("clock") == ""
        await player.press("p")
        assert player.app.query_one("#area").text == "half a tho"
        await player.type("ught")
        await player.press("f2")
        assert "1:51" in player.page()

    playing(second, back)
    third = again(own, *questions)
    assert Round(third).form.draft() == {"memory": "51", "port": ""}
    third.close()


def test_a_verdict_that_was_on_the_screen_is_there_again(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def leave(player: Player) -> None:
        await player.press("a", "enter", "enter", "ctrl+c")

    playing(sitting, leave)

    async def back(player: Player) -> None:
        assert "Source:" in player.page()
        assert "question 1 of 3" in player.edge("head")

    playing(again(own, *THREE), back)


@pytest.mark.parametrize(
    "more",
    [
        {"at": 99, "draft": []},
        {"at": "x", "draft": {"a/7": 99, "b/7": {"x": 1}}},
        {"draft": {"a/7": [1, 1], "b/7": None}, "confidence": "yes"},
    ],
)
def test_a_damaged_draft_is_no_hindrance(own: Home, more: dict[str, Any]) -> None:
    sitting = samples.sitting_of(own, *THREE)
    sitting.kept.more.update(more)

    async def act(player: Player) -> None:
        assert "(•)" not in player.page()
        await player.press("n", "a", "enter", "enter")

    playing(sitting, act)
    assert len(sitting.given) == 1


def test_an_exam_says_nothing_before_its_end_and_the_last_answer_counts(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE, asked_in="exam", limit=600)

    async def act(player: Player) -> None:
        assert player.edge("clock").endswith("left")
        await player.press("f6")
        assert player.edge("clock") == "clock hidden"
        await player.press("a", "enter")
        assert "Second?" in player.page()
        assert "right" not in player.edge("progress")
        await player.press("n", "a", "enter", "p", "p")
        assert "First?" in player.page()
        assert "(•) a)" in player.page()
        first = "abc"[sitting.asked[0].order.index(0)]
        await player.press(first, "enter", "e")
        assert "1 question is still open." in player.page()
        await player.press("h", "x")
        assert not sitting.ended
        await player.press("h", "y")
        assert sitting.ended
        assert sitting.answered[0].right
        assert "of 3 questions right, 1 without an answer" in player.page()
        await player.press("enter")
        assert "✔ Right." in player.page()

    playing(sitting, act)
    assert len(list(Log(own.progress).events("question_answered"))) == 2


def test_an_exam_ends_when_its_time_is_up(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(engine, "time", SimpleNamespace(monotonic=lambda: now[0]))
    sitting = samples.sitting_of(own, *THREE, asked_in="exam", limit=90)

    async def act(player: Player) -> None:
        await player.press("a", "enter")
        now[0] += 31
        player.app.tick()
        assert "A minute is left" in player.edge("said")
        now[0] += 100
        await player.press("b", "enter")
        assert "The time is up" in player.page()
        assert sitting.ended

    playing(sitting, act)
    assert len(sitting.answered) == 1


def test_the_clock_alone_ends_an_exam(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(engine, "time", SimpleNamespace(monotonic=lambda: now[0]))
    sitting = samples.sitting_of(own, *THREE, asked_in="exam", limit=90)

    async def act(player: Player) -> None:
        now[0] += 100
        player.app.tick()
        await player.pilot.pause()
        assert "The time is up" in player.page()

    playing(sitting, act)


class Growing(Sitting):
    """Asks its next question when the last one is answered, and says nothing before the end."""

    @property
    def reveals(self) -> bool:
        return self.ended

    def after(self, position: int, graded: Any) -> None:
        if len(self.asked) < 3:
            self.add(THREE[len(self.asked)], why="a step deeper")

    def skip(self, position: int) -> None:
        self.answer(position, 2)


def test_a_sitting_that_grows_and_reveals_nothing_is_played_to_its_end(own: Home) -> None:
    begun = samples.sitting_of(own, THREE[0], asked_in="interview")
    begun.keep()
    begun.close()
    (found,) = kept(own.sittings)
    file = engine.SittingFile(own.sittings, found.id)
    sitting = Growing(own, {q.id: q for q in THREE}, cards(own), found, file)

    async def act(player: Player) -> None:
        await player.press("a", "enter")
        assert "question 2 ·" in player.edge("head")
        assert "a step deeper" in player.edge("head")
        await player.press("n")
        assert "does not come back" in player.edge("status")
        await player.press("x")
        assert player.app.round.at == 1
        await player.press("n", "y")
        assert player.app.round.at == 2
        await player.press("a", "enter")
        assert "Every question is answered." in player.page()
        await player.press("h", "y")
        assert "of 3 questions right" in player.page()

    playing(sitting, act)
    assert sitting.ended
    assert len(sitting.answered) == 3


def test_a_bank_that_changed_is_said_once(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def leave(player: Player) -> None:
        await player.press("q")

    playing(sitting, leave)
    second = again(own, single(id="a", ask="First, changed?"), THREE[1])

    async def act(player: Player) -> None:
        assert "1 of these questions left the bank" in player.page()
        assert "1 of these questions changed" in player.page()
        assert "First, changed?" in player.page()
        await player.press("n")
        assert "Note:" not in player.page()

    playing(second, act)


def test_the_help_names_every_command_and_any_key_leads_back(own: Home) -> None:
    sitting = samples.sitting_of(own, *THREE)

    async def act(player: Player) -> None:
        await player.press("a", "?")
        for _, group in GROUPS:
            for keys, _ in group:
                assert keys in player.page()
        await player.press("x")
        assert "First?" in player.page()
        assert "(•) a)" in player.page()

    playing(sitting, act)


def test_letters_are_commands_after_escape_where_text_is_typed(own: Home) -> None:
    sitting = samples.sitting_of(own, samples.open_question(), samples.short())

    async def act(player: Player) -> None:
        await player.type("q?n")
        await player.press("escape", "x", "n")
        assert "Which role" in player.page()
        assert player.app.round.sitting.given == {}
        await player.press("escape", "p", "f1")
        assert "Anywhere" in player.page()
        await player.press("x")
        assert player.app.query_one("#area").text == "q?n"

    playing(sitting, act)


def test_it_follows_the_size_of_the_terminal(own: Home) -> None:
    sitting = samples.sitting_of(own, samples.output(), samples.open_question())

    async def act(player: Player) -> None:
        for size in ((40, 12), (200, 60), (20, 6), (80, 24)):
            await player.pilot.resize_terminal(*size)
            await player.press("down", "f7")
            assert player.app.screen.size == Size(*size)
        await player.press("f3")
        await player.pilot.resize_terminal(30, 8)
        await player.type("still here")
        assert player.app.query_one("#area").text == "still here"

    playing(sitting, act)


def test_what_is_under_the_cursor_is_in_sight(own: Home) -> None:
    lines = "\n".join(f"line {n} of a long log" for n in range(1, 201))
    question = samples.output()
    long = type(question)(**{**question.__dict__, "output": lines + "\n" + samples.EVENTS})
    sitting = samples.sitting_of(own, long)

    async def act(player: Player) -> None:
        await player.press("1", "5", "0")
        body = player.app.query_one("#body")
        at = next(n for n, line in enumerate(player.page().splitlines()) if line.startswith("▸"))
        assert body.scroll_y <= at < body.scroll_y + body.size.height
        assert player.edge("status") == "Your answer: line 150"

    playing(sitting, act)


@pytest.mark.parametrize("theme", [colours.DARK, colours.LIGHT], ids=["dark", "light"])
def test_words_can_be_read_on_every_ground(theme: dict[str, str]) -> None:
    def light(name: str) -> float:
        parts = [c / 255 for c in Color.parse(theme[name]).rgb]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for word in colours.WORDS:
        for ground in colours.GROUNDS:
            a, b = sorted((light(word), light(ground)))
            assert (b + 0.05) / (a + 0.05) >= 4.5, (word, ground)


def test_without_colour_every_verdict_has_its_word(own: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    sitting = samples.sitting_of(own, number(3, 4), *THREE)

    async def act(player: Player) -> None:
        await player.press("4", "enter", "enter")
        assert "✘ wrong, your answer: 4 tasks" in player.page()
        assert "✔ right: 3 tasks" in player.page()
        await player.pilot.pause()
        grey = {color for strip in player.app.screen._compositor.render_strips() for segment in strip
                if segment.style and segment.style.color and (color := segment.style.color.triplet)}  # fmt: skip
        assert all(max(c) - min(c) <= 1 for c in grey)

    playing(sitting, act)


def test_two_hundred_drafts_at_most_are_kept(own: Home) -> None:
    questions = [single(id=f"q{n}") for n in range(230)]
    sitting = samples.sitting_of(own, *questions)
    played = Round(sitting)
    for n in range(230):
        played.go(n)
        played.form.key("a", "a")
    played.keep()
    (found,) = kept(own.sittings)
    assert isinstance(found, Kept)
    assert len(found.more["draft"]) == 200
    sitting.close()
