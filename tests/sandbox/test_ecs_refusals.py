"""What AWS refuses of ECS is refused by the sandbox, held against what really is there, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.sandbox.stack import Aws, bare_network, bridge_definition, fargate_definition, network, service


def refused(operation: Callable[..., Any], **asked: Any) -> str:
    """`Code: message` of the refusal."""
    with pytest.raises(ClientError) as caught:
        operation(**asked)
    said = caught.value.response["Error"]
    return f"{said['Code']}: {said['Message']}"


def item(provider: str, **numbers: int) -> dict[str, Any]:
    return {"capacityProvider": provider, **numbers}


@pytest.fixture
def ecs(aws: Aws) -> Any:
    """Cluster `a` without providers, cluster `both` with Fargate's two, the definitions `web` and `bridge`."""
    client = aws("ecs")
    client.create_cluster(clusterName="a")
    client.create_cluster(clusterName="both", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    fargate_definition(aws)
    bridge_definition(aws)
    return client


def test_a_strategy_is_held_against_the_cluster(aws: Aws, ecs: Any) -> None:
    asked = {"taskDefinition": "web", "networkConfiguration": network(aws)}
    spot = [item("FARGATE_SPOT", weight=1)]
    said = refused(ecs.run_task, **asked, cluster="a", capacityProviderStrategy=spot)
    assert "not associated with the cluster" in said
    assert len(ecs.run_task(**asked, cluster="both", capacityProviderStrategy=spot)["tasks"]) == 1
    assert ecs.list_tasks(cluster="a")["taskArns"] == []
    unknown = {"capacityProviders": ["SPOT"], "defaultCapacityProviderStrategy": []}
    assert "'SPOT' was not found" in refused(ecs.put_cluster_capacity_providers, cluster="both", **unknown)
    gone = {"capacityProviders": ["FARGATE"], "defaultCapacityProviderStrategy": []}
    assert refused(ecs.put_cluster_capacity_providers, cluster="both", **gone).startswith("ResourceInUseException")


def test_a_default_strategy_without_weights_is_taken_until_it_is_used(aws: Aws, ecs: Any) -> None:
    weightless = [item("FARGATE"), item("FARGATE_SPOT")]
    both = ["FARGATE", "FARGATE_SPOT"]
    ecs.create_cluster(clusterName="light", capacityProviders=both, defaultCapacityProviderStrategy=weightless)
    asked = {"cluster": "light", "taskDefinition": "web", "networkConfiguration": network(aws)}
    assert "weight value greater than zero" in refused(ecs.run_task, **asked)
    assert ecs.run_task(**asked, launchType="FARGATE")["failures"] == []


def test_what_a_task_definition_and_a_network_say_is_looked_up(aws: Aws, ecs: Any) -> None:
    asked = {"cluster": "a", "serviceName": "s", "desiredCount": 1}
    vpc = bare_network(aws)
    assert refused(ecs.create_service, **asked, taskDefinition="none") == "ClientException: TaskDefinition not found."
    assert "must be provided" in refused(ecs.create_service, **asked, taskDefinition="web", launchType="FARGATE")
    assert "is not valid for the given" in refused(
        ecs.create_service, **asked, taskDefinition="bridge", networkConfiguration=vpc
    )
    assert (
        refused(ecs.create_service, **asked, taskDefinition="bridge", launchType="FARGATE")
        == "InvalidParameterException: Task definition does not support launch_type FARGATE."
    )
    missing = {"awsvpcConfiguration": {"subnets": ["subnet-00000000"]}}
    assert "subnet-00000000" in refused(
        ecs.create_service, **asked, taskDefinition="web", launchType="FARGATE", networkConfiguration=missing
    )
    assert ecs.list_services(cluster="a")["serviceArns"] == []
    ecs.deregister_task_definition(taskDefinition="web:1")
    run = {"cluster": "a", "taskDefinition": "web:1", "launchType": "FARGATE", "networkConfiguration": vpc}
    assert refused(ecs.run_task, **run) == "InvalidParameterException: TaskDefinition is inactive"


def test_a_group_of_another_network_is_refused(aws: Aws, ecs: Any) -> None:
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="far", Description="far", VpcId=vpc)["GroupId"]
    near = network(aws)["awsvpcConfiguration"]
    asked = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE"}
    far = {"awsvpcConfiguration": near | {"securityGroups": [group]}}
    assert refused(ecs.run_task, **asked, networkConfiguration=far) == (
        f"InvalidParameterException: Security group {group} does not appear to belong to the same VPC as the input subnets."
    )


