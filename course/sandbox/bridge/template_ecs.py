"""ECS in templates: clusters, task definitions, capacity providers and their associations, services, task sets."""

from __future__ import annotations

from typing import Any

from course.sandbox.bridge.inner_calls import Refused
from course.sandbox.bridge.template_resource import Properties, Resource, Tags, Waiting

FULL = ("ClusterContainsServicesException", "ClusterContainsTasksException")
GONE = ("ClusterNotFoundException", "ServiceNotFoundException", "ServiceNotActiveException", "ClientException")


class EcsResource(Resource):
    """What ECS's resources share: how they are tagged."""

    service = "ecs"

    def retag_as(self, arn: str, before: Properties) -> None:
        """Bring the tags of the thing with this ARN to those it has now."""

        def tag(tags: Tags) -> None:
            self.call("TagResource", resourceArn=arn, tags=[{"key": k, "value": v} for k, v in tags.items()])

        self.retag(before, tag, lambda keys: self.call("UntagResource", resourceArn=arn, tagKeys=keys))


class Cluster(EcsResource):
    """AWS::ECS::Cluster. Ref: its name."""

    kind = "AWS::ECS::Cluster"
    operation = "CreateCluster"
    name_property = "ClusterName"
    replaced_by = frozenset({"ClusterName"})
    attributes = frozenset({"Arn"})
    takes_system_tags = True
    other_names = {"ClusterSettings": "settings"}

    def make(self) -> None:
        """CreateCluster, which by itself would answer with the one that is there."""
        found = self.call("DescribeClusters", clusters=[self.name])["clusters"]
        if any(cluster["status"] == "ACTIVE" for cluster in found):
            raise Refused(
                "AlreadyExists", f"Resource of type '{self.kind}' with identifier '{self.name}' already exists."
            )
        made = self.call("CreateCluster", clusterName=self.name, tags=self.tag_list(), **self.asked())["cluster"]
        self.physical_resource_id = self.name
        self.told = {"Arn": made["clusterArn"]}

    def change(self, before: Properties) -> None:
        """UpdateCluster, PutClusterCapacityProviders."""
        providers = ("CapacityProviders", "DefaultCapacityProviderStrategy")
        settings = ("ClusterSettings", "Configuration", "ServiceConnectDefaults")
        if self.changed(before, *settings):
            self.call("UpdateCluster", cluster=self.name, **self.parameters("UpdateCluster", self.those(*settings)))
        if self.changed(before, *providers):
            chosen = {key: self.properties.get(key, []) for key in providers}
            asked = self.parameters("PutClusterCapacityProviders", chosen)
            self.call("PutClusterCapacityProviders", cluster=self.name, **asked)
        self.retag_as(self.told["Arn"], before)

    def remove(self) -> None:
        """DeleteCluster. Waiting while all that is in it is draining or stopping."""
        try:
            self.call_unless_gone("DeleteCluster", *GONE, cluster=self.name)
        except Refused as error:
            services = error.code == "ClusterContainsServicesException" and self._lists("ListServices", "serviceArns")
            tasks = error.code == "ClusterContainsTasksException" and self._lists("ListTasks", "taskArns")
            if error.code not in FULL or services or tasks:
                raise
            raise Waiting from error

    def _lists(self, operation: str, key: str) -> bool:
        """Whether something is to stay: what drains and what stops is in neither list."""
        return bool(self.call(operation, cluster=self.name)[key])


class TaskDefinition(EcsResource):
    """AWS::ECS::TaskDefinition. Ref: its ARN with the revision. Every change but of tags is another revision."""

    kind = "AWS::ECS::TaskDefinition"
    operation = "RegisterTaskDefinition"
    name_property = "Family"
    replaced_by = frozenset(
        {
            *("Family", "ContainerDefinitions", "Cpu", "EnableFaultInjection", "EphemeralStorage", "ExecutionRoleArn"),
            *("InferenceAccelerators", "IpcMode", "Memory", "NetworkMode", "PidMode", "PlacementConstraints"),
            *("ProxyConfiguration", "RequiresCompatibilities", "RuntimePlatform", "TaskRoleArn", "Volumes"),
        }
    )
    attributes = frozenset({"TaskDefinitionArn"})
    name_is_identity = False
    takes_system_tags = True
    other_names = {"ProxyConfigurationProperties": "properties"}

    def make(self) -> None:
        """RegisterTaskDefinition."""
        made = self.call("RegisterTaskDefinition", family=self.name, tags=self.tag_list(), **self.asked())
        self.physical_resource_id = made["taskDefinition"]["taskDefinitionArn"]
        self.told = {"TaskDefinitionArn": self.physical_resource_id}

    def change(self, before: Properties) -> None:
        """Other tags."""
        self.retag_as(self.physical_resource_id, before)

    def remove(self) -> None:
        """DeregisterTaskDefinition."""
        self.call_unless_gone("DeregisterTaskDefinition", *GONE, taskDefinition=self.physical_resource_id)


