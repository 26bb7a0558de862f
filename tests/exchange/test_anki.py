"""The Anki deck, imported with Anki's own library: whole, once only, updated by a later export, history and choices kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from course.exchange.anki import guid
from course.exchange.formats import export
from course.model.question import Question
from tests.exchange.samples import EVERY, NOW, asked, whole_bank
from tests.quiz.questions import single


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    found = Collection(str(tmp_path / "collection.anki2"))
    yield found
    found.close()


def load(collection: Collection, folder: Path, *questions: Question, days: int = 0) -> dict[str, int]:
    """Export these questions `days` later, import them, and say how many notes were new, updated, or there already."""
    path = folder / f"deck-{days}.apkg"
    path.write_bytes(export("anki", asked(*questions), NOW + timedelta(days=days)).data)
    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    ).log
    assert not log.conflicting
    assert not log.missing_notetype
    assert not log.empty_first_field
    return {"new": len(log.new), "updated": len(log.updated), "same": len(log.duplicate)}


def note_of(collection: Collection, id: str) -> object:
    (found,) = collection.find_notes(f'"Id:{id}"')
    return collection.get_note(found)


def test_every_kind_is_a_note_with_one_card_in_its_topics_deck(collection: Collection, tmp_path: Path) -> None:
    assert load(collection, tmp_path, *EVERY)["new"] == len(EVERY)
    assert collection.note_count() == collection.card_count() == len(EVERY)
    assert "ECS in 30 Days::ecs-core" in {deck.name for deck in collection.decks.all_names_and_ids()}
    assert {"ecs::topic::ecs-core", "ecs::level::beginner", "ecs::day::08"} <= set(note_of(collection, "a-single").tags)


@pytest.mark.parametrize("question", EVERY, ids=lambda question: question.id)
def test_both_sides_say_what_they_must(collection: Collection, tmp_path: Path, question: Question) -> None:
    load(collection, tmp_path, question)
    (card,) = note_of(collection, question.id).cards()
    sides = card.render_output()
    front, back = sides.question_text, sides.answer_text
    assert "{{" not in front.replace("{{type:", "") + back
    assert "found in template" not in front + back
    assert "has a problem" not in front + back
    assert "<script" not in front + back
    for text in (front, back):
        assert re.sub(r"<[^>]+>", "", text).strip()
    assert "Because." in back
    assert "A page" in back
    assert "2026-11-24" in back
    assert "Because." not in front


def test_the_front_hides_what_is_right(collection: Collection, tmp_path: Path) -> None:
    load(collection, tmp_path, *EVERY)
    for question in EVERY:
        (card,) = note_of(collection, question.id).cards()
        front, back = card.render_output().question_text, card.render_output().answer_text
        assert "class=right" not in front
        assert "why" not in front, question.id
        if question.kind in ("single", "multiple", "number", "short", "output", "scenario"):
            assert "✔ Right:" in back


def test_the_whole_bank_comes_in(collection: Collection, tmp_path: Path) -> None:
    bank = [one.question for one in whole_bank()]
    assert load(collection, tmp_path, *bank) == {"new": len(bank), "updated": 0, "same": 0}
    assert load(collection, tmp_path, *bank, days=0)["same"] == len(bank)
    assert collection.card_count() == len(bank)
    assert len({guid(question.id) for question in bank}) == len(bank)


def test_a_later_export_updates_and_keeps_history_and_choices(collection: Collection, tmp_path: Path) -> None:
    load(collection, tmp_path, single(id="a", explain="Old."), single(id="b"), single(id="c"))
    (answered,), (set_aside,), (moved,) = (note_of(collection, id).card_ids() for id in "abc")
    collection.decks.select(collection.decks.id("ECS in 30 Days"))
    first = collection.sched.getCard()
    assert first is not None
    first.start_timer()
    collection.sched.answerCard(first, 3)
    answered = first.id
    reviewed = collection.get_card(answered)
    collection.sched.suspend_cards([set_aside])
    collection.set_deck([moved], collection.decks.id("My own"))

    changed = load(collection, tmp_path, *(single(id=id, explain=f"New {id}.") for id in "abc"), days=1)
    assert changed == {"new": 0, "updated": 3, "same": 0}
    assert collection.note_count() == collection.card_count() == 3
    assert all("New" in note_of(collection, id)["Reason"] for id in "abc")
    now = collection.get_card(answered)
    assert (now.reps, now.due, now.queue, now.ivl) == (1, reviewed.due, reviewed.queue, reviewed.ivl)
    assert collection.db.scalar("select count() from revlog") == 1
    assert collection.get_card(set_aside).queue == -1
    assert collection.decks.name(collection.get_card(moved).did) == "My own"
    assert len([n for n in collection.models.all_names_and_ids() if n.name.startswith("ECS: choice")]) == 1


def test_an_older_export_does_not_undo_a_newer_one(collection: Collection, tmp_path: Path) -> None:
    load(collection, tmp_path, single(id="a", explain="New."), days=2)
    load(collection, tmp_path, single(id="a", explain="Old."), days=1)
    assert "New." in note_of(collection, "a")["Reason"]


def test_anki_finds_no_formula_and_no_sound_in_a_text(collection: Collection, tmp_path: Path) -> None:
    load(collection, tmp_path, single(id="a", ask=r"`\(x\)` and `[sound:a.mp3]` and `[latex]`"))
    (card,) = note_of(collection, "a").cards()
    shown = card.render_output()
    assert shown.question_av_tags == []
    assert "\\(" not in shown.question_text
    assert "&#92;(" in shown.question_text


def test_one_question_in_two_topics_decks_is_one_note(collection: Collection, tmp_path: Path) -> None:
    load(collection, tmp_path, single(id="a"))
    load(collection, tmp_path, replace(single(id="a"), topic="iam"), days=1)
    assert collection.note_count() == 1
