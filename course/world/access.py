"""Clients for the chosen world: for the engine itself, for checks, and the identity of a real account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock
from typing import Any

from course.home import Home
from course.model.errors import UsageProblem, WorldNotReady
from course.world.chosen import WORLD_VARIABLE, World
from course.world.environment import environment


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who one is in a real account, as STS says."""

    account: str
    arn: str
    region: str


def sandbox_clients(endpoint: str, region: str, *, access_key: str = "sandbox") -> Callable[[str], Any]:
    """A maker of boto3 clients for the sandbox. Reads no file and no variable, so no real credential can slip in.

    `access_key`: twelve digits choose that account of the sandbox; anything else is the default one.
    """

    alone = Lock()

    @cache
    def session() -> Any:
        """One for all clients: each would read AWS's lists of partitions and endpoints again."""
        import botocore.session

        made = botocore.session.Session({"config_file": (None, None, "", None)})
        made.set_config_variable("credentials_file", "")
        return made

    def client(service: str) -> Any:
        import botocore.config

        config = botocore.config.Config(
            retries={"total_max_attempts": 2, "mode": "standard"}, connect_timeout=3, read_timeout=30,
            inject_host_prefix=False, proxies={}, ignore_configured_endpoint_urls=True,
        )  # fmt: skip
        with alone:  # a session makes one client at a time
            return session().create_client(
                service, region_name=region, endpoint_url=endpoint, config=config,
                aws_access_key_id=access_key, aws_secret_access_key="sandbox",
            )  # fmt: skip

    return client


def account_clients(home: Home, world: World) -> Callable[[str], Any]:
    """A maker of boto3 clients for a real account, from the profile that was chosen and from nothing else.

    This process's own environment becomes the one that the learner's shells get: keys, endpoints and other profiles in it
    would beat the profile. Raises UsageProblem for a profile that does not exist.
    """
    import os

    import botocore.config
    import botocore.exceptions as aws
    import botocore.session

    surroundings = environment(home, world, "")
    surroundings.set.pop(WORLD_VARIABLE)  # looking at an account is not yet entering it
    surroundings.apply(os.environ)
    session = botocore.session.Session(profile=world.profile)
    try:
        known = session.available_profiles
    except aws.BotoCoreError as error:
        raise WorldNotReady(f"Your AWS files cannot be read: {error}") from None
    if world.profile not in known:
        there = ", ".join(sorted(known)) or "none"
        raise UsageProblem(f"There is no profile {world.profile} in {world.config_file} (there: {there}).")

    def client(service: str) -> Any:
        config = botocore.config.Config(retries={"total_max_attempts": 5, "mode": "standard"}, connect_timeout=5)
        try:
            return session.create_client(service, region_name=world.region, config=config)
        except (aws.BotoCoreError, aws.ClientError) as error:
            raise WorldNotReady(f"The profile {world.profile} gives no usable credentials: {error}") from None

    return client


def identity_of(home: Home, world: World) -> Identity:
    """Ask STS who the world's profile is. Raises WorldNotReady where it cannot be asked or refuses."""
    import botocore.exceptions as aws

    try:
        caller = account_clients(home, world)("sts").get_caller_identity()
    except (aws.BotoCoreError, aws.ClientError) as error:
        raise WorldNotReady(f"AWS did not accept the profile {world.profile}: {error}") from None
    return Identity(account=caller["Account"], arn=caller["Arn"], region=world.region)


def confirmed(home: Home, world: World) -> World:
    """The world, after making sure that its profile still belongs to the account that was typed on entering it.

    Raises WorldNotReady where the profile leads elsewhere by now.
    """
    now = identity_of(home, world)
    if now.account != world.account:
        raise WorldNotReady(
            f"The profile {world.profile} now leads to account {now.account}; you entered {world.account}.",
            run=f"ecs-course world use account {world.profile} --region {world.region}",
        )
    return replace(world, identity=now.arn)