class CapacityProvider(EcsResource):
    """AWS::ECS::CapacityProvider. Ref: its name."""

    kind = "AWS::ECS::CapacityProvider"
    operation = "CreateCapacityProvider"
    name_property = "Name"
    replaced_by = frozenset({"Name", "ClusterName", "AutoScalingGroupProvider/AutoScalingGroupArn"})
    takes_system_tags = True
    other_names = {"ClusterName": "cluster"}

    def make(self) -> None:
        """CreateCapacityProvider."""
        made = self.call(self.operation, name=self.name, tags=self.tag_list(), **self.asked())["capacityProvider"]
        self.physical_resource_id = self.name
        self.arn = str(made["capacityProviderArn"])

    def change(self, before: Properties) -> None:
        """UpdateCapacityProvider."""
        if self.changed(before, "AutoScalingGroupProvider", "ManagedInstancesProvider"):
            chosen = self.those("ClusterName", "AutoScalingGroupProvider", "ManagedInstancesProvider")
            if group := chosen.get("AutoScalingGroupProvider"):
                chosen["AutoScalingGroupProvider"] = {k: v for k, v in group.items() if k != "AutoScalingGroupArn"}
            asked = self.parameters("UpdateCapacityProvider", chosen)
            self.call("UpdateCapacityProvider", name=self.name, **asked)
        self.retag_as(self.arn, before)

    def remove(self) -> None:
        """DeleteCapacityProvider."""
        self.call_unless_gone("DeleteCapacityProvider", "InvalidParameterException", capacityProvider=self.name)


class Associations(EcsResource):
    """AWS::ECS::ClusterCapacityProviderAssociations. Ref: the cluster as it was named."""

    kind = "AWS::ECS::ClusterCapacityProviderAssociations"
    operation = "PutClusterCapacityProviders"
    needed = ("Cluster", "DefaultCapacityProviderStrategy")
    replaced_by = frozenset({"Cluster"})
    takes_tags = False

    def make(self) -> None:
        """PutClusterCapacityProviders."""
        asked: dict[str, Any] = {"capacityProviders": []}
        self.call("PutClusterCapacityProviders", **asked | self.asked())
        self.physical_resource_id = str(self.properties["Cluster"])

    def change(self, before: Properties) -> None:
        """PutClusterCapacityProviders."""
        self.make()

    def remove(self) -> None:
        """The cluster without capacity providers."""
        nothing: dict[str, Any] = {"capacityProviders": [], "defaultCapacityProviderStrategy": []}
        self.call_unless_gone("PutClusterCapacityProviders", *GONE, cluster=self.properties["Cluster"], **nothing)


class TaskSet(EcsResource):
    """AWS::ECS::TaskSet. Ref: cluster, service and id, with | between them."""

    kind = "AWS::ECS::TaskSet"
    operation = "CreateTaskSet"
    needed = ("Cluster", "Service", "TaskDefinition")
    replaced_by = frozenset(
        {
            *("Cluster", "ExternalId", "LaunchType", "LoadBalancers", "NetworkConfiguration", "PlatformVersion"),
            *("Service", "ServiceRegistries", "TaskDefinition", "CapacityProviderStrategy"),
        }
    )
    attributes = frozenset({"Id"})

    def make(self) -> None:
        """CreateTaskSet."""
        made = self.call("CreateTaskSet", tags=self.tag_list(), **self.asked())["taskSet"]
        self.arn = str(made["taskSetArn"])
        self.told = {"Id": str(made["id"])}
        parts = (self.properties["Cluster"], self.properties["Service"], self.told["Id"])
        self.physical_resource_id = "|".join(parts)

    def change(self, before: Properties) -> None:
        """UpdateTaskSet."""
        if self.changed(before, "Scale") and "Scale" in self.properties:
            chosen = self.those("Cluster", "Service", "Scale")
            self.call("UpdateTaskSet", taskSet=self.arn, **self.parameters("UpdateTaskSet", chosen))
        self.retag_as(self.arn, before)

    def remove(self) -> None:
        """DeleteTaskSet."""
        where = {"cluster": self.properties["Cluster"], "service": self.properties["Service"]}
        gone = (*GONE, "TaskSetNotFoundException")
        self.call_unless_gone("DeleteTaskSet", *gone, taskSet=self.arn, force=True, **where)


class PrimaryTaskSet(EcsResource):
    """AWS::ECS::PrimaryTaskSet: which task set of a service is the primary one. Ref: cluster|service."""

    kind = "AWS::ECS::PrimaryTaskSet"
    operation = "UpdateServicePrimaryTaskSet"
    other_names = {"TaskSetId": "primaryTaskSet"}
    needed = ("Cluster", "Service", "TaskSetId")
    replaced_by = frozenset({"Cluster", "Service"})
    takes_tags = False

    def make(self) -> None:
        """UpdateServicePrimaryTaskSet."""
        cluster, service = (str(self.properties[key]).rpartition("/")[2] for key in ("Cluster", "Service"))
        task_set = str(self.properties["TaskSetId"]).rpartition("/")[2]
        arn = f"arn:aws:ecs:{self.place.region}:{self.place.account}:task-set/{cluster}/{service}/ecs-svc/{task_set}"
        self.call("UpdateServicePrimaryTaskSet", cluster=cluster, service=service, primaryTaskSet=arn)
        self.physical_resource_id = f"{self.properties['Cluster']}|{self.properties['Service']}"

    def change(self, before: Properties) -> None:
        """UpdateServicePrimaryTaskSet."""
        self.make()

    def remove(self) -> None:
        """Nothing: a service goes on with the task set that is its primary one."""
