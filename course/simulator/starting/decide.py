"""The decision whether a task may start: what ECS and Fargate do before the first line of a program runs, in their order.

Developer guide, "Task execution IAM role", "Fargate task networking", "Stopped tasks error messages"; ECR user guide, "Using
ECR images with ECS". On Fargate everything goes through the task's own interface (platform version 1.4.0 and later).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from course.simulator.behaviour import behaviour_of
from course.simulator.image import EcrImage, in_ecr, read_image
from course.simulator.network.reach import Way, to_internet
from course.simulator.starting import reasons
from course.simulator.starting.access import Access, assumable
from course.simulator.starting.facts import (
    Asked,
    Image,
    Logging,
    Repository,
    SecretRef,
    Starter,
    Surroundings,
    Trouble,
)

HUB = "registry-1.docker.io"
PUBLIC = "198.51.100.7"
"""In place of the address of a service on the internet: RFC 5737's, for none is the real one."""


def trouble(task: Starter, around: Surroundings) -> Trouble | None:
    """The first thing that keeps the task from starting; None where nothing does."""
    return next(iter(_troubles(task, around)), None)


def _troubles(task: Starter, around: Surroundings) -> Iterator[Trouble]:
    for role in filter(None, (task.execution_role, task.task_role)):
        if not assumable(task, around, role):
            yield Trouble(reasons.cannot_assume(role), "start_is_refused")
            return
    access = Access(task, around)
    yield from _registry(task, access)
    for container in task.containers:
        yield from _private_registry(container, access)
    for container in task.containers:
        yield from _secrets(container, access)
    for container in task.containers:
        yield from _environment_files(container, access)
    for container in task.containers:
        yield from _image(task, container, access)
    for container in task.containers:
        if container.logs is not None:
            yield from _logs(task, container, container.logs, access)


# Registry


def _registry(task: Starter, access: Access) -> Iterator[Trouble]:
    """The token for ECR, asked for once."""
    if not any(in_ecr(container.image) for container in task.containers):
        return
    way = access.way("ecr.api")
    if way is not None and not way.ok:
        yield _timed_out(reasons.registry_unreachable(task.region, _address(way)), way)
        return
    said = access.refused("ecr:GetAuthorizationToken", "*", "ecr.api")
    if said:
        yield Trouble(reasons.registry_denied(_id(task, "token"), said), "start_is_refused")


def _private_registry(container: Asked, access: Access) -> Iterator[Trouble]:
    arn = container.registry_secret
    if not arn:
        return
    error = _secret_error(SecretRef("", arn), access)
    if isinstance(error, Way):
        yield _timed_out(reasons.private_registry_secret(arn, "RequestCanceled: request context canceled"), error)
    elif error:
        yield Trouble(reasons.private_registry_secret(arn, error), "start_is_refused")


# Secrets


def _secrets(container: Asked, access: Access) -> Iterator[Trouble]:
    parameters = [ref for ref in container.secrets if not _in_secrets_manager(ref.value_from)]
    if parameters:
        yield from _parameters(parameters, access)
    for ref in container.secrets:
        if _in_secrets_manager(ref.value_from):
            yield from _secret(ref, access)


def _in_secrets_manager(value_from: str) -> bool:
    return ":secretsmanager:" in value_from


def _secret(ref: SecretRef, access: Access) -> Iterator[Trouble]:
    arn, key, _, _ = parts_of(ref.value_from)
    error = _secret_error(ref, access)
    if isinstance(error, Way):
        yield _timed_out(reasons.secret_unreachable(arn), error)
    elif error:
        yield Trouble(reasons.secret_refused(arn, _id(access.task, ref.value_from), error), "start_is_refused")
    elif key:
        yield from _json_key(ref, access)


def parts_of(value_from: str) -> tuple[str, str, str, str]:
    """`arn:…:secret:name:json-key:stage:version` → ARN, JSON key, stage, version. Developer guide, "Secrets Manager secrets"."""
    fields = value_from.split(":")
    more = [*fields[7:], "", "", ""]
    return ":".join(fields[:7]), more[0], more[1], more[2]


