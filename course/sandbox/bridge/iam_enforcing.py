"""IAM's say over calls: those of users and roles where an account has it switched on, and sts:AssumeRole always.

A call made inside the sandbox is never judged, nor is a replay: what was refused stands in no journal.
"""

from __future__ import annotations

import traceback
from typing import Any

from course.sandbox.call import CALL, Call, Environ
from course.sandbox.refusal import Answer


class Enforcement:
    """The accounts in which IAM judges, and when it does. What a judgement needs is imported with the first one."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new world: nowhere."""
        self.accounts: set[str] = set()

    def switch(self, facts: dict[str, Any]) -> None:
        """Turn it on or off, live and in a replay: `{"account": twelve digits, "on": bool}`."""
        (self.accounts.add if facts["on"] else self.accounts.discard)(facts["account"])

    def refused(self, environ: Environ, name_of: Any) -> Answer | None:
        """AWS's denial of a call, None when it may be answered. `name_of()` finds the operation of a REST call."""
        call: Call = environ[CALL]
        assumes = call.operation == "AssumeRole" and call.service in ("sts", "")
        enforced = call.account in self.accounts
        if not assumes and not enforced:
            return None
        try:
            from course.sandbox.bridge import iam_judging

            if assumes:
                return iam_judging.assuming(environ, call, enforced=enforced)
            return iam_judging.judged(environ, call, name_of)
        except Exception:  # a fault of ours must not stand in the way of a call that may be right
            traceback.print_exc()
            return None


ENFORCEMENT = Enforcement()
