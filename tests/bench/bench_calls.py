"""The calls learners make most, and many clients at once, beside plain moto_server: python -m tests.bench.bench_calls

`twenty_calls`: each of about twenty calls replayed as raw HTTP, median of each, then the middle of the ratios. `wrong`: wrong or
failed answers in 1,000 mixed calls from 16 clients (ours must give none; stock moto gives some).
"""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from course.world.access import sandbox_clients
from tests.bench.bench_sandbox import Server, plain, sandbox

GOAL = 0.8
CLIENTS, CALLS_EACH = 16, 63
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",'
    '"Principal":{"Service":"ecs-tasks.amazonaws.com"}}]}'
)
Raw = tuple[str, str, dict[str, str], bytes]


def world(server: Server) -> list[tuple[str, Raw]]:
    """Make a small world, call everything once through boto3, and return the calls as they went over the wire."""
    client = sandbox_clients(f"http://127.0.0.1:{server.port}", "us-east-1", access_key="sandbox")
    made = {
        name: client(name)
        for name in ("ecs", "ec2", "elbv2", "iam", "ecr", "logs", "sts", "application-autoscaling", "cloudwatch")
    }
    ecs, ec2, elb = made["ecs"], made["ec2"], made["elbv2"]
    ecs.create_cluster(clusterName="bench")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
    group = elb.create_target_group(Name="bench", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip")["TargetGroups"][
        0
    ]["TargetGroupArn"]
    elb.create_load_balancer(Name="bench", Subnets=subnets)
    made["iam"].create_role(RoleName="bench", AssumeRolePolicyDocument=TRUST)
    made["ecr"].create_repository(repositoryName="bench")
    made["logs"].create_log_group(logGroupName="bench")
    task = {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx", "memory": 128}]}
    ecs.register_task_definition(**task)
    ecs.create_service(cluster="bench", serviceName="web", taskDefinition="web", desiredCount=0)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("ecs", "list_clusters", {}),
        ("ecs", "describe_clusters", {"clusters": ["bench"]}),
        ("ecs", "create_cluster", {"clusterName": "bench"}),
        ("ecs", "list_services", {"cluster": "bench"}),
        ("ecs", "describe_services", {"cluster": "bench", "services": ["web"]}),
        ("ecs", "update_service", {"cluster": "bench", "service": "web", "desiredCount": 0}),
        ("ecs", "list_tasks", {"cluster": "bench"}),
        ("ecs", "register_task_definition", task),
        ("ecs", "describe_task_definition", {"taskDefinition": "web:1"}),
        ("ecs", "list_task_definitions", {}),
        ("ec2", "describe_vpcs", {}),
        ("ec2", "describe_subnets", {}),
        ("ec2", "describe_security_groups", {}),
        ("elbv2", "describe_load_balancers", {}),
        ("elbv2", "describe_target_groups", {}),
        ("elbv2", "describe_target_health", {"TargetGroupArn": group}),
        ("iam", "get_role", {"RoleName": "bench"}),
        ("ecr", "describe_repositories", {}),
        ("logs", "describe_log_groups", {}),
        ("sts", "get_caller_identity", {}),
        ("application-autoscaling", "describe_scalable_targets", {"ServiceNamespace": "ecs"}),
        ("cloudwatch", "describe_alarms", {}),
    ]
    sent: list[tuple[str, Raw]] = []
    for service, method, parameters in calls:
        kept: list[Raw] = []

        def keep(request: Any, kept: list[Raw] = kept, **_: Any) -> None:
            url, body = urlsplit(request.url), request.body or b""
            path = url.path + (f"?{url.query}" if url.query else "")
            kept.append(
                (request.method, path, dict(request.headers), body if isinstance(body, bytes) else body.encode())
            )

        made[service].meta.events.register("before-send", keep, unique_id="bench")
        getattr(made[service], method)(**parameters)
        made[service].meta.events.unregister("before-send", unique_id="bench")
        headers = {k: v.decode() if isinstance(v, bytes) else str(v) for k, v in kept[-1][2].items()}
        sent.append((f"{service}.{method}", (*kept[-1][:2], headers, kept[-1][3])))
    return sent


def p50(server: Server, rounds: int = 40) -> dict[str, float]:
    """Median milliseconds of each call."""
    calls = world(server)
    seconds: dict[str, list[float]] = {name: [] for name, _ in calls}
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for _ in range(rounds):
        for name, (method, path, headers, body) in calls:
            began = time.perf_counter()
            connection.request(method, path, body=body, headers=headers)
            connection.getresponse().read()
            seconds[name].append(time.perf_counter() - began)
    connection.close()
    return {name: statistics.median(values) * 1e3 for name, values in seconds.items()}


def wrong(server: Server) -> int:
    """Wrong or failed answers in about 1,000 mixed calls from 16 clients, each on names of its own."""
    found: list[str] = []
    client = sandbox_clients(f"http://127.0.0.1:{server.port}", "us-east-1")
    clients = [client("ecs") for _ in range(CLIENTS)]

    def one(number: int) -> None:
        ecs, turn = clients[number], 0
        for turn in range(CALLS_EACH // 7):
            name = f"c{number}-{turn}"
            try:
                ecs.create_cluster(clusterName=name, tags=[{"key": "who", "value": name}])
                ecs.register_task_definition(
                    family=name, containerDefinitions=[{"name": name, "image": "nginx", "memory": 64}]
                )
                ecs.create_service(
                    cluster=name,
                    serviceName=name,
                    taskDefinition=name,
                    desiredCount=0,
                    tags=[{"key": "who", "value": name}],
                )
                tagged = ecs.describe_services(cluster=name, services=[name], include=["TAGS"])["services"][0]
                bare = ecs.describe_services(cluster=name, services=[name])["services"][0]
                cluster = ecs.describe_clusters(clusters=[name], include=["TAGS"])["clusters"][0]
                listed = ecs.list_services(cluster=name)["serviceArns"]
                right = (
                    [tag["value"] for tag in tagged.get("tags", [])] == [name]
                    and not bare.get("tags")
                    and [tag["value"] for tag in cluster.get("tags", [])] == [name]
                    and [arn.rpartition("/")[2] for arn in listed] == [name]
                )
                if not right:
                    found.append(name)
            except Exception as error:
                found.append(f"{name}: {error}")

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(found)


def main() -> int:
    """Print every call and both counts; exit status 1 where a goal is missed."""
    figures: dict[str, dict[str, float]] = {}
    errors: dict[str, int] = {}
    for make in (plain, sandbox):
        server = make()
        try:
            for _ in range(200):
                try:
                    http.client.HTTPConnection("127.0.0.1", server.port, timeout=5).request("GET", "/")
                    break
                except OSError:
                    time.sleep(0.05)
            figures[server.name] = p50(server)
            errors[server.name] = wrong(server)
        finally:
            server.stop()
    ratios = {name: ours / figures["moto_server"][name] for name, ours in figures["sandbox"].items()}
    for name, ratio in ratios.items():
        print(f"{name:50} {figures['sandbox'][name]:7.2f} / {figures['moto_server'][name]:7.2f} ms = {ratio:.2f}")
    middle = statistics.median(ratios.values())
    print(f"twenty_calls {middle:.2f} (goal {GOAL}); wrong answers of {CLIENTS} clients: {errors}")
    return int(middle > GOAL or errors["sandbox"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
