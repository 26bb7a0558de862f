"""ECS: resources and condition keys. Service authorization reference, "Actions, resources, and condition keys for Amazon ECS"."""

from __future__ import annotations

from collections.abc import Callable

from course.simulator.iam.asking.need import Around, Asked, Need
from course.simulator.iam.asking.passing import passed

DEFAULT = "default"
Resources = Callable[[Asked], list[str]]


def needs(asked: Asked, around: Around) -> list[Need]:
    """What a call of ECS needs: its own action, and iam:PassRole for each role it hands on."""
    find = RESOURCES.get(asked.operation)
    resources = tuple(find(asked)) if find is not None else ()
    own = Need(f"ecs:{asked.operation}", resources or ("*",), context(asked))
    return [own, *_tagging(asked, resources, around), *passed(asked, around)]


def _tagging(asked: Asked, resources: tuple[str, ...], around: Around) -> list[Need]:
    """Developer guide, "Grant permission to tag resources on creation": ecs:TagResource, with ecs:CreateAction."""
    if asked.operation not in MAKES or not asked.parts("tags") or not around.judges_tags():
        return []
    kind = MAKES[asked.operation]
    made = (asked.arn(f"{kind}/{_in_cluster(asked)}/*"),) if kind else resources
    return [Need("ecs:TagResource", made, {"ecs:createaction": asked.operation})]


def context(asked: Asked) -> dict[str, object]:
    """ecs:… of the request, where the call says so."""
    found: dict[str, object] = {}
    if "cluster" in asked.parameters or asked.operation in IN_A_CLUSTER:
        found["ecs:cluster"] = _cluster(asked)
    if (definition := asked.text("taskDefinition")) and asked.operation not in ("RunTask", "StartTask"):
        found["ecs:task-definition"] = _definition(asked, definition)
    if asked.text("service") and asked.operation in IN_A_SERVICE:
        found["ecs:service"] = _service(asked, asked.text("service"))
    if asked.operation == "ExecuteCommand":
        found["ecs:container-name"] = asked.text("container")
        found["ecs:task"] = _task(asked, asked.text("task"))
    if asked.operation in ("RunTask", "StartTask", "CreateService", "UpdateService"):
        found |= _of_tasks(asked)
    providers = [str(each.get("capacityProvider")) for each in asked.parts("capacityProviderStrategy")]
    providers += asked.texts("capacityProviders")
    if providers:
        found["ecs:capacity-provider"] = [asked.named("capacity-provider", name) for name in providers]
    if asked.operation.startswith("PutAccountSetting") or asked.operation == "DeleteAccountSetting":
        found["ecs:account-setting"] = asked.text("name")
    if asked.operation == "StartTask":
        found["ecs:container-instances"] = [_instance(asked, each) for each in asked.texts("containerInstances")]
    if asked.operation == "RegisterTaskDefinition":
        found |= _of_definition(asked)
    return {key: value for key, value in found.items() if value not in ("", [])}


def _of_tasks(asked: Asked) -> dict[str, object]:
    found: dict[str, object] = {}
    if asked.operation != "UpdateService" or "enableExecuteCommand" in asked.parameters:
        found["ecs:enable-execute-command"] = asked.parameters.get("enableExecuteCommand") is True
    if "enableECSManagedTags" in asked.parameters:
        found["ecs:enable-ecs-managed-tags"] = asked.parameters["enableECSManagedTags"] is True
    if asked.parameters.get("volumeConfigurations"):
        found["ecs:enable-ebs-volumes"] = True
    if asked.text("propagateTags"):
        found["ecs:propagate-tags"] = asked.text("propagateTags")
    connect = asked.part("serviceConnectConfiguration")
    if connect:
        found["ecs:enable-service-connect"] = connect.get("enabled") is True
        if connect.get("namespace"):
            found["ecs:namespace"] = str(connect["namespace"])
    network = asked.part("networkConfiguration", "awsvpcConfiguration")
    if network and asked.operation in ("CreateService", "UpdateService"):
        found["ecs:auto-assign-public-ip"] = network.get("assignPublicIp") == "ENABLED"
        found["ecs:subnet"] = [asked.arn(f"subnet/{each}", service="ec2") for each in network.get("subnets") or ()]
    overrides = asked.part("overrides")
    return found | {f"ecs:task-{name}": str(overrides[name]) for name in ("cpu", "memory") if overrides.get(name)}


def _of_definition(asked: Asked) -> dict[str, object]:
    found: dict[str, object] = {f"ecs:task-{name}": asked.text(name) for name in ("cpu", "memory")}
    found["ecs:privileged"] = any(each.get("privileged") is True for each in asked.parts("containerDefinitions"))
    found["ecs:compute-compatibility"] = asked.texts("requiresCompatibilities")
    return found


def _cluster(asked: Asked) -> str:
    return asked.named("cluster", asked.text("cluster", DEFAULT))


def _in_cluster(asked: Asked) -> str:
    return _cluster(asked).rpartition("/")[2]


def _definition(asked: Asked, name: str) -> str:
    return asked.named("task-definition", name)


def _service(asked: Asked, name: str) -> str:
    return asked.named(f"service/{_in_cluster(asked)}", name)


def _task(asked: Asked, name: str) -> str:
    return asked.named(f"task/{_in_cluster(asked)}", name)


def _instance(asked: Asked, name: str) -> str:
    return asked.named(f"container-instance/{_in_cluster(asked)}", name)


