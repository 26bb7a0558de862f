"""Day 8, first part: the cluster `wanderly`. The task stands in README.md.

Run it with `python create_cluster.py`, or with `d.apply()` in the notebook. Region, endpoint and credentials come from the
environment, so the same file works in the sandbox and in a real account.
"""

import boto3

NAME = "wanderly"


def make_cluster(ecs) -> None:
    """Make the cluster as the task describes it. Running this a second time must do no harm."""
    # Yours to write. One call makes a new cluster with everything on it; see the notebook for its parameters.


def main() -> None:
    ecs = boto3.client("ecs")
    make_cluster(ecs)
    found = ecs.describe_clusters(clusters=[NAME])["clusters"]
    print(f"{NAME} is {found[0]['status']}." if found else f"There is no cluster {NAME} yet.")


if __name__ == "__main__":
    main()
