"""`ecs-course lab` as a learner meets it: an address, a world inside, twice, and Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.home import Home
from course.sandbox import process
from tests.cli.program import ECS_COURSE, ecs_course

URL = re.compile(r"^JupyterLab: (http://127\.0\.0\.1:\d+/lab/\S+)")


def open_url(url: str, path: str = "") -> bytes:
    """GET without any proxy."""
    base, _, token = url.partition("/lab/")[0], "", url.partition("token=")[2]
    request = urllib.request.Request(base + (path or "/api/status"), headers={"Authorization": f"token {token}"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Home]:
    own = Home(tmp_path / "Élève 1")
    yield own
    process.down(own)


def start(home: Home, **variables: str) -> tuple[subprocess.Popen[str], str]:
    """The program, started as from a terminal, and the address it printed."""
    running = subprocess.Popen(
        [ECS_COURSE, "lab", "--no-browser"],
        env={**os.environ, "ECS_COURSE_HOME": str(home.root), "PYTHONUNBUFFERED": "1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    said = []
    for line in running.stdout:
        said.append(line)
        if found := URL.search(line):
            return running, found[1]
    raise AssertionError("no address: " + "".join(said))


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent another way on Windows")
def test_lab_opens_twice_and_ends_on_ctrl_c(learner: Home) -> None:
    running, url = start(learner, HTTP_PROXY="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9", AWS_PROFILE="work")
    try:
        assert "day08_clusters/day08_clusters.ipynb" in url
        assert json.loads(open_url(url))["kernels"] == 0
        contents = json.loads(open_url(url, "/api/contents/day08_clusters"))
        assert {"day08_clusters.ipynb", "create_cluster.py", "split.py", "README.md"} <= {
            f["name"] for f in contents["content"]
        }
        again = ecs_course("lab", "--no-browser", home=learner.root)
        assert again.returncode == 0
        assert again.stdout.startswith("JupyterLab runs already. Open: " + url.partition("?")[0])
    finally:
        os.killpg(running.pid, signal.SIGINT)
        said, _ = running.communicate(timeout=30)
    assert running.returncode == 0, said
    assert "JupyterLab has stopped; your work is saved." in said
    assert "Traceback" not in said
    assert process.status(learner) is not None, "Ctrl-C in the terminal must not end the sandbox"


@pytest.mark.skipif(os.name == "nt", reason="process groups are POSIX")
def test_a_terminal_in_jupyterlab_is_in_the_world(learner: Home) -> None:
    """JupyterLab hands its own environment to terminals and kernels: it is the world's."""
    running, _ = start(learner, AWS_PROFILE="work", AWS_ENDPOINT_URL_ECS="http://127.0.0.1:9", AWS_SESSION_TOKEN="real")
    try:
        sandbox = process.status(learner)
        assert sandbox is not None
        import psutil

        servers = [
            child
            for child in psutil.Process(running.pid).children()
            if "ServerApp.root_dir" in " ".join(child.cmdline())
        ]
        surroundings = servers[0].environ()
        assert surroundings["AWS_ENDPOINT_URL"] == sandbox.endpoint
        assert surroundings["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
        assert not {"AWS_PROFILE", "AWS_ENDPOINT_URL_ECS", "AWS_SESSION_TOKEN"} & surroundings.keys()
        # the sandbox is a child of the program that still runs; another terminal ends it all the same
        assert ecs_course("sandbox", "down", home=learner.root).returncode == 0
        assert process.status(learner) is None
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.communicate(timeout=30)


def test_the_sandbox_killed_in_the_middle_of_a_check(learner: Home) -> None:
    """Criteria that could still be judged are; the others say what to run; nothing is blamed on the learner."""
    code = (
        "import os, signal, json\n"
        "from course.app.study import open_day\n"
        "from course.sandbox import process\n"
        "opened = open_day(8)\n"
        "pid = process.status(opened.home).pid\n"
        "ecs = opened._client('ecs')\n"
        "ecs.meta.events.register_last('before-send', lambda **_: os.kill(pid, signal.SIGKILL))\n"
        "print(json.dumps(opened.check().as_json()))\n"
    )
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(learner.root)}
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - began < 20
    criteria = {c["id"]: c for c in json.loads(done.stdout)["criteria"]}
    assert criteria["cluster_active"]["status"] == "not_run"
    assert "ecs-course sandbox up" in criteria["cluster_active"]["why"]
    assert criteria["default_base"]["status"] == "not_run"
    assert criteria["split_shares"]["status"] == "failed", "a file can be judged without the sandbox"
