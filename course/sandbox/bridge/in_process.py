"""What must happen before moto answers a call that came through no server (under `mock_aws`, or from moto to itself)."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from moto.core.responses import BaseResponse

from course.sandbox.bridge.ecs_simulation import simulation
from course.sandbox.bridge.refusing import refused_in_process

in_server: ContextVar[bool] = ContextVar("in_server", default=False)
"""Whether the call in progress came through the engine, which has seen to all of this."""


def install() -> None:
    """Let time pass and ask the rules before each such call. Idempotent."""
    plain = BaseResponse.call_action
    if getattr(plain, "lets_time_pass", False):
        return

    def call_action(self: Any) -> Any:
        if in_server.get():
            answer = plain(self)
            _tell_of_changes(self)
            return answer
        simulation.catch_up()
        refused = refused_in_process(self)
        if refused is not None:
            return refused
        try:
            answer = plain(self)
            _tell_of_changes(self)
            return answer
        finally:
            simulation.steer()

    call_action.lets_time_pass = True  # type: ignore[attr-defined]
    BaseResponse.call_action = call_action


LOOKS = ("Describe", "Get", "List", "Simulate", "Receive")
"""How the names of operations begin that change nothing here."""


def _tell_of_changes(response: Any) -> None:
    """After a call that may have changed routes, groups or policies: targets may be reached, programs may be refused."""
    service = getattr(response, "service_name", "")
    if service not in ("ec2", "iam", "sqs") or str(response._get_action()).startswith(LOOKS):
        return
    here = response.current_account, response.region
    if service == "ec2" and here in simulation.regions:
        simulation.regions[here].targets.network_changed()
    tell_of_rights(response.current_account)


def tell_of_rights(account: str) -> None:
    """What programs of an account may do may have changed."""
    for (of, _), region in list(simulation.regions.items()):
        if of == account:
            region.rights.changed()
