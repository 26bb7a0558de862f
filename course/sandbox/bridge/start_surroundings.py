"""What a task's start finds around it: roles, repositories, secrets, parameters, keys, log groups, in moto's records.

The parts of moto that hold them are loaded when the first task asks for one.
"""

from __future__ import annotations

from typing import Any

from moto.backends import get_backend
from moto.core.exceptions import JsonRESTError

from course.sandbox.bridge.ecs_base import short
from course.sandbox.bridge.ecs_images import find_image
from course.sandbox.bridge.iam_policies import boundary_arn, by_arn, identity, policy, role_by_arn
from course.sandbox.bridge.network_records import network_of
from course.sandbox.call import DEFAULT_ACCOUNT, DEFAULT_REGION
from course.simulator.behaviour import behaviour_of
from course.simulator.iam.statement import Policy
from course.simulator.image import EcrImage
from course.simulator.network.model import Network
from course.simulator.starting.facts import Image, Key, Parameter, Repository, Role, Secret


class RecordsAround:
    """One account and region. Implements simulator.starting.facts.Surroundings."""

    def __init__(self, account: str, region: str) -> None:
        self._account, self._region = account, region

    def network(self) -> Network:
        """EC2's records."""
        return network_of(self._account, self._region)

    def role(self, arn: str) -> Role | None:
        """A role by its ARN, of whatever account, or by its name (API reference, RegisterTaskDefinition, taskRoleArn)."""
        found = role_by_arn(arn) if ":" in arn else get_backend("iam")[self._account]["aws"].role_named(short(arn))
        if found is None:
            return None
        return Role(
            arn=found.arn,
            trust=policy("trust", found.assume_role_policy_document),
            identity=identity(found),
            boundary=by_arn(found.arn.split(":")[4], boundary_arn(found)),
        )

    def repository(self, account: str, region: str, name: str) -> Repository | None:
        """A repository of ECR."""
        found = _ecr(account, region).repositories.get(name)
        return None if found is None else Repository(found.arn, policy(name, found.policy) if found.policy else None)

    def image(self, account: str, region: str, repository: str, tag: str, digest: str) -> Image | None:
        """An image of ECR. Of the course's own images it is known for which processors they are built."""
        records = _ecr(account, region)
        records.settle()
        image = find_image(records.repositories[repository], EcrImage(account, region, repository, tag, digest))
        if image is None or image.archived:  # an archived image is pulled as if it were not there
            return None
        return Image(str(image.get_image_digest()), behaviour_of(f"{repository}:{tag or 'digest'}").architectures)

    def cached(self, account: str, region: str, repository: str) -> bool:
        """Whether one of ECR's cache rules stands behind the name."""
        return _ecr(account, region).upstream_of(repository) is not None

    def secret(self, reference: str) -> Secret | None:
        """A secret by ARN or name."""
        fields = reference.split(":")
        region = fields[3] if len(fields) > 6 else self._region
        account = fields[4] if len(fields) > 6 else self._account
        secrets = get_backend("secretsmanager")[account][region].secrets
        name = ":".join(fields[6:]) if len(fields) > 6 else reference
        found = next((s for s in secrets.values() if s.arn == reference or s.name in (name, reference)), None)
        if found is None:
            return None
        stages: dict[str, str] = {}
        for id, version in found.versions.items():
            text = version.get("secret_string") or ""
            stages[id] = text
            stages.update(dict.fromkeys(version.get("version_stages") or (), text))
        return Secret(
            arn=found.arn,
            stages=stages,
            policy=policy(found.name, found.policy) if found.policy else None,
            key=self._key(found.kms_key_id),
            deleted=found.is_deleted(),
        )

    def parameter(self, reference: str) -> Parameter | None:
        """A parameter by ARN or name."""
        fields = reference.split(":")
        region = fields[3] if len(fields) > 5 else self._region
        name = ":".join(fields[5:]).removeprefix("parameter") if len(fields) > 5 else reference
        ssm = get_backend("ssm")[self._account][region]
        try:
            found = ssm.get_parameter(name) or ssm.get_parameter(name.lstrip("/"))
        except JsonRESTError:  # a version or label that is not there
            return None
        if found is None:
            return None
        secure = found.parameter_type == "SecureString"
        arn = f"arn:aws:ssm:{region}:{self._account}:parameter/{found.name.lstrip('/')}"
        return Parameter(arn, secure, self._key(found.keyid) if secure else None)

    def _key(self, id: str | None) -> Key | None:
        """A customer managed key; None for AWS's own, which every principal of the account may use through the service."""
        if not id or "alias/aws/" in id:
            return None
        kms = get_backend("kms")[self._account][self._region]
        name = id.rpartition("key/")[2] or id
        if "alias/" in id:
            name = kms.get_key_id_from_alias(f"alias/{id.partition('alias/')[2]}") or ""
        found = kms.keys.get(name)
        if found is None:
            return Key(
                id if id.startswith("arn:") else f"arn:aws:kms:{self._region}:{self._account}:key/{id}", usable=False
            )
        return Key(found.arn, policy("key", found.policy), found.key_state == "Enabled")

    def has_log_group(self, region: str, name: str) -> bool:
        """Whether a log group is there."""
        return name in get_backend("logs")[self._account][region].groups

    def has_object(self, arn: str) -> bool:
        """Whether an S3 object is there; buckets have names of their own all over the world."""
        bucket, _, key = arn.rpartition(":::")[2].partition("/")
        s3 = get_backend("s3")[self._account]["aws"]
        found = s3.buckets.get(bucket)
        return found is not None and found.keys.get(key) is not None

    def resource_policy(self, arn: str) -> Policy | None:
        """Of buckets and queues; other things have none here."""
        service, region, account, name = (arn.split(":", 5)[2:] + [""] * 4)[:4]
        if service == "s3":
            bucket = get_backend("s3")[self._account]["aws"].buckets.get(name.partition("/")[0])
            return policy("bucket policy", bucket.policy) if bucket is not None and bucket.policy else None
        if service == "sqs":
            queue = get_backend("sqs")[account][region].queues.get(name)
            return policy("queue policy", queue.policy) if queue is not None and queue.policy else None
        return None


def _ecr(account: str, region: str) -> Any:
    return get_backend("ecr")[account or DEFAULT_ACCOUNT][region or DEFAULT_REGION]
