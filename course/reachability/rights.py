"""What policies say on the way to a service of AWS: the endpoint's, and those of the task execution role. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course.simulator.iam.evaluate import Policies, Principal, Request, decide
from course.simulator.iam.statement import Policy, policy_of
from course.simulator.iam.wording import denial
from course.simulator.image import in_ecr
from course.simulator.network.filters import Hop
from course.simulator.network.model import Endpoint
from course.simulator.starting.access import TASKS, session_of
from course.simulator.starting.decide import parts_of
from course.simulator.starting.facts import Asked, Role
from course.simulator.starting.reading import asked_of

Need = tuple[str, str]
"""Action and resource."""
ANYBODY = Principal("", "")


@dataclass(frozen=True, kw_only=True)
class Rights:
    """Whether the execution role may do what the start of a task needs of the destination."""

    role: str
    """Its ARN, "" where there is none."""
    looked: bool
    """False: its policies were not looked at, and `ok` says nothing."""
    ok: bool
    says: str


def needs(definition: Mapping[str, Any]) -> dict[str, list[Need]]:
    """Service → what its start asks of it under the execution role. Developer guide, "Task execution IAM role"."""
    fields = str(definition.get("taskDefinitionArn", "")).split(":")
    region, account = (fields[3], fields[4]) if len(fields) > 5 else ("", "")
    found: dict[str, list[Need]] = {}
    for container in asked_of(definition, region):
        for service, need in _of_container(container, region, account):
            listed = found.setdefault(service, [])
            if need not in listed:
                listed.append(need)
    return found


def _of_container(container: Asked, region: str, account: str) -> Iterable[tuple[str, Need]]:
    if (image := in_ecr(container.image)) is not None:
        home = f"{image.region or region}:{image.account or account}"
        repository = f"arn:aws:ecr:{home}:repository/{image.repository}"
        yield "ecr.api", ("ecr:GetAuthorizationToken", "*")
        yield "ecr.dkr", ("ecr:BatchGetImage", repository)
        yield "ecr.dkr", ("ecr:GetDownloadUrlForLayer", repository)
    for secret in [*(ref.value_from for ref in container.secrets), container.registry_secret]:
        if ":secretsmanager:" in secret:
            yield "secretsmanager", ("secretsmanager:GetSecretValue", parts_of(secret)[0])
        elif secret:
            name = secret.partition(":parameter/")[2] or secret.lstrip("/")
            yield "ssm", ("ssm:GetParameters", f"arn:aws:ssm:{region}:{account}:parameter/{name}")
    for file in container.environment_files:
        yield "s3", ("s3:GetObject", file)
    if (logs := container.logs) is not None:
        group = f"arn:aws:logs:{logs.region}:{account}:log-group:{logs.group}:log-stream:*"
        if logs.create_group:
            yield "logs", ("logs:CreateLogGroup", f"arn:aws:logs:{logs.region}:{account}:log-group:{logs.group}")
        yield "logs", ("logs:CreateLogStream", group)
        yield "logs", ("logs:PutLogEvents", group)


# Endpoints


def policy_hop(endpoint: Endpoint, wanted: Sequence[Need], region: str, role: Role | None, *, pulls: bool) -> Hop:
    """What the policy of the endpoint on a way says. `pulls`: layers of images come this way, if it is S3's."""
    if endpoint.policy is None or _allows_everything(endpoint.policy):
        return Hop("endpoint policy", endpoint.id, True, f"The policy of {endpoint.id} allows everything.")
    policy = policy_of(endpoint.id, endpoint.policy)
    who = session_of(role, "why") if role else ANYBODY
    asked = [(action, resource, who) for action, resource in wanted]
    if pulls and endpoint.service == "s3":
        # ECR user guide, "Minimum Amazon S3 bucket permissions for Amazon ECR"
        asked.append(("s3:GetObject", f"arn:aws:s3:::prod-{region}-starport-layer-bucket/*", ANYBODY))
    for action, resource, principal in asked:
        if not decide(Request(principal, action, resource), Policies(identity=[policy])).allowed:
            return Hop(
                "endpoint policy", endpoint.id, False,
                f"The policy of {endpoint.id} does not allow {action} on {resource}: the call arrives and is refused.",
                f"Allow {action} on {resource} in the policy of {endpoint.id}.",
            )  # fmt: skip
    names = ", ".join(dict.fromkeys(action for action, _, _ in asked))
    says = (
        f"The policy of {endpoint.id} allows {names}."
        if names
        else f"{endpoint.id} has a policy of its own ({_words(policy)}); whether it covers your calls was not judged."
    )
    return Hop("endpoint policy", endpoint.id, True, says)


