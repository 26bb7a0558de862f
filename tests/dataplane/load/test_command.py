"""ecs-course sandbox load: the real program against a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.home import Home
from tests.cli.program import ECS_COURSE, ecs_course
from tests.dataplane.load.tiny_server import TinyServer


@pytest.fixture(scope="module")
def server() -> Iterator[TinyServer]:
    with TinyServer().running() as running:
        yield running


def test_a_run_in_words(server: TinyServer, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{server.port}/"
    said = ecs_course("sandbox", "load", url, "--rps", "50", "--for", "1s", "--expect-zero-errors", home=tmp_path)
    assert said.returncode == 0, said.stderr
    assert said.stderr == f"GET {url}: 50 requests a second (constant) for 1 s\n"
    lines = said.stdout.splitlines()
    assert lines[0].startswith("50 of 50 requests answered in 1.")
    assert lines[0].endswith("0 failed")
    assert lines[1].split() == ["HTTP", "200", "50"]
    assert lines[2].split() == ["version", "v1", "50"]
    assert lines[3].startswith("From due to answered: p50 ")


def test_a_run_as_json_and_its_exit_status(server: TinyServer, tmp_path: Path) -> None:
    url = f"http://x.elb.localhost:{server.port}"
    words = ("sandbox", "load", url, "--rps", "40", "--for", "0.5s", "--path", "/status/502", "--json")
    said = ecs_course(*words, home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    facts = json.loads(said.stdout)
    assert (facts["url"], facts["requests"], facts["failed"]) == (f"{url}/status/502", 20, 20)
    assert facts["statuses"] == {"502": 20}
    assert facts["first_failure"] == {"at_s": 0.0, "what": "HTTP 502"}
    assert facts["latency_ms"]["p50"] <= facts["latency_ms"]["p99"] <= facts["latency_ms"]["max"]
    assert ecs_course(*words, "--expect-zero-errors", home=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("http://127.0.0.1:9/", "--rps", "0"), 2, "--rps is a number above 0"),
        (("http://127.0.0.1:9/", "--rps", "1", "--for", "soon"), 2, "is not a duration"),
        (("http://127.0.0.1:9/", "--rps", "1", "--for", "2d"), 2, "at most 24h"),
        (("http://127.0.0.1:9/", "--rps", "1", "--header", "no colon"), 2, "is no header"),
        (("http:///x", "--rps", "1"), 2, "is no address"),
        (("http://127.0.0.1:9/",), 2, "--rps"),
        (("web", "--rps", "1"), 3, "ecs-course sandbox up"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_gets_a_sentence(
    words: tuple[str, ...], status: int, sentence: str, tmp_path: Path
) -> None:
    said = ecs_course("sandbox", "load", *words, home=tmp_path)
    assert said.returncode == status
    assert sentence in said.stderr


def test_a_load_balancer_that_is_not_there(sandbox_home: Home) -> None:
    said = ecs_course("sandbox", "load", "nobody", "--rps", "1", home=sandbox_home.root)
    assert said.returncode == 2
    assert said.stderr.startswith("There is no load balancer nobody (there: ")


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_ends_it_with_the_summary(server: TinyServer, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{server.port}/ctrl-c"
    running = subprocess.Popen(
        [ECS_COURSE, "sandbox", "load", url, "--rps", "50", "--for", "10m", "--json"],
        env={**os.environ, "ECS_COURSE_HOME": str(tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not any("/ctrl-c" in head for head in server.heads) and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, wrong = running.communicate(timeout=30)
    assert (running.returncode, wrong) == (0, "")
    facts = json.loads(said)
    assert 0 < facts["answered"] == facts["requests"] - facts["unfinished"]
    assert facts["failed"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_live_line_on_a_terminal(server: TinyServer, tmp_path: Path) -> None:
    import pty

    master, slave = pty.openpty()
    done = subprocess.run(
        [ECS_COURSE, "sandbox", "load", f"http://127.0.0.1:{server.port}/", "--rps", "50", "--for", "2s"],
        env={**os.environ, "ECS_COURSE_HOME": str(tmp_path), "TERM": "xterm", "COLUMNS": "160"},
        stderr=slave, stdout=subprocess.PIPE, timeout=60,
    )  # fmt: skip
    os.close(slave)
    said = os.read(master, 100_000).decode()
    os.close(master)
    assert done.returncode == 0
    assert "50 asked, " in said
    assert "  p99 " in said
    assert "  200: " in said
    assert said.endswith("\r\x1b[K")