def _set(asked: Asked, name: str) -> str:
    service = asked.text("service").rpartition("/")[2]
    return asked.named(f"task-set/{_in_cluster(asked)}/{service}", name)


def _many(kind: Callable[[Asked, str], str], name: str, otherwise: str = "*") -> Resources:
    return lambda asked: [kind(asked, each) for each in asked.texts(name) or [otherwise]]


def _one(kind: Callable[[Asked, str], str], name: str, otherwise: str = "*") -> Resources:
    return lambda asked: [kind(asked, asked.text(name, otherwise))]


def _with_service(kind: str, name: str) -> Resources:
    """A service deployment or revision, and the service it belongs to: `service-deployment/cluster/service/id`."""

    def find(asked: Asked) -> list[str]:
        found = asked.texts(name) or [asked.text(name)]
        services = [":service/".join(each.split(f":{kind}/")).rpartition("/")[0] for each in found if each]
        return [*services, *filter(None, found)]

    return find


def _any(asked: Asked, name: str) -> str:
    return name


def _clusters(asked: Asked) -> list[str]:
    return [_cluster(asked)]


RESOURCES: dict[str, Resources] = {
    "CreateCapacityProvider": _one(lambda asked, name: asked.named("capacity-provider", name), "name"),
    "UpdateCapacityProvider": _one(lambda asked, name: asked.named("capacity-provider", name), "name"),
    "DeleteCapacityProvider": _one(lambda asked, name: asked.named("capacity-provider", name), "capacityProvider"),
    "DescribeCapacityProviders": _many(lambda asked, name: asked.named("capacity-provider", name), "capacityProviders"),
    "CreateCluster": _one(lambda asked, name: asked.named("cluster", name), "clusterName", DEFAULT),
    "DescribeClusters": _many(lambda asked, name: asked.named("cluster", name), "clusters", DEFAULT),
    **dict.fromkeys(
        (
            "DeleteCluster",
            "UpdateCluster",
            "UpdateClusterSettings",
            "PutClusterCapacityProviders",
            "ListAttributes",
            "ListContainerInstances",
            "RegisterContainerInstance",
            "DeregisterContainerInstance",
        ),
        _clusters,
    ),
    "CreateService": _one(_service, "serviceName"),
    **dict.fromkeys(("UpdateService", "DeleteService", "UpdateServicePrimaryTaskSet"), _one(_service, "service")),
    "DescribeServices": _many(_service, "services"),
    "ListServiceDeployments": _one(_service, "service"),
    "DescribeServiceDeployments": _with_service("service-deployment", "serviceDeploymentArns"),
    **dict.fromkeys(
        ("StopServiceDeployment", "ContinueServiceDeployment"),
        _with_service("service-deployment", "serviceDeploymentArn"),
    ),
    "DescribeServiceRevisions": _with_service("service-revision", "serviceRevisionArns"),
    "CreateTaskSet": _one(_set, "externalId"),
    "DescribeTaskSets": _many(_set, "taskSets"),
    **dict.fromkeys(("UpdateTaskSet", "DeleteTaskSet"), _one(_set, "taskSet")),
    # as it was asked for: API reference, RunTask, "taskDefinition"
    **dict.fromkeys(("RunTask", "StartTask"), _one(_definition, "taskDefinition")),
    "RegisterTaskDefinition": lambda asked: [asked.arn(f"task-definition/{asked.text('family', '*')}:*")],
    "DeleteTaskDefinitions": _many(_definition, "taskDefinitions"),
    "StopTask": _one(_task, "task"),
    **dict.fromkeys(("DescribeTasks", "GetTaskProtection", "UpdateTaskProtection"), _many(_task, "tasks")),
    "ExecuteCommand": lambda asked: [_cluster(asked), _task(asked, asked.text("task", "*"))],
    # not the cluster: even on Fargate the instances of the cluster are what ListTasks is judged by
    "ListTasks": _one(_instance, "containerInstance"),
    **dict.fromkeys(
        ("DescribeContainerInstances", "UpdateContainerInstancesState"), _many(_instance, "containerInstances")
    ),
    "UpdateContainerAgent": _one(_instance, "containerInstance"),
    **dict.fromkeys(
        ("PutAttributes", "DeleteAttributes"),
        lambda asked: [_instance(asked, str(each.get("targetId", "*"))) for each in asked.parts("attributes")],
    ),
    **dict.fromkeys(("ListTagsForResource", "TagResource", "UntagResource"), _one(_any, "resourceArn")),
}
"""Operation → the ARNs it touches. What stands here for no operation is judged on `*`."""

IN_A_CLUSTER = frozenset(
    {
        *("RunTask", "StartTask", "StopTask", "DescribeTasks", "ListTasks", "ExecuteCommand"),
        *("CreateService", "UpdateService", "DeleteService", "DescribeServices", "ListServices"),
        *("ListContainerInstances", "DescribeContainerInstances", "GetTaskProtection", "UpdateTaskProtection"),
    }
)
"""Operations that mean the default cluster where none is named."""
IN_A_SERVICE = frozenset({"CreateTaskSet", "UpdateTaskSet", "DeleteTaskSet", "DescribeTaskSets"})
MAKES = {
    # operation → kind of what it makes, "" where that is the resource it is judged by
    "CreateCapacityProvider": "",
    "CreateCluster": "",
    "CreateService": "",
    "RegisterTaskDefinition": "",
    "RunTask": "task",
    "StartTask": "task",
    "RegisterContainerInstance": "container-instance",
}
"""Operations that tag what they make."""
