"""One word for a source or destination: its kind, its port, and what is no name at all."""

from __future__ import annotations

import pytest

from course.model.errors import UsageProblem
from course.reachability.names import Named, named, service_names, service_of_host

NAMES = {
    "internet": Named("internet", "the internet"),
    "web": Named("name", "web"),
    "shop/web": Named("name", "shop/web"),
    "service:ecr": Named("service", "ecr"),
    "ecr": Named("aws", "ecr"),
    "ecr.api": Named("aws", "ecr.api"),
    "aws:s3": Named("aws", "s3"),
    "s3:80": Named("aws", "s3", 80),
    "com.amazonaws.eu-west-1.logs": Named("aws", "com.amazonaws.eu-west-1.logs"),
    "ghcr.io/org/app:1": Named("host", "ghcr.io"),
    "https://api.example.com/path": Named("host", "api.example.com"),
    "registry.example.com:5000": Named("host", "registry.example.com", 5000),
    "host:web": Named("host", "web"),
    "orders.c9ak.eu-west-1.rds.amazonaws.com:3306": Named("database", "orders", 3306),
    "http://site-123.eu-west-1.elb.amazonaws.com/": Named("balancer", "site-123.eu-west-1.elb.amazonaws.com"),
    "http://site-123.eu-west-1.elb.localhost:20080/": Named("balancer", "site-123.eu-west-1.elb.localhost"),
    "site-123.elb.eu-west-1.amazonaws.com": Named("balancer", "site-123.elb.eu-west-1.amazonaws.com"),
    "10.0.1.5:3306": Named("address", "10.0.1.5", 3306),
    "10.0.1.5": Named("address", "10.0.1.5"),
    "eni-0a1b2c3d": Named("interface", "eni-0a1b2c3d"),
    "i-0a1b2c3d:22": Named("instance", "i-0a1b2c3d", 22),
    "subnet-1/sg-1+sg-2:5432": Named("place", "subnet-1/sg-1+sg-2", 5432),
    "db:orders": Named("database", "orders"),
    "tg:web": Named("targets", "web"),
    "lb:web:8080": Named("balancer", "web", 8080),
    "0123456789abcdef0123456789abcdef": Named("task", "0123456789abcdef0123456789abcdef"),
    "0123abcd": Named("task", "0123abcd"),
    "arn:aws:ecs:us-east-1:123456789012:task/shop/0123": Named(
        "task", "arn:aws:ecs:us-east-1:123456789012:task/shop/0123"
    ),
    "arn:aws:ecs:us-east-1:123456789012:service/shop/web": Named(
        "service", "arn:aws:ecs:us-east-1:123456789012:service/shop/web"
    ),
}


@pytest.mark.parametrize(("said", "meant"), NAMES.items(), ids=NAMES)
def test_a_name_is_read_by_its_shape(said: str, meant: Named) -> None:
    assert named(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "a b",
        "/",
        "a/b/c",
        "aws:none",
        "10.0.1.5:0",
        "10.0.1.5:70000",
        "10.0.1.999",
        "web;rm",
        "api.shop.local",
    ],
)
def test_what_is_no_name(said: str) -> None:
    with pytest.raises(UsageProblem):
        named(said)


def test_services_by_what_people_call_them() -> None:
    assert service_names("ecr") == ("ecr.api", "ecr.dkr", "s3")
    assert service_names("cloudwatch") == ("monitoring",)
    assert service_names("com.amazonaws.eu-west-1.ecr.dkr") == ("ecr.dkr",)
    assert service_names("web") == ()


def test_hosts_of_services_in_their_own_region_alone() -> None:
    region = "eu-west-1"
    assert service_of_host("123456789012.dkr.ecr.eu-west-1.amazonaws.com", region) == "ecr"
    assert service_of_host("api.ecr.eu-west-1.amazonaws.com", region) == "ecr.api"
    assert service_of_host("my-bucket.s3.eu-west-1.amazonaws.com", region) == "s3"
    assert service_of_host("logs.eu-west-1.amazonaws.com", region) == "logs"
    assert service_of_host("logs.us-east-1.amazonaws.com", region) == ""
    assert service_of_host("ghcr.io", region) == ""
