"""A file into a deck of one's own: asked by the drill, updated by a second import, and harmless whatever it holds."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from course.app import practise
from course.app.exchanging import LARGEST, export, import_
from course.catalog.bank import bank
from course.cli.commands import program
from course.exchange.deck import merge, written
from course.exchange.formats import FORMATS, Export
from course.home import Home
from course.model.errors import UsageProblem, WorldNotReady
from course.model.problem import Problem
from tests.exchange.samples import EVERY, NOW, asked

SIMPLE = "question,answer\nWhat runs?,task\nWhat keeps it running?,service\n"


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "my-words.csv"
    path.write_text(SIMPLE, "utf-8")
    return path


def deck(own: Home, name: str = "my-words") -> list[dict[str, object]]:
    found: list[dict[str, object]] = tomllib.loads((own.decks / f"{name}.toml").read_text("utf-8"))["question"]
    return found


def test_an_imported_question_is_asked_by_the_drill_and_answered(own: Home, file: Path) -> None:
    found = import_(own, file)
    assert (found.deck, len(found.new), found.problems) == ("my-words", 2, ())
    sitting = practise.drill(topics=["my-words"], seed=1, learner=own)
    assert {place.question for place in sitting.kept.places} == set(found.new)
    answers = {"What runs?": "the task", "What keeps it running?": "Service"}
    for place in range(2):
        question = sitting.asked[place].question
        assert question.id.startswith("own-my-words-")
        assert sitting.answer(place, answers[question.ask]).right


@pytest.mark.parametrize("name", ["csv", "gift", "jupyterquiz"])
def test_each_format_comes_in_and_every_question_can_be_built(own: Home, tmp_path: Path, name: str) -> None:
    from course.exchange.formats import export as exported

    made: Export = exported(name, asked(*EVERY), NOW)
    path = tmp_path / f"mine{FORMATS[name].suffix}"
    path.write_bytes(made.data)
    found = import_(own, path)
    assert [id.removeprefix("own-mine-") for id in found.new] == made.written
    questions = bank(decks=own.decks)
    assert all(questions[id].topic == "mine" and questions[id].days == () for id in found.new)
    assert {entry.id for entry in questions.entries if entry.own} == set(found.new)
    again = import_(own, path)
    assert (again.new, again.changed, len(again.same)) == ((), (), len(made.written))


def test_a_second_import_updates_by_id_and_keeps_the_old_deck_and_all_else_to_the_letter(own: Home, file: Path) -> None:
    import_(own, file)
    path = own.decks / "my-words.toml"
    mine = "# mine\n" + written({"id": "by-hand", "topic": "my-words", "kind": "short", "level": "beginner", "days": [],
                                 "ask": "A [[question]]\n[[question]]\n?", "explain": "", "accept": ["x"], "sources": [],
                                 "checked": NOW.date()})  # fmt: skip
    path.write_text(path.read_text("utf-8") + mine, "utf-8")
    before = path.read_text("utf-8")
    file.write_text(SIMPLE.replace(",task", ",a task") + "New?,yes\n", "utf-8")
    found = import_(own, file)
    assert (len(found.new), len(found.changed), len(found.same)) == (1, 1, 1)
    assert found.backup is not None
    assert found.backup.read_text("utf-8") == before
    after = path.read_text("utf-8")
    assert mine in after
    assert [one["accept"] for one in deck(own)] == [["a task"], ["service"], ["x"], ["yes"]]
    assert deck(own)[0]["id"] in found.changed
    file.write_text(SIMPLE, "utf-8")
    second = import_(own, file).backup
    assert second is not None
    assert second != found.backup
    assert found.backup.read_text("utf-8") == before


def test_a_deck_that_does_not_read_is_not_touched(own: Home, file: Path) -> None:
    own.decks.mkdir(parents=True)
    for text in (
        "not toml",
        "[other]\na = 1\n",
        'question = [{ id = "a" }]\n',
        "[[question]]\nid = '''\n[[question]]\n'''\n",
    ):
        (own.decks / "my-words.toml").write_text(text, "utf-8")
        found = import_(own, file)
        assert len(found.problems) == 1
        assert (own.decks / "my-words.toml").read_text("utf-8") == text


def test_merge_of_an_emptied_deck_goes_on() -> None:
    merged = merge("# only a comment", [{"id": "a", "ask": "x"}], "d")
    assert not isinstance(merged, Problem)
    assert merged.text.startswith("# only a comment\n[[question]]\n")


def test_any_problem_and_nothing_is_taken_in(own: Home, file: Path) -> None:
    file.write_text(SIMPLE + ",nothing\nWhat runs?,container\n" + f"Long?,{'x' * 100_000}\n", "utf-8")
    found = import_(own, file)
    assert [one.file for one in found.problems] == [f"my-words.csv:{line}" for line in (4, 5, 6)]
    assert not own.decks.exists() or not list(own.decks.glob("*.toml"))


@pytest.mark.parametrize(
    "answer",
    ["=HYPERLINK(1)", "<script>alert(1)</script>", "\u202eevil", "a\x01b\x1b[2J", "🚢‍🚢", "שלום", "'''", '""""', "\\"],
)
def test_hostile_text_is_text(own: Home, tmp_path: Path, answer: str) -> None:
    import csv

    path = tmp_path / "d.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([["question", "answer"], [f"What is {answer}\nhere {answer}", answer]])
    found = import_(own, path)
    (id,) = found.new
    question = bank(decks=own.decks)[id]
    kept = question.accept[0]  # type: ignore[union-attr]
    assert not any(ord(c) < 32 or "\u202a" <= c <= "\u202e" for c in kept)
    assert kept == "".join(c for c in answer if c not in "\u202e\x01\x1b")


