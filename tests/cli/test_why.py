"""ecs-course why through the real program: verdicts, exit statuses, names that are not there or not clear, JSON that stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.cli.program import ecs_course
from tests.sandbox.grounds import awsvpc
from tests.sandbox.living import CLUSTER, Site, site
from tests.world import stand_in


@dataclass
class Shop:
    """A learner's sandbox with services in a public and in a private subnet, a load balancer, a database and an instance."""

    home: Home
    site: Site
    private: str
    group: str
    task: str
    instance: str

    def why(self, *words: str) -> tuple[int, str, str]:
        """Exit status, output, errors of `ecs-course why WORDS`."""
        done = ecs_course("why", *words, home=self.home.root)
        return done.returncode, done.stdout, done.stderr

    def told(self, *words: str) -> dict[str, Any]:
        """The same as JSON."""
        _, said, wrong = self.why(*words, "--json")
        assert wrong == ""
        return dict(json.loads(said))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = Home(tmp_path_factory.mktemp("cli-why"))
    aws = sandbox_clients(process.up(home).endpoint, "us-east-1")
    here = site(aws)
    here.balancer()
    here.create(desiredCount=1)
    ec2, ecs = aws("ec2"), aws("ecs")
    vpc = ec2.describe_subnets(SubnetIds=here.subnets[:1])["Subnets"][0]["VpcId"]
    private = ec2.create_subnet(VpcId=vpc, CidrBlock="172.31.200.0/24", AvailabilityZone="us-east-1a")["Subnet"][
        "SubnetId"
    ]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=private)
    group = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/wanderly/web:1"
    here.register(image, "worker")
    for cluster, name, network in (
        (CLUSTER, "worker", awsvpc(private, "DISABLED")),
        (
            CLUSTER,
            "mixed",
            {"awsvpcConfiguration": {"subnets": [here.subnets[0], private], "assignPublicIp": "ENABLED"}},
        ),
        (CLUSTER, "site", awsvpc(private, "DISABLED")),
        ("shop", "worker", awsvpc(private, "DISABLED")),
    ):
        ecs.create_cluster(clusterName=cluster)
        ecs.create_service(
            cluster=cluster, serviceName=name, taskDefinition="worker", desiredCount=0, launchType="FARGATE",
            networkConfiguration=network,
        )  # fmt: skip
    rds = aws("rds")
    subnets = [*here.subnets, private]
    rds.create_db_subnet_group(DBSubnetGroupName="db", DBSubnetGroupDescription="db", SubnetIds=subnets)
    rds.create_db_instance(
        DBInstanceIdentifier="orders", DBInstanceClass="db.t3.micro", Engine="mysql", MasterUsername="admin",
        MasterUserPassword="password123", AllocatedStorage=20, DBSubnetGroupName="db", VpcSecurityGroupIds=[group], Port=3306,
    )  # fmt: skip
    made = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1, SubnetId=here.subnets[0])
    process.tell(home, "POST", "time/forward", by="5m")
    task = here.tasks()[0]["taskArn"].rpartition("/")[2]
    yield Shop(home, here, private, group, task, made["Instances"][0]["InstanceId"])
    process.down(home)


def test_what_stops_a_private_service_what_to_change_and_where_to_see_it(shop: Shop) -> None:
    code, said, wrong = shop.why("wanderly/worker", "ecr")
    assert (code, wrong) == (1, "")
    words = " ".join(said.split())
    first = said.splitlines()[0]
    assert first.startswith("✘ worker cannot reach ecr.api (nor ecr.dkr, s3): rtb-")
    assert "World: sandbox" in said.splitlines()
    assert f"worker in {shop.private} → ecr.api, port 443" in said
    assert "✔ passes" in said
    assert "✘ stops" in said
    assert "Change: Route 0.0.0.0/0 to a NAT gateway, or give the VPC an interface endpoint for ecr.api." in words
    assert "See: aws ec2 describe-route-tables --route-table-ids rtb-" in words
    assert "✔ may The execution role execution may: ecr:GetAuthorizationToken, ecr:BatchGetImage" in words


def test_the_command_to_see_it_works_and_shows_the_thing(shop: Shop) -> None:
    (see,) = shop.told("wanderly/worker", "ecr.api")["see"]
    ec2 = shop.site.aws("ec2")
    shown = ec2.describe_route_tables(RouteTableIds=[see.split()[-1]])["RouteTables"][0]
    assert shown["Associations"][0]["SubnetId"] == shop.private


