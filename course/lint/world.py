"""The world of the files that are judged together: what they make is there; of everything else nothing is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn

from course.lint.form import readable
from course.lint.subject import Subject
from course.simulator.compatibilities import compatibilities
from course.simulator.rules.ecs.task_definition import cpu_units, memory_mib
from course.simulator.rules.unknown import UNKNOWN, Elsewhere, PartlyKnown, Undecided, partly_known
from course.simulator.rules.world import Record

WHOLE = ("task_definition", "cluster")
"""Things whose record has no members beside those of the request: what is not asked for is not there. AWS gives other things
defaults that the files do not show."""
FARGATE = ("FARGATE", "FARGATE_SPOT")


def _last(name: str) -> str:
    return name.rpartition("/")[2]


class FilesWorld:
    """Looks things up in the requests of some files, except in that of the subject under judgement.

    A look-up of anything that the files do not make raises Undecided: it may be there. Only clusters are taken for granted, for
    whoever names one means one that is there; but nothing more is known of it.
    """

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self._subjects = list(subjects)
        self._judged: Subject | None = None
        self._tables: dict[str, dict[str, list[tuple[Subject, dict[str, Any]]]]] = {}
        associations: list[dict[str, Any]] = []
        for subject in self._subjects:
            if subject.operation == "PutClusterCapacityProviders":
                associations.append(readable(subject))
            if (maker := _RECORDS.get(subject.operation)) is not None:
                table, names = maker
                record = _record(subject)
                for name in {*names(subject, record), subject.made} - {""}:
                    self._tables.setdefault(table, {}).setdefault(name, []).append((subject, record))
        for asked in associations:
            self._associate(asked)

    def _associate(self, asked: dict[str, Any]) -> None:
        """The capacity providers that a cluster gets in a request of their own."""
        name = asked.get("cluster", UNKNOWN)
        for known, found in self._tables.get("cluster", {}).items():
            for _, record in found:
                if name is UNKNOWN:
                    record |= {"capacityProviders": UNKNOWN, "defaultCapacityProviderStrategy": UNKNOWN}
                elif isinstance(name, str) and known in (name, _last(name)):
                    record |= {member: asked[member] for member in asked if member != "cluster"}

    def seen_by(self, subject: Subject) -> FilesWorld:
        """The same world, in which the subject's own thing is not made yet."""
        self._judged = subject
        return self

    def _one(self, table: str, name: str) -> Record:
        found = self._tables.get(table, {}).get(name, ())
        if len(found) != 1 or found[0][0] is self._judged:
            raise Undecided
        record = {member: partly_known(value) for member, value in found[0][1].items()}
        return PartlyKnown(record) if table in WHOLE else Elsewhere(record)

    def __getattr__(self, name: str) -> Callable[..., NoReturn]:
        """Every look-up that is not below: of these things the files say nothing."""
        if name.startswith("__"):
            raise AttributeError(name)
        return _undecided

    @property
    def account(self) -> str:
        """Not known: a file goes to whatever account it is sent to."""
        raise Undecided

    @property
    def region(self) -> str:
        """Not known either."""
        raise Undecided

    def cluster(self, name: str) -> Record:
        """One that the files make, or one of which only the name is known."""
        found = self._tables.get("cluster", {}).get(_last(name), ())
        if any(subject is self._judged for subject, _ in found):
            raise Undecided
        return self._one("cluster", _last(name)) if found else Elsewhere(clusterName=_last(name), status="ACTIVE")

    def service(self, cluster: str, name: str) -> Record:
        """A service that the files make."""
        return self._one("service", name if name.startswith("arn:") else f"{_last(cluster)}/{_last(name)}")

    def task_definition(self, name: str) -> Record:
        """A task definition that the files register, by family or ARN; a revision of it is another one, perhaps."""
        return self._one("task_definition", name)

    def capacity_provider(self, name: str) -> Record:
        """FARGATE, FARGATE_SPOT, or one that the files make."""
        return {"name": name, "status": "ACTIVE"} if name in FARGATE else self._one("capacity_provider", _last(name))

    def target_group(self, arn: str) -> Record:
        """A target group that the files make."""
        return self._one("target_group", arn)

    def load_balancer(self, arn: str) -> Record:
        """A load balancer that the files make."""
        return self._one("load_balancer", arn)

    def listener(self, arn: str) -> Record:
        """A listener that the files make."""
        return self._one("listener", arn)

    def listeners_of(self, load_balancer: str) -> Sequence[Record]:
        """Those of the files; there may be more."""
        return self._all("listener", "LoadBalancerArn", load_balancer)

    def rules_of(self, listener: str) -> Sequence[Record]:
        """Those of the files; there may be more."""
        return self._all("listener_rule", "ListenerArn", listener)

    def _all(self, table: str, member: str, value: str) -> Sequence[Record]:
        records = (each for group in self._tables.get(table, {}).values() for each in group)
        return [
            partly_known(record)
            for subject, record in records
            if subject is not self._judged and record.get(member) is not UNKNOWN and record.get(member) == value
        ]

    def role(self, name: str) -> Record:
        """A role that the files make."""
        return self._one("role", _last(name))

    def log_group(self, name: str) -> Record:
        """A log group that the files make."""
        return self._one("log_group", name)

    def repository(self, name: str) -> Record:
        """A repository that the files make."""
        return self._one("repository", name)

    def scalable_target(self, resource_id: str, dimension: str) -> Record:
        """A scalable target that the files register."""
        return self._one("scalable_target", f"{resource_id} {dimension}")


