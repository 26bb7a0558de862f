"""The API by itself: it behaves as the sandbox's simulated image does, ends well, and its faults are the drills'."""

from __future__ import annotations

import json
import threading
import time
import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from tests.engine.base_images import APP
from tests.site.containers import Answer, Container, ask, docker, until

Run = Callable[..., Container]


def simulated(name: str) -> dict[str, Any]:
    """What course/simulator/images.toml says about an image."""
    images = tomllib.loads((files("course.simulator") / "images.toml").read_text())["image"]
    [found] = [image for image in images if image["name"] == name]
    return dict(found)


def test_its_own_tests(images: dict[str, str]) -> None:
    folder = f"{APP / 'backend' / 'test'}:/app/test:ro"
    docker("run", "--rm", "--volume", folder, images["api"], "sh", "-c", "node --test test/*.test.js")


def test_it_answers_where_the_simulated_image_answers(run: Run) -> None:
    known = simulated("wanderly/api:*")
    api = run("api", known["port"]).up()
    assert {path: ask(api.url(path)).status for path in known["paths"]} == known["paths"]
    assert ask(api.url("/not/there")).status == known["otherwise"]
    docker("stop", api.id)
    assert api.exit_code() == known["sigterm_exit_code"]


def test_the_pages_answer_where_the_simulated_image_answers(run: Run) -> None:
    known = simulated("wanderly/web:*")
    web = run("web", known["port"]).up()
    assert ask(web.url("/trips/4")).text == ask(web.url("/")).text
    missing_api = ask(web.url("/api/trips"))
    assert missing_api.status == 502
    assert "API_URL" in missing_api.json()["error"]
    docker("stop", web.id)
    assert web.exit_code() == known["sigterm_exit_code"]


def test_the_images_run_on_a_root_file_system_that_cannot_be_written(run: Run) -> None:
    hardened = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
    run("api", 3000, *hardened).up()
    run("web", 8080, *hardened).up()


def test_a_request_under_way_is_finished_before_the_end(run: Run) -> None:
    api = run("api", 3000, "--env", "KNOBS=on").up()
    slow, new = api.url("/api/load?wait=2000"), api.url("/healthz")
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(ask(slow)))
    asking.start()
    time.sleep(0.5)
    began = time.monotonic()
    docker("kill", "--signal", "SIGTERM", api.id)
    time.sleep(0.3)
    assert ask(new).status == 0  # nothing new is taken
    assert api.exit_code() == 0
    asking.join()
    assert [answer.status for answer in answers] == [200]
    assert 1 < time.monotonic() - began < 5


def test_a_request_without_end_cannot_hold_it_up(run: Run) -> None:
    api = run("api", 3000, "--env", "KNOBS=on", "--env", "SHUTDOWN_TIMEOUT_S=1").up()
    slow = api.url("/api/load?wait=20000")
    asking = threading.Thread(target=lambda: ask(slow))
    asking.start()
    time.sleep(0.5)
    docker("kill", "--signal", "SIGTERM", api.id)
    assert api.exit_code(within_s=5) == 1
    asking.join()
    assert "gave up waiting" in api.logs()


def test_the_levers_exist_only_where_asked_for(run: Run) -> None:
    api = run("api", 3000).up()
    assert ask(api.url("/api/load?ms=1")).status == 404
    assert ask(api.url("/api/crash"), {}).status == 404
    api = run("api", 3000, "--env", "KNOBS=on").up()
    assert ask(api.url("/api/load?ms=50&mb=5")).json() == {"burnt_ms": 50, "waited_ms": 0, "held_mb": 5}
    assert ask(api.url("/api/load?ms=-1")).status == 400
    assert ask(api.url("/api/crash?code=3"), {}).status == 202
    assert api.exit_code() == 3


def test_without_its_database_it_lives_but_is_not_ready(run: Run) -> None:
    api = run("api", 3000, "--env", "DB_HOST=127.0.0.1", "--env", "DB_USER=x", "--env", "DB_PASSWORD=y").up()
    assert ask(api.url("/api/healthz")).status == 200
    assert ask(api.url("/api/readyz")).status == 503
    assert ask(api.url("/api/trips")).status == 503


def test_a_wrong_configuration_ends_it_with_a_sentence(run: Run) -> None:
    api = run("api", 3000, "--env", "DB_HOST=db")
    assert api.exit_code() == 1
    assert "DB_USER is not set" in api.logs()


def test_logs_are_json_and_silent_about_health_checks(run: Run) -> None:
    api = run("api", 3000).up()
    ask(api.url("/api/trips/4"))
    lines = [json.loads(line) for line in api.logs().splitlines()]
    assert [line["path"] for line in lines if line["message"] == "request"] == ["/api/trips/4"]
    assert all({"time", "level", "message"} <= set(line) for line in lines)


@pytest.mark.parametrize("drill", ["crashing", "needs-db", "nonsense"])
def test_drills_that_end(run: Run, drill: str) -> None:
    began = time.monotonic()
    api = run("api", 3000, "--env", f"DRILL={drill}")
    assert api.exit_code() == 1
    assert (time.monotonic() - began > 4) == (drill == "crashing")
    if drill != "nonsense":
        assert simulated(f"wanderly/{'api' if drill == 'needs-db' else '*'}:*{drill}")["log_at_exit"][0] in api.logs()


def test_drills_that_run(run: Run) -> None:
    wrong_port = run("api", 5000, "--env", "DRILL=wrong-port").up()
    assert "listening on 5000" in wrong_port.logs()
    unhealthy = run("api", 3000, "--env", "DRILL=unhealthy")
    assert until(lambda: ask(unhealthy.url("/healthz")).status == 500)
    slow = run("api", 3000, "--env", "DRILL=slow-start")
    stubborn = run("api", 3000, "--env", "DRILL=stubborn").up()
    docker("kill", "--signal", "SIGTERM", stubborn.id)
    assert until(lambda: "SIGTERM: ignored" in stubborn.logs())
    assert stubborn.state()["Running"]
    assert ask(slow.url("/healthz")).status == 0
    assert slow.state()["Running"]
