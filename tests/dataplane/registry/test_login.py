"""Who is let in, and with what."""

from __future__ import annotations

import os
import stat
import time
from typing import Any

import pytest

from course.dataplane.registry import token
from course.home import Home
from tests.dataplane.registry.client import Client, basic


def test_a_token_opens_the_registry_for_twelve_hours(sandbox_home: Home, web: Client, ecr: Any, account: str) -> None:
    (given,) = ecr.get_authorization_token()["authorizationData"]
    assert given["proxyEndpoint"] == f"http://localhost:{web.port}"
    assert 12 * 3600 - 60 < given["expiresAt"].timestamp() - time.time() < 12 * 3600 + 60
    assert (web.ask("GET", "/v2/").status, web.ask("GET", "/v2").status) == (200, 200)
    assert web.ask("GET", "/v2/").headers["docker-distribution-api-version"] == "registry/2.0"
    bearer = token.read(sandbox_home.sandbox, web.password, time.time())
    assert bearer == token.Bearer(account, account)


@pytest.mark.parametrize("given", ["", "Basic", "Basic ???", "Bearer abc", basic("AWS", "no"), basic("me", "no")])
def test_without_one_of_its_tokens_nobody_comes_in(web: Client, given: str) -> None:
    for path in ("/v2/", "tags/list", "blobs/uploads/", "/v2/_catalog", "/anything"):
        said = web.ask("GET", path, headers={"Authorization": given}, login=False)
        assert said.error == (401, "UNAUTHORIZED", "Not Authorized")
        assert said.headers["www-authenticate"] == (
            f'Basic realm="http://localhost:{web.port}/",service="ecr.amazonaws.com"'
        )


def test_a_forged_or_expired_token_is_refused(sandbox_home: Home, web: Client, account: str) -> None:
    body, _, signature = web.password.partition(".")
    other = token.issue(sandbox_home.sandbox, token.Bearer("111111111111", "x"), time.time())
    changed = ("B" if signature[0] == "A" else "A") + signature[1:]
    for forged in (f"{body}.{changed}", f"{other.partition('.')[0]}.{signature}", body, "", "é.é"):
        said = web.ask("GET", "/v2/", headers={"Authorization": basic("AWS", forged)})
        assert said.error == (401, "UNAUTHORIZED", "Not Authorized")
    old = token.issue(sandbox_home.sandbox, token.Bearer(account, account), time.time() - token.LIVES_S - 1)
    said = web.ask("GET", "/v2/", headers={"Authorization": basic("AWS", old)})
    assert said.error == (403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.")


def test_the_secret_is_the_owners_alone(sandbox_home: Home, web: Client) -> None:
    found = sandbox_home.sandbox / token.SECRET_FILE
    assert len(found.read_bytes()) == 32
    if os.name == "posix":
        assert stat.S_IMODE(found.stat().st_mode) == 0o600