def test_what_is_no_text_is_not_opened(own: Home, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.csv"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"0" * 10_000_000)
    large = tmp_path / "large.csv"
    with large.open("wb") as opened:
        opened.truncate(LARGEST + 10)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"question,answer\na,\xe9\n")
    for path, says in (
        (bomb, "archives"),
        (large, "larger"),
        (latin, "line 2"),
        (tmp_path, "end in"),
        (tmp_path / "no.csv", "no file"),
    ):
        with pytest.raises(UsageProblem, match=says):
            import_(own, path)
    (tmp_path / "nul.csv").write_bytes(b"question,answer\na,\0\n")
    with pytest.raises(UsageProblem, match="no text"):
        import_(own, tmp_path / "nul.csv")
    assert not own.decks.exists()


@pytest.mark.parametrize("name", ["iam", "../x", "A B", "x" * 61, "-"])
def test_a_name_that_no_deck_can_have(own: Home, file: Path, name: str) -> None:
    with pytest.raises(UsageProblem):
        import_(own, file, deck=name)


def test_two_imports_at_once_lose_nothing(own: Home, tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.csv" for n in range(4)]
    for n, path in enumerate(paths):
        path.write_text(f"question,answer\nQuestion {n}?,answer {n}\n", "utf-8")
    code = "import sys; from pathlib import Path; from course.app.exchanging import import_; from course.home import Home; "
    code += "import_(Home(Path(sys.argv[1])), Path(sys.argv[2]), deck='d')"
    running = [subprocess.Popen([sys.executable, "-c", code, str(own.root), str(path)]) for path in paths]
    assert [process.wait(60) for process in running] == [0] * 4
    assert len(deck(own, "d")) == 4


def test_a_folder_that_cannot_be_written_is_a_sentence(own: Home, file: Path) -> None:
    own.root.mkdir()
    own.decks.write_text("a file in the way", "utf-8")
    with pytest.raises(WorldNotReady):
        import_(own, file)


def test_export_chooses_by_topic_level_day_and_kind(own: Home, tmp_path: Path, file: Path) -> None:
    import_(own, file)
    path = tmp_path / "out.csv"
    made = export(own, "csv", path, topics=["my-words"])
    assert len(made.written) == 2
    with pytest.raises(UsageProblem, match="--force"):
        export(own, "csv", path, topics=["my-words"])
    number = export(own, "csv", path, kinds=["number"], days=[8], over=True)
    questions = bank()
    assert {questions[id].kind for id in number.written} == {"number"}
    assert all(8 in questions[id].days for id in number.written)
    for wish in ({"topics": ["x"]}, {"levels": ["x"]}, {"kinds": ["x"]}, {"topics": ["my-words"], "days": [1]}):
        with pytest.raises(UsageProblem):
            export(own, "csv", path, over=True, **wish)


def test_a_variant_is_the_first_or_drawn_by_seed(own: Home, tmp_path: Path) -> None:
    own.decks.mkdir(parents=True)
    variants = [{"n": f"{n} tasks", "answer": n} for n in range(2, 9)]
    facts = {"id": "own-d-varied", "topic": "d", "kind": "number", "level": "beginner", "days": [], "ask": "Count {n}.",
             "explain": "", "answer": 1, "unit": "tasks", "sources": [], "checked": NOW.date(), "variants": variants}  # fmt: skip
    (own.decks / "d.toml").write_text(written(facts), "utf-8")
    path = tmp_path / "out.csv"

    def row(seed: int | None) -> str:
        export(own, "csv", path, topics=["d"], seed=seed, over=True)
        return path.read_text("utf-8").split("\n")[1]

    assert '"Count 2 tasks."' in row(None)
    assert len({row(seed) for seed in range(8)}) > 2
    assert row(5) == row(5)


def test_the_commands_say_what_came_and_what_did_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECS_COURSE_HOME", str(tmp_path / "home"))
    run = CliRunner().invoke
    out = tmp_path / "quiz.json"
    done = run(program, ["quiz", "export", "jupyterquiz", str(out)])
    assert done.exit_code == 0, done.output
    assert "Not in it" in done.output
    assert "ways-to-recover" in done.output
    done = run(program, ["quiz", "import", str(out), "--deck", "mine"])
    assert done.exit_code == 0, done.output
    assert "new, 0 changed" in done.output
    assert "ecs-course drill --topic mine" in done.output
    bad = tmp_path / "bad.csv"
    bad.write_text("question,answer\n,x\n", "utf-8")
    done = run(program, ["quiz", "import", str(bad)])
    assert done.exit_code == 2
    assert "bad.csv:2" in done.output
    assert "Traceback" not in done.output
