"""Throttled operations: calls that AWS would refuse because there were too many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course.sandbox.call import CALL, Call, Environ
from course.sandbox.clock import current, to_datetime
from course.sandbox.refusal import Answer, refuse

CODES = {
    # service → code and message: each API's own (ECS: API reference, "Common errors"; EC2 and ELB: their error codes)
    "ec2": ("RequestLimitExceeded", "Request limit exceeded."),
    "elasticloadbalancing": ("Throttling", "Rate exceeded"),
    "iam": ("Throttling", "Rate exceeded"),
}
OTHERWISE = ("ThrottlingException", "Rate exceeded")


@dataclass
class ApiFault:
    """One throttled operation of one account and region."""

    id: str
    account: str
    region: str
    service: str
    operation: str
    """`*` for all."""
    times: int | None
    """Refusals that are left, None for any number."""
    until_us: int | None
    since_us: int

    def concerns(self, call: Call) -> bool:
        """Whether this call is refused."""
        place = (self.account, self.region, self.service) == (call.account, call.region, call.service)
        return place and self.operation in ("*", call.operation)


class ApiFaults:
    """All of them."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new world: none."""
        self._all: list[ApiFault] = []
        self._made = 0

    def add(self, facts: dict[str, Any], until_us: int | None) -> str:
        """Throttle an operation; one line about it."""
        self._made += 1
        fault = ApiFault(
            id=f"api-{self._made}",
            account=facts["account"],
            region=facts["region"],
            service=facts["service"],
            operation=facts["operation"],
            times=facts["times"],
            until_us=until_us,
            since_us=current.now_us(),
        )
        self._all.append(fault)
        return f"{fault.id}: {_says(fault)}."

    def refused(self, environ: Environ) -> Answer | None:
        """The refusal of a call that is throttled."""
        if not self._all:
            return None
        call: Call = environ[CALL]
        now_us = current.now_us()
        self._all = [
            each for each in self._all if each.times != 0 and (each.until_us is None or each.until_us > now_us)
        ]
        for fault in self._all:
            if fault.concerns(call):
                if fault.times is not None:
                    fault.times -= 1
                code, message = CODES.get(call.service, OTHERWISE)
                return refuse(environ, code, message)
        return None

    def present(self, account: str, region: str) -> list[dict[str, Any]]:
        """Those of an account and region, for a list."""
        now_us = current.now_us()
        return [
            {
                "id": each.id,
                "says": _says(each),
                "since": to_datetime(each.since_us).isoformat(),
                "until": None if each.until_us is None else to_datetime(each.until_us).isoformat(),
            }
            for each in self._all
            if (each.account, each.region) == (account, region)
            and each.times != 0
            and (each.until_us is None or each.until_us > now_us)
        ]

    def clear(self, account: str, region: str, id: str) -> int:
        """End one of an account and region, or all; how many that were."""
        going = [e for e in self._all if (e.account, e.region) == (account, region) and id in ("all", e.id)]
        self._all = [each for each in self._all if each not in going]
        return len(going)


def _says(fault: ApiFault) -> str:
    left = "" if fault.times is None else f", {fault.times} more times"
    return f"{fault.service}:{fault.operation} is throttled{left}"


API_FAULTS = ApiFaults()
