"""The record through the real program: exported from the learner's log, verified by anyone, printed; and what may go wrong."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from course.cli.commands import program
from course.home import Home
from course.progress.log import Log
from tests.cli.program import ECS_COURSE, ecs_course
from tests.progress.record.records import of_days

DAYS = ("day08_clusters", "day09_task_definitions", "day10_iam_roles", "day99_of_the_future")
BEGAN = datetime(2026, 11, 24, 9, tzinfo=UTC)


def passing(home: Home, *days: str, world: str = "sandbox") -> Log:
    """A log in which each of these days failed and passed."""
    log = Log(home.progress)
    for n, day in enumerate(days):
        for passed in (False, True):
            body = {"day": day, "world": world, "passed": passed, "score": 5 * passed, "max_score": 5, "criteria": []}
            log.append("check_run", body, now=BEGAN + timedelta(hours=n), versions={"course": "2026.11.24"})
    return log


@pytest.fixture
def learner(tmp_path: Path) -> Home:
    own = Home(tmp_path / "Zoë's Übung")
    passing(own, *DAYS)
    return own


@pytest.fixture
def made(learner: Home, tmp_path: Path) -> Path:
    """An exported record of four days: six lines and the signature."""
    file = tmp_path / "record.jsonl"
    done = ecs_course("record", "export", str(file), home=learner.root)
    assert done.returncode == 0, done.stderr
    return file


def test_export_then_verify_where_there_is_no_home(made: Path, tmp_path: Path) -> None:
    done = ecs_course("record", "verify", str(made), home=tmp_path / "nobody")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is whole: 4 passed labs" in done.stdout
    assert "Day 8: Clusters and capacity providers" in done.stdout
    assert "Day 99" in done.stdout
    assert "no countersignature" in done.stdout
    assert not (tmp_path / "nobody").exists()


def test_the_same_log_gives_the_same_file(made: Path, learner: Home, tmp_path: Path) -> None:
    again = tmp_path / "again.jsonl"
    assert ecs_course("record", "export", str(again), home=learner.root).returncode == 0
    assert again.read_bytes() == made.read_bytes()


def test_the_key_is_the_owners_alone_and_stays(made: Path, learner: Home, tmp_path: Path) -> None:
    key = learner.record_key.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(learner.record_key.stat().st_mode) == 0o600
        learner.record_key.chmod(0o644)
    done = ecs_course("record", "export", str(tmp_path / "b.jsonl"), home=learner.root)
    assert learner.record_key.read_bytes() == key
    if os.name == "posix":
        assert "was open to others" in done.stderr
        assert stat.S_IMODE(learner.record_key.stat().st_mode) == 0o600


def test_a_damaged_key_is_kept_and_old_records_stay_whole(made: Path, learner: Home, tmp_path: Path) -> None:
    damaged = learner.record_key.read_bytes()[:60]
    learner.record_key.write_bytes(damaged)
    again = tmp_path / "again.jsonl"
    done = ecs_course("record", "export", str(again), home=learner.root)
    assert done.returncode == 0
    assert "Your signing key was damaged: it was kept as" in done.stderr
    (kept,) = learner.state.glob("record-key.damaged-*.pem")
    assert kept.read_bytes() == damaged
    for file in (made, again):
        assert ecs_course("record", "verify", str(file), home=learner.root).returncode == 0


def test_verify_may_demand_a_key(made: Path, learner: Home) -> None:
    key = json.loads(ecs_course("record", "verify", str(made), "--json", home=learner.root).stdout)["fingerprint"]
    words = ("record", "verify", str(made), "--key")
    assert ecs_course(*words, key.upper().replace(" ", ":"), home=learner.root).returncode == 0
    other = ecs_course(*words, "0" * 32, home=learner.root)
    assert other.returncode == 1
    assert "another key" in other.stdout
    assert ecs_course(*words, "my key", home=learner.root).returncode == 2


HARMS = {
    "a change": (lambda lines: [*lines[:2], lines[2].replace(b'"score":5', b'"score":6'), *lines[3:]], 3, DAYS[1]),
    "a drop": (lambda lines: [*lines[:3], *lines[4:]], 4, DAYS[2]),
    "a swap": (lambda lines: [lines[0], lines[3], lines[2], lines[1], *lines[4:]], 2, DAYS[2]),
    "a repetition": (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3, DAYS[0]),
    "an addition": (lambda lines: [*lines[:5], lines[4].replace(b"99", b"98"), *lines[5:]], 6, "day98_of_the_future"),
    "the head": (lambda lines: [*lines[:5], lines[5].replace(DAYS[0].encode(), b"day07"), lines[6]], 6, ""),
    "the signature": (lambda lines: [*lines[:6], lines[6].replace(b'signature":"', b'signature":"0')], 7, ""),
    "a head cut off": (lambda lines: lines[:5], 0, ""),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_is_named_with_line_and_day(harm: str, made: Path) -> None:
    act, line, day = HARMS[harm]
    made.write_bytes(b"".join(line + b"\n" for line in act(made.read_bytes().splitlines())))
    done = ecs_course("record", "verify", str(made), "--json", home=made.parent)
    assert done.returncode == 1, done.stdout + done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert (line, day) in [(finding["line"], finding["day"]) for finding in findings]
    shown = ecs_course("record", "verify", str(made), home=made.parent)
    assert shown.returncode == 1
    assert all(finding["says"] in shown.stdout for finding in findings)
    page = made.with_name("page.html")
    assert ecs_course("record", "page", str(made), str(page), home=made.parent).returncode == 1
    assert not page.exists()


@settings(max_examples=150, deadline=None)
@given(data=st.data(), harm=st.sampled_from(["byte", "drop", "swap", "repeat", "cut"]))
def test_any_harm_at_all_is_named_by_the_command(data: st.DataObject, harm: str) -> None:
    lines = of_days(*DAYS).splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1).filter(lambda n: n != place))
    if harm == "byte":
        line, at = lines[place], data.draw(st.integers(0, len(lines[place]) - 1))
        byte = data.draw(st.integers(0, 255).filter(lambda b: b not in (line[at], 10)))
        lines[place] = line[:at] + bytes([byte]) + line[at + 1 :]
    elif harm == "drop":
        del lines[place]
    elif harm == "swap":
        lines[place], lines[other] = lines[other], lines[place]
    elif harm == "repeat":
        lines.insert(other, lines[place])
    else:
        del lines[max(place, 1) :]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "r.jsonl"
        file.write_bytes(b"".join(line + b"\n" for line in lines))
        done = CliRunner().invoke(program, ["record", "verify", str(file)])
    assert done.exit_code == 1, done.output
    assert "is not the record that was signed" in done.output
    assert re.search(r"\b[Ll]ine \d|signed head was cut off|signature was cut off", done.output), done.output


def test_many_first_exports_at_once_share_one_key(learner: Home, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.jsonl" for n in range(5)]
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(learner.root)}
    command = [ECS_COURSE, "record", "export"]
    running = [subprocess.Popen([*command, file], env=surroundings, stderr=subprocess.DEVNULL) for file in files]
    assert [process.wait(60) for process in running] == [0] * 5
    assert len({file.read_bytes() for file in files}) == 1
    assert [path.name for path in learner.state.glob("record-key*")] == ["record-key.pem"]
    assert not list(learner.state.glob(".record-key*"))


def test_a_key_that_is_no_file_costs_a_sentence(learner: Home, tmp_path: Path) -> None:
    learner.record_key.mkdir()
    done = ecs_course("record", "export", str(tmp_path / "r.jsonl"), home=learner.root)
    assert done.returncode == 3
    assert "signing key" in done.stderr
    assert "Traceback" not in done.stderr
    assert learner.record_key.is_dir()
    assert not (tmp_path / "r.jsonl").exists()


def test_nothing_is_overwritten_unasked(made: Path, learner: Home) -> None:
    made.write_text("mine")
    refused = ecs_course("record", "export", str(made), home=learner.root)
    assert (refused.returncode, made.read_text()) == (2, "mine")
    assert "is there already" in refused.stderr
    done = ecs_course("record", "export", str(made), "--force", home=learner.root)
    assert done.stdout.startswith("Replaced ")
    assert ecs_course("record", "verify", str(made), home=learner.root).returncode == 0
    page = made.with_name("page.html")
    page.write_text("mine")
    assert ecs_course("record", "page", str(made), str(page), home=learner.root).returncode == 2
    assert page.read_text() == "mine"


def test_an_empty_log_gives_no_record(tmp_path: Path) -> None:
    own = Home(tmp_path / "new")
    file = tmp_path / "r.jsonl"
    done = ecs_course("record", "export", str(file), home=own.root)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No lab has passed yet" in done.stderr
    assert not file.exists()
    assert not own.record_key.exists()


def test_a_log_from_a_newer_version_gives_what_is_known(learner: Home, tmp_path: Path) -> None:
    Log(learner.progress).append("from_the_future", {"day": "day08_clusters"}, now=BEGAN)
    file = tmp_path / "r.jsonl"
    assert ecs_course("record", "export", str(file), home=learner.root).returncode == 0
    done = ecs_course("record", "verify", str(file), "--json", home=learner.root)
    assert [lab["day"] for lab in json.loads(done.stdout)["labs"]] == list(DAYS)


def test_a_log_with_a_broken_chain_is_recorded_as_such(learner: Home, tmp_path: Path) -> None:
    twin = Log(learner.progress).twin
    twin.write_bytes(twin.read_bytes().replace(b'"score":0', b'"score":1', 1))
    file = tmp_path / "r.jsonl"
    done = ecs_course("record", "export", str(file), home=learner.root)
    assert done.returncode == 0
    assert "The record says so too: Entry 2 of progress.jsonl does not follow from entry 1" in done.stderr
    shown = ecs_course("record", "verify", str(file), home=learner.root)
    assert shown.returncode == 0
    assert "When it was made, the log was not whole: Entry 2" in shown.stdout


def test_no_account_number_leaves_the_log(tmp_path: Path) -> None:
    own, number = Home(tmp_path / "own"), "1" * 12
    passing(own, DAYS[0], world=f"account {number} (eu-west-1)")
    file = tmp_path / "r.jsonl"
    assert ecs_course("record", "export", str(file), home=own.root).returncode == 0
    assert number not in file.read_text()
    assert str(tmp_path) not in file.read_text()
    assert "own AWS account" in ecs_course("record", "verify", str(file), home=own.root).stdout


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("missing.jsonl", None, "There is no file"),
        ("empty", b"", "is no record of this course"),
        ("garbage", bytes(range(256)) * 40, "is no record of this course"),
        ("log.jsonl", b'{"kind":"check_run","seq":1}\n', "is no record of this course"),
        ("newer", b'{"format":7,"kind":"record","seq":1}\n', "newer version of the course (format 7"),
        ("large", b"x" * 50_000_000, "it has 50,000,000 bytes"),
    ],
)
def test_what_is_no_record_is_said_at_once(name: str, data: bytes | None, says: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    began = time.perf_counter()
    done = ecs_course("record", "verify", str(file), home=tmp_path)
    assert time.perf_counter() - began < 20
    assert (done.returncode, done.stdout) == (3, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_is_neither_read_nor_written(learner: Home, tmp_path: Path) -> None:
    assert ecs_course("record", "verify", str(tmp_path), home=learner.root).returncode == 3
    done = ecs_course("record", "export", str(tmp_path), "--force", home=learner.root)
    assert done.returncode == 2
    assert "is a folder" in done.stderr
    done = ecs_course("record", "export", str(tmp_path / "not" / "there.jsonl"), home=learner.root)
    assert done.returncode == 2
    assert "There is no folder" in done.stderr


def test_the_courses_own_folder_is_no_place_for_a_record(learner: Home) -> None:
    twin = Log(learner.progress).twin
    before = twin.read_bytes()
    done = ecs_course("record", "export", str(twin), "--force", home=learner.root)
    assert done.returncode == 2
    assert "the course's own folder" in done.stderr
    assert twin.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that even root cannot write needs Linux's /proc")
def test_a_folder_that_cannot_be_written_costs_a_sentence(learner: Home) -> None:
    done = ecs_course("record", "export", "/proc/record.jsonl", home=learner.root)
    assert done.returncode == 3
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_page_says_what_the_record_says_and_no_more(learner: Home, tmp_path: Path) -> None:
    file, page = tmp_path / "r.jsonl", tmp_path / "r.html"
    name = "Zoë <script>alert(1)</script>"
    assert ecs_course("record", "export", str(file), "--name", name, home=learner.root).returncode == 0
    done = ecs_course("record", "page", str(file), str(page), home=tmp_path / "nobody")
    assert done.returncode == 0, done.stderr
    text = page.read_text("utf-8")
    assert "Zoë &lt;script&gt;" in text
    assert "<script" not in text
    assert "Day 8: Clusters and capacity providers" in text
    assert "Whole, not countersigned." in text
    assert "Only a countersignature of a class server can say that." in text
    said = json.loads(ecs_course("record", "verify", str(file), "--json", home=tmp_path).stdout)
    assert said["fingerprint"] in text
    assert "src=" not in text
    assert "://" not in text


def test_without_a_name_there_is_none(made: Path, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    assert ecs_course("record", "page", str(made), str(page), home=tmp_path).returncode == 0
    assert 'class="of"' not in page.read_text("utf-8")


@pytest.mark.parametrize("name", ["a\x1b[31m", "x" * 101, "two\nlines"])
def test_a_name_that_could_harm_a_terminal_is_refused(name: str, learner: Home, tmp_path: Path) -> None:
    done = ecs_course("record", "export", str(tmp_path / "r.jsonl"), "--name", name, home=learner.root)
    assert done.returncode == 2
    assert "printable" in done.stderr


def test_a_check_notes_by_what_it_was_judged(tmp_path: Path) -> None:
    from course.app.digests import digests
    from course.catalog.places import Places

    found = digests(Places(), "day08_clusters")
    assert found.keys() == {"checks", "lab"}
    assert all(len(value) == 64 for value in found.values())
    assert digests(Places(tmp_path), "day08_clusters") == {"checks": "", "lab": ""}
