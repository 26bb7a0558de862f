"""The cluster `wanderly`: Spot listed first, tags added afterwards, one more tag than asked for."""

import boto3

ecs = boto3.client("ecs")
cluster = ecs.create_cluster(
    clusterName="wanderly",
    capacityProviders=["FARGATE_SPOT", "FARGATE"],
    defaultCapacityProviderStrategy=[
        {"capacityProvider": "FARGATE_SPOT", "weight": 3, "base": 0},
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1},
    ],
    settings=[{"name": "containerInsights", "value": "enhanced"}],
)["cluster"]
tags = {"owner": "platform", "environment": "learning", "project": "wanderly"}
ecs.tag_resource(
    resourceArn=cluster["clusterArn"], tags=[{"key": key, "value": value} for key, value in tags.items()]
)