def _secret_error(ref: SecretRef, access: Access) -> str | Way:
    """What GetSecretValue answers: "" for its value, an error's code and words, or the way on which nobody is reached."""
    arn, _, stage, version = parts_of(ref.value_from)
    way = access.way("secretsmanager")
    if way is not None and not way.ok:
        return way
    secret = access.around.secret(arn)
    whole = secret.arn if secret else arn
    said = access.refused("secretsmanager:GetSecretValue", whole, "secretsmanager", secret.policy if secret else None)
    if said:
        return f"AccessDeniedException: {said}"
    if secret is None:
        return reasons.NO_SECRET
    if secret.deleted:
        return reasons.SECRET_DELETED
    if secret.key is not None and access.may_not_decrypt(secret.key):
        return reasons.NO_ACCESS_TO_KEY
    if version and version not in secret.stages:
        return reasons.no_secret_version(version)
    if not version and (stage or "AWSCURRENT") not in secret.stages:
        return reasons.no_secret_value(stage or "AWSCURRENT")
    return ""


def _json_key(ref: SecretRef, access: Access) -> Iterator[Trouble]:
    arn, key, stage, version = parts_of(ref.value_from)
    secret = access.around.secret(arn)
    text = secret.stages[version or stage or "AWSCURRENT"] if secret else ""
    try:
        found = json.loads(text)
    except ValueError:
        yield Trouble(reasons.no_json(arn), "start_is_refused")
        return
    if not isinstance(found, dict) or key not in found:
        yield Trouble(reasons.no_json_key(key), "start_is_refused")


def _parameters(refs: list[SecretRef], access: Access) -> Iterator[Trouble]:
    way = access.way("ssm")
    if way is not None and not way.ok:
        yield _timed_out(reasons.parameters_unreachable(), way)
        return
    task = access.task
    missing = []
    for ref in refs:
        parameter = access.around.parameter(ref.value_from)
        name = ref.value_from.rpartition(":parameter")[2] if ref.value_from.startswith("arn:") else ref.value_from
        arn = parameter.arn if parameter else f"arn:aws:ssm:{task.region}:{task.account}:parameter/{name.lstrip('/')}"
        said = access.refused("ssm:GetParameters", arn, "ssm")
        if said:
            yield Trouble(reasons.parameters_denied(_id(task, ref.value_from), said), "start_is_refused")
            return
        if parameter is None:
            missing.append(name)
        elif parameter.secure and parameter.key is not None and (said := access.may_not_decrypt(parameter.key)):
            yield Trouble(reasons.key_denied_for_parameter(_id(task, ref.value_from), said), "start_is_refused")
            return
    if missing:
        yield Trouble(reasons.no_parameters(" ".join(missing)), "start_is_refused")


def _environment_files(container: Asked, access: Access) -> Iterator[Trouble]:
    for arn in container.environment_files:
        bucket = arn.rpartition(":::")[2].partition("/")[0]
        way = access.way("s3")
        if way is not None and not way.ok:
            yield _timed_out(reasons.file_unreachable(bucket), way)
            return
        said = access.refused("s3:GetObject", arn, "s3")
        if said:
            yield Trouble(reasons.file_refused(arn, f"AccessDenied: {said}"), "start_is_refused")
        elif not access.around.has_object(arn):
            yield Trouble(reasons.file_refused(arn, "NoSuchKey: The specified key does not exist."), "start_is_refused")


# Images


def _image(task: Starter, container: Asked, access: Access) -> Iterator[Trouble]:
    """Through a pull-through cache rule ECR fetches what it lacks, by the rights of whoever pulls. Without them nothing is found.

    ECR user guide, "Pulling an image with a pull through cache rule".
    """
    ecr = in_ecr(container.image)
    if ecr is None:
        yield from _foreign_image(container, access)
        return
    home = EcrImage(ecr.account or task.account, ecr.region or task.region, ecr.repository, ecr.tag, ecr.digest)
    host = f"{home.account}.dkr.ecr.{home.region}.amazonaws.com"
    way = access.way("ecr.dkr")
    if way is not None and not way.ok:
        yield _timed_out(reasons.pull_unreachable(container.image, host, _address(way)), way, container.name)
        return
    cached = access.around.cached(ecr.account, ecr.region, ecr.repository)
    repository = access.around.repository(ecr.account, ecr.region, ecr.repository)
    if repository is None and not cached:
        yield Trouble(reasons.no_repository(container.image), "start_is_refused", container.name)
        return
    made = repository or Repository(f"arn:aws:ecr:{home.region}:{home.account}:repository/{home.repository}")
    for action in ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"):
        said = access.refused(action, made.arn, "ecr.dkr", made.policy)
        if said:
            yield Trouble(reasons.pull_denied(container.image, host, said), "start_is_refused", container.name)
            return
    image: Image | None = None
    if repository is not None:
        image = access.around.image(*ecr)
    if image is None and cached:
        imports = ["ecr:BatchImportUpstreamImage"] + ([] if repository else ["ecr:CreateRepository"])
        if any(access.refused(action, made.arn, "ecr.dkr", made.policy) for action in imports):
            yield Trouble(reasons.no_image(container.image), "pull_retries", container.name)
            return
        image = Image("")
    if image is None:
        yield Trouble(reasons.no_image(container.image), "pull_retries", container.name)
        return
    yield from _platform(task, container, image.architectures)
    yield from _layers(container, access)


