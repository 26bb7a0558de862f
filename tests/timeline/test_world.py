"""The timeline of a real sandbox, made with boto3: a roll, a crash with its reason, a deployment that rolls back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.model.errors import WorldNotReady
from course.sandbox import process
from course.timeline.entry import Mark, Timeline
from course.timeline.reading import Asked, read
from course.world.access import sandbox_clients
from course.world.look import LearnerProblem, Look
from tests.sandbox.living import CLUSTER, SERVICE, Site, site

BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
Read = Callable[..., Timeline]


@pytest.fixture(scope="module")
def own() -> Iterator[Home]:
    """A sandbox of the module's own: time is moved in it."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="timeline") as folder:
        home = Home(Path(folder))
        process.up(home)
        process.tell(home, "POST", "time/freeze")  # nothing happens between two calls
        yield home
        process.down(home)


@pytest.fixture
def here(own: Home, account: str) -> Site:
    make = sandbox_clients(process.up(own).endpoint, "us-east-1", access_key=account)
    return site(make)


@pytest.fixture
def later(own: Home) -> Callable[[str], Any]:
    return lambda by: process.tell(own, "POST", "time/forward", by=by)


@pytest.fixture
def told(own: Home, here: Site, account: str, tmp_path: Path) -> Read:
    """Reads the test's account."""
    clients = {}

    def client(service: str) -> Any:
        return clients.setdefault(service, here.aws(service))

    def story() -> list[Mapping[str, Any]]:
        return list(process.tell(own, "GET", "story", account=account, region="us-east-1")["story"])

    def ask(with_story: bool = True, **asked: Any) -> Timeline:
        look = Look(tmp_path, client, world="sandbox")
        return read(
            look, Asked(**asked), world="sandbox", clock=lambda: process.now(own), story=story if with_story else None
        )

    return ask


def says(timeline: Timeline, kind: str, mark: Mark | None = None) -> list[str]:
    return [each.says for each in timeline.entries if each.kind == kind and mark in (None, each.mark)]


def whole(timeline: Timeline) -> None:
    """What holds for every timeline: order, no event twice, nothing that could not be read."""
    assert [each.at for each in timeline.entries] == sorted(each.at for each in timeline.entries)
    assert Counter(each.id for each in timeline.entries).most_common(1)[0][1] == 1
    seen = Counter(
        (each.at, each.kind, each.cluster, each.service, each.subject, each.says) for each in timeline.entries
    )
    assert seen.most_common(1)[0][1] == 1
    assert timeline.notes == ()


def test_a_roll_behind_a_load_balancer(here: Site, later: Callable[[str], Any], told: Read) -> None:
    here.balancer()
    here.create(desiredCount=2)
    later("5m")
    here.register(image="wanderly/api:2")
    here.update(taskDefinition="api:2")
    later("10m")
    now = told()
    whole(now)
    assert says(now, "deployment") == ["started: api:1", "completed", "started: api:1 → api:2", "completed"]
    assert says(now, "task").count("RUNNING") == 4
    assert sum(each.startswith("STOPPED: Scaling activity") for each in says(now, "task")) == 2
    assert not any("deployment completed" in each for each in says(now, "service"))  # the deployment itself says so
    assert "has reached a steady state." in says(now, "service", Mark.GOOD)
    assert {(each.kind, each.says) for each in now.standing} == {("service", "2 of 2 running"), ("target", "2 healthy")}
    assert now.services == (f"{CLUSTER}/{SERVICE}",)
    # the story adds the targets' past, which no call of AWS tells, and nothing else
    without = told(with_story=False)
    assert {each.kind for each in now.entries} - {each.kind for each in without.entries} == {"target"}
    assert set(without.entries) <= set(now.entries)
    assert told().entries == now.entries  # read again, it is the same


def test_a_crash_says_its_exit_code(
    here: Site, own: Home, account: str, later: Callable[[str], Any], told: Read
) -> None:
    here.create(desiredCount=2)
    later("5m")
    victim = here.tasks()[0]["taskArn"].rpartition("/")[2]
    given = {"task": victim, "container": "api", "exit": "137", "account": account, "region": "us-east-1"}
    process.tell(own, "POST", "faults/kill-container", **given)
    later("3m")
    now = told(service=SERVICE, since=timedelta(minutes=4))
    whole(now)
    (bad,) = says(now, "task", Mark.BAD)
    assert bad == (
        "STOPPED: Essential container in task exited (EssentialContainerExited); api exited with 137 (SIGKILL)"
    )
    assert [each.kind for each in now.entries if each.mark is Mark.BAD] == ["fault", "task"]
    assert min(each.at for each in now.entries) >= now.now - timedelta(minutes=4)


def test_a_failed_deployment_rolls_back(here: Site, later: Callable[[str], Any], told: Read) -> None:
    here.create(desiredCount=1, deploymentConfiguration=BREAKER)
    later("5m")
    here.register(image="wanderly/api:crashing")
    here.update(taskDefinition="api:2")
    later("80s")
    (running,) = [each for each in told().standing if each.kind == "deployment"]
    assert running.says.startswith("in progress: ")
    later("40m")
    now = told()
    whole(now)
    bad = says(now, "deployment", Mark.BAD)
    assert bad[0].startswith("failed, rolling back to api:1: ")
    assert bad[1].startswith("rolled back")
    assert "api exited with 1" in "".join(says(now, "task", Mark.BAD))


