"""The rules of secrets: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

from functools import partial

import pytest

from course.simulator.rules.secretsmanager import secrets
from tests.simulator.rules.made_world import MadeWorld
from tests.simulator.rules.pairs import Pair

WORLD = MadeWorld(secrets={"live": {"Name": "live"}, "gone": {"Name": "gone", "DeletedDate": 1_800_000_000.0}})
Secret = partial(Pair, service="secretsmanager", world=WORLD)

PAIRS = [
    Secret("secret-name", "CreateSecret", {"Name": "my secret"}, {"Name": "my/secret"}),
    Secret("secret-name-of-a-deleted-one", "CreateSecret", {"Name": "gone"}, {"Name": "new"}),
    Secret("secret-there", "GetSecretValue", {"SecretId": "none"}, {"SecretId": "live"}),
    Secret(
        "secret-there",
        "DeleteSecret",
        {"SecretId": "none"},
        {"SecretId": "none", "ForceDeleteWithoutRecovery": True},
    ),
    Secret("secret-marked-for-deletion", "GetSecretValue", {"SecretId": "gone"}, {"SecretId": "live"}),
    Secret(
        "secret-marked-for-deletion",
        "PutSecretValue",
        {"SecretId": "gone", "SecretString": "a"},
        {"SecretId": "live", "SecretString": "a"},
    ),
    Secret(
        "secret-deleted-once",
        "DeleteSecret",
        {"SecretId": "gone"},
        {"SecretId": "gone", "ForceDeleteWithoutRecovery": True},
    ),
    *(
        Secret(
            "recovery-window",
            "DeleteSecret",
            {"SecretId": "live", "RecoveryWindowInDays": refused},
            {"SecretId": "live", "RecoveryWindowInDays": accepted},
        )
        for refused, accepted in ((6, 7), (31, 30))
    ),
    Secret(
        "recovery-or-force",
        "DeleteSecret",
        {"SecretId": "live", "RecoveryWindowInDays": 7, "ForceDeleteWithoutRecovery": True},
        {"SecretId": "live", "RecoveryWindowInDays": 7, "ForceDeleteWithoutRecovery": False},
    ),
    Secret(
        "one-secret-value",
        "CreateSecret",
        {"Name": "new", "SecretString": "a", "SecretBinary": "YQ=="},
        {"Name": "new", "SecretBinary": "YQ=="},
    ),
    Secret("some-secret-value", "PutSecretValue", {"SecretId": "live"}, {"SecretId": "live", "SecretString": ""}),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    shown = {pair.rule for pair in PAIRS}
    assert {rule.id for rule in secrets.book.rules} <= shown
