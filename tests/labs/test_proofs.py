"""Every case of every lab, one test each: the same code as `ecs-course dev check`."""

from __future__ import annotations

import pytest

from course.app.proof import Case, cases, prove
from course.authoring.verify import verify
from course.catalog.places import Places
from course.catalog.plan import plan

PLACES = Places()


@pytest.mark.parametrize("case", list(cases(PLACES, plan())), ids=lambda case: case.id)
def test_case(case: Case, endpoint: str, account: str) -> None:
    assert list(prove(case, endpoint, int(account), PLACES).problems) == []


def test_the_content_has_no_problem() -> None:
    assert verify(PLACES).problems == []