def test_services_and_clusters_are_told_apart(here: Site, later: Callable[[str], Any], told: Read) -> None:
    here.create(desiredCount=1)
    here.create(desiredCount=1, serviceName="web")
    here.aws("ecs").create_cluster(clusterName="other")
    here.create(desiredCount=1, cluster="other", serviceName="web")
    later("5m")
    every = told()
    whole(every)
    assert every.services == ("other/web", f"{CLUSTER}/api", f"{CLUSTER}/web")
    assert {(each.cluster, each.service) for each in told(service="web").entries} == {
        ("other", "web"),
        (CLUSTER, "web"),
    }
    assert {(each.cluster, each.service) for each in told(service="other/web").entries} == {("other", "web")}
    assert {each.cluster for each in told(cluster="other").entries} == {"other"}
    gone = told(service="nobody")
    assert (gone.entries, gone.standing) == ((), ())
    assert gone.notes == (f"There is no service nobody now (there: other/web, {CLUSTER}/api, {CLUSTER}/web).",)


def test_alarms_and_an_operation_that_is_not_offered(here: Site, later: Callable[[str], Any], told: Read) -> None:
    here.create(desiredCount=1)
    watch = here.aws("cloudwatch")
    dimensions = [{"Name": "ClusterName", "Value": CLUSTER}, {"Name": "ServiceName", "Value": SERVICE}]
    watch.put_metric_alarm(
        AlarmName="cpu", Namespace="AWS/ECS", MetricName="CPUUtilization", Dimensions=dimensions, Period=60,
        Statistic="Average", EvaluationPeriods=1, Threshold=80, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    watch.set_alarm_state(AlarmName="cpu", StateValue="ALARM", StateReason="on fire")
    now = told(service=SERVICE)
    assert says(now, "alarm", Mark.BAD) == ["ALARM: on fire"]
    assert now.notes == (
        "The history of alarms could not be read: The sandbox does not offer monitoring:DescribeAlarmHistory yet.",
        "Of each alarm only its last change is shown.",
    )


def test_an_empty_world_tells_nothing(told: Read) -> None:
    now = told()
    assert (now.entries, now.standing, now.services, now.notes) == ((), (), (), ())


class Stub:
    """A world as a function of (service, method): an answer, or what is raised."""

    def __init__(self, answers: dict[tuple[str, str], Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def aws(self, service: str) -> Any:
        outer = self

        class Client:
            def __getattr__(self, method: str) -> Callable[..., Any]:
                def call(**given: Any) -> Any:
                    outer.asked.append((service, method, given))
                    answer = outer.answers.get((service, method), {})
                    if isinstance(answer, Exception):
                        raise answer
                    return answer(given) if callable(answer) else answer

                return call

        return Client()


def stub_read(answers: dict[tuple[str, str], Any]) -> Timeline:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    return read(Stub(answers), Asked(), world="account 1", clock=lambda: now)  # type: ignore[arg-type]


ONE = {
    ("ecs", "list_clusters"): {"clusterArns": ["arn:aws:ecs:r:1:cluster/c"]},
    ("ecs", "list_services"): {"serviceArns": ["arn:aws:ecs:r:1:service/c/s"]},
    ("ecs", "describe_services"): {"services": [
        {"serviceName": "s", "serviceArn": "arn:aws:ecs:r:1:service/c/s", "clusterArn": "arn:aws:ecs:r:1:cluster/c",
         "desiredCount": 1, "runningCount": 1, "loadBalancers": [{"targetGroupArn": "a/b/c"}]}]},
}  # fmt: skip


def test_what_is_gone_between_two_calls_breaks_nothing() -> None:
    gone = LearnerProblem("AWS says: not found")
    calls = [("ecs", "list_services"), ("ecs", "describe_services"), ("ecs", "list_tasks"), ("ecs", "describe_tasks"),
             ("ecs", "list_service_deployments"), ("elbv2", "describe_target_health")]  # fmt: skip
    for call in calls:
        assert stub_read({**ONE, ("ecs", "list_tasks"): {"taskArns": ["t"]}, call: gone}).notes == ()


def test_what_is_not_permitted_becomes_a_note_and_the_rest_is_told() -> None:
    denied = WorldNotReady("AWS refuses to show this to your identity: no.")
    told = stub_read({**ONE, ("elbv2", "describe_target_health"): denied, ("ecs", "list_tasks"): denied})
    assert told.standing[0].says == "1 of 1 running"
    assert told.notes == (
        "Tasks could not be read: AWS refuses to show this to your identity: no.",
        "Target health could not be read: AWS refuses to show this to your identity: no.",
    )


def test_a_world_that_does_not_answer_is_said() -> None:
    with pytest.raises(WorldNotReady, match="did not answer"):
        stub_read({("ecs", "list_clusters"): WorldNotReady("The sandbox did not answer.")})


def test_pages_are_followed_and_an_endless_list_is_not() -> None:
    def services(given: dict[str, Any]) -> Any:
        return {
            "serviceArns": [f"x/s{given.get('nextToken', '0')}"],
            "nextToken": str(int(given.get("nextToken", "0")) + 1),
        }

    told = stub_read({**ONE, ("ecs", "list_services"): services, ("ecs", "describe_services"): {}})
    assert len(told.services) == 20
    assert told.notes == ("Only the first 20 answers of list services were read.",)


def test_of_hundreds_of_foreign_services_a_bounded_number_is_read() -> None:
    described: list[str] = []

    def describe(given: dict[str, Any]) -> Any:
        described.extend(given["services"])
        return {
            "services": [{"serviceName": each, "serviceArn": each, "clusterArn": "c"} for each in given["services"]]
        }

    arns = [f"x/s{n}" for n in range(1_234)]
    told = stub_read({**ONE, ("ecs", "list_services"): {"serviceArns": arns}, ("ecs", "describe_services"): describe})
    assert (len(told.services), len(described), len(told.standing)) == (1_234, 200, 200)
    assert told.notes == ("1,034 more services are not shown; name one, or a cluster.",)
