"""A table of worlds: network, role, image, secret, log; what becomes of a start in each, in AWS's words, and where that is said.

`captures` are stopped reasons and service events of live accounts that public repositories quote (2025 and 2026).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from course.simulator.network.model import Endpoint, NatGateway, Permission, Route
from course.simulator.starting.decide import trouble
from course.simulator.starting.facts import Image, Logging, Parameter, Repository, Secret
from tests.simulator.network.worlds import OUT_443
from tests.simulator.starting.around import (
    ACCOUNT,
    ENV_FILE,
    EXECUTION,
    IMAGE,
    KEY,
    PARAMETER,
    REGION,
    REPOSITORY,
    SECRET,
    TASK_ROLE,
    Around,
    allow,
    customer_key,
    policy,
    secrets,
    trust,
)

Change = Callable[[Around], Any]
GUIDE = "ECS developer guide"
TOKEN = "unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue"
LAYERS = "There is a connection issue between the task and the registry"
NO_LOGS = (
    "The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue"
)
NO_ASM = "unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager"
NO_SSM = "There is a connection issue between the task and AWS Systems Manager Parameter Store"


# Networks


def public(a: Around) -> None:
    """The public subnet, with a public address: as it stands."""


def private(a: Around) -> None:
    """The private subnet, which leads nowhere."""
    a.interface = replace(a.interface, subnet="subnet-b", address="10.0.2.20", public=False)  # type: ignore[type-var]


def nat(a: Around) -> None:
    private(a)
    a.made.nats["nat-1"] = NatGateway("nat-1", "subnet-a")
    route(a, "rtb-b", Route("nat-1", "0.0.0.0/0"))


def route(a: Around, table: str, *added: Route) -> None:
    a.made.change("route_tables", table, routes=(*a.made.route_tables[table].routes, *added))


def endpoints(*services: str, policy: Any = None) -> Change:
    """A private subnet with these interface endpoints; s3 is a gateway endpoint."""

    def change(a: Around) -> None:
        private(a)
        for service in services:
            if service == "s3":
                a.made.endpoints["vpce-s3"] = Endpoint("vpce-s3", "vpc-1", "s3", "gateway", policy=policy)
                route(a, "rtb-b", Route("vpce-s3", prefix_list="pl-s3"))
            else:
                id = f"vpce-{service}"
                places = {"subnet-b": "10.0.2.9"}
                a.made.endpoints[id] = Endpoint(
                    id, "vpc-1", service, addresses=places, groups=("sg-vpce",), policy=policy
                )

    return change


ALL = ("ecr.api", "ecr.dkr", "s3", "logs", "secretsmanager", "ssm")


def but(service: str) -> Change:
    """All endpoints but this one."""
    return endpoints(*(one for one in ALL if one != service))


def both(*changes: Change) -> Change:
    def change(a: Around) -> None:
        for one in changes:
            one(a)

    return change


# Other changes


def drops(*actions: str) -> Change:
    return lambda a: a.grants.__setitem__(slice(None), [one for one in a.grants if one not in actions])


def grants(*actions: str, **more: Any) -> Change:
    return lambda a: a.more.append(policy(allow(list(actions), **more)))


def asks(**values: Any) -> Change:
    return lambda a: a.asked.update(values)


def of_task(**values: Any) -> Change:
    return lambda a: a.task.update(values)


def put(field: str, key: Any, value: Any) -> Change:
    return lambda a: getattr(a, field).__setitem__(key, value)


def lacks(field: str, key: Any) -> Change:
    return lambda a: (
        getattr(a, field).pop(key) if isinstance(getattr(a, field), dict) else getattr(a, field).discard(key)
    )


def egress(*permissions: Permission) -> Change:
    return lambda a: a.made.change("groups", "sg-web", egress=permissions)


def sets(**values: Any) -> Change:
    return lambda a: [setattr(a, name, value) for name, value in values.items()]


def denied(action: str, resource: str = "*") -> str:
    who = f"arn:aws:sts::{ACCOUNT}:assumed-role/ecsTaskExecutionRole/1a2b3c"
    return f"User: {who} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows"


with_secret = both(asks(secrets=secrets(SECRET)), grants("secretsmanager:GetSecretValue"))
with_parameter = both(asks(secrets=secrets(PARAMETER)), grants("ssm:GetParameters"))
with_file = both(asks(environment_files=(ENV_FILE,)), grants("s3:GetObject"))
foreign = asks(image="nginx:1.27", logs=None)
other_account = f"444455556666.dkr.ecr.{REGION}.amazonaws.com/shared/base:1"
FAR = "arn:aws:ecr:us-east-1:444455556666:repository/shared/base"


def shared(principal: Any) -> Repository:
    pulls = {"Effect": "Allow", "Principal": principal, "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}
    return Repository(FAR, policy(pulls))


def far(repository: Repository | None) -> Change:
    def change(a: Around) -> None:
        a.asked.update(image=other_account)
        a.images["1"] = Image("sha256:bb")
        if repository:
            a.repositories["444455556666", REGION, "shared/base"] = repository

    return change


def keyed(*statements: Any, usable: bool = True) -> Change:
    key = customer_key(*statements, usable=usable)
    return put("secrets", SECRET, Secret(SECRET, {"AWSCURRENT": '{"password": "x"}'}, key=key))


def secret_with(**values: Any) -> Change:
    return put("secrets", SECRET, Secret(SECRET, **{"stages": {"AWSCURRENT": "plain"}, **values}))


def through(a: Around) -> None:
    """An image of Docker Hub by way of a cache rule."""
    a.cache_rules.add("docker-hub")
    a.asked.update(image=f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/docker-hub/library/nginx:1.27")


ECR_GUIDE = "ECR user guide, pull through cache"
IMPORT = "ecr:BatchImportUpstreamImage"
WORKS = ""
ONLY_OTHERS = {
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/other"},
    "Action": "kms:*",
    "Resource": "*",
}
DENY_ALL = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
TABLE: list[tuple[str, Change, str, str]] = [
    # network × registry
    ("public subnet, public address", public, WORKS, GUIDE),
    (
        "public subnet without a public address",
        sets(interface=None),
        WORKS,
        "nothing known of its place: nothing is judged",
    ),
    (
        "public subnet, no public address",
        lambda a: setattr(a, "interface", replace(a.interface, public=False)),
        TOKEN,
        "captures",
    ),
    ("private subnet, nothing else", private, TOKEN, "captures"),
    ("private subnet, NAT gateway", nat, WORKS, GUIDE),
    (
        "NAT gateway in the private subnet",
        both(nat, lambda a: a.made.change("nats", "nat-1", subnet="subnet-b")),
        TOKEN,
        "VPC guide",
    ),
    ("NAT gateway deleted", both(nat, lambda a: a.made.nats.clear()), TOKEN, "VPC guide"),
    ("internet gateway detached", lambda a: a.made.change("vpcs", "vpc-1", internet_gateway=""), TOKEN, "VPC guide"),
    ("no outbound rule", egress(), TOKEN, "captures: sealed security group"),
    ("outbound rule for port 80 only", egress(Permission("tcp", 80, 80, cidr="0.0.0.0/0")), TOKEN, "captures"),
    ("outbound rule for the VPC only", egress(Permission(cidr="10.0.0.0/16")), TOKEN, "captures"),
    ("network ACL without answers", lambda a: a.made.change("acls", "acl-a", ingress=()), TOKEN, "VPC guide"),
    ("DNS support off", lambda a: a.made.change("vpcs", "vpc-1", dns_support=False), TOKEN, "VPC guide"),
    ("all endpoints", endpoints(*ALL), WORKS, "ECR guide, interface VPC endpoints"),
    ("endpoint ecr.api is missing", but("ecr.api"), TOKEN, "captures"),
    ("endpoint ecr.dkr is missing", but("ecr.dkr"), "failed to resolve ref", "captures"),
    ("endpoint s3 is missing", but("s3"), LAYERS, "captures"),
    ("endpoint logs is missing", but("logs"), NO_LOGS, "captures"),
    ("endpoint logs is missing, and nothing is logged", both(but("logs"), asks(logs=None)), WORKS, GUIDE),
    (
        "endpoint's security group lets nobody in",
        both(endpoints(*ALL), lambda a: a.made.change("groups", "sg-vpce", ingress=())),
        TOKEN,
        "captures: endpoints with the default security group",
    ),
    (
        "endpoint without private DNS",
        both(endpoints(*ALL), lambda a: a.made.change("endpoints", "vpce-ecr.api", private_dns=False)),
        TOKEN,
        "captures: names lead to public addresses",
    ),
    (
        "endpoints, and DNS host names off",
        both(endpoints(*ALL), lambda a: a.made.change("vpcs", "vpc-1", dns_hostnames=False)),
        TOKEN,
        "PrivateLink guide",
    ),
    (
        "s3 endpoint, outbound only to the VPC and endpoints",
        both(endpoints(*ALL), egress(Permission(cidr="10.0.0.0/16"))),
        LAYERS,
        "captures: S3 by its prefix list is missing",
    ),
    (
        "s3 endpoint, outbound to the VPC and S3's prefix list",
        both(endpoints(*ALL), egress(Permission(cidr="10.0.0.0/16"), Permission("tcp", 443, 443, prefix_list="pl-s3"))),
        WORKS,
        "VPC guide",
    ),
    (
        "endpoint policy denies all",
        endpoints(*ALL, policy=DENY_ALL),
        "no VPC endpoint policy allows",
        "IAM guide, denied messages",
    ),
    # other registries
    ("Docker Hub from a public subnet", foreign, WORKS, GUIDE),
    (
        "Docker Hub from a private subnet",
        both(private, foreign),
        "failed to resolve ref docker.io/library/nginx:1.27: failed to do request: Head"
        ' "https://registry-1.docker.io/v2/library/nginx/manifests/1.27"',
        "captures",
    ),
    (
        "somebody's image of Docker Hub from a private subnet",
        both(private, asks(image="grafana/grafana:11.2.0", logs=None)),
        'ref docker.io/grafana/grafana:11.2.0: failed to do request: Head "https://registry-1.docker.io/v2/grafana/grafana/manifests/',
        "captures",
    ),
    ("Docker Hub with ECR's endpoints only", both(endpoints(*ALL), foreign), "i/o timeout", "captures"),
    ("Docker Hub through a NAT gateway", both(nat, foreign), WORKS, GUIDE),
    (
        "another registry without a way out",
        both(private, asks(image="ghcr.io/acme/web:1", logs=None)),
        "https://ghcr.io/v2/acme/web",
        "captures",
    ),
    # roles
    ("the execution role is gone", lacks("trusts", EXECUTION), "ECS was unable to assume the role", "captures"),
    (
        "the execution role trusts EC2",
        put("trusts", EXECUTION, trust("ec2.amazonaws.com")),
        "ECS was unable to assume the role",
        "captures",
    ),
    (
        "the execution role trusts ECS itself",
        put("trusts", EXECUTION, trust("ecs.amazonaws.com")),
        "unable to assume",
        GUIDE,
    ),
    ("the task role is gone", both(of_task(task_role=TASK_ROLE), lacks("trusts", TASK_ROLE)), TASK_ROLE, "captures"),
    ("the task role is there", of_task(task_role=TASK_ROLE), WORKS, GUIDE),
    (
        "the trust wants this account",
        put("trusts", EXECUTION, trust(Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})),
        WORKS,
        GUIDE,
    ),
    (
        "the trust wants another account",
        put("trusts", EXECUTION, trust(Condition={"StringEquals": {"aws:SourceAccount": "444455556666"}})),
        "unable to assume",
        GUIDE,
    ),
    (
        "the trust wants this region's ARNs",
        put("trusts", EXECUTION, trust(Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:*"}})),
        WORKS,
        GUIDE,
    ),
    (
        "the trust wants another region's ARNs",
        put("trusts", EXECUTION, trust(Condition={"ArnLike": {"aws:SourceArn": f"arn:aws:ecs:eu-west-1:{ACCOUNT}:*"}})),
        "unable to assume",
        GUIDE,
    ),
    (
        "no right to a token",
        drops("ecr:GetAuthorizationToken"),
        denied("ecr:GetAuthorizationToken"),
        "captures, registry auth",
    ),
    (
        "a token for one repository only",
        both(drops("ecr:GetAuthorizationToken"), grants("ecr:GetAuthorizationToken", resource=REPOSITORY)),
        denied("ecr:GetAuthorizationToken"),
        "IAM: this action knows no resource",
    ),
    ("no right to the manifest", drops("ecr:BatchGetImage"), denied("ecr:BatchGetImage", REPOSITORY), GUIDE),
    (
        "no right to the layers",
        drops("ecr:GetDownloadUrlForLayer"),
        denied("ecr:GetDownloadUrlForLayer", REPOSITORY),
        GUIDE,
    ),
    (
        "a boundary without ECR",
        sets(boundary=policy(allow("logs:*"))),
        "because no permissions boundary allows",
        "IAM guide",
    ),
    (
        "an explicit deny",
        lambda a: a.more.append(policy({"Effect": "Deny", "Action": "ecr:*", "Resource": "*"})),
        "with an explicit deny in an identity-based policy",
        "IAM guide",
    ),
    (
        "no rights, but nothing private is asked for",
        both(drops(*["ecr:GetAuthorizationToken", "ecr:BatchGetImage"]), foreign),
        WORKS,
        GUIDE,
    ),
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
    # Secrets Manager
    ("a secret", with_secret, WORKS, GUIDE),
    ("a secret without its six characters", both(with_secret, asks(secrets=secrets(SECRET[:-7]))), WORKS, GUIDE),
    (
        "no right to the secret",
        asks(secrets=secrets(SECRET)),
        denied("secretsmanager:GetSecretValue", SECRET),
        "captures",
    ),
    (
        "a right to another secret",
        both(asks(secrets=secrets(SECRET)), grants("secretsmanager:GetSecretValue", resource=f"{SECRET[:-9]}x-*")),
        denied("secretsmanager:GetSecretValue", SECRET),
        "captures",
    ),
    (
        "no such secret",
        both(with_secret, lambda a: a.secrets.clear()),
        "Secrets Manager can't find the specified secret.",
        "captures",
    ),
    ("a deleted secret", both(with_secret, secret_with(deleted=True)), "marked for deletion", "captures"),
    (
        "a secret without a value",
        both(with_secret, secret_with(stages={})),
        "for staging label: AWSCURRENT",
        "captures",
    ),
    (
        "the stage AWSPREVIOUS",
        both(with_secret, asks(secrets=secrets(f"{SECRET}::AWSPREVIOUS:"))),
        "for staging label: AWSPREVIOUS",
        "captures",
    ),
    (
        "the stage AWSPREVIOUS, which is there",
        both(
            with_secret,
            asks(secrets=secrets(f"{SECRET}::AWSPREVIOUS:")),
            secret_with(stages={"AWSCURRENT": "b", "AWSPREVIOUS": "a"}),
        ),
        WORKS,
        GUIDE,
    ),
    (
        "a version that is not there",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:::v9"))),
        "for VersionId: v9",
        "paraphrased",
    ),
    ("a JSON key", both(with_secret, asks(secrets=secrets(f"{SECRET}:password::"))), WORKS, GUIDE),
    (
        "a JSON key that is not there",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:user::"))),
        "did not contain json key user",
        "captures",
    ),
    (
        "a JSON key of a secret that is no JSON",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:user::")), secret_with()),
        "could not be decoded as JSON",
        "captures",
    ),
    (
        "a JSON key of a list",
        both(
            with_secret,
            asks(secrets=secrets(f"{SECRET}:user::")),
            secret_with(stages={"AWSCURRENT": json.dumps(["user"])}),
        ),
        "did not contain json key user",
        "captures",
    ),
    (
        "a key of one's own and kms:Decrypt",
        both(with_secret, keyed(), grants("kms:Decrypt", resource=KEY)),
        WORKS,
        GUIDE,
    ),
    ("a key of one's own without kms:Decrypt", both(with_secret, keyed()), "Access to KMS is not allowed", "captures"),
    (
        "a key whose policy names others",
        both(with_secret, keyed(ONLY_OTHERS), grants("kms:Decrypt")),
        "Access to KMS is not allowed",
        "KMS guide",
    ),
    (
        "a disabled key",
        both(with_secret, keyed(usable=False), grants("kms:Decrypt")),
        "Access to KMS is not allowed",
        "captures",
    ),
    ("a secret in a private subnet", both(private, foreign, with_secret), NO_ASM, "captures"),
    ("a secret without its endpoint", both(but("secretsmanager"), with_secret), NO_ASM, "captures"),
    ("a secret with its endpoint", both(endpoints(*ALL), with_secret), WORKS, GUIDE),
    (
        "registry credentials",
        both(asks(image="registry.acme.dev/web:1", registry_secret=SECRET), grants("secretsmanager:GetSecretValue")),
        WORKS,
        GUIDE,
    ),
    (
        "registry credentials without a right",
        asks(image="registry.acme.dev/web:1", registry_secret=SECRET),
        "unable to get registry auth from asm",
        "captures",
    ),
    # Parameter Store
    ("a parameter", with_parameter, WORKS, GUIDE),
    ("a parameter by its name", both(with_parameter, asks(secrets=secrets("/wanderly/api-key"))), WORKS, GUIDE),
    ("no right to the parameter", asks(secrets=secrets(PARAMETER)), denied("ssm:GetParameters", PARAMETER), "captures"),
    (
        "the right to ssm:GetParameter is another",
        both(asks(secrets=secrets(PARAMETER)), grants("ssm:GetParameter")),
        denied("ssm:GetParameters", PARAMETER),
        GUIDE,
    ),
    (
        "no such parameter",
        both(with_parameter, lambda a: a.parameters.clear()),
        "invalid ssm parameters: /wanderly/api-key",
        "captures",
    ),
    (
        "a parameter under a key of one's own",
        both(with_parameter, put("parameters", PARAMETER, Parameter(PARAMETER, True, customer_key()))),
        denied("kms:Decrypt", KEY),
        GUIDE,
    ),
    (
        "a plain parameter needs no key",
        both(with_parameter, put("parameters", PARAMETER, Parameter(PARAMETER, False, customer_key()))),
        WORKS,
        GUIDE,
    ),
    ("a parameter in a private subnet", both(private, foreign, with_parameter), NO_SSM, "captures"),
    ("a parameter without its endpoint", both(but("ssm"), with_parameter), NO_SSM, "captures"),
    # environment files
    ("an environment file", with_file, WORKS, GUIDE),
    ("no right to the environment file", asks(environment_files=(ENV_FILE,)), denied("s3:GetObject", ENV_FILE), GUIDE),
    ("no such environment file", both(with_file, lambda a: a.objects.clear()), "NoSuchKey", "paraphrased"),
    # logs
    (
        "no log group",
        lambda a: a.groups.clear(),
        "ResourceNotFoundException: The specified log group does not exist.",
        "captures",
    ),
    (
        "no log group, and nobody may make it",
        both(lambda a: a.groups.clear(), asks(logs=Logging("/ecs/new", REGION, True, "api"))),
        "logs:CreateLogGroup",
        "captures",
    ),
    (
        "no log group, and it may be made",
        both(
            lambda a: a.groups.clear(),
            asks(logs=Logging("/ecs/new", REGION, True, "api")),
            grants("logs:CreateLogGroup"),
        ),
        WORKS,
        GUIDE,
    ),
    (
        "no right to a stream",
        drops("logs:CreateLogStream"),
        denied(
            "logs:CreateLogStream", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/ecs/wanderly:log-stream:api/api/1a2b3c"
        ),
        "captures",
    ),
    (
        "a log group of another region",
        asks(logs=Logging("/ecs/other", "eu-west-1", prefix="api")),
        "does not exist",
        "captures",
    ),
    # what comes first
    (
        "nothing at all: the role",
        both(private, lacks("trusts", EXECUTION), lambda a: a.images.clear()),
        "unable to assume",
        GUIDE,
    ),
    ("no network, no secret: the token", both(private, with_secret, lambda a: a.secrets.clear()), TOKEN, "captures"),
    (
        "no secret, no image: the secret",
        both(with_secret, lambda a: (a.secrets.clear(), a.images.clear())),
        "can't find the specified secret",
        "captures",
    ),
    ("no image, no log group: the image", lambda a: (a.images.clear(), a.groups.clear()), "not found", GUIDE),
    ("on a container instance, no role: its own role acts", of_task(execution_role="", fargate=False), WORKS, GUIDE),
]


@pytest.mark.parametrize(("name", "change", "says", "source"), TABLE, ids=[row[0] for row in TABLE])
def test_what_becomes_of_a_start(name: str, change: Change, says: str, source: str) -> None:
    around = Around()
    change(around)
    found = trouble(around.starter, around)
    assert source
    if not says:
        assert found is None, found
        return
    assert found is not None
    assert says in found.reason
    assert "  " not in found.reason.replace("RequestID: , ", "")
    patient = ("i/o timeout", "connection issue", "retried 7 time(s)")
    assert (found.gives_up != "start_is_refused") is any(words in found.reason for words in patient)


def test_the_table_is_as_long_as_it_claims() -> None:
    assert len(TABLE) >= 100
    assert len({row[0] for row in TABLE}) == len(TABLE)


def test_the_first_container_that_cannot_start_is_named() -> None:
    around = Around()
    around.images.clear()
    found = trouble(around.starter, around)
    assert found is not None
    assert found.container == "api"


def test_a_network_trouble_brings_its_way_along() -> None:
    around = Around()
    private(around)
    found = trouble(around.starter, around)
    assert found is not None
    assert found.hops[-1].kind == "route table"
    assert not found.hops[-1].ok


def test_the_same_task_tells_the_same_story() -> None:
    one, other = Around(), Around()
    for around in (one, other):
        drops("ecr:GetAuthorizationToken")(around)
    assert trouble(one.starter, one) == trouble(other.starter, other)


def test_an_egress_rule_for_https_is_enough_for_everything() -> None:
    around = Around()
    both(nat, egress(OUT_443), with_secret, with_parameter)(around)
    assert trouble(around.starter, around) is None
