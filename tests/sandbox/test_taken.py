"""The sandbox takes what AWS takes: each fixture of tests/simulator/rules/fixtures through boto3 and the real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore import xform_name

from tests.sandbox.surroundings import REGION, Surroundings
from tests.simulator.rules.taken import Taken, all_taken


@pytest.mark.parametrize("taken", all_taken(), ids=str)
def test_the_sandbox_takes_it(taken: Taken, aws: Callable[..., Any], account: str) -> None:
    for request in Surroundings(taken, aws, account).requests(taken):
        if request.operation not in taken.not_in_the_sandbox:
            call = getattr(aws(request.service, region=REGION), xform_name(request.operation))
            call(**request.asked)