def _undecided(*_: Any) -> NoReturn:
    raise Undecided


Names = Callable[[Subject, dict[str, Any]], Iterable[str]]


def _text(record: dict[str, Any], *members: str) -> str:
    values = [record.get(member) for member in members]
    return " ".join(values) if all(isinstance(value, str) for value in values) else ""  # type: ignore[arg-type]


def _service_names(_: Subject, record: dict[str, Any]) -> Iterable[str]:
    cluster = record.get("cluster", "default")
    named = isinstance(cluster, str) and isinstance(record.get("serviceName"), str)
    return (f"{_last(cluster)}/{record['serviceName']}",) if named else ()


_RECORDS: dict[str, tuple[str, Names]] = {
    "CreateCluster": ("cluster", lambda _, record: (_text(record, "clusterName"),)),
    "CreateService": ("service", _service_names),
    "RegisterTaskDefinition": (
        "task_definition", lambda _, record: (_text(record, "family"), _text(record, "taskDefinitionArn")),
    ),
    "CreateCapacityProvider": ("capacity_provider", lambda _, record: (_text(record, "name"),)),
    "CreateTargetGroup": ("target_group", lambda _, record: (_text(record, "Name"),)),
    "CreateLoadBalancer": ("load_balancer", lambda _, record: (_text(record, "Name"),)),
    "CreateListener": ("listener", lambda *_: ()),
    "CreateRule": ("listener_rule", lambda *_: ()),
    "CreateRole": ("role", lambda subject, record: (_text(record, "RoleName"), _last(subject.made))),
    "CreateLogGroup": ("log_group", lambda _, record: (_text(record, "logGroupName"),)),
    "CreateRepository": ("repository", lambda _, record: (_text(record, "repositoryName"),)),
    "RegisterScalableTarget": ("scalable_target", lambda _, record: (_text(record, "ResourceId", "ScalableDimension"),)),
}  # fmt: skip
"""Operation → the table of the thing it makes, and the names by which it is found there."""


def _record(subject: Subject) -> dict[str, Any]:
    """The thing as its describe call will show it, as far as the request says."""
    record = {**readable(subject), **subject.fills}
    if subject.operation == "RegisterTaskDefinition":
        record = _definition(record)
    elif subject.operation == "CreateRole":
        record["AssumeRolePolicyDocument"] = _policy(record.get("AssumeRolePolicyDocument", UNKNOWN))
    elif subject.operation == "CreateTargetGroup":
        record = {"TargetType": "instance", "LoadBalancerArns": UNKNOWN, **record}
    elif subject.operation == "CreateLoadBalancer":
        record = {"Type": "application", "State": {"Code": "active"}, **record}
        record["SecurityGroups"] = record.get("SecurityGroups", UNKNOWN)
        record["VpcId"] = UNKNOWN
    elif subject.operation == "CreateCluster":
        record = {"capacityProviders": [], "defaultCapacityProviderStrategy": [], "status": "ACTIVE", **record}
    elif subject.operation == "CreateService":
        record["status"] = "ACTIVE"
    return record


def _definition(record: dict[str, Any]) -> dict[str, Any]:
    """With what ECS adds. API reference, RegisterTaskDefinition: on Fargate the network mode is awsvpc, elsewhere bridge unless
    asked for. What the request requires is taken to fit: otherwise its own findings say so."""
    try:
        asked = partly_known(record)
        required = list(asked.get("requiresCompatibilities") or ())
        mode = asked.get("networkMode") or ("awsvpc" if "FARGATE" in required else "bridge")
        sizes = {"cpu": (cpu_units, asked.get("cpu")), "memory": (memory_mib, asked.get("memory"))}
        record |= {member: str(read(size)) for member, (read, size) in sizes.items() if size is not None}
        record["networkMode"] = mode
        record["compatibilities"] = list(dict.fromkeys([*compatibilities(partly_known(record)), *required]))
    except (Undecided, KeyError, TypeError, AttributeError):
        record.setdefault("networkMode", UNKNOWN)
        record["compatibilities"] = UNKNOWN
    return {"status": "ACTIVE", **record}


def _policy(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return UNKNOWN
