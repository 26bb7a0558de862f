"""What IAM's judgement of a call looks up in moto's records: ARNs that do not follow from names, tags, policies of resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.backends import get_backend

from course.sandbox.bridge.ecs_base import short
from course.sandbox.bridge.iam_policies import policy, tags_of
from course.simulator.iam.statement import Policy


class AroundCall:
    """One account and region, as one caller sees it. Implements simulator.iam.asking.need.Around. Looking changes nothing."""

    def __init__(self, account: str, region: str, user: str = "") -> None:
        self._account, self._region, self._user = account, region, user

    def _records(self, service: str, account: str = "", region: str = "") -> Any:
        return get_backend(service)[account or self._account][region or self._region]

    def arn_of(self, kind: str, name: str) -> str:
        """The ARN of what is called so; "" where it is not there."""
        if kind == "user" and not name:
            return self._user
        if kind == "secret":
            found = self._secret(name)
        elif kind == "stack":
            stacks = self._records("cloudformation").stacks.values()
            found = next((each for each in stacks if each.name == name), None)
            return str(found.stack_id) if found is not None else ""
        elif kind == "key":
            return self._key(name)
        else:
            found = self._of_iam(kind, name)
        return "" if found is None else str(found.arn)

    def roles_of(self, task_definition: str) -> tuple[str, ...]:
        """Task role and execution role of a task definition, "" for one that it has not; () where there is no such definition."""
        try:
            found = self._records("ecs").definition_named(task_definition)
        except Exception:  # moto's refusals have many types, and the call itself will say what is wrong
            return ()
        return getattr(found, "task_role_arn", "") or "", getattr(found, "execution_role_arn", "") or ""

    def judges_tags(self) -> bool:
        """Whether tags at creation need ecs:TagResource: the account setting tagResourceAuthorization."""
        (view,) = self._records("ecs").setting_views("tagResourceAuthorization", None, True)
        return bool(view["value"] == "on")

    def tags(self, arn: str) -> Mapping[str, str]:
        """The tags of a resource of ECS, ECR, Secrets Manager, CloudWatch Logs, EC2, ELB or IAM."""
        fields = arn.split(":", 5)
        if len(fields) < 6 or "*" in arn:
            return {}
        try:
            return self._tags(fields[2], fields[3], fields[4], fields[5], arn)
        except Exception:  # it is not there, which moto says in many types
            return {}

    def _tags(self, service: str, region: str, account: str, rest: str, arn: str) -> Mapping[str, str]:
        if service == "iam":
            kind, _, name = rest.partition("/")
            found = self._of_iam(kind, short(name), account)
            return tags_of(found) if found is not None else {}
        records = self._records({"elasticloadbalancing": "elbv2"}.get(service, service), account, region)
        if service == "ecs":
            return {each["key"]: each["value"] for each in records.list_tags_for_resource(arn)}
        if service == "ec2":
            return dict(records.tags.get(short(rest), {}))
        if service in ("ecr", "logs"):
            found_arn = arn if service == "ecr" else arn.partition(":log-stream:")[0]
            return dict(records.tagger.get_tag_dict_for_resource(found_arn))
        if service == "secretsmanager":
            secret = self._secret(arn)
            return {each["Key"]: each["Value"] for each in (secret.tags or ())} if secret is not None else {}
        if service == "elasticloadbalancing":
            holders = (records.load_balancers, records.target_groups)
            found = next((each[arn] for each in holders if arn in each), None)
            return dict(found.tags) if found is not None else {}
        return {}

    def policy_of(self, arn: str) -> Policy | None:
        """The policy on a resource: a secret, a repository, a key, a bucket."""
        fields = arn.split(":", 5)
        if len(fields) < 6:
            return None
        if fields[2] == "secretsmanager":
            found = self._secret(arn)
        elif fields[2] == "ecr":
            found = self._records("ecr", fields[4], fields[3]).repositories.get(fields[5].partition("/")[2])
        elif fields[2] == "kms":
            found = self._records("kms", fields[4], fields[3]).keys.get(short(arn))
        elif fields[2] == "s3":
            found = get_backend("s3")[self._account]["aws"].buckets.get(fields[5].partition("/")[0])
        else:
            found = None
        return policy(arn, found.policy) if found is not None and found.policy else None

    def _secret(self, name: str) -> Any:
        fields = name.split(":")
        where = (fields[4], fields[3]) if len(fields) > 6 else ("", "")
        secrets = self._records("secretsmanager", *where).secrets.values()
        return next((each for each in secrets if name in (each.arn, each.name)), None)

    def _key(self, name: str) -> str:
        records = self._records("kms")
        if "alias/" in name:
            name = records.get_key_id_from_alias(f"alias/{name.partition('alias/')[2]}") or ""
        found = records.keys.get(short(name))
        return str(found.arn) if found is not None else ""

    def _of_iam(self, kind: str, name: str, account: str = "") -> Any:
        records = get_backend("iam")[account or self._account]["aws"]
        if kind == "user":
            return records.users.get(name)
        if kind == "group":
            return records.groups.get(name)
        if kind == "role":
            return next((each for each in records.roles.values() if each.name == name), None)
        profiles = (each for each in records.instance_profiles.values() if name in (each.name, each.arn))
        profile = next(profiles, None)
        if kind == "instance-profile" or profile is None:
            return profile
        return profile.roles[0] if profile.roles else None
