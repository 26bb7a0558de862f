"""Every field that AWS returns comes back: whole requests in, whole answers out, each exception explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.everything import TRUST
from tests.sandbox.whole_definitions import for_ec2, for_fargate
from tests.sandbox.whole_requests import missing_in_all, model, request, whole

Aws = Callable[..., Any]

NOT_IN_THIS_STATE = "only after an event that this test does not bring about"
RETIRED = "Amazon Elastic Inference is no more, and ECS refuses task definitions that ask for it"

NOT_RETURNED: dict[str, dict[str, str]] = {
    "Service": {
        "Deployment.serviceConnectResources": "the Cloud Map services that Service Connect makes",
        "Deployment.fargateEphemeralStorage": "only for clusters with a key of their own for Fargate storage",
    },
    "Task": {
        "Task.inferenceAccelerators": RETIRED,
        "Task.trustedExecutionSummary": "confidential computing is not imitated",
        "Container.gpuIds": "GPUs are not imitated",
        "Container.gpuSharingStrategy": "GPUs are not imitated",
        "Container.neuronDeviceIds": "Neuron devices are not imitated",
        "ManagedAgent.reason": "only when the agent of ECS Exec cannot run",
        "NetworkInterface.ipv6Address": "only in dual-stack subnets",
        "TaskEphemeralStorage.kmsKeyId": "only for clusters with a key of their own for Fargate storage",
        "Attribute.targetType": "only for attributes of container instances",
        "Attribute.targetId": "only for attributes of container instances",
    },
    "TaskDefinition": {
        "TaskDefinition.deregisteredAt": NOT_IN_THIS_STATE,
        "TaskDefinition.deleteRequestedAt": NOT_IN_THIS_STATE,
        "TaskDefinition.inferenceAccelerators": RETIRED,
        "Attribute.value": "capabilities have no value",
        "Attribute.targetType": "only for attributes of container instances",
        "Attribute.targetId": "only for attributes of container instances",
    },
    "Cluster": {"Cluster.attachmentsStatus": "only while managed scaling is being set up"},
    "CapacityProvider": {
        "CapacityProvider.updateStatusReason": NOT_IN_THIS_STATE,
        "CapacityProvider.updateStatus": NOT_IN_THIS_STATE,
    },
}


def unexplained(shape: str, answers: list[Any]) -> tuple[set[str], set[str]]:
    """What is missing without a reason, and which reasons are no longer needed."""
    found, known = missing_in_all("ecs", shape, answers), set(NOT_RETURNED.get(shape, {}))
    return found - known, known - found


def network(aws: Aws) -> dict[str, Any]:
    subnet = aws("ec2").describe_subnets()["Subnets"][0]
    groups = aws("ec2").describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])
    group = groups["SecurityGroups"][0]["GroupId"]
    return {"subnets": [subnet["SubnetId"]], "securityGroups": [group], "assignPublicIp": "ENABLED"}


def definition(aws: Aws, **more: Any) -> str:
    container = {
        "name": "name",
        "image": "web",
        "memory": 256,
        "memoryReservation": 128,
        "mountPoints": [{"sourceVolume": "name", "containerPath": "/data"}],
    }
    asked: dict[str, Any] = {
        "family": "web",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "taskRoleArn": "arn:aws:iam::111122223333:role/web",
        "containerDefinitions": [
            container | {"portMappings": [{"name": "port-name", "containerPort": 80, "appProtocol": "http"}]}
        ],
        "volumes": [{"name": "name", "configuredAtLaunch": True}],
    }
    arn = aws("ecs").register_task_definition(**asked | more)["taskDefinition"]["taskDefinitionArn"]
    return str(arn)


def roles(aws: Aws) -> None:
    """The roles that a whole request names after the members in which they stand."""
    for name, service in (("taskRoleArn", "ecs-tasks"), ("executionRoleArn", "ecs-tasks"), ("roleArn", "ecs")):
        trust = TRUST.replace("ecs-tasks.", f"{service}.")
        aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    aws("iam").attach_role_policy(RoleName="executionRoleArn", PolicyArn=managed)


def balancer(aws: Aws) -> dict[str, Any]:
    """An entry of loadBalancers that can be deployed blue/green."""
    elb, subnets = aws("elbv2"), aws("ec2").describe_subnets()["Subnets"][:2]
    made = elb.create_load_balancer(Name="web", Subnets=[each["SubnetId"] for each in subnets])["LoadBalancers"][0]
    group = {"Protocol": "HTTP", "Port": 80, "VpcId": subnets[0]["VpcId"], "TargetType": "ip"}
    blue, green = (
        elb.create_target_group(Name=name, **group)["TargetGroups"][0]["TargetGroupArn"] for name in ("blue", "green")
    )
    listener = elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": blue}],
    )["Listeners"][0]["ListenerArn"]
    rule = elb.describe_rules(ListenerArn=listener)["Rules"][0]["RuleArn"]
    return {
        "targetGroupArn": blue,
        "containerName": "name",
        "containerPort": 80,
        "advancedConfiguration": {
            "alternateTargetGroupArn": green,
            "productionListenerRule": rule,
            "testListenerRule": rule,
            "roleArn": "arn:aws:iam::111122223333:role/ecsInfrastructureRole",
        },
    }


def registry(aws: Aws) -> str:
    """The ARN of a Cloud Map service with SRV records, in the namespace `namespace`."""
    cloud_map, vpc = aws("servicediscovery"), aws("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    cloud_map.create_private_dns_namespace(Name="namespace", Vpc=vpc)
    identity = cloud_map.list_namespaces()["Namespaces"][0]["Id"]
    records = {"NamespaceId": identity, "DnsRecords": [{"Type": "SRV", "TTL": 60}]}
    return str(cloud_map.create_service(Name="web", DnsConfig=records)["Service"]["Arn"])


def test_services(aws: Aws) -> None:
    """No one service can have everything: AWS refuses some members beside others. Three have it between them."""
    ecs, vpc, arn, entry = aws("ecs"), network(aws), registry(aws), balancer(aws)
    roles(aws)
    ecs.create_cluster(clusterName="a", capacityProviders=["FARGATE"])
    web = definition(aws)
    hosts = definition(aws, family="hosts", networkMode="bridge", requiresCompatibilities=["EC2"])
    deployment = "deploymentConfiguration"
    shared = {
        "cluster": "a",
        "deploymentController": {"type": "ECS"},
        "schedulingStrategy": "REPLICA",
        f"{deployment}.minimumHealthyPercent": 50,
        f"{deployment}.maximumPercent": 200,
        f"{deployment}.earlySuccessCriteria.healthyPercent": 90,
        "volumeConfigurations.managedEBSVolume.volumeType": "gp3",
        "serviceConnectConfiguration.services.discoveryName": "web",
        "serviceConnectConfiguration.services.portName": "port-name",
    }
    on_fargate = shared | {
        "taskDefinition": web,
        "networkConfiguration.awsvpcConfiguration": vpc,
        "launchType": None,
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "base": 1, "weight": 2}],
        "platformVersion": "LATEST",
        "loadBalancers": [entry],
        "placementConstraints": None,
        "placementStrategy": None,
        "role": None,
    }
    linear = on_fargate | {
        "serviceName": "linear",
        "serviceRegistries": [{"registryArn": arn, "containerName": "name", "containerPort": 80}],
        f"{deployment}.strategy": "LINEAR",
        f"{deployment}.linearConfiguration.stepPercent": 10.0,
        f"{deployment}.canaryConfiguration": None,
    }
    canary = on_fargate | {
        "serviceName": "canary",
        "serviceRegistries": [{"registryArn": arn, "port": 80}],
        f"{deployment}.strategy": "CANARY",
        f"{deployment}.linearConfiguration": None,
    }
    rolling = shared | {
        "serviceName": "rolling",
        "taskDefinition": hosts,
        "networkConfiguration": None,
        "launchType": "EC2",
        "capacityProviderStrategy": None,
        "platformVersion": None,
        "loadBalancers": [{"loadBalancerName": "classic", "containerName": "name", "containerPort": 80}],
        "serviceRegistries": None,
        "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.os-type == linux"}],
        "placementStrategy": [{"type": "binpack", "field": "memory"}],
        "role": "r",
        "availabilityZoneRebalancing": "DISABLED",
        f"{deployment}.linearConfiguration": None,
        f"{deployment}.canaryConfiguration": None,
    }
    asked = [request("ecs", "CreateService", given) for given in (linear, canary, rolling)]
    for each in asked:
        ecs.create_service(**each)
    ecs.create_service(
        cluster="a",
        serviceName="simple",
        launchType="FARGATE",
        taskDefinition="web",
        networkConfiguration={"awsvpcConfiguration": vpc},
    )
    ecs.create_service(cluster="a", serviceName="external", deploymentController={"type": "EXTERNAL"})
    sets = ecs.create_task_set(
        cluster="a",
        service="external",
        taskDefinition="web",
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": vpc},
    )
    assert sets["taskSet"]["computedDesiredCount"] == 0
    names = ["linear", "canary", "rolling", "simple"]
    told = ecs.describe_services(cluster="a", services=names, include=["TAGS"])["services"]
    assert unexplained("Service", told) == (set(), set())
    for wanted, shown in zip(asked, told, strict=False):
        for name, value in wanted.items():
            if name in shown and name not in ("role", "networkConfiguration"):
                assert shown[name] == value, name
            elif name in shown["deployments"][0]:
                assert shown["deployments"][0][name] == value, name
    assert told[0]["networkConfiguration"] == {"awsvpcConfiguration": vpc}


def test_tasks(aws: Aws, later: Callable[[str], None]) -> None:
    ecs, vpc = aws("ecs"), network(aws)
    roles(aws)
    ecs.create_cluster(clusterName="a", capacityProviders=["FARGATE"])
    given = {
        "cluster": "a",
        "taskDefinition": definition(aws),
        "networkConfiguration.awsvpcConfiguration": vpc,
        "launchType": None,
        "capacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}],
        "placementConstraints": None,
        "placementStrategy": None,
        "platformVersion": "1.4.0",
        "propagateTags": "TASK_DEFINITION",
        "overrides.cpu": "512",
        "overrides.memory": "1024",
        "overrides.ephemeralStorage.sizeInGiB": 21,
        "volumeConfigurations.managedEBSVolume.volumeType": "gp3",
    }
    asked = request("ecs", "RunTask", given)
    (whole_task,) = ecs.run_task(**asked)["tasks"]
    identity = aws("ec2").run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    ecs.register_container_instance(cluster="a", instanceIdentityDocument=f'{{"instanceId": "{identity}"}}')
    bridge = {"networkMode": "bridge", "requiresCompatibilities": ["EC2"], "taskRoleArn": "taskRoleArn"}
    definition(aws, family="bridge", **bridge)
    (on_instance,) = ecs.run_task(cluster="a", taskDefinition="bridge", launchType="EC2")["tasks"]
    arns = [whole_task["taskArn"], on_instance["taskArn"]]
    later("2m")
    ecs.stop_task(cluster="a", task=on_instance["taskArn"])
    later("1m")
    told = ecs.describe_tasks(cluster="a", tasks=arns, include=["TAGS"])["tasks"]
    assert [task["lastStatus"] for task in told] == ["RUNNING", "STOPPED"]
    assert unexplained("Task", told) == (set(), set())
    for name in ("group", "startedBy", "enableExecuteCommand", "platformVersion"):
        assert told[0][name] == asked[name]
    assert told[0]["overrides"] == asked["overrides"]


def test_task_definitions(aws: Aws) -> None:
    ecs = aws("ecs")
    whole, small = for_ec2(), for_fargate()
    made = [ecs.register_task_definition(**asked) for asked in (whole, small)]
    told = [ecs.describe_task_definition(taskDefinition=asked["family"], include=["TAGS"]) for asked in (whole, small)]
    assert unexplained("TaskDefinition", [each["taskDefinition"] for each in told]) == (set(), set())
    assert told[0]["tags"] == made[0]["tags"] == whole["tags"]
    for asked, each in zip((whole, small), told, strict=True):
        for name in set(asked) - {"tags"} - ({"containerDefinitions"} if asked is small else set()):
            assert each["taskDefinition"][name] == asked[name], name


def test_clusters(aws: Aws) -> None:
    ecs = aws("ecs")
    given = {
        "clusterName": "a",
        "capacityProviders": ["FARGATE"],
        "defaultCapacityProviderStrategy.capacityProvider": "FARGATE",
        "settings.value": "enhanced",
        "configuration.executeCommandConfiguration.logging": "OVERRIDE",
    }
    asked = request("ecs", "CreateCluster", given)
    ecs.create_cluster(**asked)
    include = ["ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"]
    (told,) = ecs.describe_clusters(clusters=["a"], include=include)["clusters"]
    assert unexplained("Cluster", [told]) == (set(), set())
    for name in asked:
        assert told[name] == asked[name], name


def test_capacity_providers(aws: Aws) -> None:
    ecs = aws("ecs")
    ecs.create_cluster(clusterName="a")
    shape = model("ecs").operation_model("CreateCapacityProvider").input_shape
    managed = whole(shape, {"name": "managed", "cluster": "a", "autoScalingGroupProvider": None})
    scaling = whole(shape, {"name": "scaling", "cluster": None, "managedInstancesProvider": None})
    for asked in (managed, scaling):
        ecs.create_capacity_provider(**asked)
    told = ecs.describe_capacity_providers(capacityProviders=["managed", "scaling"], include=["TAGS"])
    views = told["capacityProviders"]
    assert unexplained("CapacityProvider", views) == (set(), set())
    assert views[0]["managedInstancesProvider"] == managed["managedInstancesProvider"]
    assert views[1]["autoScalingGroupProvider"] == scaling["autoScalingGroupProvider"]
    assert views[0]["cluster"].endswith(":cluster/a")
    assert [view["type"] for view in views] == ["MANAGED_INSTANCES", "EC2_AUTOSCALING"]


def test_task_sets(aws: Aws) -> None:
    ecs, vpc = aws("ecs"), network(aws)
    ecs.create_capacity_provider(name="hosts", autoScalingGroupProvider={"autoScalingGroupArn": "hosts"})
    ecs.create_cluster(clusterName="a", capacityProviders=["hosts"])
    ecs.create_service(cluster="a", serviceName="s", deploymentController={"type": "EXTERNAL"}, desiredCount=0)
    bridge = definition(aws, family="hosts", networkMode="bridge", requiresCompatibilities=["EC2"])
    arn = registry(aws)
    shared = {"cluster": "a", "service": "s", "scale": {"value": 50.0, "unit": "PERCENT"}}
    on_fargate = shared | {
        "taskDefinition": definition(aws),
        "networkConfiguration.awsvpcConfiguration": vpc,
        "launchType": "FARGATE",
        "capacityProviderStrategy": None,
        "platformVersion": "LATEST",
        "loadBalancers": [balancer(aws)],
        "serviceRegistries": [{"registryArn": arn, "port": 80}],
    }
    on_hosts = shared | {
        "taskDefinition": bridge,
        "networkConfiguration": None,
        "launchType": None,
        "capacityProviderStrategy": [{"capacityProvider": "hosts", "base": 1, "weight": 2}],
        "platformVersion": None,
        "loadBalancers": [{"loadBalancerName": "classic", "containerName": "name", "containerPort": 80}],
        "serviceRegistries": [{"registryArn": arn, "containerName": "name", "containerPort": 80}],
    }
    for given in (on_fargate, on_hosts):
        ecs.create_task_set(**request("ecs", "CreateTaskSet", given))
    told = ecs.describe_task_sets(cluster="a", service="s", include=["TAGS"])["taskSets"]
    missing = missing_in_all("ecs", "TaskSet", told)
    assert missing == {"TaskSet.startedBy", "TaskSet.fargateEphemeralStorage", "TaskSet.platformFamily"}
    where = {"cluster": "a", "service": "s"}
    for operation, asked in (
        (ecs.update_task_set, {"taskSet": "none", "scale": {"value": 1.0, "unit": "PERCENT"}}),
        (ecs.update_service_primary_task_set, {"primaryTaskSet": "none"}),
        (ecs.delete_task_set, {"taskSet": "none"}),
    ):
        with pytest.raises(ClientError, match="TaskSetNotFoundException"):
            operation(**where, **asked)
    primary = ecs.update_service_primary_task_set(**where, primaryTaskSet=told[0]["taskSetArn"])["taskSet"]
    assert primary["status"] == "PRIMARY"
    assert ecs.delete_task_set(**where, taskSet=told[0]["taskSetArn"], force=True)["taskSet"]["id"] == told[0]["id"]
    assert [each["id"] for each in ecs.describe_task_sets(**where)["taskSets"]] == [told[1]["id"]]