def _allows_everything(document: Mapping[str, Any]) -> bool:
    listed = policy_of("", document).statements
    return len(listed) == 1 and (
        listed[0].effect == "Allow"
        and listed[0].actions == ("*",)
        and listed[0].resources == ("*",)
        and listed[0].principals == (("*", "*"),)
        and not listed[0].conditions
    )


def _words(policy: Policy) -> str:
    said = [f"{each.effect} {', '.join(each.actions or each.not_actions)}" for each in policy.statements]
    return "; ".join(said)[:200] or "empty"


# The execution role


def rights(
    definition: Mapping[str, Any], role: Role | None, services: Sequence[str], name: str, *, looked: bool, fargate: bool
) -> Rights:
    """Whether the execution role may. `role`: None where it is not there, or (`looked` False) may not be looked at."""
    arn = str(definition.get("executionRoleArn") or "")
    every = needs(definition)
    wanted = [need for service in services for need in every.get(service, ())]
    if not wanted:
        says = f"No container needs {name} to start. The application's own calls go under its task role, which was not looked at."
        return Rights(role=arn, looked=False, ok=True, says=says)
    if not arn:
        says = "The task definition names no execution role, so it may not: " + _listed(wanted) + "."
        if not fargate:
            says = "The task definition names no execution role: the container instance's role acts, which was not looked at."
        return Rights(role="", looked=fargate, ok=not fargate, says=says)
    called = arn.rpartition("/")[2]
    if not looked:
        return Rights(role=arn, looked=False, ok=True, says=f"The execution role {called} was not looked at.")
    if role is None:
        return Rights(role=arn, looked=True, ok=False, says=f"The execution role {called} is not there.")
    return _judged(arn, called, role, wanted, definition)


def _judged(arn: str, name: str, role: Role, wanted: Sequence[Need], definition: Mapping[str, Any]) -> Rights:
    account = arn.split(":")[4]
    fields = str(definition.get("taskDefinitionArn", "")).split(":")
    context = {"aws:sourceaccount": account, "aws:sourcearn": ":".join([*fields[:5], "*"])}
    trust = Request(TASKS, "sts:AssumeRole", arn, context)
    if not decide(trust, Policies(resource=role.trust, trust=True)).allowed:
        says = f"ECS cannot assume the execution role {name}: its trust policy does not let {TASKS.arn}."
        return Rights(role=arn, looked=True, ok=False, says=says)
    who, elsewhere = session_of(role, "TASK-ID"), []
    for action, resource in wanted:
        request = Request(who, action, resource, {"aws:principalaccount": account})
        if request.home != account:
            elsewhere.append(resource)  # the policy on the resource has a say as well, and lies in another account
            continue
        decision = decide(request, Policies(role.identity, boundary=role.boundary))
        if not decision.allowed:
            return Rights(role=arn, looked=True, ok=False, says=denial(request, decision))
    more = f" Of another account, and not judged: {', '.join(sorted(set(elsewhere)))}." if elsewhere else ""
    judged = [need for need in wanted if need[1] not in elsewhere]
    return Rights(role=arn, looked=True, ok=True, says=f"The execution role {name} may: {_listed(judged)}.{more}")


def _listed(wanted: Sequence[Need]) -> str:
    return ", ".join(dict.fromkeys(action for action, _ in wanted)) or "nothing of this account is asked for"
