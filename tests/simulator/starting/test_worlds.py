"""A table of worlds: network, role, image, secret, log; what becomes of a start in each, in AWS's words, and where that is said.

`captures` are stopped reasons and service events of live accounts that public repositories quote (2025 and 2026).
"""

from __future__ import annotations

import pytest

from course.simulator.starting.decide import trouble
from tests.simulator.network.worlds import OUT_443
from tests.simulator.starting import (
    worlds_of_images,
    worlds_of_logs,
    worlds_of_networks,
    worlds_of_roles,
    worlds_of_secrets,
)
from tests.simulator.starting.around import (
    Around,
)
from tests.simulator.starting.changes import Change, both, drops, egress, nat, private, with_parameter, with_secret

TABLE = [
    *worlds_of_networks.ROWS,
    *worlds_of_roles.ROWS,
    *worlds_of_images.ROWS,
    *worlds_of_secrets.ROWS,
    *worlds_of_logs.ROWS,
]


@pytest.mark.parametrize(("name", "change", "says", "source"), TABLE, ids=[row[0] for row in TABLE])
def test_what_becomes_of_a_start(name: str, change: Change, says: str, source: str) -> None:
    around = Around()
    change(around)
    found = trouble(around.starter, around)
    assert source
    if not says:
        assert found is None, found
        return
    assert found is not None
    assert says in found.reason
    assert "  " not in found.reason.replace("RequestID: , ", "")
    patient = ("i/o timeout", "connection issue", "retried 7 time(s)")
    assert (found.gives_up != "start_is_refused") is any(words in found.reason for words in patient)


def test_the_table_is_as_long_as_it_claims() -> None:
    assert len(TABLE) >= 100
    assert len({row[0] for row in TABLE}) == len(TABLE)


def test_the_first_container_that_cannot_start_is_named() -> None:
    around = Around()
    around.images.clear()
    found = trouble(around.starter, around)
    assert found is not None
    assert found.container == "api"


def test_a_network_trouble_brings_its_way_along() -> None:
    around = Around()
    private(around)
    found = trouble(around.starter, around)
    assert found is not None
    assert found.hops[-1].kind == "route table"
    assert not found.hops[-1].ok


def test_the_same_task_tells_the_same_story() -> None:
    one, other = Around(), Around()
    for around in (one, other):
        drops("ecr:GetAuthorizationToken")(around)
    assert trouble(one.starter, one) == trouble(other.starter, other)


def test_an_egress_rule_for_https_is_enough_for_everything() -> None:
    around = Around()
    both(nat, egress(OUT_443), with_secret, with_parameter)(around)
    assert trouble(around.starter, around) is None
