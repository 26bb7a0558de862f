"""Worlds of images: tags, digests, processors, other accounts, caches."""

from __future__ import annotations

from course.simulator.starting.facts import Image, Repository
from tests.simulator.starting.around import ACCOUNT, EXECUTION, IMAGE, REGION, REPOSITORY, policy
from tests.simulator.starting.changes import (
    ECR_GUIDE,
    FAR,
    GUIDE,
    WORKS,
    Row,
    asks,
    both,
    denied,
    drops,
    far,
    grants,
    lacks,
    of_task,
    put,
    shared,
    through,
)

ROWS: list[Row] = [
    # images
    ("the tag is not there", lacks("images", "1.4.0"), f"{IMAGE}: not found", GUIDE),
    (
        "the repository is not there",
        lambda a: a.repositories.clear(),
        "repository does not exist or may require authorization",
        GUIDE,
    ),
    (
        "an image for ARM only on x86",
        put("images", "1.4.0", Image("sha256:aa", ("ARM64",))),
        "matching platform 'linux/amd64'",
        GUIDE,
    ),
    (
        "an image for x86 only on Graviton",
        both(of_task(architecture="ARM64"), put("images", "1.4.0", Image("sha256:aa", ("X86_64",)))),
        "matching platform 'linux/arm64'",
        GUIDE,
    ),
    ("an index with both", of_task(architecture="ARM64"), WORKS, GUIDE),
    (
        "by digest",
        both(asks(image=IMAGE.replace(":1.4.0", "@sha256:cc")), put("images", "sha256:cc", Image("sha256:cc"))),
        WORKS,
        GUIDE,
    ),
    (
        "by a digest that is not there",
        asks(image=IMAGE.replace(":1.4.0", "@sha256:cc")),
        "@sha256:cc: not found",
        GUIDE,
    ),
    (
        "another account, repository shared with the account",
        far(shared({"AWS": ACCOUNT})),
        WORKS,
        "ECR guide, repository policies",
    ),
    ("another account, shared with the role", far(shared({"AWS": EXECUTION})), WORKS, "ECR guide, repository policies"),
    ("another account, nothing shared", far(Repository(FAR)), "403 Forbidden", GUIDE),
    (
        "another account, shared with a third",
        far(shared({"AWS": "777788889999"})),
        "because no resource-based policy allows",
        "IAM guide",
    ),
    (
        "another account, shared, but no right here",
        both(far(shared({"AWS": ACCOUNT})), drops("ecr:BatchGetImage")),
        denied("ecr:BatchGetImage", FAR),
        "IAM guide, cross-account",
    ),
    ("another account, no repository", far(None), "repository does not exist", GUIDE),
    (
        "own repository whose policy denies",
        put(
            "repositories",
            (ACCOUNT, REGION, "wanderly/api"),
            Repository(REPOSITORY, policy({"Effect": "Deny", "Principal": "*", "Action": "ecr:BatchGetImage"})),
        ),
        "with an explicit deny in a resource-based policy",
        "IAM guide",
    ),
    # a pull-through cache
    (
        "pull through a cache rule",
        both(through, grants("ecr:BatchImportUpstreamImage", "ecr:CreateRepository")),
        WORKS,
        ECR_GUIDE,
    ),
    (
        "pull through, no right to import",
        both(through, grants("ecr:CreateRepository")),
        "nginx:1.27: not found",
        ECR_GUIDE,
    ),
    (
        "pull through, no right to make the repository",
        both(through, grants("ecr:BatchImportUpstreamImage")),
        "not found",
        ECR_GUIDE,
    ),
    ("no rule behind the name", both(through, lambda a: a.cache_rules.clear()), "repository does not exist", GUIDE),
]
