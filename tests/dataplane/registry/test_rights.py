"""Who may do what: IAM's policies where they are switched on, and repositories' policies between accounts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.dataplane.registry.client import Client
from tests.dataplane.registry.conftest import password_of

PULL = ("ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage")
PUSH = ("ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage")


@pytest.fixture
def judged(sandbox_home: Home, account: str) -> Iterator[None]:
    """IAM judges the account's users."""
    process.tell(sandbox_home, "POST", "iam/on", account=account)
    yield
    process.tell(sandbox_home, "POST", "iam/off", account=account)


def user(client: Callable[[str], Any], endpoint: str, web: Client, *actions: str) -> Client:
    """The repository with the login of a user who may do no more than this (and log in)."""
    iam, name = client("iam"), "dev"
    iam.create_user(UserName=name)
    allowed = {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", *actions], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    ecr = sandbox_clients(endpoint, web.place.region, access_key=key)("ecr")
    return Client(web.port, web.place, password_of(ecr))


def test_a_user_who_may_pull_only(
    client: Callable[[str], Any], endpoint: str, web: Client, account: str, judged: None
) -> None:
    digest = web.push("a", "v1")
    dev = user(client, endpoint, web, *PULL)
    got = dev.ask("GET", "manifests/v1")
    assert got.status == 200
    assert dev.ask("GET", f"blobs/{json.loads(got.body)['layers'][0]['digest']}").status == 200
    status, code, said = dev.ask("POST", "blobs/uploads/").error
    assert (status, code) == (403, "DENIED")
    assert said == (
        f"User: arn:aws:iam::{account}:user/dev is not authorized to perform: ecr:InitiateLayerUpload on resource:"
        f" arn:aws:ecr:us-east-1:{account}:repository/web because no identity-based policy allows the"
        " ecr:InitiateLayerUpload action"
    )
    assert dev.put(web.manifest("b"), "v2").error[:2] == (403, "DENIED")
    assert dev.ask("GET", "tags/list").error[:2] == (403, "DENIED")
    assert dev.ask("DELETE", f"manifests/{digest}").error[:2] == (403, "DENIED")


def test_a_user_who_may_push_only(client: Callable[[str], Any], endpoint: str, web: Client, judged: None) -> None:
    dev = user(client, endpoint, web, *PUSH, PULL[0])
    digest = dev.push("a", "v1")
    status, code, said = dev.ask("GET", f"manifests/{digest}").error
    assert (status, code, "ecr:BatchGetImage" in said) == (403, "DENIED", True)
    where = dev.ask("POST", "blobs/uploads/").headers["location"]
    client("iam").update_access_key(UserName="dev", AccessKeyId=_key(client), Status="Inactive")
    for said in (dev.ask("PATCH", where, b"x"), dev.ask("POST", "blobs/uploads/"), dev.put(web.manifest("b"), "v2")):
        assert said.error == (403, "DENIED", "The security token included in the request is invalid.")


def _key(client: Callable[[str], Any]) -> str:
    (key,) = client("iam").list_access_keys(UserName="dev")["AccessKeyMetadata"]
    return str(key["AccessKeyId"])


def test_another_account_needs_the_repositorys_policy(endpoint: str, web: Client, ecr: Any, account: str) -> None:
    web.push("a", "v1")
    other = f"9{account[1:]}"
    stranger = Client(web.port, web.place, password_of(sandbox_clients(endpoint, "us-east-1", access_key=other)("ecr")))
    status, code, said = stranger.ask("GET", "manifests/v1").error
    assert (status, code) == (403, "DENIED")
    assert said == (
        f"User: arn:aws:iam::{other}:root is not authorized to perform: ecr:BatchGetImage on resource:"
        f" arn:aws:ecr:us-east-1:{account}:repository/web because no resource-based policy allows the"
        " ecr:BatchGetImage action"
    )
    lets = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{other}:root"}, "Action": list(PULL)}
    ecr.set_repository_policy(
        repositoryName="web", policyText=json.dumps({"Version": "2012-10-17", "Statement": [lets]})
    )
    got = stranger.ask("GET", "manifests/v1")
    assert got.status == 200
    assert stranger.ask("GET", f"blobs/{got.json['config']['digest']}").status == 200
    assert stranger.ask("POST", "blobs/uploads/").error[:2] == (403, "DENIED")
    assert stranger.put(web.manifest("b"), "v2").error[:2] == (403, "DENIED")
