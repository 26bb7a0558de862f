"""ECS and Auto Scaling in templates: the same records as the calls make, changed and deleted with their stack."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.templates import (
    CLUSTER,
    DEFINITION,
    NETWORK,
    PARAMETERS,
    ROLE,
    SERVICE,
    WHOLE,
    create,
    delete,
    events_of,
    ids_of,
    outputs_of,
    parameters,
    status_of,
    update,
)

Aws = Callable[..., Any]


def service_of(aws: Aws, stack: str = "s") -> dict[str, Any]:
    told = outputs_of(aws("cloudformation"), stack)
    found = aws("ecs").describe_services(cluster=told["Cluster"], services=[told["ServiceName"]], include=["TAGS"])
    (service,) = found["services"]
    return dict(service)


def tags_of(thing: list[dict[str, str]]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in thing}


def test_properties_reach_the_service(aws: Aws) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE, Tags=[{"Key": "team", "Value": "stack"}])
    assert status_of(stacks, "s") == "CREATE_COMPLETE"
    service, ids = service_of(aws), ids_of(stacks, "s")
    assert (service["launchType"], service["desiredCount"], service["enableExecuteCommand"]) == ("FARGATE", 2, True)
    assert service["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": [ids["Subnet"]],
        "securityGroups": [ids["Group"]],
        "assignPublicIp": "ENABLED",
    }
    assert service["loadBalancers"] == [
        {"targetGroupArn": ids["Target"], "containerName": "web", "containerPort": 8080}
    ]
    assert service["deploymentConfiguration"]["minimumHealthyPercent"] == 50
    assert service["deploymentConfiguration"]["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["propagateTags"] == "SERVICE"
    assert tags_of(service["tags"]) == {"team": "own"}


def test_properties_reach_the_task_definition(aws: Aws) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE, Tags=[{"Key": "team", "Value": "stack"}])
    told = aws("ecs").describe_task_definition(taskDefinition="web", include=["TAGS"])
    definition = told["taskDefinition"]
    assert (definition["cpu"], definition["memory"], definition["networkMode"]) == ("256", "512", "awsvpc")
    assert definition["requiresCompatibilities"] == ["FARGATE"]
    assert definition["executionRoleArn"] == definition["taskRoleArn"]
    assert definition["executionRoleArn"].startswith("arn:aws:iam::")
    assert definition["runtimePlatform"] == {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}
    (volume,) = definition["volumes"]
    assert volume["efsVolumeConfiguration"]["fileSystemId"] == "fs-1"
    assert volume["efsVolumeConfiguration"]["authorizationConfig"] == {"iam": "ENABLED"}
    proxy = {each["name"]: each["value"] for each in definition["proxyConfiguration"]["properties"]}
    assert (proxy["ProxyIngressPort"], proxy["AppPorts"]) == ("15000", "8080")
    (web,) = definition["containerDefinitions"]
    assert (web["essential"], web["portMappings"][0]["containerPort"]) == (True, 8080)
    assert web["environment"] == [{"name": "PORT", "value": "8080"}, {"name": "DEBUG", "value": "true"}]
    assert web["dockerLabels"] == {"Com.Example.Team": "a"}
    assert web["logConfiguration"]["options"] == {
        "awslogs-group": "/ecs/web",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "web",
    }
    assert web["healthCheck"]["startPeriod"] == 5
    tags = tags_of(told["tags"])
    assert (tags["team"], tags["aws:cloudformation:stack-name"]) == ("stack", "s")
    assert tags["aws:cloudformation:logical-id"] == "Definition"


def test_properties_reach_the_cluster_and_scaling(aws: Aws) -> None:
    stacks, scaling = aws("cloudformation"), aws("application-autoscaling")
    create(stacks, WHOLE)
    told = outputs_of(stacks, "s")
    (cluster,) = aws("ecs").describe_clusters(clusters=[told["Cluster"]], include=["SETTINGS", "TAGS"])["clusters"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    assert cluster["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert cluster["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 1, "base": 0}]
    assert tags_of(cluster["tags"])["aws:cloudformation:logical-id"] == "Cluster"
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    assert target["ResourceId"] == f"service/{told['Cluster']}/{told['ServiceName']}"
    (action,) = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 0, "MaxCapacity": 1}
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 50
    assert len(policy["Alarms"]) == 2


def test_ref_and_getatt_give_what_the_template_reference_says(aws: Aws, account: str) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE)
    told = outputs_of(stacks, "s")
    arn = f"arn:aws:ecs:us-east-1:{account}"
    assert told["Cluster"].startswith("s-Cluster-")
    assert told["ClusterArn"] == f"{arn}:cluster/{told['Cluster']}"
    assert told["Definition"] == told["DefinitionArn"] == f"{arn}:task-definition/web:1"
    assert told["Service"] == told["ServiceArn"] == f"{arn}:service/{told['Cluster']}/{told['ServiceName']}"
    resource = f"service/{told['Cluster']}/{told['ServiceName']}"
    assert told["Scalable"] == f"{resource}|ecs:service:DesiredCount|ecs"
    assert told["Policy"] == told["PolicyArn"]
    assert told["Policy"].endswith(":policyName/cpu")
    assert ids_of(stacks, "s")["Service"] == told["Service"]


def test_a_new_image_is_a_new_revision_and_a_deployment_of_the_same_service(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    create(stacks, WHOLE)
    before, deployment = outputs_of(stacks, "s"), service_of(aws)["deployments"][0]["id"]
    update(stacks, Parameters=parameters(Image="web:2", Count="2"))
    assert status_of(stacks, "s") == "UPDATE_COMPLETE"
    after, service = outputs_of(stacks, "s"), service_of(aws)
    assert after["Service"] == before["Service"]
    assert after["Definition"].endswith(":task-definition/web:2")
    assert service["taskDefinition"] == after["Definition"]
    assert service["deployments"][0]["id"] != deployment
    assert ecs.list_task_definitions(status="INACTIVE")["taskDefinitionArns"] == [before["Definition"]]
    names = [(name, status) for name, status, _ in events_of(stacks, "s")]
    assert names.index(("Definition", "DELETE_COMPLETE")) > names.index(("Service", "UPDATE_COMPLETE"))
    assert "UPDATE" not in " ".join(status for name, status in names if name in ("Vpc", "Cluster", "Role", "Policy"))


def test_another_desired_count_starts_no_deployment(aws: Aws) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE)
    deployment = service_of(aws)["deployments"][0]["id"]
    update(stacks, Parameters=parameters(Image="web:1", Count="3"))
    service = service_of(aws)
    assert (service["desiredCount"], service["deployments"][0]["id"]) == (3, deployment)
    update(stacks, WHOLE.replace("      DesiredCount: !Ref Count\n", ""))
    assert service_of(aws)["desiredCount"] == 3  # what a template does not say stays as it is


def test_a_deployment_can_be_forced_and_load_balancers_taken_away(aws: Aws) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE)
    deployment = service_of(aws)["deployments"][0]["id"]
    forced = SERVICE + '      ForceNewDeployment: {EnableForceNewDeployment: true, ForceNewDeploymentNonce: "1"}\n'
    update(stacks, WHOLE.replace(SERVICE, forced))
    again = service_of(aws)["deployments"][0]["id"]
    assert again != deployment
    without = "\n".join(line for line in forced.splitlines() if "LoadBalancers" not in line) + "\n"
    update(stacks, WHOLE.replace(SERVICE, without))
    assert service_of(aws)["loadBalancers"] == []


def test_settings_and_tags_change_in_place(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    create(stacks, WHOLE, Tags=[{"Key": "a", "Value": "1"}])
    cluster = outputs_of(stacks, "s")["Cluster"]
    changed = WHOLE.replace("Value: enhanced", "Value: disabled").replace("Weight: 1", "Weight: 2, Base: 1")
    update(stacks, changed, Tags=[{"Key": "b", "Value": "2"}])
    assert outputs_of(stacks, "s")["Cluster"] == cluster
    (told,) = ecs.describe_clusters(clusters=[cluster], include=["SETTINGS", "TAGS"])["clusters"]
    assert told["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert told["defaultCapacityProviderStrategy"] == [{"capacityProvider": "FARGATE", "weight": 2, "base": 1}]
    tags = tags_of(told["tags"])
    assert ("a" in tags, tags["b"], tags["aws:cloudformation:stack-name"]) == (False, "2", "s")
    assert tags_of(service_of(aws)["tags"]) == {"team": "own", "b": "2"}


def test_scaling_changes_in_place(aws: Aws) -> None:
    stacks, scaling = aws("cloudformation"), aws("application-autoscaling")
    create(stacks, WHOLE)
    policy = outputs_of(stacks, "s")["Policy"]
    changed = WHOLE.replace('MaxCapacity: "4"', "MaxCapacity: 9").replace("TargetValue: 50", "TargetValue: 70")
    update(stacks, changed.replace("ScheduledActionName: night", "ScheduledActionName: day"))
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert target["MaxCapacity"] == 9
    (action,) = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert action["ScheduledActionName"] == "day"
    (told,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert told["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 70
    assert told["PolicyARN"] == outputs_of(stacks, "s")["Policy"] == policy


def test_resources_leave_with_the_template_and_with_the_stack(aws: Aws) -> None:
    stacks, ecs, scaling = aws("cloudformation"), aws("ecs"), aws("application-autoscaling")
    create(stacks, WHOLE)
    stack = stacks.describe_stacks(StackName="s")["Stacks"][0]["StackId"]
    less = f"{PARAMETERS}Resources:{NETWORK}{ROLE}{CLUSTER}{DEFINITION}{SERVICE}"
    update(stacks, less)
    assert scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"] == []
    assert aws("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert len(ecs.list_clusters()["clusterArns"]) == 1
    update(stacks, WHOLE)
    assert delete(stacks) == "DELETE_COMPLETE"
    assert ecs.list_clusters()["clusterArns"] == []
    assert ecs.list_task_definitions()["taskDefinitionArns"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == []
    order = [name for name, status, _ in events_of(stacks, stack) if status == "DELETE_COMPLETE"]
    for first, then in (("Policy", "Scalable"), ("Scalable", "Service"), ("Service", "Cluster"), ("Cluster", "s")):
        assert order.index(first) < len(order) - 1 - order[::-1].index(then)


def test_a_service_that_has_to_be_another(aws: Aws) -> None:
    stacks = aws("cloudformation")
    create(stacks, WHOLE)
    before = service_of(aws)["serviceName"]
    daemon = (
        WHOLE.replace("      DesiredCount: !Ref Count\n", "      SchedulingStrategy: DAEMON\n")
        .replace("LaunchType: FARGATE", "LaunchType: EC2")
        .replace("RequiresCompatibilities: [FARGATE]", "RequiresCompatibilities: [EC2]")
        .replace(", AssignPublicIp: ENABLED", "")  # which is Fargate's alone, as Fargate has no daemon services
    )
    update(stacks, daemon)
    assert status_of(stacks, "s") == "UPDATE_COMPLETE"
    service = service_of(aws)
    assert (service["schedulingStrategy"], service["serviceName"] == before) == ("DAEMON", False)
    cluster = outputs_of(stacks, "s")["Cluster"]
    assert len(aws("ecs").list_services(cluster=cluster)["serviceArns"]) == 1
    # what named the service follows it
    (target,) = aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert target["ResourceId"].endswith(service["serviceName"])


def test_a_service_of_a_name_of_its_own_cannot_be_another(aws: Aws) -> None:
    stacks = aws("cloudformation")
    named = WHOLE.replace("      LaunchType: FARGATE\n", "      LaunchType: FARGATE\n      ServiceName: web\n")
    create(stacks, named)
    other = named.replace("      DesiredCount: !Ref Count\n", "").replace(
        "LaunchType: FARGATE", "SchedulingStrategy: DAEMON"
    )
    update(stacks, other)
    assert status_of(stacks, "s") == "UPDATE_ROLLBACK_COMPLETE"
    reasons = [
        reason for name, status, reason in events_of(stacks, "s") if (name, status) == ("Service", "UPDATE_FAILED")
    ]
    assert reasons == [
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename web and update the"
        " stack again."
    ]


def test_a_service_without_a_count_wants_one_task(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    container = {"Name": "web", "Image": "web:1", "Memory": 128}
    template = {
        "Resources": {
            "Definition": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [container]}},
            "Cluster": {"Type": "AWS::ECS::Cluster"},
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {"Cluster": {"Ref": "Cluster"}, "TaskDefinition": {"Ref": "Definition"}},
            },
        }
    }
    stacks.create_stack(StackName="s", TemplateBody=json.dumps(template))
    ids = ids_of(stacks, "s")
    (service,) = ecs.describe_services(cluster=ids["Cluster"], services=[ids["Service"]])["services"]
    assert (service["desiredCount"], service["launchType"]) == (1, "EC2")
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"] == "CREATE_IN_PROGRESS"
    assert ids["Definition"].rpartition("/")[2].startswith("s-Definition-")


def test_capacity_providers_and_their_associations(aws: Aws, account: str) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    group = f"arn:aws:autoscaling:us-east-1:{account}:autoScalingGroup:1:autoScalingGroupName/g"
    provider = {
        "AutoScalingGroupArn": group,
        "ManagedScaling": {"Status": "ENABLED", "TargetCapacity": 80},
        "ManagedTerminationProtection": "DISABLED",
    }
    template: dict[str, Any] = {
        "Resources": {
            "Cluster": {"Type": "AWS::ECS::Cluster"},
            "Provider": {
                "Type": "AWS::ECS::CapacityProvider",
                "Properties": {"AutoScalingGroupProvider": provider, "Tags": [{"Key": "a", "Value": "b"}]},
            },
            "Associations": {
                "Type": "AWS::ECS::ClusterCapacityProviderAssociations",
                "Properties": {
                    "Cluster": {"Ref": "Cluster"},
                    "CapacityProviders": [{"Ref": "Provider"}, "FARGATE"],
                    "DefaultCapacityProviderStrategy": [{"CapacityProvider": {"Ref": "Provider"}, "Base": 1}],
                },
            },
        }
    }
    create(stacks, json.dumps(template))
    ids = ids_of(stacks, "s")
    assert (ids["Associations"], ids["Provider"].startswith("s-Provider-")) == (ids["Cluster"], True)

    def told() -> tuple[dict[str, Any], dict[str, Any]]:
        (cluster,) = ecs.describe_clusters(clusters=[ids["Cluster"]])["clusters"]
        (found,) = ecs.describe_capacity_providers(capacityProviders=[ids["Provider"]], include=["TAGS"])[
            "capacityProviders"
        ]
        return cluster, found

    cluster, found = told()
    assert cluster["capacityProviders"] == [ids["Provider"], "FARGATE"]
    assert cluster["defaultCapacityProviderStrategy"] == [{"capacityProvider": ids["Provider"], "base": 1, "weight": 0}]
    assert found["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] == 80
    assert tags_of(found["tags"])["a"] == "b"
    provider["ManagedScaling"] = {"Status": "ENABLED", "TargetCapacity": 100}
    template["Resources"]["Associations"]["Properties"]["CapacityProviders"] = [{"Ref": "Provider"}]
    update(stacks, json.dumps(template))
    assert ids_of(stacks, "s") == ids
    cluster, found = told()
    assert cluster["capacityProviders"] == [ids["Provider"]]
    assert found["autoScalingGroupProvider"]["managedScaling"]["targetCapacity"] == 100
    delete(stacks)
    assert ecs.describe_capacity_providers(capacityProviders=[ids["Provider"]])["capacityProviders"] == []


def test_task_sets(aws: Aws) -> None:
    stacks, ecs = aws("cloudformation"), aws("ecs")
    container = {"Name": "web", "Image": "web:1", "Memory": 128}
    where = {"Cluster": {"Ref": "Cluster"}, "Service": {"Fn::GetAtt": "Service.Name"}}
    scale = {"Unit": "PERCENT", "Value": 0}
    template: dict[str, Any] = {
        "Resources": {
            "Definition": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [container]}},
            "Cluster": {"Type": "AWS::ECS::Cluster"},
            "Service": {
                "Type": "AWS::ECS::Service",
                "Properties": {
                    "Cluster": {"Ref": "Cluster"},
                    "DeploymentController": {"Type": "EXTERNAL"},
                    "DesiredCount": 4,
                },
            },
            "Set": {
                "Type": "AWS::ECS::TaskSet",
                "Properties": {**where, "TaskDefinition": {"Ref": "Definition"}, "Scale": scale},
            },
            "Primary": {
                "Type": "AWS::ECS::PrimaryTaskSet",
                "Properties": {**where, "TaskSetId": {"Fn::GetAtt": ["Set", "Id"]}},
            },
        }
    }
    create(stacks, json.dumps(template))
    assert status_of(stacks, "s") == "CREATE_COMPLETE", [each[2] for each in events_of(stacks, "s")]
    ids = ids_of(stacks, "s")
    cluster, service, identity = ids["Set"].split("|")
    assert (cluster, ids["Primary"]) == (ids["Cluster"], f"{cluster}|{service}")
    (told,) = ecs.describe_task_sets(cluster=cluster, service=service)["taskSets"]
    assert (told["id"], told["status"], told["computedDesiredCount"]) == (identity, "PRIMARY", 0)
    scale["Value"] = 100
    update(stacks, json.dumps(template))
    (told,) = ecs.describe_task_sets(cluster=cluster, service=service)["taskSets"]
    assert (told["id"], told["computedDesiredCount"]) == (identity, 4)
    delete(stacks)
    assert ecs.list_clusters()["clusterArns"] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("LaunchType: FARGATE", "LaunchTyp: FARGATE", "#: extraneous key [LaunchTyp] is not permitted"),
        ("ContainerPort: 8080", "ContainerPort: http", "#/LoadBalancers/0/ContainerPort: expected type: Integer"),
        ("      MinCapacity: 1\n", "", "#: required key [MinCapacity] not found"),
        ("Family: web", "Family: [web]", "#/Family: expected type: String, found: JSONArray"),
        ("EnableExecuteCommand: true", "EnableExecuteCommand: maybe", "#/EnableExecuteCommand: expected type: Boolean"),
    ],
)
def test_properties_that_are_not_what_the_resource_takes(aws: Aws, old: str, new: str, said: str) -> None:
    stacks = aws("cloudformation")
    assert old in WHOLE
    create(stacks, WHOLE.replace(old, new, 1))
    assert status_of(stacks, "s") == "ROLLBACK_COMPLETE"
    (reason,) = [reason for _, status, reason in events_of(stacks, "s") if status == "CREATE_FAILED"]
    assert said in reason
    assert aws("ecs").list_clusters()["clusterArns"] == []
