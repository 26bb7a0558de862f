"""The stand-ins are what they say, the mirror comes from the machine, and a second making costs nothing."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.engine import apt_sources, base_images
from tests.engine.app_images import app_images
from tests.site.containers import docker


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """What each base image is, after all of them are there."""
    app_images()
    return base_images.ensure()


def test_they_have_the_names_that_the_dockerfiles_use(made: dict[str, str]) -> None:
    kinds = {name.partition(":")[0] for name in made}
    assert kinds == {"node", "nginx", "mysql", "debian"}
    assert set(made.values()) <= {"real", "stand-in"}


def test_a_stand_in_says_so(made: dict[str, str]) -> None:
    for name, what in made.items():
        labels = json.loads(docker("image", "inspect", "--format", "{{json .Config.Labels}}", name)) or {}
        assert (base_images.LABEL in labels) == (what == "stand-in")


def test_a_second_making_is_quick(made: dict[str, str]) -> None:
    began = time.monotonic()
    assert base_images.ensure() == made
    assert time.monotonic() - began < 5


def test_node_is_the_version_that_its_name_says(made: dict[str, str]) -> None:
    [node] = [name for name in made if name.startswith("node:")]
    said = docker("run", "--rm", node, "node", "--version")
    assert said == "v" + node.partition(":")[2].partition("-")[0]


def test_the_database_wants_a_password_option(made: dict[str, str]) -> None:
    [mysql] = [name for name in made if name.startswith("mysql:")]
    name = f"ecs-course-test-{time.time_ns()}"
    docker("run", "--name", name, mysql, check=False)
    assert docker("inspect", "--format", "{{.State.ExitCode}}", name) == "1"
    docker("rm", "--volumes", name)


def test_both_of_apts_notations_are_read(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text(
        "# deb http://no/debian bookworm main\n"
        "deb [signed-by=/k.gpg] http://one/debian bookworm main contrib # a note\n"
        "deb-src http://one/debian bookworm main\n"
        "deb http://other/tools stable main\n"
    )
    (tmp_path / "sources.list.d" / "more.sources").write_text(
        "Types: deb deb-src\nURIs: http://two/security\nSuites: bookworm-security bookworm-updates\nComponents: main\n\n"
        "Types: deb\nEnabled: no\nURIs: http://three/debian\nSuites: bookworm\nComponents: main\n"
    )
    assert [source.line() for source in apt_sources.of_release("bookworm", tmp_path)] == [
        "deb http://one/debian bookworm main contrib",
        "deb http://two/security bookworm-updates main",
        "deb http://two/security bookworm-security main",
    ]
    assert apt_sources.of_release("trixie", tmp_path) == []
