"""Entering an account through the real program: shown first, typed, named by every later command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import ecs_course
from tests.world import stand_in


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stand_in.StandIn]:
    server = stand_in.start(tmp_path_factory.mktemp("aws"))
    yield server
    server.stop()


def test_in_and_out_of_an_account(own: stand_in.StandIn, tmp_path: Path) -> None:
    files = {"AWS_CONFIG_FILE": str(own.config), "AWS_SHARED_CREDENTIALS_FILE": str(own.credentials)}
    use = ("world", "use", "account", "work", "--region", "eu-west-1")

    refused = ecs_course(*use, home=tmp_path, stdin="yes\n", **files)
    assert refused.returncode == 2
    assert f"Account:  {own.account}" in refused.stdout
    assert "Nothing was changed" in refused.stderr
    assert "sandbox" in ecs_course("world", home=tmp_path).stdout

    entered = ecs_course(*use, home=tmp_path, stdin=f"{own.account}\n", **files)
    assert entered.returncode == 0, entered.stderr
    assert json.loads(ecs_course("world", "--json", home=tmp_path).stdout)["kind"] == "account"

    checked = ecs_course("check", "8", "--json", home=tmp_path, **files)
    assert checked.returncode == 1, checked.stderr
    assert json.loads(checked.stdout)["world"] == f"account {own.account} (eu-west-1)"
    assert f"account {own.account}" in ecs_course("check", "8", home=tmp_path, **files).stdout

    shell = ecs_course("shell", "--", "aws", "configure", "list", home=tmp_path, **files)
    assert "work" in shell.stdout
    assert "AWS_ENDPOINT_URL=" not in ecs_course("env", home=tmp_path, **files).stdout

    # a shell of the sandbox that is still open must not work in the account
    stale = ecs_course("check", "8", home=tmp_path, ECS_COURSE_WORLD="sandbox", **files)
    assert stale.returncode == 3
    assert "prepared for another world" in stale.stderr

    assert ecs_course("world", "use", "sandbox", home=tmp_path).returncode == 0
    assert "sandbox" in ecs_course("world", home=tmp_path).stdout


def test_nothing_typed_changes_nothing(own: stand_in.StandIn, tmp_path: Path) -> None:
    files = {"AWS_CONFIG_FILE": str(own.config), "AWS_SHARED_CREDENTIALS_FILE": str(own.credentials)}
    done = ecs_course("world", "use", "account", "work", "--region", "eu-west-1", home=tmp_path, stdin="", **files)
    assert done.returncode != 0
    assert "sandbox" in ecs_course("world", home=tmp_path).stdout
