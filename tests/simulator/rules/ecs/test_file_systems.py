"""The rules of EFS and S3 Files: what each refuses, and its nearest valid neighbour."""

from __future__ import annotations

import pytest

from course.simulator.rules.ecs import file_systems
from tests.simulator.rules.ecs.definitions import FARGATE, ROLE, pair
from tests.simulator.rules.pairs import Pair, unproven

POINT = {"accessPointId": "fsap-0123456789abcdef0"}
FILES = {"fileSystemArn": "arn:aws:s3files:eu-west-1:111122223333:file-system/fs-0123456789abcdef0"}
FILES_POINT = FILES | {"accessPointArn": f"{FILES['fileSystemArn']}/access-point/fsap-0123456789abcdef0"}


def efs(encrypted: bool = True, **more: object) -> dict[str, object]:
    """A task definition with an EFS volume."""
    encryption = {"transitEncryption": "ENABLED"} if encrypted else {}
    configuration = {"fileSystemId": "fs-0123456789abcdef0", **encryption, **more}
    return FARGATE | {"volumes": [{"name": "data", "efsVolumeConfiguration": configuration}]}


def s3_files(configuration: dict[str, object], **members: object) -> dict[str, object]:
    """A task definition with a volume of S3 Files."""
    return FARGATE | {"volumes": [{"name": "data", "s3filesVolumeConfiguration": configuration}], **members}


PAIRS = [
    pair(
        "efs-iam-encryption",
        efs(False, authorizationConfig={"iam": "ENABLED"}),
        efs(authorizationConfig={"iam": "ENABLED"}),
    ),
    pair("efs-access-point-encryption", efs(False, authorizationConfig=POINT), efs(authorizationConfig=POINT)),
    pair(
        "efs-access-point-root",
        efs(authorizationConfig=POINT, rootDirectory="/uploads"),
        efs(authorizationConfig=POINT, rootDirectory="/"),
    ),
    pair("efs-port-encryption", efs(False, transitEncryptionPort=2999), efs(transitEncryptionPort=2999)),
    pair("s3-files-task-role", s3_files(FILES), s3_files(FILES, taskRoleArn=ROLE)),
    pair(
        "s3-files-access-point-root",
        s3_files(FILES_POINT | {"rootDirectory": "/uploads"}, taskRoleArn=ROLE),
        s3_files(FILES_POINT | {"rootDirectory": "/"}, taskRoleArn=ROLE),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_refuses_and_lets_the_neighbour_pass(pair: Pair) -> None:
    pair.holds()


def test_every_rule_is_shown() -> None:
    assert unproven(PAIRS, "ecs", file_systems.__name__) == set()
