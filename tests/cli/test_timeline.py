"""ecs-course timeline and the sandbox's time, through the real program in a real terminal where it matters."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.cli.program import ECS_COURSE, ecs_course
from tests.sandbox.living import SERVICE, Site, site
from tests.world import stand_in


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Site]]:
    """A learner's sandbox with a service that has crashed once; time stands still."""
    home = Home(tmp_path_factory.mktemp("cli-timeline"))
    running = process.up(home)
    here = site(sandbox_clients(running.endpoint, "us-east-1"))
    here.create(desiredCount=2)
    process.tell(home, "POST", "time/freeze")
    process.tell(home, "POST", "time/forward", by="5m")
    victim = here.tasks()[0]["taskArn"].rpartition("/")[2]
    process.tell(home, "POST", "faults/kill-container", task=victim, container="api", exit="1")
    process.tell(home, "POST", "time/forward", by="3m")
    yield home, here
    process.down(home)


def lines(said: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.splitlines()]


def test_what_happened_in_words(world: tuple[Home, Site]) -> None:
    said = ecs_course("timeline", home=world[0].root)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("World: sandbox. Its time: ")
    bad = [line for line in said.stdout.splitlines() if "✘ bad" in line]
    assert len(bad) == 2
    assert bad[1].endswith("STOPPED: Essential container in task exited (EssentialContainerExited); api exited with 1")
    assert re.match(r"\d\d:\d\d:\d\d  \d min ago   ✘ bad  api ", bad[1])
    assert re.search(r"\nNow\nnow +✔ good api +2 of 2 running\n$", said.stdout)
    assert said.stderr == ""


def test_filters_and_json(world: tuple[Home, Site]) -> None:
    every = lines(ecs_course("timeline", "--json", home=world[0].root).stdout)
    assert {"at", "kind", "service", "subject", "severity", "says", "now", "id"} <= every[0].keys()
    happened = [each for each in every if not each["now"]]
    assert [each["at"] for each in happened] == sorted(each["at"] for each in happened)
    late = lines(ecs_course("timeline", "--json", "--since", "4m", "--service", SERVICE, home=world[0].root).stdout)
    assert 0 < len(late) < len(every)
    assert {each["id"] for each in late} <= {each["id"] for each in every}
    nobody = ecs_course("timeline", "--service", "nobody", home=world[0].root)
    assert (nobody.returncode, nobody.stderr) == (0, "Note: There is no service nobody now (there: wanderly/api).\n")
    wrong = ecs_course("timeline", "--since", "yesterday", home=world[0].root)
    assert wrong.returncode == 2
    assert "is not a duration" in wrong.stderr


def test_following_tells_what_is_new_and_nothing_twice(world: tuple[Home, Site]) -> None:
    home, here = world
    surroundings = {**os.environ, "ECS_COURSE_HOME": str(home.root), "PYTHONUNBUFFERED": "1"}
    command = [ECS_COURSE, "timeline", "--follow", "--json", "--service", SERVICE]
    following = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert following.stdout is not None
        first = json.loads(following.stdout.readline())
        here.update(desiredCount=3)
        for _ in range(3):
            process.tell(home, "POST", "time/forward", by="1m")
            time.sleep(1.2)
    finally:
        following.send_signal(signal.SIGINT)
        assert following.stdout is not None
        assert following.stderr is not None
        said, wrong = (
            following.stdout.read(),
            following.stderr.read(),
        )  # communicate() would lose what readline() has read ahead
        following.wait(30)
        following.stdout.close()
        following.stderr.close()
    assert following.returncode == 0
    assert wrong == ""
    told = [first, *lines(said)]
    happened = [each["id"] for each in told if not each["now"]]
    assert len(happened) == len(set(happened))
    assert [each["says"] for each in told if each["now"] and each["kind"] == "service"][-1] == "3 of 3 running"
    assert sum(each["says"] == "RUNNING" for each in told) >= 4


def test_without_a_sandbox_it_says_what_to_run(tmp_path: Path) -> None:
    said = ecs_course("timeline", home=tmp_path)
    assert said.returncode == 3
    assert "Run: ecs-course sandbox up" in said.stderr


def test_a_real_account_is_read_the_same_way(tmp_path: Path) -> None:
    import boto3

    account = stand_in.start(tmp_path / "aws")
    try:
        files = {"AWS_CONFIG_FILE": str(account.config), "AWS_SHARED_CREDENTIALS_FILE": str(account.credentials)}
        entered = ecs_course(
            "world", "use", "account", "work", "--region", "eu-north-1",
            home=tmp_path / "home", stdin=f"{account.account}\n", **files,
        )  # fmt: skip
        assert entered.returncode == 0, entered.stderr
        ecs = boto3.client(
            "ecs", region_name="eu-north-1", endpoint_url=f"http://127.0.0.1:{account.port}",
            aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example",
        )  # fmt: skip
        ecs.create_cluster(clusterName="theirs")
        ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 64}])
        ecs.create_service(cluster="theirs", serviceName="web", taskDefinition="web", desiredCount=1)
        said = ecs_course("timeline", "--json", home=tmp_path / "home", **files)
        assert said.returncode == 0, said.stderr
        assert ("theirs", "web", "started: web:1") in {
            (e["cluster"], e["service"], e["says"]) for e in lines(said.stdout)
        }
        # what this stand-in does not offer is a note, and the sandbox's story is not asked for
        assert "Service deployments could not be read" in said.stderr
        assert all(each["told_by"] == "AWS" for each in lines(said.stdout))
    finally:
        account.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
def test_a_bar_on_a_terminal_for_what_takes_long_and_none_elsewhere(tmp_path: Path) -> None:
    import pty

    program = (
        "import time\nfrom course.app.steps import shown_by, step\nfrom course.cli.bar import bar\nshown_by(bar)\n"
        "with step('Quick'): pass\n"
        "with step('Going ahead 24h') as at:\n    at(0.4)\n    time.sleep(1.6)\n"
    )
    master, slave = pty.openpty()
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run([sys.executable, "-c", program], env=surroundings, stderr=slave, stdout=subprocess.PIPE)
    os.close(slave)
    said = os.read(master, 100_000).decode()
    os.close(master)
    assert done.stdout == b""
    assert "Quick" not in said
    assert "Going ahead 24h: 40%, 1 s  [##########..............]" in said
    assert said.endswith("\r\x1b[K")
    piped = subprocess.run([sys.executable, "-c", program], env=surroundings, capture_output=True)
    assert (piped.stdout, piped.stderr) == (b"", b"")


def test_a_long_jump_in_pieces_is_exactly_as_long(world: tuple[Home, Site]) -> None:
    home = world[0]
    before = process.now(home)
    said = ecs_course("sandbox", "forward", "1d2h3m4s", "--json", home=home.root)
    assert said.returncode == 0, said.stderr
    assert (process.now(home) - before).total_seconds() == pytest.approx(93_784, abs=0.001)
    assert json.loads(said.stdout)["frozen"]
    refused = ecs_course("sandbox", "forward", "--", "-5m", home=home.root)
    assert (refused.returncode, "only goes forward" in refused.stderr) == (2, True)
