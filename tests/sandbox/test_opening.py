"""A load balancer opens by its DNS name, in front of simulated tasks: pages, statuses, versions, and what happens to them."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from course.home import Home
from course.sandbox import process
from tests.sandbox import living
from tests.sandbox.clients import client_of
from tests.sandbox.living import SERVICE, Site, until

Aws = Callable[..., Any]


@pytest.fixture
def site(aws: Aws) -> Site:
    """A load balancer in front of the travel site's API."""
    site = living.site(aws)
    site.register("wanderly/api:1")
    site.balancer()
    return site


def opened(site: Site, path: str = "/", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What the load balancer's own name answers, asked as a browser asks: 127.0.0.1, and the name as Host."""
    (balancer,) = site.aws("elbv2").describe_load_balancers(Names=["site"])["LoadBalancers"]
    where = urlsplit(f"http://{balancer['DNSName']}")
    connection = http.client.HTTPConnection("127.0.0.1", where.port or 80, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": where.netloc, **headers})
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def steady(site: Site) -> None:
    """Wait until its deployment is complete."""
    until(lambda: site.told()["deployments"][0]["rolloutState"] == "COMPLETED")


def up(site: Site) -> None:
    """Wait until it listens."""

    def listens() -> bool:
        try:
            opened(site)
        except OSError:
            return False
        return True

    until(listens)


def facts(site: Site) -> dict[str, Any]:
    """What a stand-in says of itself."""
    status, _, body = opened(site, Accept="application/json")
    assert status == 200
    return dict(json.loads(body))


def test_without_tasks_it_answers_503_as_aws_does(site: Site) -> None:
    up(site)
    status, headers, body = opened(site)
    assert (status, headers["server"], b"503 Service Temporarily Unavailable" in body) == (503, "awselb/2.0", True)


def test_the_page_names_the_version_the_task_and_the_zone_in_turns(site: Site) -> None:
    site.create()
    steady(site)
    up(site)
    until(lambda: opened(site)[0] == 200)
    seen = [opened(site)[1] for _ in range(8)]
    tasks = site.aws("ecs").list_tasks(cluster="wanderly", serviceName=SERVICE)["taskArns"]
    assert {each["x-task-id"] for each in seen} == {arn.rpartition("/")[2] for arn in tasks}
    assert len({each["x-task-zone"] for each in seen}) == 2
    assert {each["x-task-version"] for each in seen} == {"1"}
    page = opened(site, Accept="text/html")[2].decode()
    assert "wanderly/api:1" in page
    assert opened(site, "/readyz")[0] in (200, 404, 503)


def test_a_deployment_changes_what_is_answered_and_a_failing_check_is_a_503(site: Site, sandbox_home: Home) -> None:
    site.create(desiredCount=1)
    steady(site)
    up(site)
    until(lambda: opened(site)[0] == 200)
    site.register("wanderly/api:2")
    site.update(taskDefinition=SERVICE)
    until(lambda: opened(site)[1].get("x-task-version") == "2")
    until(lambda: all(opened(site)[1]["x-task-version"] == "2" for _ in range(4)))
    site.update(desiredCount=0)
    until(lambda: opened(site)[0] == 503)


def test_what_it_counts_and_where_it_listens_is_told(site: Site, sandbox_home: Home) -> None:
    up(site)
    for _ in range(5):
        opened(site)
    (balancer,) = site.aws("elbv2").describe_load_balancers(Names=["site"])["LoadBalancers"]
    arn = balancer["LoadBalancerArn"]
    (listener,) = site.aws("elbv2").describe_listeners(LoadBalancerArn=arn)["Listeners"]
    told = process.tell(sandbox_home, "GET", "balancers")
    assert told["listeners"][listener["ListenerArn"]]["bound"] is True
    counted = until(lambda: process.tell(sandbox_home, "GET", "balancers")["figures"].get(arn), 5)
    assert counted["HTTPCode_ELB_503_Count"] >= 5


def test_a_deleted_load_balancer_is_closed(site: Site, sandbox_home: Home) -> None:
    up(site)
    elb = site.aws("elbv2")
    (balancer,) = elb.describe_load_balancers(Names=["site"])["LoadBalancers"]
    (listener,) = elb.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])["Listeners"]
    own = process.tell(sandbox_home, "GET", "balancers")["listeners"][listener["ListenerArn"]]["own"]
    elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
    assert listener["ListenerArn"] not in process.tell(sandbox_home, "GET", "balancers")["listeners"]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", own), timeout=5)


def test_the_names_open_again_after_a_restart(home: Home) -> None:
    endpoint = process.up(home).endpoint

    def aws(service: str) -> Any:
        return client_of(endpoint, service, "111111111111")

    site = living.site(aws)
    site.register("wanderly/api:1")
    site.balancer()
    site.create(desiredCount=1)
    steady(site)
    until(lambda: _status(site) == 200)
    process.down(home)
    process.up(home)
    until(lambda: _status(site) == 200, 20)
    process.reset(home)


def _status(site: Site) -> int:
    try:
        return opened(site)[0]
    except OSError:
        return 0