def test_a_target_group_needs_a_listener_before_a_service(aws: Aws, ecs: Any) -> None:
    elb, subnets = aws("elbv2"), aws("ec2").describe_subnets()["Subnets"][:2]
    vpc = {"Protocol": "HTTP", "Port": 80, "VpcId": subnets[0]["VpcId"]}
    tasks = elb.create_target_group(Name="tasks", TargetType="ip", **vpc)["TargetGroups"][0]["TargetGroupArn"]
    hosts = elb.create_target_group(Name="hosts", **vpc)["TargetGroups"][0]["TargetGroupArn"]
    entry = {"containerName": "web", "containerPort": 8080}
    balanced = {"name": "s", "loadBalancers": [{"targetGroupArn": tasks} | entry]}
    assert "does not have an associated load balancer" in refused(service, aws=aws, **balanced)
    made = elb.create_load_balancer(Name="web", Subnets=[each["SubnetId"] for each in subnets])["LoadBalancers"][0]
    listener = {"LoadBalancerArn": made["LoadBalancerArn"], "Protocol": "HTTP"}
    for port, group in ((80, tasks), (81, hosts)):
        elb.create_listener(**listener, Port=port, DefaultActions=[{"Type": "forward", "TargetGroupArn": group}])
    assert "has target type instance" in refused(
        service, aws=aws, name="s", loadBalancers=[{"targetGroupArn": hosts} | entry]
    )
    wrong = [{"targetGroupArn": tasks, "containerName": "web", "containerPort": 80}]
    assert refused(service, aws=aws, name="s", loadBalancers=wrong) == (
        "InvalidParameterException: The container web did not have a container port 80 defined."
    )
    assert service(aws, **balanced)["status"] == "ACTIVE"


def test_an_update_is_judged_as_the_service_would_be(aws: Aws, ecs: Any) -> None:
    service(aws, name="s", desiredCount=1)
    known = {"cluster": "a", "service": "s"}
    assert "does not support launch_type" in refused(ecs.update_service, **known, taskDefinition="bridge")
    block = {"minimumHealthyPercent": 100, "maximumPercent": 100}
    assert "will block deployments" in refused(ecs.update_service, **known, deploymentConfiguration=block)
    assert "valid taskRoleArn" in refused(ecs.update_service, **known, enableExecuteCommand=True)
    (shown,) = ecs.describe_services(cluster="a", services=["s"])["services"]
    assert shown["deploymentConfiguration"]["maximumPercent"] == 200
    assert not shown["enableExecuteCommand"]
    assert ecs.update_service(**known, desiredCount=2)["service"]["desiredCount"] == 2


def test_managed_instances_belong_to_their_cluster(aws: Aws, ecs: Any, later: Callable[[str], None]) -> None:
    managed = {
        "infrastructureRoleArn": "arn:aws:iam::111122223333:role/infra",
        "instanceLaunchTemplate": {
            "ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs",
            "networkConfiguration": {"subnets": ["subnet-a"]},
        },
    }
    ecs.create_capacity_provider(name="managed", cluster="a", managedInstancesProvider=managed)
    assert ecs.describe_clusters(clusters=["a"])["clusters"][0]["capacityProviders"] == ["managed"]
    asked = {"taskDefinition": "web", "networkConfiguration": network(aws), "desiredCount": 0}
    strategy = [item("managed", weight=1)]
    made = ecs.create_service(cluster="a", serviceName="s", **asked, capacityProviderStrategy=strategy)["service"]
    assert made["capacityProviderStrategy"][0]["capacityProvider"] == "managed"
    assert "not associated" in refused(
        ecs.create_service, cluster="both", serviceName="s", **asked, capacityProviderStrategy=strategy
    )
    ecs.delete_service(cluster="a", service="s", force=True)
    later("1m")
    assert refused(ecs.delete_cluster, cluster="a").startswith("ClusterContainsCapacityProviderException")
    ecs.delete_capacity_provider(capacityProvider="managed")
    assert ecs.delete_cluster(cluster="a")["cluster"]["status"] == "INACTIVE"


