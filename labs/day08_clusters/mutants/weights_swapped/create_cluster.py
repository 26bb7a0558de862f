"""Day 8, first part: the cluster `wanderly`. The task stands in README.md.

Run it with `python create_cluster.py`, or with `d.apply()` in the notebook. Region, endpoint and credentials come from the
environment, so the same file works in the sandbox and in a real account.
"""

import boto3

NAME = "wanderly"

# Both exist in every account; associating them with the cluster makes them usable there.
PROVIDERS = ["FARGATE", "FARGATE_SPOT"]

# FARGATE matters more, so it weighs more.
STRATEGY = [
    {"capacityProvider": "FARGATE", "base": 1, "weight": 3},
    {"capacityProvider": "FARGATE_SPOT", "weight": 1},
]

# disabled, enabled (cluster and service level) or enhanced (down to tasks and containers).
SETTINGS = [{"name": "containerInsights", "value": "enhanced"}]

TAGS = [
    {"key": "project", "value": "wanderly"},
    {"key": "environment", "value": "learning"},
]


def make_cluster(ecs) -> None:
    """Make the cluster, or bring one that is there to the wanted state. Running this a second time changes nothing."""
    found = ecs.describe_clusters(clusters=[NAME])["clusters"]
    there = [cluster for cluster in found if cluster["status"] == "ACTIVE"]  # a deleted one is INACTIVE
    if not there:
        ecs.create_cluster(
            clusterName=NAME,
            capacityProviders=PROVIDERS,
            defaultCapacityProviderStrategy=STRATEGY,
            settings=SETTINGS,
            tags=TAGS,
        )
        return
    # CreateCluster is for new clusters. One that exists is changed by these three.
    ecs.put_cluster_capacity_providers(
        cluster=NAME, capacityProviders=PROVIDERS, defaultCapacityProviderStrategy=STRATEGY
    )
    ecs.update_cluster_settings(cluster=NAME, settings=SETTINGS)
    ecs.tag_resource(resourceArn=there[0]["clusterArn"], tags=TAGS)


def main() -> None:
    ecs = boto3.client("ecs")
    make_cluster(ecs)
    found = ecs.describe_clusters(clusters=[NAME])["clusters"]
    print(f"{NAME} is {found[0]['status']}." if found else f"There is no cluster {NAME} yet.")


if __name__ == "__main__":
    main()
