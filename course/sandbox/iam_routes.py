"""The control routes of IAM's switch: whether the policies of an account's own users and roles have a say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.call import DEFAULT_ACCOUNT
from course.sandbox.engine import Engine

Given = dict[str, str]
PREFIX = "/_sandbox/iam"
SWITCHED = "iam"
"""The kind of a journal's entry that turns the switch."""


def routes(engine: Engine) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def turn(on: bool) -> Callable[[Given], dict[str, Any]]:
        def act(given: Given) -> dict[str, Any]:
            account = _account(given)
            with engine.held() as (memory, moto):
                if moto.enforced(account) != on:
                    facts = {"account": account, "on": on}
                    memory.note(SWITCHED, facts, moto.catch_up())
                    moto.enforce(facts)
                return {"account": account, "enforced": on}

        return act

    def status(given: Given) -> dict[str, Any]:
        account = _account(given)
        with engine.held() as (_, moto):
            return {"account": account, "enforced": moto.enforced(account)}

    return {("GET", PREFIX): status, ("POST", f"{PREFIX}/on"): turn(True), ("POST", f"{PREFIX}/off"): turn(False)}


def _account(given: Given) -> str:
    account = given.get("account") or DEFAULT_ACCOUNT
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise ValueError("An account is twelve digits: ?account=123456789012.")
    return account
