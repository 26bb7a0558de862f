"""Representative calls over the services that the bridge changes, in an order that works on plain moto, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Said = dict[str, Any]
Call = Callable[..., Said]

ROLE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)
LIFECYCLE = json.dumps(
    {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 3},
                "action": {"type": "expire"},
            }
        ]
    }
)


def every(call: Call) -> Iterator[None]:
    """Make the calls through `call(service, operation, **arguments)`; yields nothing, one step at a time."""
    yield from network(call)


def network(call: Call) -> Iterator[None]:
    """EC2 first, because the rest stands in it."""
    vpc = call("ec2", "create_vpc", CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    # without names plain moto cannot run a task there
    call("ec2", "modify_vpc_attribute", VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnets = [
        call("ec2", "create_subnet", VpcId=vpc, CidrBlock=f"10.0.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate("ab")
    ]
    group = call("ec2", "create_security_group", GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    eni = call("ec2", "create_network_interface", SubnetId=subnets[0], Groups=[group], Description="mine")
    identity = eni["NetworkInterface"]["NetworkInterfaceId"]
    call("ec2", "describe_network_interfaces", NetworkInterfaceIds=[identity])
    call("ec2", "delete_network_interface", NetworkInterfaceId=identity)
    call("ec2", "describe_subnets", SubnetIds=subnets)
    instance = call("ec2", "run_instances", ImageId="ami-12345678", MinCount=1, MaxCount=1, SubnetId=subnets[0])
    call("ec2", "describe_instances", InstanceIds=[instance["Instances"][0]["InstanceId"]])
    yield
    group_arn = yield from balancers(call, vpc, subnets, group)
    yield from registry_and_roles(call)
    vpc_configuration = {"subnets": subnets[:1], "securityGroups": [group], "assignPublicIp": "ENABLED"}
    yield from ecs(call, {"awsvpcConfiguration": vpc_configuration}, group_arn, instance["Instances"][0]["InstanceId"])


def balancers(call: Call, vpc: str, subnets: list[str], group: str) -> Any:
    """ELBv2."""
    made = call("elbv2", "create_load_balancer", Name="web", Subnets=subnets, SecurityGroups=[group], Scheme="internal")
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    call("elbv2", "describe_load_balancers", Names=["web"])
    tg = call(
        "elbv2",
        "create_target_group",
        Name="web",
        Protocol="HTTP",
        Port=80,
        VpcId=vpc,
        TargetType="ip",
        HealthCheckPath="/h",
    )["TargetGroups"][0]["TargetGroupArn"]
    forward = [{"Type": "forward", "TargetGroupArn": tg}]
    listener = call("elbv2", "create_listener", LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)[
        "Listeners"
    ][0]["ListenerArn"]
    call(
        "elbv2",
        "create_rule",
        ListenerArn=listener,
        Priority=5,
        Conditions=[{"Field": "path-pattern", "Values": ["/api/*"]}],
        Actions=forward,
    )
    call("elbv2", "describe_rules", ListenerArn=listener)
    call("elbv2", "describe_listeners", LoadBalancerArn=arn)
    call("elbv2", "register_targets", TargetGroupArn=tg, Targets=[{"Id": "10.0.0.99"}])
    call("elbv2", "describe_target_health", TargetGroupArn=tg)
    call("elbv2", "deregister_targets", TargetGroupArn=tg, Targets=[{"Id": "10.0.0.99"}])
    call("elbv2", "describe_target_groups", LoadBalancerArn=arn)
    call("elbv2", "describe_target_group_attributes", TargetGroupArn=tg)
    call("elbv2", "describe_load_balancer_attributes", LoadBalancerArn=arn)
    call("elbv2", "add_tags", ResourceArns=[arn], Tags=[{"Key": "k", "Value": "v"}])
    call("elbv2", "describe_tags", ResourceArns=[arn])
    call("elbv2", "create_target_group", Name="bad--name", Protocol="HTTP", Port=80, VpcId=vpc)
    call("elbv2", "delete_target_group", TargetGroupArn=tg)
    yield
    return tg


def registry_and_roles(call: Call) -> Iterator[None]:
    """ECR and IAM."""
    call("ecr", "create_repository", repositoryName="web", imageTagMutability="IMMUTABLE")
    call("ecr", "create_repository", repositoryName="web")
    call("ecr", "describe_repositories", repositoryNames=["web"])
    call("ecr", "put_lifecycle_policy", repositoryName="web", lifecyclePolicyText=LIFECYCLE)
    call("ecr", "get_lifecycle_policy", repositoryName="web")
    call("ecr", "describe_images", repositoryName="web")
    call("ecr", "get_authorization_token")
    call("iam", "create_role", RoleName="r", AssumeRolePolicyDocument=ROLE)
    call("iam", "create_policy", PolicyName="p", PolicyDocument=POLICY)
    call("iam", "list_policies", Scope="Local")
    call("iam", "attach_role_policy", RoleName="r", PolicyArn="arn:aws:iam::aws:policy/none")
    call("iam", "list_attached_role_policies", RoleName="r")
    call("iam", "list_roles")
    yield


def ecs(call: Call, network: dict[str, Any], group_arn: str, instance: str) -> Iterator[None]:
    """ECS and Application Auto Scaling."""
    call("ecs", "create_cluster", clusterName="c", tags=[{"key": "k", "value": "v"}])
    call("ecs", "list_clusters")
    call("ecs", "describe_clusters", clusters=["c", "none"], include=["TAGS", "SETTINGS"])
    call("ecs", "update_cluster", cluster="c", settings=[{"name": "containerInsights", "value": "enabled"}])
    asg = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/g"
    call("ecs", "create_capacity_provider", name="cp", autoScalingGroupProvider={"autoScalingGroupArn": asg})
    call("ecs", "describe_capacity_providers", capacityProviders=["cp", "none"])
    call("ecs", "delete_capacity_provider", capacityProvider="cp")
    container = {
        "name": "web",
        "image": "web:1",
        "memory": 256,
        "portMappings": [{"containerPort": 80, "hostPort": 80}],
    }
    fargate = {"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512"}
    call("ecs", "register_task_definition", family="web", containerDefinitions=[container], **fargate)
    call("ecs", "register_task_definition", family="web", containerDefinitions=[container], **fargate)
    call("ecs", "register_task_definition", family="ec2", containerDefinitions=[container])
    call("ecs", "describe_task_definition", taskDefinition="web:1", include=["TAGS"])
    call("ecs", "list_task_definitions", familyPrefix="web")
    call("ecs", "list_task_definition_families")
    call("ecs", "deregister_task_definition", taskDefinition="web:1")
    call("ecs", "describe_task_definition", taskDefinition="none")
    yield
    balancer = [{"targetGroupArn": group_arn, "containerName": "web", "containerPort": 80}]
    service = {"cluster": "c", "serviceName": "s", "taskDefinition": "web", "networkConfiguration": network}
    call("ecs", "create_service", **service, desiredCount=2, launchType="FARGATE", loadBalancers=balancer)
    call("ecs", "describe_services", cluster="c", services=["s", "none"], include=["TAGS"])
    call("ecs", "list_services", cluster="c")
    call("ecs", "update_service", cluster="c", service="s", desiredCount=0)
    call("ecs", "update_service", cluster="c", service="none", desiredCount=0)
    run = {"cluster": "c", "taskDefinition": "web", "networkConfiguration": network}
    task = call("ecs", "run_task", **run, launchType="FARGATE", startedBy="me", tags=[{"key": "k", "value": "v"}])
    arn = task["tasks"][0]["taskArn"]
    call("ecs", "describe_tasks", cluster="c", tasks=[arn], include=["TAGS"])
    call("ecs", "list_tasks", cluster="c", startedBy="me")
    call("ecs", "stop_task", cluster="c", task=arn, reason="why")
    call(
        "ecs", "register_container_instance", cluster="c", instanceIdentityDocument=json.dumps({"instanceId": instance})
    )
    call("ecs", "run_task", cluster="c", taskDefinition="ec2", launchType="EC2")
    call("ecs", "list_container_instances", cluster="c")
    call("ecs", "tag_resource", resourceArn=arn, tags=[{"key": "t", "value": "w"}])
    call("ecs", "list_tags_for_resource", resourceArn=arn)
    call("ecs", "put_account_setting", name="containerInsights", value="enabled")
    call("ecs", "list_account_settings")
    yield
    call(
        "ecs", "create_service", cluster="c", serviceName="x", deploymentController={"type": "EXTERNAL"}, desiredCount=0
    )
    run = {"taskDefinition": "web", "launchType": "FARGATE", "networkConfiguration": network}
    call("ecs", "create_task_set", cluster="c", service="x", **run)
    call("ecs", "describe_task_sets", cluster="c", service="x")
    target = {"ServiceNamespace": "ecs", "ResourceId": "service/c/s", "ScalableDimension": "ecs:service:DesiredCount"}
    call("application-autoscaling", "register_scalable_target", **target, MinCapacity=1, MaxCapacity=4)
    call("application-autoscaling", "describe_scalable_targets", ServiceNamespace="ecs")
    tracking = {
        "TargetValue": 50.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
    }
    call(
        "application-autoscaling",
        "put_scaling_policy",
        **target,
        PolicyName="p",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=tracking,
    )
    call("application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs")
    call("application-autoscaling", "deregister_scalable_target", **target)
    call("ecs", "delete_service", cluster="c", service="s")
    call("ecs", "describe_services", cluster="c", services=["s"])
    call("ecs", "create_cluster", clusterName="empty")
    call("ecs", "delete_cluster", cluster="empty")
    call("ecs", "delete_cluster", cluster="none")
    yield