def _platform(task: Starter, container: Asked, built_for: tuple[str, ...]) -> Iterator[Trouble]:
    if built_for and task.architecture not in built_for:
        yield Trouble(reasons.wrong_platform(task.architecture), "start_is_refused", container.name)


def _layers(container: Asked, access: Access) -> Iterator[Trouble]:
    """ECR keeps layers in S3: they come from there. ECR user guide, "Amazon ECR interface VPC endpoints"."""
    way = access.way("s3")
    if way is None:
        return
    if not way.ok:
        yield _timed_out(reasons.layers_unreachable(container.image, _address(way)), way, container.name)
    elif access.endpoint_refuses(
        way, "s3:GetObject", f"arn:aws:s3:::prod-{access.task.region}-starport-layer-bucket/layer"
    ):
        yield Trouble(reasons.layers_denied(container.image), "start_is_refused", container.name)


def _foreign_image(container: Asked, access: Access) -> Iterator[Trouble]:
    """An image of another registry: the way there, and what the course knows of the image."""
    registry = read_image(container.image).registry or HUB
    interface = access.task.interface
    way = to_internet(access.network, interface, name=registry) if interface is not None else None
    if way is not None and not way.ok and not registry.startswith("localhost"):
        yield _timed_out(
            reasons.pull_unreachable(_in_full(container.image), registry, _address(way)), way, container.name
        )
        return
    yield from _platform(access.task, container, behaviour_of(container.image).architectures)


def _in_full(reference: str) -> str:
    """As containerd names it: `nginx:1.27` is docker.io/library/nginx:1.27. Captures."""
    image = read_image(reference)
    if image.registry:
        return reference
    library = "" if "/" in image.repository else "library/"
    return f"docker.io/{library}{image.repository}" + (f"@{image.digest}" if image.digest else f":{image.tag}")


# Logs


def _logs(task: Starter, container: Asked, logs: Logging, access: Access) -> Iterator[Trouble]:
    """The stream is made before the container starts, whatever the mode of delivery."""
    way = access.way("logs")
    if way is not None and not way.ok:
        yield _timed_out(reasons.logs_unreachable(), way)
        return
    group = f"arn:aws:logs:{logs.region}:{task.account}:log-group:{logs.group}"
    if not access.around.has_log_group(logs.region, logs.group):
        if not logs.create_group:
            yield Trouble(reasons.no_log_group(_id(task, "stream")), "start_is_refused")
            return
        said = access.refused("logs:CreateLogGroup", f"{group}:log-stream:", "logs")
        if said:
            yield Trouble(reasons.group_denied(_id(task, "group"), said), "start_is_refused")
            return
    stream = f"{logs.prefix}/{container.name}/{task.id}" if logs.prefix else task.id
    said = access.refused("logs:CreateLogStream", f"{group}:log-stream:{stream}", "logs")
    if said:
        yield Trouble(reasons.stream_denied(_id(task, "stream"), said), "start_is_refused")


def _timed_out(reason: str, way: Way, container: str = "") -> Trouble:
    return Trouble(reason, "start_times_out", container, hops=way.hops)


def _address(way: Way) -> str:
    """Where the packets go: the endpoint's address inside the VPC, or one on the internet."""
    return next(iter(sorted(way.endpoint.addresses.values())), PUBLIC) if way.endpoint else PUBLIC


def _id(task: Starter, what: str) -> str:
    """A request id as AWS gives one, the same each time the story is told."""
    h = sha256(f"{task.id}/{what}".encode()).hexdigest()
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:32]}"
