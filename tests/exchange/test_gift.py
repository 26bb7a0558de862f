"""GIFT, read by gift-pegjs and by our own importer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from course.exchange.formats import export
from course.exchange.incoming import Incoming
from course.exchange.read_gift import read
from tests.exchange.samples import EVERY, NOW, asked, whole_bank
from tests.tools import npm_modules, program

PARSE = "const {parse}=require('gift-pegjs');process.stdout.write(JSON.stringify(parse(require('fs').readFileSync(0,'utf8'))))"


def written(*more: Any) -> str:
    return export("gift", [*asked(*EVERY), *more], NOW).data.decode()


def parsed(text: str) -> list[dict[str, Any]]:
    """What gift-pegjs makes of it."""
    folder = npm_modules().parent
    done = subprocess.run([program("node"), "-e", PARSE], cwd=folder, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-500:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return [one for one in found if one["type"] != "Category"]


def came(text: str) -> Incoming:
    incoming = Incoming(file="a.gift")
    read(text, incoming)
    return incoming


def tables(text: str) -> list[dict[str, Any]]:
    incoming = came(text)
    assert incoming.problems == []
    return [table for _, _, table in incoming.found]


def test_another_parser_reads_all_of_it() -> None:
    made = export("gift", [*asked(*EVERY), *whole_bank()], NOW)
    found = parsed(made.data.decode())
    assert [one["id"] for one in found] == made.written
    hard = next(one for one in found if one["id"] == "a-single")
    assert hard["type"] == "MC"
    assert hard["stem"]["text"].startswith('Is a = {b} ~ #1 <task> & "two"')
    assert '"image": "web:1#x"' in hard["stem"]["text"]
    assert [choice["isCorrect"] for choice in hard["choices"]] == [True, False, False, False]
    assert hard["choices"][0]["text"]["text"] == '{"a": 1} = x ~ y # z'
    assert hard["choices"][1]["feedback"]["text"] == "A tag <script>alert(1)</script> is text."
    kinds = {one["id"]: one["type"] for one in found}
    assert kinds["a-number"] == "Numerical"
    assert kinds["a-short"] == "Short"
    assert kinds["a-matching"] == kinds["an-ordering"] == "Matching"
    assert kinds["an-open"] == "Essay"


def test_what_gift_has_no_form_for_is_told() -> None:
    made = export("gift", asked(*EVERY), NOW)
    assert {told.id for told in made.left} == {"a-cloze", "a-fix", "a-scenario"}
    assert {told.id for told in made.less} == {"an-ordering", "a-matching", "a-cloze-of-one", "an-output", "an-open"}


def test_our_importer_reads_our_export() -> None:
    incoming = came(written())
    assert incoming.problems == []
    assert [given for _, given, _ in incoming.found] == export("gift", asked(*EVERY), NOW).written
    found = {given: table for _, given, table in incoming.found}
    assert found["a-single"]["options"][0] == {
        "text": '{"a": 1} = x ~ y # z',
        "why": "It must, at $5: see 0 (a).",
        "right": True,
    }
    assert (found["a-number"]["answer"], found["a-number"]["tolerance"]) == (0.25, 0.05)
    assert found["a-short"]["accept"] == ["task definition", "a → b = c*"]
    assert found["a-matching"]["extra"] == ["is a registry"]
    assert [option.get("right", False) for option in found["a-multiple"]["options"]] == [True, False, False, True]


def test_moodles_own_examples() -> None:
    found = tables(
        "// a comment\n$CATEGORY: x\n\n"
        "::Q1:: Who is buried in Grant's tomb?{~Grant#No one is {#~Jefferson =no one#Right}\n\n".replace("{#", "")
        + "Grant is {~buried =entombed ~living} in Grant's tomb.\n\n"
        "Grant is buried in Grant's tomb.{FALSE#No#Yes}\n\n"
        "Who's buried?{=no one =%50%nobody#Nearly}\n\n"
        "When was Grant born?{#1822:5}\n\n"
        "Pi?{#3.14..3.15}\n\n"
        "Match.{=Canada -> Ottawa =Italy -> Rome =Japan -> Tokyo}\n\n"
        "Which two?{~%50%a ~%50%b ~%-100%c}\n\n"
        "Order.{>2 ALL VERTICAL ABSOLUTE_POSITION SHOW none\nfirst\nsecond\n}\n"
    )
    kinds = ["single", "single", "single", "short", "number", "number", "matching", "multiple", "ordering"]
    assert [table["kind"] for table in found] == kinds
    assert found[1]["ask"] == "Grant is _____ in Grant's tomb."
    assert found[2]["options"] == [{"text": "True", "why": "No"}, {"text": "False", "why": "Yes", "right": True}]
    assert found[3]["near"] == [{"text": "nobody", "why": "Nearly"}]
    assert (found[4]["answer"], found[4]["tolerance"]) == (1822, 5)
    assert found[5]["answer"] == pytest.approx(3.145)
    assert found[6]["pairs"][0] == {"left": "Canada", "right": "Ottawa", "why": ""}
    assert [option.get("right", False) for option in found[7]["options"]] == [True, True, False]
    assert [item["text"] for item in found[8]["items"]] == ["first", "second"]


def test_what_a_deck_cannot_hold_is_named_with_its_line() -> None:
    incoming = came("A text.\n\nEssay?{}\n\nEither?{=a =b ~c}\n")
    assert incoming.found == []
    assert [line for line, _ in incoming.left] == [1, 3, 5]


def test_every_problem_at_once_with_its_line() -> None:
    incoming = came("One?{=a\n\nTwo?{#x}\n\nThree?{~a ~b}\n\nFour?{=a~}\n\nFive?{=fine}\n")
    assert {problem.file for problem in incoming.problems} == {f"a.gift:{line}" for line in (1, 3, 5, 7)}


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("[html]<p>Is <b>a</b> &lt; b?</p><script>alert(1)</script>{=x}", "Is a < b?"),
        ("[markdown]Is `a` *so*?{=x}", "Is `a` *so*?"),
        ("Is *a* so?{=x}", r"Is \*a\* so?"),
        ("[plain]<img src=x onerror=alert(1)>?{=x}", "<img src=x onerror=alert(1)>?"),
    ],
)
def test_the_text_is_shown_as_its_format_means_it(text: str, shows: str) -> None:
    (table,) = tables(text)
    assert table["ask"] == shows


def test_a_file_of_signs_ends_soon(tmp_path: Path) -> None:
    for sign in ("{", "}", "~", "=", "<p", "[", "\\", "#", "::", "*_", "`", "<!--", "&#"):
        came(sign * 50_000)
        came("Q?{=" + sign * 9_000 + "}")
