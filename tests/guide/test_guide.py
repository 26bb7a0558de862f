"""The client's deployment guide, to the letter, with the real tools: build, push, cluster, task definition, service, open the
load balancer's DNS name. Then what a team does next: a new version under load, a bad one, a lost container, cleaning up."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from course.home import CHECKOUT, Home
from course.runtime import labels
from course.sandbox import process
from tests.engine import base_images
from tests.engine import engine as container_engine
from tests.engine.app_images import npm_settings
from tests.guide.learner import Learner, until

APP = CHECKOUT / "labs" / "app"
TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
EXECUTION = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
NO_ROOT = {"name": "MYSQL_RANDOM_ROOT_PASSWORD", "value": "yes"}
LOGS = {"awslogs-group": "/ecs/wanderly", "awslogs-region": "us-east-1"}


@pytest.fixture
def learner(home: Home, tmp_path: Path) -> Iterator[Learner]:
    """Somebody with an empty sandbox, and Docker; afterwards nothing of theirs is left in the engine."""
    container_engine.needed()
    base_images.ensure()
    learner = Learner(home, tmp_path / "docker")
    try:
        yield learner
    finally:
        process.down(home)
        for image in learner.docker("images -q --filter", f"reference={_registry(learner)}/*").split():
            subprocess.run(["docker", "rmi", "-f", image], capture_output=True, env=learner.surroundings)


def _registry(learner: Learner) -> str:
    return f"localhost:{(learner.home.sandbox / 'registry-port').read_text()}"


class Guide:
    """The steps."""

    def __init__(self, learner: Learner) -> None:
        self.learner = learner
        self.aws, self.docker = learner.aws, learner.docker
        self.network = self._network()

    # Steps 1 and 2

    def image(self, name: str, folder: Path, tag: str, **arguments: str) -> str:
        """Build it, push it; its address."""
        told = {**arguments, **npm_settings()}  # npm's own settings reach a build as arguments only
        given = [word for key, value in told.items() for word in ("--build-arg", f"{key}={value}")]
        uri = self.repository(name)
        self.docker("build -q --network host", *given, "-t", f"{uri}:{tag}", str(folder))
        self.docker("push -q", f"{uri}:{tag}")
        return f"{uri}:{tag}"

    def repository(self, name: str) -> str:
        """Where it is pushed to; made and logged in to at the first need."""
        there = self.aws("ecr describe-repositories")["repositories"]
        found = next((each["repositoryUri"] for each in there if each["repositoryName"] == name), None)
        if found is not None:
            return str(found)
        uri = self.aws("ecr create-repository --repository-name", name)["repository"]["repositoryUri"]
        password = self.aws("ecr get-login-password")
        registry = uri.partition("/")[0]
        assert "Login Succeeded" in self.docker("login -u AWS --password-stdin", registry, input=password)
        return str(uri)

    # Steps 3 to 5

    def role(self) -> str:
        """The execution role."""
        document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
        made = self.aws("iam create-role --role-name execution --assume-role-policy-document", document)["Role"]["Arn"]
        self.aws("iam attach-role-policy --role-name execution --policy-arn", EXECUTION)
        return str(made)

    def definition(self, family: str, role: str, **container: Any) -> str:
        """Register it; its ARN."""
        logs = {"logDriver": "awslogs", "options": LOGS | {"awslogs-stream-prefix": family}}
        containers = json.dumps([{"name": family, "essential": True, "logConfiguration": logs, **container}])
        fargate = "--requires-compatibilities FARGATE --network-mode awsvpc --cpu 512 --memory 1024"
        answer = self.aws(
            f"ecs register-task-definition --family {family} {fargate} --execution-role-arn {role}",
            "--container-definitions",
            containers,
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def _network(self) -> dict[str, Any]:
        """Two subnets of the default VPC, and a security group that lets everybody in."""
        subnets = self.aws("ec2 describe-subnets")["Subnets"][:2]
        vpc = subnets[0]["VpcId"]
        group = self.aws(f"ec2 create-security-group --group-name open --description open --vpc-id {vpc}")["GroupId"]
        self.aws(
            f"ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 0-65535 --cidr 0.0.0.0/0"
        )
        return {"vpc": vpc, "subnets": [each["SubnetId"] for each in subnets], "group": group}

    @property
    def configuration(self) -> str:
        """What --network-configuration takes."""
        subnets, group = ",".join(self.network["subnets"]), self.network["group"]
        return f"awsvpcConfiguration={{subnets=[{subnets}],securityGroups=[{group}],assignPublicIp=ENABLED}}"

    def service(self, name: str, definition: str, desired: int, **more: Any) -> None:
        """Create it. `more`: parameters of CreateService in its own names."""
        asked = {"cluster": "wanderly", "serviceName": name, "taskDefinition": definition, "desiredCount": desired}
        asked |= {"launchType": "FARGATE", **more}
        breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
        network = ("--network-configuration", self.configuration)
        self.aws(
            "ecs create-service --cli-input-json", json.dumps(asked | {"deploymentConfiguration": breaker}), *network
        )

    def balancer(self) -> tuple[str, dict[str, str]]:
        """A load balancer with /api/* to the API and all else to the site: its DNS name, and the target groups' ARNs."""
        subnets, group = " ".join(self.network["subnets"]), self.network["group"]
        made = self.aws(f"elbv2 create-load-balancer --name wanderly --subnets {subnets} --security-groups {group}")
        balancer = made["LoadBalancers"][0]
        groups = {name: self._target_group(name, port, path) for name, port, path in (
            ("web", 8080, "/healthz"), ("api", 3000, "/api/healthz"),
        )}  # fmt: skip
        listener = self.aws(
            f"elbv2 create-listener --load-balancer-arn {balancer['LoadBalancerArn']} --protocol HTTP --port 80",
            "--default-actions", f"Type=forward,TargetGroupArn={groups['web']}",
        )["Listeners"][0]["ListenerArn"]  # fmt: skip
        self.aws(
            f"elbv2 create-rule --listener-arn {listener} --priority 10 --conditions Field=path-pattern,Values=/api/*",
            "--actions", f"Type=forward,TargetGroupArn={groups['api']}",
        )  # fmt: skip
        return str(balancer["DNSName"]), groups

    def _target_group(self, name: str, port: int, path: str) -> str:
        made = self.aws(
            f"elbv2 create-target-group --name {name} --protocol HTTP --port {port} --target-type ip"
            f" --vpc-id {self.network['vpc']} --health-check-path {path} --health-check-interval-seconds 10"
        )
        arn = str(made["TargetGroups"][0]["TargetGroupArn"])
        self.aws(
            f"elbv2 modify-target-group-attributes --target-group-arn {arn}",
            "--attributes", "Key=deregistration_delay.timeout_seconds,Value=30",
        )  # fmt: skip
        return arn

    # Looking

    def one(self, name: str) -> dict[str, Any]:
        """The service as it is."""
        return dict(self.aws(f"ecs describe-services --cluster wanderly --services {name}")["services"][0])

    def deployed(self, name: str) -> dict[str, Any]:
        """The service, once its last deployment is complete."""

        def steady() -> dict[str, Any] | None:
            one = self.one(name)
            done = len(one["deployments"]) == 1 and one["deployments"][0]["rolloutState"] == "COMPLETED"
            return one if done and one["runningCount"] == one["desiredCount"] else None

        return dict(until(steady, 180))

    def containers(self) -> list[str]:
        """The ids of this sandbox's containers in the engine."""
        of = f"label={labels.SANDBOX}={labels.sandbox_id(self.learner.home)}"
        return self.docker("ps -aq --filter", of).split()


def test_the_guide_from_docker_build_to_the_open_page_and_back_to_nothing(
    learner: Learner,
    browser: Browser,
    tmp_path: Path,
) -> None:
    guide = Guide(learner)
    aws = learner.aws

    # Steps 1 and 2: images
    api = guide.image("wanderly/api", APP / "backend", "1.0.0")
    web = guide.image("wanderly/web", APP / "frontend", "1.0.0")
    database = guide.image("wanderly/db", APP / "database", "1.0.0")
    (pushed,) = aws("ecr describe-images --repository-name wanderly/api")["imageDetails"]
    assert pushed["imageDigest"] in learner.docker("inspect --format {{.RepoDigests}}", api)
    assert pushed["imageSizeInBytes"] > 1_000_000

    # Steps 3 to 5: cluster, task definitions, services
    aws("ecs create-cluster --cluster-name wanderly")
    aws("logs create-log-group --log-group-name /ecs/wanderly")
    role = guide.role()
    dns, groups = guide.balancer()
    secret = [{"name": name, "value": "wanderly"} for name in ("MYSQL_DATABASE", "MYSQL_USER", "MYSQL_PASSWORD")]
    guide.service(
        "db",
        guide.definition("db", role, image=database, environment=[*secret, NO_ROOT]),
        1,
        serviceRegistries=[{"registryArn": _named_db(guide)}],
    )  # fmt: skip

    def api_definition(image: str) -> str:
        names = {
            "DB_HOST": "db.wanderly.local",
            "DB_USER": "wanderly",
            "DB_PASSWORD": "wanderly",
            "DB_NAME": "wanderly",
        }
        environment = [{"name": name, "value": value} for name, value in names.items()]
        return guide.definition(
            "api", role, image=image, portMappings=[{"containerPort": 3000}], environment=environment
        )

    behind = [{"targetGroupArn": groups["api"], "containerName": "api", "containerPort": 3000}]
    guide.deployed("db")
    guide.service("api", api_definition(api), 2, loadBalancers=behind)
    behind = [{"targetGroupArn": groups["web"], "containerName": "web", "containerPort": 8080}]
    definition = guide.definition("web", role, image=web, portMappings=[{"containerPort": 8080}])
    guide.service("web", definition, 2, loadBalancers=behind)
    guide.deployed("api")
    guide.deployed("web")

    # Step 6: open the load balancer's DNS name
    page = browser.new_page()
    page.goto(f"http://{dns}/")
    expect(page.get_by_role("heading").first).to_be_visible()
    trips = json.loads(_curl(f"http://{dns}/api/trips"))
    assert len(trips) >= 3
    expect(page.get_by_text(trips[0]["title"]).first).to_be_visible()
    page.screenshot(path=tmp_path / "guide.png")
    page.close()

    # a new version, under load
    second = guide.image("wanderly/api", APP / "backend", "2.0.0", VERSION="2.0.0")
    load = learner.in_the_background("sandbox load wanderly --rps 20 --for 10m --path /api/version --json")
    aws("ecs update-service --cluster wanderly --service api --task-definition", api_definition(second))
    guide.deployed("api")
    assert json.loads(_curl(f"http://{dns}/api/version"))["version"] == "2.0.0"

    # a version that cannot start: the circuit breaker goes back
    third = guide.image("wanderly/api", APP / "backend", "3.0.0", VERSION="3.0.0", DRILL="crashing")
    bad = api_definition(third)
    aws("ecs update-service --cluster wanderly --service api --task-definition", bad)
    until(lambda: guide.one("api")["taskDefinition"] != bad, 180)
    guide.deployed("api")
    assert any("rolling back" in event["message"] for event in guide.one("api")["events"])
    assert json.loads(_curl(f"http://{dns}/api/version"))["version"] == "2.0.0"

    load.send_signal(signal.SIGINT)
    told, _ = load.communicate(timeout=30)
    sums = json.loads(told)
    assert sums["requests"] > 100
    assert (sums["failed"], sums["unfinished"], sums["answered"]) == (0, 0, sums["requests"]), told
    assert {"1.0.0", "2.0.0"} <= sums["versions"].keys()

    # a container dies by another's hand
    lost = learner.docker("ps -q --filter", "label=com.amazonaws.ecs.container-name=web",
                          "--filter", f"label={labels.SANDBOX}={labels.sandbox_id(learner.home)}").split()[0]  # fmt: skip
    before = set(aws("ecs list-tasks --cluster wanderly --service-name web")["taskArns"])
    learner.docker("kill", lost)
    after = until(lambda: _others(aws, before), 60)
    assert len(after) == 2
    stopped = aws("ecs list-tasks --cluster wanderly --service-name web --desired-status STOPPED")["taskArns"]
    (task,) = aws("ecs describe-tasks --cluster wanderly --tasks", *stopped)["tasks"]
    assert (task["stopCode"], task["containers"][0]["exitCode"]) == ("EssentialContainerExited", 137)

    # what the programs wrote, where AWS shows it
    streams = aws("logs describe-log-streams --log-group-name /ecs/wanderly")["logStreams"]
    assert any(each["logStreamName"].startswith("api/api/") for each in streams)

    # clean up, and nothing is left
    for name in ("web", "api", "db"):
        aws(f"ecs delete-service --force --cluster wanderly --service {name}")
    until(lambda: not guide.containers(), 120)
    until(lambda: all(guide.one(name)["status"] == "INACTIVE" for name in ("web", "api", "db")))
    aws("ecs delete-cluster --cluster wanderly")
    for name in ("web", "api", "db"):
        aws(f"ecr delete-repository --force --repository-name wanderly/{name}")
    process.down(learner.home)
    left = f"label={labels.SANDBOX}={labels.sandbox_id(learner.home)}"
    kinds = ("ps -aq", "network ls -q", "volume ls -q")
    assert [learner.docker(f"{kind} --filter", left) for kind in kinds] == ["", "", ""]


def _named_db(guide: Guide) -> str:
    """db.wanderly.local: a service of Cloud Map."""
    aws = guide.aws
    aws(f"servicediscovery create-private-dns-namespace --name wanderly.local --vpc {guide.network['vpc']}")
    (namespace,) = aws("servicediscovery list-namespaces")["Namespaces"]
    records = "DnsRecords=[{Type=A,TTL=10}]"
    made = aws(f"servicediscovery create-service --name db --namespace-id {namespace['Id']} --dns-config", records)
    return str(made["Service"]["Arn"])


def _others(aws: Any, before: set[str]) -> list[str] | None:
    """The running tasks, once there are two and one of them is new."""
    now = aws("ecs list-tasks --cluster wanderly --service-name web")["taskArns"]
    tasks = aws("ecs describe-tasks --cluster wanderly --tasks", *now)["tasks"] if now else []
    fine = len(now) == 2 and set(now) != before and all(task["lastStatus"] == "RUNNING" for task in tasks)
    return list(now) if fine else None


def _curl(url: str) -> str:
    """What curl shows; it resolves *.localhost by itself."""
    return subprocess.run(["curl", "-sS", "--fail", url], capture_output=True, text=True, check=True).stdout