def test_a_way_that_is_open(shop: Shop) -> None:
    code, said, _ = shop.why("wanderly/api", "logs")
    assert code == 0
    assert said.startswith("✔ api reaches logs on port 443, through igw-")
    assert "stops" not in said
    assert "Change:" not in said
    assert "1 more way ends the same, from other subnets: --all-subnets tells all." in said
    _, every, _ = shop.why("wanderly/api", "logs", "--all-subnets")
    assert every.count("→ logs, port 443") == 2
    assert "--all-subnets" not in every


def test_subnets_that_differ_are_both_told_and_the_worst_decides(shop: Shop) -> None:
    code, said, _ = shop.why("mixed", "logs")
    assert code == 1
    assert f"mixed cannot reach logs from {shop.private}: rtb-" in " ".join(said.split())
    assert said.count("→ logs, port 443") == 2
    assert [way["reachable"] for way in shop.told("mixed", "logs")["ways"]].count(True) == 1


ENDS = [
    (("wanderly/api", "ghcr.io/wanderly/api:1"), 0, "api reaches ghcr.io on port 443"),
    (("api", "secretsmanager.us-east-1.amazonaws.com"), 0, "api reaches secretsmanager on port 443"),
    (("api", "internet"), 0, "api reaches the internet on port 443"),
    (("internet", "lb:site"), 1, "the internet cannot reach load balancer site"),
    (("lb:site", "wanderly/api"), 0, "load balancer site reaches api on port 3000"),
    (("lb:site", "tg:api"), 0, "load balancer site reaches target group api on port 3000"),
    (("internet", "wanderly/worker"), 1, "the internet cannot reach worker: worker has no public address."),
    (("wanderly/api", "db:orders"), 1, "api cannot reach database orders"),
    (("{instance}", "db:orders"), 1, "instance {instance} cannot reach database orders"),
    (("{instance}", "task:{task}"), 0, "instance {instance} reaches task {short} on port 3000"),
    (("{task}", "s3"), 0, "task {short} reaches s3 on port 443"),
    (("{short}", "kms"), 0, "task {short} reaches kms on port 443"),
    (("{private}/{group}", "10.9.9.9:80"), 2, "No interface has the address 10.9.9.9, and no subnet holds it."),
    (("wanderly/api", "{private}/{group}:5432"), 1, "api cannot reach {private}/{group}"),
    (("wanderly/api", "172.31.200.77:3306"), 0, "api reaches 172.31.200.77 on port 3306"),
    (("service:wanderly/site", "lb:site"), 1, "site cannot reach load balancer site"),
]


@pytest.mark.parametrize(
    ("words", "code", "says"), ENDS, ids=lambda value: " to ".join(value) if isinstance(value, tuple) else ""
)
def test_ends_of_every_kind(words: tuple[str, ...], code: int, says: str, shop: Shop) -> None:
    names = {
        "task": shop.task,
        "short": shop.task[:8],
        "private": shop.private,
        "group": shop.group,
        "instance": shop.instance,
    }
    done = shop.why(*(word.format(**names) for word in words))
    assert done[0] == code, done
    assert says.format(**names) in " ".join((done[1] + done[2]).split())


def test_an_interface_by_its_id(shop: Shop) -> None:
    ec2 = shop.site.aws("ec2")
    eni = ec2.create_network_interface(SubnetId=shop.private, Groups=[shop.group])["NetworkInterface"][
        "NetworkInterfaceId"
    ]
    assert shop.why(eni, "s3")[1].startswith(f"✘ {eni} cannot reach s3: ")
    assert "On which port?" in shop.why("api", eni)[2]
    assert shop.told("api", eni, "--port", "22")["ways"][0]["port"] == 22


WRONG = [
    (("nothing", "ecr"), "There is no service or load balancer nothing (services: shop/worker, wanderly/api"),
    (("nowhere/api", "ecr"), "There is no cluster nowhere (there: shop, wanderly)."),
    (("shop/api", "ecr"), "There is no service shop/api (services: shop/worker)."),
    (("worker", "ecr"), "There is more than one worker: say which (service:shop/worker, service:wanderly/worker)."),
    (("site", "ecr"), "There is more than one site: say which (lb:site, service:wanderly/site)."),
    (("ecr", "api"), "ecr is a service of AWS: it opens no connections into a VPC."),
    (("internet", "ecr"), "The internet and ecr both lie outside"),
    (("api", "aws:nonsense"), "nonsense is no service of AWS known here"),
    (("api", "lb:none"), "There is no load balancer none (there: site)."),
    (("api", "tg:none"), "There is no target group none (there: api)."),
    (("api", "db:none"), "There is no database none (there: orders)."),
    (("ffffffffffffffffffffffffffffffff", "ecr"), "There is no task ffffffff"),
    (("eni-0123", "ecr"), "There is no network interface eni-0123."),
    (("i-0123", "ecr"), "There is no instance i-0123 in a subnet."),
    (("subnet-0123/sg-0123", "ecr"), "There is no subnet subnet-0123."),
    (("api", "10.0.0.1:99999"), "99999 is no port"),
    (("a b", "ecr"), "names nothing that could be asked for"),
    (("api", "internet", "--port", "0"), "0 is not in the range"),
]


