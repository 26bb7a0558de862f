"""EFS and S3 Files as volumes: encryption on the way, access points, and the role that mounts them."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.definition_sources import api, observed
from course.simulator.rules.ecs.task_definition import Part, parts
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

EFS = "efsVolumeConfiguration"
S3_FILES = "s3filesVolumeConfiguration"


def _of_kind(asked: Asked, kind: str) -> Iterator[tuple[int, Part]]:
    """The configurations of the volumes of one kind, each with the volume's place."""
    for number, volume in parts(asked, "volumes"):
        configuration = volume.get(kind)
        if configuration:
            yield number, configuration


def _encrypted(efs: Part) -> bool:
    return efs.get("transitEncryption") == "ENABLED"


@book.rule(
    "efs-iam-encryption",
    "RegisterTaskDefinition",
    code="ClientException",
    says="EFS IAM authorization requires TransitEncryption to be enabled",
    wording=observed("efs-iam-without-transit-encryption"),
    page=api("EFSAuthorizationConfig"),
    fix="Set transitEncryption to ENABLED.",
)
def efs_iam_encryption(asked: Asked) -> Iterator[Breach]:
    """To mount EFS with the task role, the way there must be encrypted."""
    for number, efs in _of_kind(asked, EFS):
        if (efs.get("authorizationConfig") or {}).get("iam") == "ENABLED" and not _encrypted(efs):
            yield at("volumes", number, EFS, "transitEncryption")


@book.rule(
    "efs-access-point-encryption",
    "RegisterTaskDefinition",
    code="ClientException",
    says="EFS access point requires TransitEncryption to be enabled",
    wording=PARAPHRASED,
    page=api("EFSAuthorizationConfig"),
    fix="Set transitEncryption to ENABLED.",
)
def efs_access_point_encryption(asked: Asked) -> Iterator[Breach]:
    """To use an access point of EFS, the way there must be encrypted."""
    for number, efs in _of_kind(asked, EFS):
        authorization = efs.get("authorizationConfig") or {}
        # with iam as well, the rule above says it
        if authorization.get("accessPointId") and authorization.get("iam") != "ENABLED" and not _encrypted(efs):
            yield at("volumes", number, EFS, "transitEncryption")


@book.rule(
    "efs-access-point-root",
    "RegisterTaskDefinition",
    code="ClientException",
    says='When using an EFS access point, the root directory must either be set to "/" or be omitted',
    wording=observed("efs-access-point-with-root-directory"),
    page=api("EFSVolumeConfiguration"),
    fix="Remove rootDirectory: the access point says where its root is.",
)
def efs_access_point_root(asked: Asked) -> Iterator[Breach]:
    """An access point of EFS has a root of its own, so {root} cannot be another one."""
    for number, efs in _of_kind(asked, EFS):
        root = efs.get("rootDirectory")
        if root and root != "/" and (efs.get("authorizationConfig") or {}).get("accessPointId"):
            yield at("volumes", number, EFS, "rootDirectory", root=root)


@book.rule(
    "efs-port-encryption",
    "RegisterTaskDefinition",
    code="ClientException",
    says="TransitEncryptionPort requires that TransitEncryption is enabled",
    wording=observed("efs-transit-encryption-port-without-encryption"),
    page=api("EFSVolumeConfiguration"),
    fix="Set transitEncryption to ENABLED, or remove transitEncryptionPort.",
)
def efs_port_encryption(asked: Asked) -> Iterator[Breach]:
    """A port for encrypted data needs encryption."""
    for number, efs in _of_kind(asked, EFS):
        if efs.get("transitEncryptionPort") and not _encrypted(efs):
            yield at("volumes", number, EFS, "transitEncryptionPort")


@book.rule(
    "s3-files-task-role",
    "RegisterTaskDefinition",
    code="ClientException",
    says="S3 Files volumes require a task role",
    wording=PARAPHRASED,
    page=api("S3FilesVolumeConfiguration"),
    fix="Add a taskRoleArn whose role may mount the file system.",
)
def s3_files_task_role(asked: Asked) -> Iterator[Breach]:
    """S3 Files are mounted with the task role, and there is none."""
    if not asked.get("taskRoleArn"):
        for number, _ in _of_kind(asked, S3_FILES):
            yield at("volumes", number, S3_FILES)


@book.rule(
    "s3-files-access-point-root",
    "RegisterTaskDefinition",
    code="ClientException",
    says='When using an S3 Files access point, the root directory must either be set to "/" or be omitted',
    wording=PARAPHRASED,
    page=api("S3FilesVolumeConfiguration"),
    fix="Remove rootDirectory: the access point says where its root is.",
)
def s3_files_access_point_root(asked: Asked) -> Iterator[Breach]:
    """An access point of S3 Files has a root of its own, so {root} cannot be another one."""
    for number, files in _of_kind(asked, S3_FILES):
        root = files.get("rootDirectory")
        if root and root != "/" and files.get("accessPointArn"):
            yield at("volumes", number, S3_FILES, "rootDirectory", root=root)
