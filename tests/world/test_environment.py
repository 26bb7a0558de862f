"""No real credential or endpoint can be used by accident: every leak that was seen to lead boto3 to the real AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.home import Home
from course.world.chosen import SANDBOX, World
from course.world.environment import KEPT, environment, write_empty_aws_files

LEAKS = {
    "AWS_PROFILE": "work",
    "AWS_DEFAULT_PROFILE": "work",
    "AWS_ACCESS_KEY_ID": "AKIA" + "REALREALREALREAL",
    "AWS_SECRET_ACCESS_KEY": "real",
    "AWS_SESSION_TOKEN": "real-token",
    "AWS_SECURITY_TOKEN": "real-token",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_ECS": "http://127.0.0.1:9",
    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/creds",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/creds",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN": "real",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nowhere",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/real",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:9",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_REGION": "eu-north-1",
    "AWS_CONFIG_FILE": "/nowhere/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
}
ASK = """
import boto3, json
s = boto3.Session()
c = s.client("ecs"); d = boto3.client("sts").get_caller_identity()
k = s.get_credentials()
print(json.dumps({"url": c.meta.endpoint_url, "key": k.access_key, "token": k.token, "region": c.meta.region_name,
                  "account": d["Account"], "clusters": c.list_clusters()["clusterArns"]}))
"""


def in_world(home: Home, endpoint: str, before: dict[str, str]) -> dict[str, str]:
    surroundings = dict(before)
    write_empty_aws_files(home)
    environment(home, SANDBOX, endpoint, surroundings).apply(surroundings)
    return surroundings


@pytest.mark.parametrize("leak", [*LEAKS, "all of them"])
def test_no_leak_leads_boto3_away(leak: str, home: Home, endpoint: str, tmp_path: Path) -> None:
    own = tmp_path / "user" / ".aws"
    own.mkdir(parents=True)
    (own / "config").write_text(
        "[default]\nregion = eu-north-1\nendpoint_url = http://127.0.0.1:9\n[profile work]\nregion = eu-north-1\n"
    )
    (own / "credentials").write_text("[default]\naws_access_key_id = REAL\naws_secret_access_key = real\n")
    chosen = LEAKS if leak == "all of them" else {leak: LEAKS[leak]}
    before = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "user"),
        "USERPROFILE": str(tmp_path / "user"),
        **chosen,
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=in_world(home, endpoint, before), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {
        "url": endpoint,
        "key": "sandbox",
        "token": None,
        "region": "us-east-1",
        "account": "123456789012",
        "clusters": [],
    }


def test_the_aws_cli_goes_the_same_way(home: Home, endpoint: str) -> None:
    surroundings = in_world(home, endpoint, {"PATH": "/usr/bin:/bin", "HOME": str(home.root), **LEAKS})
    done = subprocess.run(["aws", "sts", "get-caller-identity"], env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Account"] == "123456789012"


@given(st.dictionaries(st.from_regex(r"AWS_[A-Z_]{1,30}", fullmatch=True), st.text(max_size=8), max_size=8))
def test_only_harmless_variables_of_the_learner_stay(before: dict[str, str]) -> None:
    surroundings = dict(before)
    wanted = environment(Home(Path("h")), SANDBOX, "http://127.0.0.1:1", surroundings)
    wanted.apply(surroundings)
    stayed = {name for name in surroundings if name.startswith("AWS_") and surroundings[name] == before.get(name)}
    assert stayed <= KEPT | set(wanted.set)


def test_an_account_gets_its_profile_and_nothing_of_the_sandbox(home: Home) -> None:
    world = World(
        kind="account",
        account="111122223333",
        region="eu-west-1",
        profile="work",
        config_file="c",
        credentials_file="k",
    )
    surroundings = {**LEAKS, "PATH": "x"}
    environment(home, world, "", surroundings).apply(surroundings)
    aws = {name: value for name, value in surroundings.items() if name.startswith("AWS_")}
    assert aws == {
        "AWS_PROFILE": "work",
        "AWS_CONFIG_FILE": "c",
        "AWS_SHARED_CREDENTIALS_FILE": "k",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


def test_no_proxy_keeps_the_learners_own_exceptions(home: Home) -> None:
    wanted = environment(home, SANDBOX, "http://127.0.0.1:1", {"NO_PROXY": "intranet.example, 10.0.0.1"})
    assert wanted.set["NO_PROXY"].split(",") == [
        "intranet.example",
        "10.0.0.1",
        "127.0.0.1",
        "localhost",
        ".localhost",
        "::1",
    ]


def test_the_learners_aws_files_are_never_overwritten(home: Home) -> None:
    write_empty_aws_files(home)
    home.aws_config.write_text("[default]\noutput = table\n")
    write_empty_aws_files(home)
    assert home.aws_config.read_text() == "[default]\noutput = table\n"