@pytest.mark.parametrize(
    ("words", "says"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_names_that_are_not_there_or_not_clear(words: tuple[str, ...], says: str, shop: Shop) -> None:
    code, said, wrong = shop.why(*words)
    assert (code, said) == (2, "")
    assert says in wrong
    assert "Traceback" not in wrong


def test_a_load_balancer_by_the_name_that_aws_gives_it(shop: Shop) -> None:
    (found,) = shop.site.aws("elbv2").describe_load_balancers(Names=["site"])["LoadBalancers"]
    told = shop.told("internet", found["DNSName"])
    assert (told["destination"], told["ways"][0]["port"]) == ("load balancer site", 80)


def test_a_rule_to_add_names_its_group(shop: Shop) -> None:
    (change,) = shop.told("wanderly/api", "db:orders")["change"]
    assert change.startswith(f"In {shop.group}: add an inbound rule for tcp 3306 from sg-")
    assert shop.why("wanderly/api", "db:orders")[1].count("port 3306") == 1  # both subnets end the same


def test_json_stays(shop: Shop) -> None:
    told = shop.told("wanderly/worker", "ecr")
    assert set(told) == {
        "source", "destination", "reachable", "verdict", "ways", "change", "see", "execution_role", "notes",
    }  # fmt: skip
    assert (told["source"], told["destination"], told["reachable"]) == ("worker", "ecr", False)
    assert [way["destination"] for way in told["ways"]] == ["ecr.api", "ecr.dkr", "s3"]
    assert set(told["ways"][0]) == {"source", "destination", "subnet", "port", "reachable", "endpoint", "hops"}
    assert set(told["ways"][0]["hops"][0]) == {"kind", "id", "ok", "says", "change", "see"}
    assert [hop["ok"] for hop in told["ways"][0]["hops"]] == [True, True, False]
    assert told["execution_role"]["may"] is True
    again = shop.told("wanderly/worker", "ecr")
    assert again == told


def test_the_execution_role_is_told_beside_the_way(shop: Shop) -> None:
    iam = shop.site.aws("iam")
    policy = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.detach_role_policy(RoleName="execution", PolicyArn=policy)
    try:
        code, said, _ = shop.why("mixed", "ecr.api")
        told = shop.told("mixed", "ecr.api")
    finally:
        iam.attach_role_policy(RoleName="execution", PolicyArn=policy)
    assert code == 1
    assert "✘ may not" in said
    denied = (
        "is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows"
    )
    assert denied in told["execution_role"]["says"]
    assert told["execution_role"]["may"] is False


def test_without_a_sandbox_it_says_what_to_run(tmp_path: Path) -> None:
    said = ecs_course("why", "web", "ecr", home=tmp_path)
    assert said.returncode == 3
    assert "Run: ecs-course sandbox up" in said.stderr


def test_a_real_account_is_asked_the_same_way(tmp_path: Path) -> None:
    """The stand-in is plain moto: its default VPC has no internet gateway, which is what the answer says."""
    import boto3

    account = stand_in.start(tmp_path / "aws")
    try:
        files = {"AWS_CONFIG_FILE": str(account.config), "AWS_SHARED_CREDENTIALS_FILE": str(account.credentials)}
        entered = ecs_course(
            "world", "use", "account", "work", "--region", "eu-north-1",
            home=tmp_path / "home", stdin=f"{account.account}\n", **files,
        )  # fmt: skip
        assert entered.returncode == 0, entered.stderr

        def aws(service: str) -> Any:
            return boto3.client(
                service, region_name="eu-north-1", endpoint_url=f"http://127.0.0.1:{account.port}",
                aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example",
            )  # fmt: skip

        subnet = aws("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
        eni = aws("ec2").create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
        said = ecs_course("why", eni, "ecr", home=tmp_path / "home", **files)
        assert said.returncode == 1, said.stderr
        words = " ".join(said.stdout.split())
        assert words.startswith(f"✘ {eni} cannot reach ecr.api (nor ecr.dkr, s3): rtb-")
        assert "has no route to ecr.api: the subnet is isolated." in words
        assert f"World: account {account.account} (eu-north-1)" in said.stdout
    finally:
        account.stop()
