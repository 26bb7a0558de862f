"""A real account is entered only on purpose, named everywhere, and never mistaken. No test reaches AWS."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.app import worlds
from course.app.entrance import enter, ready_world
from course.home import Home
from course.model.errors import OtherWorldChosen, UsageProblem, WorldNotReady
from course.sandbox import process
from course.world.chosen import SANDBOX, agreed_world, chosen_world
from tests.world import stand_in


@pytest.fixture(scope="module")
def account_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stand_in.StandIn]:
    server = stand_in.start(tmp_path_factory.mktemp("aws"))
    yield server
    server.stop()


@pytest.fixture
def own(account_server: stand_in.StandIn, monkeypatch: pytest.MonkeyPatch) -> stand_in.StandIn:
    """The learner's own AWS files, as the variables of their shell name them."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(account_server.config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(account_server.credentials))
    return account_server


@pytest.fixture
def restored() -> Iterator[None]:
    """Give back the environment that the code under test changes on purpose."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


pytestmark = pytest.mark.usefixtures("restored")


def test_without_a_choice_it_is_the_sandbox(home: Home) -> None:
    assert chosen_world(home) == SANDBOX


def test_the_account_is_shown_before_it_is_entered(own: stand_in.StandIn, home: Home) -> None:
    candidate = worlds.account_candidate(home, "work", "eu-west-1")
    assert (candidate.account, candidate.region) == (own.account, "eu-west-1")
    assert candidate.identity.startswith("arn:aws:")
    assert chosen_world(home) == SANDBOX, "showing it must not choose it"


@pytest.mark.parametrize("typed", ["", "y", "yes", "123456789013", "12345678901"])
def test_a_wrong_id_changes_nothing(typed: str, own: stand_in.StandIn, home: Home) -> None:
    candidate = worlds.account_candidate(home, "work", "eu-west-1")
    with pytest.raises(UsageProblem, match="Nothing was changed"):
        worlds.use_account(home, candidate, typed)
    assert chosen_world(home) == SANDBOX


def test_the_typed_id_enters_and_every_client_follows(
    own: stand_in.StandIn, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = worlds.account_candidate(home, "work", "eu-west-1")
    worlds.use_account(home, candidate, f" {own.account} ")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "other")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    ready = ready_world(home)
    assert ready.world.words == f"account {own.account} (eu-west-1)"
    enter(home, ready)
    import boto3

    plain = boto3.client("ecs")
    assert plain.meta.endpoint_url == f"http://127.0.0.1:{own.port}"
    assert plain.meta.region_name == "eu-west-1"
    assert ready.client("sts").get_caller_identity()["Account"] == own.account


def test_a_shell_of_the_sandbox_finds_the_learners_own_files(
    own: stand_in.StandIn, home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(home.aws_config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(home.aws_credentials))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(own.config.read_text())
    (tmp_path / ".aws" / "credentials").write_text(own.credentials.read_text())
    assert worlds.account_candidate(home, "work", "eu-west-1").account == own.account


def test_a_profile_that_does_not_exist_is_named(own: stand_in.StandIn, home: Home) -> None:
    with pytest.raises(UsageProblem, match=r"There is no profile play .*there: work"):
        worlds.account_candidate(home, "play", "eu-west-1")


@pytest.mark.parametrize("region", ["", "Ireland", "eu_west_1", "eu-west-1; rm"])
def test_a_region_that_is_none_is_refused(region: str, own: stand_in.StandIn, home: Home) -> None:
    with pytest.raises(UsageProblem, match="does not look like a region"):
        worlds.account_candidate(home, "work", region)


def test_a_profile_that_leads_elsewhere_by_now_stops_everything(own: stand_in.StandIn, home: Home) -> None:
    candidate = worlds.account_candidate(home, "work", "eu-west-1")
    from dataclasses import replace

    worlds.use_account(home, replace(candidate, account="999988887777"), "999988887777")
    with pytest.raises(WorldNotReady, match=r"now leads to account 123456789012; you entered 999988887777"):
        ready_world(home)


def test_a_kernel_of_another_world_is_stopped(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECS_COURSE_WORLD", "account/111122223333/eu-west-1/work")
    with pytest.raises(OtherWorldChosen, match="Restart the kernel"):
        agreed_world(home)


def test_a_damaged_choice_is_not_guessed(home: Home) -> None:
    home.world.parent.mkdir(parents=True)
    home.world.write_text('{"kind": "acc')
    with pytest.raises(WorldNotReady, match="damaged"):
        chosen_world(home)
    worlds.use_sandbox(home)
    assert chosen_world(home) == SANDBOX


def test_an_account_that_does_not_answer_is_said_in_a_sentence(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile work]\nendpoint_url = http://127.0.0.1:9\naws_access_key_id = x\naws_secret_access_key = y\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    with pytest.raises(WorldNotReady, match="did not accept the profile work"):
        worlds.account_candidate(home, "work", "eu-west-1")
    assert process.status(home) is None
