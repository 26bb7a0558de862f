"""The services around ECS: resources and condition keys. Service authorization reference, one page each.

A parameter that names a resource says which one. Where the reference knows no resource type it is `*`, as for other services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from course.simulator.iam.asking.ec2 import ec2
from course.simulator.iam.asking.need import Around, Asked, Need
from course.simulator.iam.asking.passing import passed

Resources = Callable[[Asked, Around], list[str]]
READS = re.compile(r"(?:Describe|List)(?![a-z])")


def needs(asked: Asked, around: Around) -> list[Need]:
    """What a call of one of these services needs."""
    find = RESOURCES.get(asked.service)
    resources = find(asked, around) if find is not None else []
    action = f"{asked.service}:{asked.operation}"
    return [Need(action, tuple(resources) or ("*",), context(asked)), *passed(asked, around)]


def context(asked: Asked) -> dict[str, object]:
    """Condition keys of the service."""
    names = KEYS.get(asked.service, {})
    return {key: value for name, key in names.items() if (value := asked.parameters.get(name)) not in (None, "")}


def _ecr(asked: Asked, around: Around) -> list[str]:
    account = asked.text("registryId", asked.account)
    names = asked.texts("repositoryNames") or [asked.text("repositoryName")]
    found = [f"arn:aws:ecr:{asked.region}:{account}:repository/{name}" for name in names if name]
    if not found and asked.operation == "DescribeRepositories":
        return [f"arn:aws:ecr:{asked.region}:{account}:repository/*"]
    return found or list(filter(None, [asked.text("resourceArn")]))


def _logs(asked: Asked, around: Around) -> list[str]:
    """Log groups are judged as their streams, so that the usual `log-group:name:*` fits."""
    if arn := asked.text("resourceArn"):
        return [arn]
    named = [asked.text("logGroupName"), asked.text("logGroupIdentifier"), *asked.texts("logGroupNames")]
    groups = [each.rpartition("log-group:")[2].removesuffix(":*") for each in named if each]
    if not groups and asked.operation == "DescribeLogGroups":
        groups = [""]
    return [asked.arn(f"log-group:{group}:log-stream:{asked.text('logStreamName')}") for group in groups]


def _secrets(asked: Asked, around: Around) -> list[str]:
    if asked.operation == "CreateSecret":
        return [asked.arn(f"secret:{asked.text('Name')}")]
    name = asked.text("SecretId")
    if not name:
        return []
    return [around.arn_of("secret", name) or (name if name.startswith("arn:") else asked.arn(f"secret:{name}"))]


def _parameters(asked: Asked, around: Around) -> list[str]:
    if asked.operation not in ABOUT_PARAMETERS:
        return []
    named = asked.texts("Names") or [asked.text("Name") or asked.text("Path")]
    if asked.operation in ("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"):
        named = [asked.text("ResourceId")] if asked.text("ResourceType") == "Parameter" else []
    found = (each if each.startswith("arn:") else asked.arn(f"parameter/{each.lstrip('/')}") for each in named if each)
    return list(found)


def _kms(asked: Asked, around: Around) -> list[str]:
    key = asked.text("KeyId") or asked.text("TargetKeyId")
    found = [around.arn_of("key", key) or asked.named("key", key)] if key else []
    return [*found, *([asked.arn(asked.text("AliasName"))] if asked.text("AliasName") else [])]


def _balancing(asked: Asked, around: Around) -> list[str]:
    if asked.operation == "CreateLoadBalancer":
        kind = {"network": "net", "gateway": "gwy"}.get(asked.text("Type"), "app")
        return [asked.arn(f"loadbalancer/{kind}/{asked.text('Name')}/*")]
    if asked.operation == "CreateTargetGroup":
        return [asked.arn(f"targetgroup/{asked.text('Name')}/*")]
    if READS.match(asked.operation):
        return []
    names = ("RuleArn", "ListenerArn", "TargetGroupArn", "LoadBalancerArn")
    found = [asked.text(name) for name in names if asked.text(name)][:1] or asked.texts("ResourceArns")
    return found or [str(each.get("RuleArn")) for each in asked.parts("RulePriorities")]


def _metrics(asked: Asked, around: Around) -> list[str]:
    named = [asked.text("AlarmName"), *asked.texts("AlarmNames")]
    found = [asked.arn(f"alarm:{name}") for name in named if name]
    if not found and asked.operation in ("DescribeAlarms", "DescribeAlarmHistory"):
        return [asked.arn("alarm:*")]
    boards = [asked.text("DashboardName"), *asked.texts("DashboardNames")]
    found += [asked.arn(f"dashboard/{name}", region="") for name in boards if name]
    return found or list(filter(None, [asked.text("ResourceARN")]))


def _scaling(asked: Asked, around: Around) -> list[str]:
    if asked.text("ResourceARN"):
        return [asked.text("ResourceARN")]
    return [] if READS.match(asked.operation) else [asked.arn("scalable-target/*")]


def _groups(asked: Asked, around: Around) -> list[str]:
    name = asked.text("AutoScalingGroupName")
    if READS.match(asked.operation) or not name:
        return []
    return [asked.arn(f"autoScalingGroup:*:autoScalingGroupName/{name}")]


def _discovery(asked: Asked, around: Around) -> list[str]:
    kind = "service" if "Service" in asked.operation or "Instance" in asked.operation else "namespace"
    found = [asked.named("namespace", asked.text("NamespaceId"))] if asked.text("NamespaceId") else []
    found += [asked.named("service", asked.text("ServiceId"))] if asked.text("ServiceId") else []
    if asked.text("Id"):
        found.append(asked.named(kind, asked.text("Id")))
    return found or list(filter(None, [asked.text("ResourceARN")]))


def _stacks(asked: Asked, around: Around) -> list[str]:
    name = asked.text("StackName")
    if not name:
        return [asked.arn("stack/*")] if asked.operation == "DescribeStacks" else []
    return [name if name.startswith("arn:") else around.arn_of("stack", name) or asked.arn(f"stack/{name}/*")]


def _iam(asked: Asked, around: Around) -> list[str]:
    """The group, role, user, profile or policy that the call is about; without a user's name, the caller's own."""
    if asked.text("PolicySourceArn"):
        return [asked.text("PolicySourceArn")]
    if asked.operation == "CreateServiceLinkedRole":
        service = asked.text("AWSServiceName")
        return [asked.arn(f"role/aws-service-role/{service}/*", region="")]
    for parameter, kind in PRINCIPALS.items():
        if name := asked.text(parameter):
            known = "" if asked.operation.startswith("Create") else around.arn_of(kind, name)
            path = asked.text("Path", "/") if asked.operation.startswith("Create") else "/"
            return [known or asked.arn(f"{kind}{path}{name}", region="")]
    if asked.text("PolicyArn"):
        return [asked.text("PolicyArn")]
    if asked.operation == "CreatePolicy":
        return [asked.arn(f"policy{asked.text('Path', '/')}{asked.text('PolicyName')}", region="")]
    if asked.operation in OF_ONESELF and (own := around.arn_of("user", "")):
        return [own]
    return []


RESOURCES: Mapping[str, Resources] = {
    "ecr": _ecr,
    "logs": _logs,
    "secretsmanager": _secrets,
    "ssm": _parameters,
    "kms": _kms,
    "elasticloadbalancing": _balancing,
    "cloudwatch": _metrics,
    "application-autoscaling": _scaling,
    "autoscaling": _groups,
    "servicediscovery": _discovery,
    "cloudformation": _stacks,
    "iam": _iam,
    "ec2": ec2,
}
PRINCIPALS = {"InstanceProfileName": "instance-profile", "GroupName": "group", "RoleName": "role", "UserName": "user"}
"""Parameter → kind of ARN, the one that is judged first."""
OF_ONESELF = frozenset(
    {
        *("GetUser", "ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey", "ChangePassword"),
        *("ListMFADevices", "ListSigningCertificates", "CreateLoginProfile"),
    }
)
"""Operations of IAM that mean the caller where no user is named."""
ABOUT_PARAMETERS = frozenset(
    {
        *("GetParameter", "GetParameters", "GetParametersByPath", "GetParameterHistory", "PutParameter"),
        *("DeleteParameter", "DeleteParameters", "LabelParameterVersion", "UnlabelParameterVersion"),
        *("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"),
    }
)
KEYS: Mapping[str, Mapping[str, str]] = {
    "iam": {
        "PolicyArn": "iam:policyarn",
        "PermissionsBoundary": "iam:permissionsboundary",
        "AWSServiceName": "iam:awsservicename",
    },
    "application-autoscaling": {
        "ServiceNamespace": "application-autoscaling:service-namespace",
        "ScalableDimension": "application-autoscaling:scalable-dimension",
    },
    "cloudwatch": {"Namespace": "cloudwatch:namespace"},
    "secretsmanager": {"Name": "secretsmanager:name", "SecretId": "secretsmanager:secretid"},
    "cloudformation": {"RoleARN": "cloudformation:rolearn"},
}
"""Service → parameter → condition key, in lower case."""
