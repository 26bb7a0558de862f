"""The control routes of who runs tasks: a container runtime where it can, or the simulator alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.sandbox.call import DEFAULT_ACCOUNT
from course.sandbox.container_runtime import ContainerRuntime
from course.sandbox.engine import Engine

Given = dict[str, str]
PREFIX = "/_sandbox/runtime"
MODES = ("auto", "simulated")


def routes(engine: Engine, runtime: ContainerRuntime) -> dict[tuple[str, str], Callable[[Given], dict[str, Any]]]:
    """The routes, for Control."""

    def choose(mode: str) -> Callable[[Given], dict[str, Any]]:
        def act(given: Given) -> dict[str, Any]:
            account = _account(given)
            facts = runtime.wait() if mode == "auto" else {}
            with engine.held() as (memory, moto):
                if moto.mode(account) != mode:
                    chosen = {"account": account, "mode": mode}
                    memory.note("mode", chosen, moto.catch_up())
                    moto.choose_mode(chosen)
            return {"account": account, "mode": mode, "engine": _engine(facts)}

        return act

    def status(given: Given) -> dict[str, Any]:
        account = _account(given)
        with engine.held() as (_, moto):
            return {"account": account, "mode": moto.mode(account), "engine": _engine(runtime.engine_facts)}

    return {("GET", PREFIX): status} | {("POST", f"{PREFIX}/{mode}"): choose(mode) for mode in MODES}


def _engine(facts: dict[str, Any]) -> dict[str, Any]:
    """What is known of the container engine; {} before anybody has asked for it."""
    return {key: facts[key] for key in ("up", "name", "version", "arch", "cpus", "memory_mib", "why") if key in facts}


def _account(given: Given) -> str:
    account = given.get("account") or DEFAULT_ACCOUNT
    if not (len(account) == 12 and account.isascii() and account.isdigit()):
        raise ValueError("An account is twelve digits: ?account=123456789012.")
    return account