def test_capacity_providers_and_their_groups(aws: Aws, ecs: Any) -> None:
    ec2, scaling = aws("ec2"), aws("autoscaling")
    data = {"ImageId": "ami-12c6146b", "InstanceType": "t3.micro"}
    template = ec2.create_launch_template(LaunchTemplateName="t", LaunchTemplateData=data)["LaunchTemplate"]
    for name, protected in (("open", False), ("guarded", True)):
        scaling.create_auto_scaling_group(
            AutoScalingGroupName=name,
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"]},
            MinSize=0,
            MaxSize=1,
            AvailabilityZones=["us-east-1a"],
            NewInstancesProtectedFromScaleIn=protected,
        )
    arns = {
        group["AutoScalingGroupName"]: group["AutoScalingGroupARN"]
        for group in scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    }

    def provider(name: str, group: str) -> dict[str, Any]:
        kept = {"autoScalingGroupArn": arns[group], "managedTerminationProtection": "ENABLED"}
        return {"name": name, "autoScalingGroupProvider": kept | {"managedScaling": {"status": "ENABLED"}}}

    make = ecs.create_capacity_provider
    assert "protection from scale in" in refused(make, **provider("one", "open"))
    assert "name is invalid" in refused(make, **provider("ecs-one", "guarded"))
    make(**provider("one", "guarded"))
    assert "already being used" in refused(make, **provider("two", "guarded"))
    assert refused(make, **provider("one", "guarded")).startswith(
        "ClientException: The specified capacity provider already exists."
    )
    assert refused(ecs.delete_capacity_provider, capacityProvider="none") == (
        "ClientException: The specified capacity provider does not exist. Specify a valid name or ARN and try again."
    )
    assert "reserved" in refused(ecs.delete_capacity_provider, capacityProvider="FARGATE")


def test_cloud_map_is_asked_for_namespaces_and_registries(aws: Aws, ecs: Any) -> None:
    connected = {"enabled": True, "namespace": "shop"}
    assert refused(service, aws=aws, name="s", serviceConnectConfiguration=connected).startswith("NamespaceNotFound")
    assert "Namespace is missing" in refused(service, aws=aws, name="s", serviceConnectConfiguration={"enabled": True})
    # a cluster's default namespace is made when it is not there
    ecs.update_cluster(cluster="a", serviceConnectDefaults={"namespace": "shop"})
    assert [each["Name"] for each in aws("servicediscovery").list_namespaces()["Namespaces"]] == ["shop"]
    assert service(aws, name="s", serviceConnectConfiguration=connected)["status"] == "ACTIVE"
    registry = [{"registryArn": "arn:aws:servicediscovery:us-east-1:111122223333:service/srv-none"}]
    assert "was not found" in refused(service, aws=aws, name="r", serviceRegistries=registry)


def test_task_sets_are_for_the_external_controller(aws: Aws, ecs: Any) -> None:
    service(aws, name="rolling")
    ecs.create_service(cluster="a", serviceName="sets", deploymentController={"type": "EXTERNAL"})
    asked = {"cluster": "a", "taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network(aws)}
    assert "EXTERNAL" in refused(ecs.create_task_set, service="rolling", **asked)
    made = ecs.create_task_set(service="sets", **asked, scale={"value": 100.0, "unit": "PERCENT"})["taskSet"]
    ecs.update_service(cluster="a", service="sets", desiredCount=0)
    named = {"cluster": "a", "service": "sets", "taskSet": made["id"]}
    ecs.update_task_set(**named, scale={"value": 0.0, "unit": "PERCENT"})
    assert ecs.delete_task_set(**named)["taskSet"]["id"] == made["id"]
