"""Choosing the world: back to the sandbox at any time, into an account only with its id typed."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from course.app.record import record
from course.home import Home
from course.model.errors import UsageProblem
from course.world.access import identity_of
from course.world.chosen import SANDBOX, World, choose_world


def use_sandbox(home: Home) -> None:
    """Choose the sandbox."""
    choose_world(home, SANDBOX)
    record(home, "world_chosen", {"world": SANDBOX.key})


def account_candidate(home: Home, profile: str, region: str) -> World:
    """The account that a profile leads to, asked of STS, not yet chosen.

    Raises UsageProblem for an unknown profile or a malformed region, WorldNotReady where AWS does not accept the profile.
    """
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", region):
        raise UsageProblem(f"{region} does not look like a region; write it like eu-west-1.")
    candidate = World(
        kind="account",
        region=region,
        profile=profile,
        config_file=_own_file(home.aws_config, "AWS_CONFIG_FILE", "config"),
        credentials_file=_own_file(home.aws_credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )
    identity = identity_of(home, candidate)
    return replace(candidate, account=identity.account, identity=identity.arn)


def use_account(home: Home, candidate: World, typed: str) -> None:
    """Enter the account. Raises UsageProblem where the typed id is not the one that was shown; nothing changes then."""
    if typed.strip() != candidate.account:
        raise UsageProblem("That is not the account id that was shown. Nothing was changed.")
    choose_world(home, candidate)
    record(home, "world_chosen", {"world": candidate.key})


def _own_file(sandbox_file: Path, variable: str, name: str) -> str:
    """The learner's own AWS file, also from a shell that points to the sandbox's."""
    chosen = os.environ.get(variable, "")
    return chosen if chosen and Path(chosen) != sandbox_file else str(Path.home() / ".aws" / name)
