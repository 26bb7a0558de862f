"""The cluster `wanderly`, made by the AWS CLI."""

import os
import shutil
import subprocess
import sys

BESIDE = os.path.dirname(sys.executable)
AWS = shutil.which("aws", path=BESIDE) or shutil.which("aws")

subprocess.run(
    [AWS, "ecs", "create-cluster", "--cluster-name", "wanderly",
     "--capacity-providers", "FARGATE", "FARGATE_SPOT",
     "--default-capacity-provider-strategy",
     "capacityProvider=FARGATE,base=1,weight=1", "capacityProvider=FARGATE_SPOT,weight=3",
     "--settings", "name=containerInsights,value=enhanced",
     "--tags", "key=project,value=wanderly", "key=environment,value=learning"],
    check=True,
)
