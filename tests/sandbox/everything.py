"""A world with something of each service of the course in it, and all that the services tell about it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.sandbox.clients import client_of

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def execution_role(iam: Any, name: str = "execution") -> str:
    """A role under which tasks pull from ECR and write logs; its ARN."""
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    return str(arn)


def build(endpoint: str, key: str, region: str = "us-east-1") -> None:
    """Make something in each service."""

    def aws(service: str) -> Any:
        return client_of(endpoint, service, key, region)

    ec2, ecs, iam, elb = aws("ec2"), aws("ecs"), aws("iam"), aws("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"{region}{zone}")["Subnet"][
            "SubnetId"
        ]
        for n, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="0.0.0.0/0")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    (table,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.create_key_pair(KeyName="rsa")
    ec2.create_key_pair(KeyName="ed", KeyType="ed25519")
    template = ec2.create_launch_template(
        LaunchTemplateName="ecs", LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.micro"}
    )["LaunchTemplate"]["LaunchTemplateId"]
    aws("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="ecs",
        LaunchTemplate={"LaunchTemplateId": template},
        MinSize=1,
        MaxSize=2,
        VPCZoneIdentifier=",".join(subnets),
    )
    role = execution_role(iam, f"task-{region}")
    iam.create_user(UserName=f"learner-{region}")
    iam.create_access_key(UserName=f"learner-{region}")
    balancer = elb.create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=[group])["LoadBalancers"][0]
    target = elb.create_target_group(Name="web", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")["TargetGroups"][
        0
    ]
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target["TargetGroupArn"]}],
    )
    ecr = aws("ecr")
    ecr.create_repository(repositoryName="web")
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layer = {
        "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
        "size": 1,
        "digest": "sha256:" + "1" * 64,
    }
    manifest = {"schemaVersion": 2, "mediaType": kind, "config": {"digest": "sha256:" + "0" * 64}, "layers": [layer]}
    ecr.put_image(repositoryName="web", imageManifest=json.dumps(manifest), imageTag="v1")
    logs = aws("logs")
    logs.create_log_group(logGroupName="/ecs/web")
    logs.create_log_stream(logGroupName="/ecs/web", logStreamName="one")
    ecs.create_cluster(clusterName="main", capacityProviders=["FARGATE"])
    ecs.register_task_definition(
        family="web",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=role,
        containerDefinitions=[{"name": "web", "image": "web:v1", "portMappings": [{"containerPort": 80}]}],
    )
    network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": [group], "assignPublicIp": "ENABLED"}}
    ecs.create_service(
        cluster="main",
        serviceName="web",
        taskDefinition="web",
        desiredCount=0,
        launchType="FARGATE",
        networkConfiguration=network,
        loadBalancers=[{"targetGroupArn": target["TargetGroupArn"], "containerName": "web", "containerPort": 80}],
    )
    ecs.run_task(cluster="main", taskDefinition="web", launchType="FARGATE", networkConfiguration=network)
    scaling = aws("application-autoscaling")
    scalable = {
        "ServiceNamespace": "ecs",
        "ResourceId": "service/main/web",
        "ScalableDimension": "ecs:service:DesiredCount",
    }
    scaling.register_scalable_target(**scalable, MinCapacity=0, MaxCapacity=3)
    aws("secretsmanager").create_secret(Name="db", SecretString="s3cret")
    aws("ssm").put_parameter(Name="/web/db", Value="x", Type="String")
    aws("kms").create_key(Description="a key")
    aws("cloudwatch").put_metric_alarm(
        AlarmName="high",
        MetricName="CPUUtilization",
        Namespace="AWS/ECS",
        Statistic="Average",
        Period=60,
        EvaluationPeriods=1,
        Threshold=50,
        ComparisonOperator="GreaterThanThreshold",
    )
    aws("servicediscovery").create_http_namespace(Name="local")
    aws("sqs").create_queue(QueueName="q")
    aws("events").put_rule(Name="r", EventPattern='{"source": ["aws.ecs"]}')
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr(zipfile.ZipInfo("a.txt"), "binary \x00")
    s3 = aws("s3")
    elsewhere = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=f"b{key}-{region}", **elsewhere)
    s3.put_object(Bucket=f"b{key}-{region}", Key="a.zip", Body=archive.getvalue())


def described(endpoint: str, key: str, region: str = "us-east-1") -> dict[str, Any]:
    """All that is told about it, by service and operation."""

    def aws(service: str) -> Any:
        return client_of(endpoint, service, key, region)

    ec2, ecs, iam, elb, ecr, logs = (aws(s) for s in ("ec2", "ecs", "iam", "elbv2", "ecr", "logs"))
    tasks = ecs.list_tasks(cluster="main")["taskArns"]
    images = ecr.describe_images(repositoryName="web")
    balancers = elb.describe_load_balancers()
    told = {
        "vpcs": ec2.describe_vpcs(),
        "subnets": ec2.describe_subnets(),
        "groups": ec2.describe_security_groups(),
        "rules": ec2.describe_security_group_rules(),
        "gateways": ec2.describe_internet_gateways(),
        "routes": ec2.describe_route_tables(),
        "acls": ec2.describe_network_acls(),
        "interfaces": ec2.describe_network_interfaces(),
        "instances": ec2.describe_instances(),
        "keys": ec2.describe_key_pairs(),
        "templates": ec2.describe_launch_templates(),
        "volumes": ec2.describe_volumes(),
        "auto scaling": aws("autoscaling").describe_auto_scaling_groups(),
        "roles": iam.list_roles(),
        "users": iam.list_users(),
        "access keys": iam.list_access_keys(UserName=f"learner-{region}"),
        "balancers": balancers,
        "target groups": elb.describe_target_groups(),
        "listeners": elb.describe_listeners(LoadBalancerArn=balancers["LoadBalancers"][0]["LoadBalancerArn"]),
        "repositories": ecr.describe_repositories(),
        "images": images,
        "log groups": logs.describe_log_groups(),
        "log streams": logs.describe_log_streams(logGroupName="/ecs/web"),
        "log events": logs.get_log_events(logGroupName="/ecs/web", logStreamName="one", startFromHead=True)["events"],
        "clusters": ecs.describe_clusters(clusters=["main"]),
        "services": ecs.describe_services(cluster="main", services=["web"]),
        "task definition": ecs.describe_task_definition(taskDefinition="web"),
        "tasks": ecs.describe_tasks(cluster="main", tasks=tasks),
        "scalable targets": aws("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs"),
        "secret": aws("secretsmanager").get_secret_value(SecretId="db"),
        "parameter": aws("ssm").get_parameter(Name="/web/db"),
        "keys of KMS": aws("kms").list_keys(),
        "alarms": aws("cloudwatch").describe_alarms(),
        "namespaces": aws("servicediscovery").list_namespaces(),
        "queues": aws("sqs").list_queues(),
        "event rules": aws("events").list_rules(),
        "objects": aws("s3").list_objects_v2(Bucket=f"b{key}-{region}"),
    }
    for answer in told.values():
        if isinstance(answer, dict):
            answer.pop("ResponseMetadata", None)
    return told
