"""The registry of the worker's sandbox, logged in to, with a repository for each test."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from course.dataplane.registry.names import DEFAULT_REGION, Place
from course.home import Home
from course.sandbox import registry_place
from tests.dataplane.registry.client import Client

Aws = Callable[[str], Any]


def port_of(home: Home) -> int:
    """The port of a running sandbox's registry. The first connection to it starts the data plane."""
    return int((home.sandbox / registry_place.PORT_FILE).read_text())


def password_of(ecr: Any) -> str:
    """What `aws ecr get-login-password` prints."""
    (given,) = ecr.get_authorization_token()["authorizationData"]
    user, _, password = base64.b64decode(given["authorizationToken"]).decode().partition(":")
    assert user == "AWS"
    return password


@pytest.fixture
def port(sandbox_home: Home, endpoint: str) -> int:
    """The registry's port."""
    return port_of(sandbox_home)


@pytest.fixture
def ecr(client: Aws) -> Any:
    """ECR in the test's account, with the repository `web`."""
    found = client("ecr")
    found.create_repository(repositoryName="web")
    return found


@pytest.fixture
def web(ecr: Any, port: int, account: str) -> Client:
    """A client of the repository `web`, with the account's own login."""
    return Client(port, Place(account, DEFAULT_REGION, "web"), password_of(ecr))
