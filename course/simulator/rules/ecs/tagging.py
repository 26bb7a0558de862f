"""Tags: keys that AWS keeps for itself, keys given twice, and what can be tagged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from course.simulator.rules.ecs.pages import API, GUIDE
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

TAGGED = (
    "TagResource",
    "CreateCluster",
    "CreateService",
    "CreateCapacityProvider",
    "CreateTaskSet",
    "RunTask",
    "StartTask",
    "RegisterTaskDefinition",
)
TAG_PAGE = f"{API}/API_Tag.html"
ARN_PAGE = f"{GUIDE}/ecs-using-tags.html"
_ECS_ARN = re.compile(r"arn:[\w-]+:ecs:[\w-]+:\d{12}:[a-z-]+/.+")
_SHORT_SERVICE = re.compile(r"arn:[\w-]+:ecs:[\w-]+:\d{12}:service/[^/]+")


@book.rule(
    "tag-reserved-prefix",
    *TAGGED,
    code="InvalidParameterException",
    says="Tag keys and values with the prefix aws: are reserved for Amazon Web Services use.",
    wording=PARAPHRASED,
    page=TAG_PAGE,
    fix="Choose a key that does not begin with aws:.",
)
def tag_reserved_prefix(asked: Asked) -> Iterator[Breach]:
    """Keys that begin with aws: are AWS's own, in upper and lower case, and {key} does."""
    for index, tag in enumerate(asked.get("tags") or ()):
        key = str(tag.get("key") or "")
        if key.lower().startswith("aws:"):
            yield at("tags", index, "key", key=key)


@book.rule(
    "tag-key-twice",
    *TAGGED,
    code="InvalidParameterException",
    says="Duplicate tag keys found: {key}. Each tag key must be unique.",
    wording=PARAPHRASED,
    page=TAG_PAGE,
    fix="Keep one tag with the key {key}.",
)
def tag_key_twice(asked: Asked) -> Iterator[Breach]:
    """A key has one value, and {key} is given twice."""
    keys = Counter(str(tag.get("key")) for tag in asked.get("tags") or () if tag.get("key"))
    for key, times in keys.items():
        if times > 1:
            yield at("tags", key=key)


@book.rule(
    "tag-arn",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
    code="InvalidParameterException",
    says="The ARN provided is invalid.",
    wording="https://github.com/getmoto/moto/blob/master/moto/ecs/models.py",
    page=f"{API}/API_TagResource.html",
    fix="Give the full ARN that the describe call shows, not a name.",
)
def tag_arn(asked: Asked) -> Iterator[Breach]:
    """Tags are hung on a thing of ECS by its full ARN, and this is none."""
    arn = str(asked.get("resourceArn") or "")
    if not _ECS_ARN.fullmatch(arn):
        yield at("resourceArn")


@book.rule(
    "tag-short-service-arn",
    "TagResource",
    "UntagResource",
    code="InvalidParameterException",
    says="Long arn format must be enabled for tagging.",
    wording=PARAPHRASED,
    page=f"{API}/API_TagResource.html",
    fix="Use the ARN with the cluster's name in it: arn:aws:ecs:region:account:service/cluster/service.",
)
def tag_short_service_arn(asked: Asked) -> Iterator[Breach]:
    """A service is tagged by its long ARN, which has the cluster's name in it."""
    if _SHORT_SERVICE.fullmatch(str(asked.get("resourceArn") or "")):
        yield at("resourceArn")
