"""What containers reach: each other, the metadata endpoint, credentials, the sandbox; and how they are reached."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.runtime.driver import Driver, Message, task

Box = Callable[..., Message]
HTTPD = "httpd -f -p {port} -h /www"
HTTP = {"containerPort": 80, "protocol": "tcp"}


def fetch(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def test_a_port_is_published_on_loopback_and_its_containers_share_localhost(runtime: Driver, box: Box) -> None:
    asks = "until wget -qO- http://localhost:80/; do sleep 0.1; done; hostname"
    given = task(box("web", HTTPD.format(port=80), portMappings=[HTTP]), box("asks", asks))
    prepared = runtime.run(given)
    runtime.wait("ended", task=given["id"], container="asks")
    assert runtime.lines("asks")[-2:] == ["Wanderly", "ip-10-0-1-5.ec2.internal"]
    assert fetch(f"http://127.0.0.1:{prepared['ports']['80/tcp']}/") == "Wanderly\n"
    if prepared["direct"]:
        assert fetch(f"http://{prepared['address']}:80/") == "Wanderly\n"


def test_services_find_each_other_by_name(runtime: Driver, box: Box) -> None:
    api = task(box("api", HTTPD.format(port=3000)), names=["api.wanderly.local"])
    asks = "until wget -qO- http://api.wanderly.local:3000/; do sleep 0.1; done"
    web = task(box("web", asks), address="10.0.1.6")
    runtime.run(api)
    runtime.run(web)
    runtime.wait("ended", task=web["id"], container="web")
    assert runtime.lines("web")[-1] == "Wanderly"


def test_with_bridge_each_container_has_a_localhost_of_its_own(runtime: Driver, box: Box) -> None:
    one = box("one", HTTPD.format(port=80), portMappings=[HTTP], memory=32)
    two = box("two", HTTPD.format(port=80), portMappings=[HTTP], memory=32, hostname="second")
    asks = box(
        "asks", "wget -qO- http://localhost:80/ || echo alone; until wget -qO- http://one:80/; do sleep 0.1; done"
    )
    given = task(one, two, asks, launch_type="EC2", network_mode="bridge", cpu=None, memory_mib=None)
    prepared = runtime.run(given)
    runtime.wait("ended", task=given["id"], container="asks")
    assert "alone" in runtime.lines("asks")
    assert runtime.lines("asks")[-1] == "Wanderly"
    ports = {name: prepared["ports_of"][name]["80/tcp"] for name in ("one", "two")}
    assert ports["one"] != ports["two"]
    assert all(fetch(f"http://127.0.0.1:{port}/") == "Wanderly\n" for port in ports.values())


CREDENTIALS = {
    "RoleArn": "arn:aws:iam::123456789012:role/task",
    "AccessKeyId": "ASIA0000000000000001",
    "SecretAccessKey": "secret",
    "Token": "token",
    "Expiration": "2026-11-25T00:00:00Z",
}


def test_the_metadata_endpoint_tells_of_task_and_container(runtime: Driver, box: Box) -> None:
    paths = ["", "/task", "/stats", "/task/stats"]
    script = "".join(f"wget -qO- $ECS_CONTAINER_METADATA_URI_V4{path}; echo;" for path in paths)
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-stream-prefix": "ecs"}}
    given = task(box("web", f"sleep 1; {script}", cpu=10, memory=128, logConfiguration=log))
    given |= {"cidr": "10.0.1.0/24", "cpu": 256}
    runtime.tell("prepare", task=given)
    runtime.wait("prepared", task=given["id"])
    facts = {"KnownStatus": "ACTIVATING", "ServiceName": "web", "Containers": {"web": {"KnownStatus": "RUNNING"}}}
    runtime.tell("task_facts", task=given["id"], metadata=facts)
    runtime.tell("start", task=given["id"], container="web")
    runtime.wait("ended", task=given["id"])
    own, whole, stats, all_stats = (json.loads(line) for line in runtime.lines("web"))
    assert own["Labels"]["com.amazonaws.ecs.task-arn"] == given["arn"]
    assert own["DockerId"] == runtime.wait("started")["runtime_id"]
    assert own["Limits"] == {"CPU": 10, "Memory": 128}
    assert own["LogOptions"]["awslogs-stream"] == f"ecs/web/{given['id']}"
    assert own["Networks"][0]["IPv4Addresses"] == ["10.0.1.5"]
    assert own["Networks"][0]["SubnetGatewayIpv4Address"] == "10.0.1.1/24"
    assert (whole["Limits"], whole["KnownStatus"]) == ({"CPU": 0.25, "Memory": 512}, "ACTIVATING")
    assert (whole["ServiceName"], whole["AvailabilityZone"], whole["LaunchType"]) == ("web", "us-east-1a", "FARGATE")
    assert [each["Name"] for each in whole["Containers"]] == ["web"]
    assert stats["memory_stats"]["usage"] > 0
    assert list(all_stats) == [own["DockerId"]]


def test_credentials_of_the_task_role_are_where_sdks_look(runtime: Driver, box: Box) -> None:
    script = (
        'if [ -n "$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" ]; then wget -qO- "http://169.254.170.2'
        '$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"; else echo "{\\"AccessKeyId\\": \\"$AWS_ACCESS_KEY_ID\\"}"; fi'
    )
    with_role = task(box("with", script), credentials=CREDENTIALS, task_role=CREDENTIALS["RoleArn"])
    without = task(box("without", "env"))
    for given in (with_role, without):
        runtime.run(given)
        runtime.wait("ended", task=given["id"])
    assert json.loads(runtime.lines("with")[0])["AccessKeyId"] == CREDENTIALS["AccessKeyId"]
    assert not [line for line in runtime.lines("without") if "CREDENTIALS" in line or "ACCESS_KEY" in line]


def test_the_metadata_endpoint_leaves_port_80_to_the_task(runtime: Driver, box: Box) -> None:
    asks = "wget -qO- http://localhost/ && wget -qO- $ECS_CONTAINER_METADATA_URI_V4 >/dev/null"
    script = f"httpd -p 80 -h /www && {asks} && echo both"
    given = task(box(script=script))
    runtime.run(given)
    runtime.wait("ended", task=given["id"])
    assert runtime.lines("app") == ["Wanderly", "both"]


@pytest.fixture
def sandbox() -> Iterator[int]:
    """The port of something that answers as the sandbox would."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"sandbox {self.headers['Host']}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server.server_port
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_sandbox_is_reached_at_the_url_in_the_environment(
    start: Callable[..., Driver], box: Box, sandbox: int
) -> None:
    runtime = start(endpoint_port=sandbox)
    runtime.wait("engine", up=True)
    asks = "wget -qO- $AWS_ENDPOINT_URL/; echo; echo $AWS_REGION"
    given = task(box(script=asks, environment=[["AWS_REGION", "eu-west-1"]]))
    runtime.run(given)
    runtime.wait("ended", task=given["id"])
    answer, region = runtime.lines("app")
    assert answer.startswith("sandbox ")
    assert region == "eu-west-1"
