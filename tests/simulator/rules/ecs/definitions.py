"""Task definitions that AWS takes, small ones and rich ones, to be broken in one place."""

from __future__ import annotations

from typing import Any

from tests.simulator.rules.pairs import Pair, Request

ROLE = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
FARGATE: Request = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx"}],
}
EC2: Request = {
    "family": "web",
    "networkMode": "bridge",
    "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}],
}
AWSLOGS = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"},
}


def with_containers(definition: Request, *containers: dict[str, Any]) -> Request:
    """The task definition with these containers; what they do not say they have from its first one, but the name."""
    first = definition["containerDefinitions"][0]
    named = [
        {**first, "name": f"{first['name']}-{place}" if place else first["name"]} for place in range(len(containers))
    ]
    return definition | {"containerDefinitions": [each | more for each, more in zip(named, containers, strict=True)]}


def fargate(*containers: dict[str, Any], **members: Any) -> Request:
    """A task definition for Fargate with these containers, called web, web-1, …, and these members."""
    return (with_containers(FARGATE, *containers) if containers else FARGATE) | members


def ec2(*containers: dict[str, Any], **members: Any) -> Request:
    """A task definition for EC2, in bridge mode unless another is given."""
    return (with_containers(EC2, *containers) if containers else EC2) | members


def pair(rule: str, refused: Request, accepted: Request, *also: str) -> Pair:
    """A rule of RegisterTaskDefinition."""
    return Pair(rule, "RegisterTaskDefinition", refused, accepted, also=also)


RICH_FARGATE: Request = {
    "family": "shop-api",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "1 vCPU",
    "memory": "4 GB",
    "taskRoleArn": "arn:aws:iam::111122223333:role/service-role/shop-task",
    "executionRoleArn": ROLE,
    "runtimePlatform": {"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
    "ephemeralStorage": {"sizeInGiB": 50},
    "pidMode": "task",
    "volumes": [
        {"name": "scratch"},
        {
            "name": "uploads",
            "efsVolumeConfiguration": {
                "fileSystemId": "fs-0123456789abcdef0",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"},
            },
        },
        {"name": "data", "configuredAtLaunch": True},
    ],
    "containerDefinitions": [
        {
            "name": "api",
            "image": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:" + "0a" * 32,
            "cpu": 768,
            "memoryReservation": 2048,
            "essential": True,
            "portMappings": [{"name": "http", "containerPort": 8080, "hostPort": 8080, "appProtocol": "http"}],
            "environment": [{"name": "STAGE", "value": "test"}],
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop-settings/api.env"}],
            "secrets": [
                {"name": "DB_PASSWORD", "valueFrom": f"{SECRET}:password::"},
                {"name": "API_KEY", "valueFrom": "/shop/api-key"},
            ],
            "mountPoints": [
                {"sourceVolume": "scratch", "containerPath": "/tmp"},
                {"sourceVolume": "data", "containerPath": "/data"},
            ],
            "dependsOn": [
                {"containerName": "migrate", "condition": "SUCCESS"},
                {"containerName": "router", "condition": "HEALTHY"},
            ],
            "healthCheck": {
                "command": ["CMD-SHELL", "wget -q -O- http://localhost:8080/health || exit 1"],
                "interval": 10,
                "timeout": 5,
                "retries": 3,
                "startPeriod": 30,
            },
            "linuxParameters": {"initProcessEnabled": True, "capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]}},
            "ulimits": [{"name": "nofile", "softLimit": 65535, "hardLimit": 65535}],
            "stopTimeout": 120,
            "startTimeout": 60,
            "readonlyRootFilesystem": True,
            "logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "cloudwatch_logs"}},
        },
        {
            "name": "migrate",
            "image": "public.ecr.aws/shop/migrate:1.4.2",
            "essential": False,
            "restartPolicy": {"enabled": True, "restartAttemptPeriod": 60, "ignoredExitCodes": [0]},
            "logConfiguration": AWSLOGS,
        },
        {
            "name": "router",
            "image": "amazon/aws-for-fluent-bit:stable",
            "memory": 256,
            "firelensConfiguration": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
            "healthCheck": {"command": ["CMD", "true"]},
            "mountPoints": [{"sourceVolume": "uploads", "containerPath": "/uploads", "readOnly": True}],
            "logConfiguration": AWSLOGS,
        },
    ],
    "tags": [{"key": "team", "value": "shop"}],
}
RICH_EC2: Request = {
    "family": "batch_worker",
    "requiresCompatibilities": ["EC2"],
    "memory": "2048",
    "ipcMode": "host",
    "volumes": [
        {"name": "docker_sock", "host": {"sourcePath": "/var/run/docker.sock"}},
        {"name": "cache", "dockerVolumeConfiguration": {"scope": "shared", "autoprovision": True, "driver": "local"}},
    ],
    "placementConstraints": [{"type": "memberOf", "expression": "attribute:ecs.instance-type =~ m5.*"}],
    "containerDefinitions": [
        {
            "name": "worker",
            "image": "localhost:5000/worker",
            "cpu": 4096,
            "memory": 1024,
            "memoryReservation": 1024,
            "links": ["redis:cache"],
            "portMappings": [
                {"containerPort": 80},
                {"containerPort": 53, "hostPort": 53, "protocol": "tcp"},
                {"containerPort": 53, "hostPort": 53, "protocol": "udp"},
                {"containerPortRange": "8000-8010"},
            ],
            "hostname": "worker",
            "extraHosts": [{"hostname": "db", "ipAddress": "10.0.0.5"}],
            "dnsServers": ["10.0.0.2"],
            "privileged": True,
            "resourceRequirements": [{"type": "GPU", "value": "1"}],
            "mountPoints": [{"sourceVolume": "docker_sock", "containerPath": "/var/run/docker.sock"}],
            "linuxParameters": {
                "devices": [{"hostPath": "/dev/fuse"}],
                "sharedMemorySize": 64,
                "maxSwap": 1024,
                "swappiness": 10,
            },
            "logConfiguration": {"logDriver": "json-file", "options": {"max-size": "10m"}},
            "stopTimeout": 600,
        },
        {
            "name": "redis",
            "image": "redis:7",
            "memoryReservation": 256,
            "volumesFrom": [{"sourceContainer": "worker"}],
            "mountPoints": [{"sourceVolume": "cache", "containerPath": "/data"}],
        },
    ],
}
