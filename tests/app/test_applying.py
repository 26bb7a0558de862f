"""A lab's setup: run in its surroundings, and IAM's judgement switched on where the lab asks for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from course.app.applying import run_setup
from course.home import Home
from course.model.lab import Lab, LabFacts
from course.sandbox import process
from course.world.access import sandbox_clients


def lab(folder: Path, *, iam: bool) -> Lab:
    (folder / "setup.py").write_text("")
    facts = LabFacts(
        id="day01_tiny",
        title="T",
        minutes=5,
        runs_on=("sandbox",),
        apply=("python", "x.py"),
        cost="",
        clean_up=(),
        iam=iam,
    )
    return Lab(folder=folder, facts=facts)


@pytest.mark.parametrize("wanted", [True, False])
def test_a_lab_that_asks_for_it_has_users_judged(
    tmp_path: Path, endpoint: str, account: str, sandbox_home: Home, wanted: bool
) -> None:
    surroundings = os.environ | {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": account}
    assert run_setup(lab(tmp_path, iam=wanted), tmp_path, environ=surroundings).ok
    assert process.tell(sandbox_home, "GET", "iam", account=account)["enforced"] is wanted
    iam = sandbox_clients(endpoint, "us-east-1", access_key=account)("iam")
    iam.create_user(UserName="dana")
    key = iam.create_access_key(UserName="dana")["AccessKey"]["AccessKeyId"]
    hers = sandbox_clients(endpoint, "us-east-1", access_key=key)("ecs")
    if wanted:
        with pytest.raises(ClientError, match="not authorized to perform: ecs:ListClusters"):
            hers.list_clusters()
    else:
        assert hers.list_clusters()["clusterArns"] == []


def test_a_sandbox_that_does_not_answer_is_said(tmp_path: Path) -> None:
    surroundings = os.environ | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "sandbox"}
    done = run_setup(lab(tmp_path, iam=True), tmp_path, environ=surroundings)
    assert not done.ok
    assert "did not switch IAM on" in done.output


def test_a_real_account_needs_no_switch(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name != "AWS_ENDPOINT_URL"}
    assert run_setup(lab(tmp_path, iam=True), tmp_path, environ=surroundings).ok
