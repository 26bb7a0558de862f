"""Which calls change the world, told by the names of their operations. In doubt a call counts as one that does."""

from __future__ import annotations

import re
from collections.abc import Callable

from course.sandbox.call import Call
from course.sandbox.stores import NOT_JOURNALLED

READS = re.compile(
    r"(?:Describe|List|Get|BatchGet|BatchDescribe|Filter|Head|Lookup|Query|Scan|Search|Select|Simulate)(?![a-z])"
)
"""How the names of operations begin that only read."""
READS_TOO = frozenset(
    {
        ("ecr", "BatchCheckLayerAvailability"),
        ("ecr", "ValidatePullThroughCacheRule"),
        ("ecs", "DiscoverPollEndpoint"),
        ("events", "TestEventPattern"),
        ("logs", "TestMetricFilter"),
        ("servicediscovery", "DiscoverInstances"),
        ("servicediscovery", "DiscoverInstancesRevision"),
        *(("kms", name) for name in ("Decrypt", "Encrypt", "ReEncrypt", "Sign", "Verify", "GenerateMac", "VerifyMac")),
        *(("kms", f"GenerateDataKey{kind}") for kind in ("", "WithoutPlaintext", "Pair", "PairWithoutPlaintext")),
        ("kms", "GenerateRandom"),
        ("lambda", "Invoke"),  # runs a container; to run it again at each start would be no memory but a repetition
        ("lambda", "InvokeAsync"),
        ("logs", "StartLiveTail"),
    }
)
"""(signing name, operation) of other calls that leave nothing behind."""
CHANGES_THOUGH = frozenset(
    {
        ("ecr", "BatchGetImage"),  # a pull, whose time ECR records
        ("iam", "GetServiceLastAccessedDetails"),
        ("sts", "GetFederationToken"),
        ("sts", "GetSessionToken"),
    }
)
"""Calls that are named like reading ones and may leave something behind."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def changes(call: Call, method: str, path: str, name_of: Callable[[], str]) -> bool:
    """Whether the call must be in the journal. `name_of` finds the operation of a REST call, which takes a while."""
    if path.startswith("/moto-api/"):
        return method not in SAFE_METHODS  # whatever operation its head claims
    operation = call.operation
    if not operation:
        if method in SAFE_METHODS:
            return False
        operation = name_of()
    known = (call.service, operation)
    if known in CHANGES_THOUGH:
        return True
    return not (known in READS_TOO or known in NOT_JOURNALLED or READS.match(operation))
