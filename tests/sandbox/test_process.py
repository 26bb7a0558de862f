"""Up, down, status, reset: the background process and its state folder."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from course.home import CHECKOUT, Home
from course.model.errors import SandboxNotReady
from course.sandbox import launch, place, process
from course.sandbox.logfile import BoundedLog
from course.sandbox.serve import _end_when_orphaned
from tests.sandbox.clients import client_of


def test_up_finds_what_is_running_and_down_ends_it(home: Home) -> None:
    assert process.status(home) is None
    first = process.up(home)
    again = process.up(home)
    assert (again.pid, again.endpoint, again.instance) == (first.pid, first.endpoint, first.instance)
    assert process.status(home) is not None
    assert first.as_json()["endpoint"] == f"http://127.0.0.1:{first.port}"
    assert {"endpoint", "pid", "uptime_s"} <= first.as_json().keys()
    assert process.down(home) is True
    assert process.down(home) is False
    assert process.status(home) is None
    assert not psutil.pid_exists(first.pid) or psutil.Process(first.pid).status() == psutil.STATUS_ZOMBIE


def test_the_endpoint_outlives_kill_and_restart(home: Home) -> None:
    first = process.up(home)
    os.kill(first.pid, signal.SIGKILL)
    second = process.up(home)
    assert second.endpoint == first.endpoint
    assert second.instance != first.instance
    process.down(home)
    assert process.up(home).endpoint == first.endpoint


def test_reset_empties_every_account_and_keeps_the_process(home: Home) -> None:
    with pytest.raises(SandboxNotReady, match="not running"):
        process.reset(home)
    running = process.up(home)
    one, other = (client_of(running.endpoint, "ecs", key) for key in ("111111111111", "222222222222"))
    one.create_cluster(clusterName="a")
    other.create_cluster(clusterName="b")
    process.reset(home)
    assert one.list_clusters()["clusterArns"] == other.list_clusters()["clusterArns"] == []
    one.create_cluster(clusterName="a")
    after = process.status(home)
    assert after is not None
    assert after.instance == running.instance


def test_many_ups_at_once_start_one_sandbox(home: Home) -> None:
    script = (
        "import sys, json; from pathlib import Path; from course.home import Home; from course.sandbox import process;"
        "print(json.dumps(process.up(Home(Path(sys.argv[1]))).as_json()))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(home.root)], stdout=subprocess.PIPE, cwd=CHECKOUT)
        for _ in range(4)
    ]
    said = [json.loads(child.communicate(timeout=60)[0]) for child in started]
    assert len({answer["pid"] for answer in said}) == 1
    assert len({answer["endpoint"] for answer in said}) == 1


def test_a_port_taken_by_another_program_is_named(home: Home) -> None:
    port = process.up(home).port
    process.down(home)
    with other_program(port):
        with pytest.raises(SandboxNotReady, match=str(port)) as caught:
            process.up(home)
        assert caught.value.run == "ecs-course sandbox up --new-port"
        assert process.status(home) is None
        moved = process.up(home, new_port=True)
        assert moved.port != port
    assert process.up(home).port == moved.port


def test_up_moves_a_running_sandbox_to_the_port_asked_for(home: Home) -> None:
    first = process.up(home)
    wanted = launch.free_port(avoid=first.port)
    assert process.up(home, port=wanted).port == wanted
    assert process.up(home).port == wanted
    assert process.up(home, new_port=True).port != wanted


def test_a_record_whose_pid_now_belongs_to_another_program_harms_nobody(home: Home) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        place.prepare(home.sandbox)
        place.write_record(home.sandbox, place.Record("gone", bystander.pid, launch.free_port()))
        assert process.status(home) is None
        assert process.down(home) is False
        place.write_record(home.sandbox, place.Record("gone", bystander.pid, launch.free_port()))
        assert process.up(home).pid != bystander.pid
        process.down(home)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_record_that_names_another_homes_sandbox_is_not_believed(home: Home, tmp_path: Path) -> None:
    neighbour = Home(tmp_path / "neighbour")
    theirs = process.up(neighbour)
    try:
        place.prepare(home.sandbox)
        place.write_record(home.sandbox, place.Record("gone", theirs.pid, theirs.port))
        assert process.status(home) is None
        assert process.down(home) is False
        assert process.status(neighbour) is not None
    finally:
        process.down(neighbour)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"pid": "x"}'])
def test_a_damaged_record_is_as_good_as_none(tmp_path: Path, damage: str) -> None:
    (tmp_path / place.RECORD_FILE).write_text(damage)
    assert place.read_record(tmp_path) is None


def test_a_home_with_spaces_and_other_letters(tmp_path: Path) -> None:
    home = Home(tmp_path / "Žofie Müller 学習")
    running = process.up(home)
    try:
        client_of(running.endpoint, "ecs", "111111111111").create_cluster(clusterName="a")
        assert process.up(home).pid == running.pid
    finally:
        assert process.down(home)


def test_proxies_and_credentials_of_the_learner_stay_outside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_PROFILE": "work",
        "AWS_ENDPOINT_URL_ECS": "https://ecs.eu-west-1.amazonaws.com",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.2/real",
        "AWS_SHARED_CREDENTIALS_FILE": "/real/credentials",
        "MOTO_ACCOUNT_ID": "999999999999",
        "MY_TOKEN": "real",
    }
    for name, value in secret.items():
        monkeypatch.setenv(name, value)
    running = process.up(home)
    inside = psutil.Process(running.pid).environ()
    assert not [name for name, value in secret.items() if inside.get(name) == value]
    assert process.status(home) is not None
    monkeypatch.undo()
    sts = client_of(running.endpoint, "sts", "111111111111")
    assert sts.get_caller_identity()["Account"] == "111111111111"


def test_the_clean_environment_keeps_only_what_is_listed() -> None:
    outer = {"PATH": "/bin", "LC_ALL": "C", "AWS_PROFILE": "work", "HTTPS_PROXY": "x", "SOME_API_TOKEN": "x"}
    inner = launch.clean_environment(outer, 1)
    assert (inner["PATH"], inner["LC_ALL"]) == ("/bin", "C")
    assert not {"AWS_PROFILE", "HTTPS_PROXY", "SOME_API_TOKEN"} & inner.keys()


def test_it_is_free_of_the_terminal(home: Home) -> None:
    running = process.up(home)
    assert os.getsid(running.pid) == running.pid
    assert os.getpgid(running.pid) != os.getpgid(0)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SandboxNotReady, match="cannot write to its folder"):
        process.up(Home(tmp_path / "file"))


def test_a_sandbox_that_lives_but_is_silent_is_left_alone_by_up_and_ended_by_down(home: Home) -> None:
    running = process.up(home)
    os.kill(running.pid, signal.SIGSTOP)
    with pytest.raises(SandboxNotReady, match="does not answer") as caught:
        process.up(home, timeout_s=1)
    assert caught.value.run == "ecs-course sandbox down"
    assert process.down(home, timeout_s=2) is True
    assert process.up(home).port == running.port


def test_a_deleted_home_takes_its_sandbox_along(tmp_path: Path) -> None:
    ended: list[bool] = []
    _end_when_orphaned(tmp_path / "deleted", lambda: ended.append(True))
    assert ended == [True]


def test_the_log_stays_small(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "sandbox.log", limit=1000)
    for number in range(100):
        print(f"line {number} äöü", file=log)
    assert (tmp_path / "sandbox.log").stat().st_size <= 1000
    assert (tmp_path / "sandbox.log.1").stat().st_size <= 1000
    assert "line 99" in (tmp_path / "sandbox.log").read_text(encoding="utf-8")


def test_importing_the_process_face_is_light() -> None:
    script = (
        "import sys, course.sandbox.process;"
        "print([name for name in ('moto', 'boto3', 'botocore', 'pydantic', 'click', 'flask') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert said.stdout.strip() == "[]"


class other_program:
    """Somebody else's web server on our port, which answers every question politely and wrongly."""

    def __init__(self, port: int) -> None:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = b'{"instance": "somebody else"}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
