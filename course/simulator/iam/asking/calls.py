"""Every call: what it needs, whichever service it goes to."""

from __future__ import annotations

from course.simulator.iam.asking import ecs, neighbours, s3
from course.simulator.iam.asking.need import Around, Asked, Need

PREFIXES = {"monitoring": "cloudwatch"}
"""Signing name → prefix of the actions, where they differ."""
NEEDLESS = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
"""Calls that no policy can refuse. STS API reference: "No permissions are required to perform this operation"."""


def needs_of(asked: Asked, around: Around, path: str = "") -> list[Need]:
    """All that must be allowed; [] where nothing must. sts:AssumeRole is judged with the role's trust policy, elsewhere."""
    if (asked.service, asked.operation) in NEEDLESS:
        return []
    if asked.service == "ecs":
        return ecs.needs(asked, around)
    if asked.service == "s3":
        return s3.needs(asked, path)
    return neighbours.needs(asked, around)
