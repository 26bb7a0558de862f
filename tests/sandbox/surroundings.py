"""What the fixtures of tests/simulator/rules take for granted, made in a test's own account: roles, a network, target groups."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tests.simulator.rules.taken import Request, Taken

Aws = Callable[..., Any]
REGION = "eu-west-1"
ACCOUNT = "111122223333"
"""The account of the fixtures."""
TRUSTED = ["ecs.amazonaws.com", "ecs-tasks.amazonaws.com", "application-autoscaling.amazonaws.com"]


class Surroundings:
    """Names of the fixtures → things that exist. Only what the requests mention is made."""

    def __init__(self, taken: Taken, aws: Aws, account: str) -> None:
        self._aws = lambda service: aws(service, region=REGION)
        self._said = json.dumps([dict(request.asked) for request in taken.requests]).replace(ACCOUNT, account)
        self._real: dict[str, str] = {}
        self._roles()
        self._network()
        self._balancing()
        self._discovery()
        if '"cluster": "wanderly"' in self._said:
            self._aws("ecs").create_cluster(
                clusterName="wanderly",
                capacityProviders=["FARGATE", "FARGATE_SPOT"],
                serviceConnectDefaults={"namespace": "wanderly"},
            )

    def requests(self, taken: Taken) -> list[Request]:
        """The requests, with what exists in place of the fixtures' names."""
        said = self._said
        for name, real in self._real.items():
            said = said.replace(name, real)
        return [
            Request(request.service, request.operation, asked)
            for request, asked in zip(taken.requests, json.loads(said), strict=True)
        ]

    def _mentioned(self, pattern: str) -> list[str]:
        return sorted(set(re.findall(pattern, self._said)))

    def _roles(self) -> None:
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"Service": TRUSTED}, "Action": "sts:AssumeRole"}],
        }
        bare = re.findall(r'"(?:taskRoleArn|executionRoleArn)": "([A-Za-z]\w*)"', self._said)
        for name in {*self._mentioned(r":role/(\w+)"), *bare}:
            self._aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))

    def _network(self) -> None:
        ec2 = self._aws("ec2")
        subnets = ec2.describe_subnets()["Subnets"]
        for name, subnet in zip(self._mentioned(r"subnet-0a1b\w+"), subnets, strict=False):
            self._real[name] = subnet["SubnetId"]
        groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnets[0]["VpcId"]]}])
        for name in self._mentioned(r"sg-0a1b\w+"):
            self._real[name] = groups["SecurityGroups"][0]["GroupId"]
        for name in self._mentioned(r"vpc-0a1b\w+"):
            self._real[name] = subnets[0]["VpcId"]
        self._subnets, self._vpc = [subnet["SubnetId"] for subnet in subnets], subnets[0]["VpcId"]

    def _balancing(self) -> None:
        elbv2 = self._aws("elbv2")
        arns = self._mentioned(r"arn:aws:elasticloadbalancing:[^\"]+")
        balancers = {}
        for kind, whole in (("app", "application"), ("net", "network")):
            if any(f"/{kind}/" in arn or (kind == "app" and ":targetgroup/" in arn) for arn in arns):
                made = elbv2.create_load_balancer(Name=f"trips-{kind}", Subnets=self._subnets, Type=whole)
                balancers[kind] = made["LoadBalancers"][0]["LoadBalancerArn"]
        groups = {}
        for arn in (arn for arn in arns if ":targetgroup/" in arn):
            name = arn.split("/")[1]
            made = elbv2.create_target_group(
                Name=name,
                Protocol="TCP_UDP" if name == "network" else "HTTP",
                Port=80,
                VpcId=self._vpc,
                TargetType="instance" if name == "instances" else "ip",
            )
            groups[name] = self._real[arn] = made["TargetGroups"][0]["TargetGroupArn"]
        behind = [arn for name, arn in groups.items() if name != "network"]
        if behind and '"LoadBalancerArn"' not in self._said:
            self._listener(elbv2, balancers["app"], behind, arns)
        for arn in (arn for arn in arns if ":loadbalancer/" in arn):
            self._real[arn] = balancers[arn.split("/")[1]]
        for certificate in self._mentioned(r"arn:aws:acm:[^\"]+"):
            made = self._aws("acm").request_certificate(DomainName="wanderly.example")
            self._real[certificate] = made["CertificateArn"]

    def _listener(self, elbv2: Any, balancer: str, groups: list[str], arns: list[str]) -> None:
        forward = {"TargetGroups": [{"TargetGroupArn": group, "Weight": 1} for group in groups]}
        action = {"Type": "forward", "ForwardConfig": forward}
        made = elbv2.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=81, DefaultActions=[action])
        listener = made["Listeners"][0]["ListenerArn"]
        for arn in arns:
            if ":listener/" in arn:
                self._real[arn] = listener
            if ":listener-rule/" in arn:
                path = {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}
                priority = 100 + len(self._real)
                rule = elbv2.create_rule(ListenerArn=listener, Priority=priority, Conditions=[path], Actions=[action])
                self._real[arn] = rule["Rules"][0]["RuleArn"]

    def _discovery(self) -> None:
        discovery = self._aws("servicediscovery")
        for name in {"wanderly", *self._mentioned(r'"namespace": "([\w.-]+)"')}:
            discovery.create_http_namespace(Name=name)
        for arn in self._mentioned(r"arn:aws:servicediscovery:[^\"]+"):
            discovery.create_http_namespace(Name=f"for-{len(self._real)}")
            space = discovery.list_namespaces()["Namespaces"][-1]
            if ":namespace/" in arn:
                self._real[arn] = space["Arn"]
            else:
                made = discovery.create_service(Name="trips", NamespaceId=space["Id"])
                self._real[arn] = made["Service"]["Arn"]
