"""The survey against the real sandbox: whole, half built, full of others' things, deleted while it looks, refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from course.home import Home
from course.map.layout import lay_out
from course.map.outline import outline
from course.map.scene import Mood, Node, Scene
from course.map.survey import Surveyor
from course.model.errors import WorldNotReady
from course.sandbox import process
from course.world.access import sandbox_clients
from course.world.look import Look
from tests.map.test_layout import faults
from tests.sandbox.living import CLUSTER, SERVICE, Site, site, until

Client = Callable[[str], Any]


@pytest.fixture
def surveyor(client: Client, tmp_path: Path) -> Surveyor:
    """Looks at the test's account with clients of its own."""
    known: dict[str, Any] = {}

    def kept(service: str) -> Any:
        return known.setdefault(service, client(service))

    return Surveyor(look=lambda: Look(tmp_path, kept, world="sandbox"), world="sandbox")


@pytest.fixture
def running(client: Client) -> Site:
    """A service of two tasks behind a load balancer, steady."""
    made = site(client)
    made.balancer()
    made.create()
    until(
        lambda: made.health() == ["healthy", "healthy"] and made.told()["deployments"][0]["rolloutState"] == "COMPLETED"
    )
    return made


def only(scene: Scene, kind: str) -> Node:
    (node,) = scene.of(kind)
    return node


def test_a_whole_site(running: Site, surveyor: Surveyor) -> None:
    scene = surveyor.survey()
    assert scene.notes == ()
    service = only(scene, "service")
    assert (service.name, service.state, service.mood) == (SERVICE, "steady", Mood.GOOD)
    assert service.says == "2 running · 0 pending · 2 desired"
    assert (service.room, len(service.zones)) == (4, 2)
    assert only(scene, "deployment").part == (2, 2)
    assert only(scene, "target_group").says == "2 healthy"
    assert only(scene, "load_balancer").state == "active"
    assert only(scene, "role").says == "execution role"
    assert only(scene, "role").state == "there"
    tasks = scene.of("task")
    assert [task.state for task in tasks] == ["healthy", "healthy"]
    assert {task.zone for task in tasks} == set(service.zones)
    sends = {(edge.start, edge.end) for edge in scene.edges if edge.kind == "sends"}
    ids = ["client", *(only(scene, kind).id for kind in ("load_balancer", "rule", "target_group", "service"))]
    assert ("client", ids[1]) in sends
    assert (ids[2], ids[3]) in sends
    assert (ids[3], ids[4]) in sends
    assert not scene.moving
    assert surveyor.survey() == scene  # nothing changed, so nothing is drawn anew
    assert not surveyor.changed()
    running.update(desiredCount=3)
    assert surveyor.changed()
    assert faults(lay_out(scene)) == []


def test_a_deployment_as_it_rolls(running: Site, surveyor: Surveyor, sandbox_home: Home) -> None:
    layout = lay_out(surveyor.survey())
    running.update(taskDefinition=running.register("wanderly/api:2"))
    states, wrong = set(), []
    process.tell(
        sandbox_home, "POST", "time/freeze"
    )  # time goes on by steps, so that no state is missed on a busy machine
    try:
        for _ in range(200):
            scene = surveyor.survey()
            before, layout = layout, lay_out(scene, layout)
            states.update((only(scene, "service").state, *(task.state for task in scene.of("task"))))
            wrong += faults(layout) + [id for id, box in layout.boxes.items() if before.boxes.get(id, box) != box]
            if only(scene, "service").state == "steady" and len(scene.of("deployment")) == 1:
                break
            process.tell(sandbox_home, "POST", "time/step", by="3s")
    finally:
        process.tell(sandbox_home, "POST", "time/run")
    assert wrong == []
    assert {"deploying", "steady", "pending", "healthy"} <= states
    scene = surveyor.survey()
    assert {task.says for task in scene.of("task") if task.state == "healthy"} == {"rev 2"}


def test_a_stopped_task_says_why(running: Site, surveyor: Surveyor) -> None:
    task = running.tasks()[0]["taskArn"]
    running.aws("ecs").stop_task(cluster=CLUSTER, task=task, reason="to see it go")
    stopped = until(
        lambda: next((t for t in surveyor.survey().of("task") if t.id == task and t.state == "stopped"), None)
    )
    assert dict(stopped.facts)["stopped because"] == "to see it go"
    assert "stopped because to see it go" in outline(surveyor.survey())


def test_traffic_that_is_shared(running: Site, surveyor: Surveyor) -> None:
    elb = running.aws("elbv2")
    group = elb.describe_target_groups(TargetGroupArns=[running.group])["TargetGroups"][0]
    green = elb.create_target_group(Name="green", Protocol="HTTP", Port=3000, VpcId=group["VpcId"], TargetType="ip")
    arn = green["TargetGroups"][0]["TargetGroupArn"]
    listener = elb.describe_listeners(LoadBalancerArn=group["LoadBalancerArns"][0])["Listeners"][0]["ListenerArn"]
    weights = [{"TargetGroupArn": running.group, "Weight": 90}, {"TargetGroupArn": arn, "Weight": 10}]
    elb.modify_listener(
        ListenerArn=listener, DefaultActions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weights}}]
    )
    scene = surveyor.survey()
    shares = {edge.end: edge.share for edge in scene.edges if edge.start == only(scene, "rule").id}
    assert shares == {running.group: 0.9, arn: 0.1}
    assert "→ 10% target group green" in outline(scene)


def test_an_empty_world_and_then_step_by_step(client: Client, surveyor: Surveyor) -> None:
    scene = surveyor.survey()
    assert scene.nodes == ()
    assert "create a cluster" in outline(scene)
    client("ecs").create_cluster(clusterName=CLUSTER)
    scene = surveyor.survey()
    assert only(scene, "cluster").says == "0 running"
    subnets = [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"][:2]]
    client("elbv2").create_load_balancer(Name="early", Subnets=subnets)
    scene = surveyor.survey()
    assert only(scene, "load_balancer").says == "no listener yet"
    assert faults(lay_out(scene)) == []


def test_a_service_without_a_load_balancer_whose_log_group_is_missing(client: Client, surveyor: Surveyor) -> None:
    made = site(client)
    options = {"awslogs-group": "/ecs/none", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "x"}
    made.register(logConfiguration={"logDriver": "awslogs", "options": options})
    made.create(desiredCount=0)
    until(lambda: only(surveyor.survey(), "service").state == "scaled to 0")
    scene = surveyor.survey()
    assert scene.of("target_group") == []
    logs = only(scene, "log_group")
    assert (logs.state, logs.mood) == ("missing", Mood.BAD)
    client("logs").create_log_group(logGroupName="/ecs/none")
    surveyor.fresh()
    assert only(surveyor.survey(), "log_group").state == "there"


def test_tasks_without_a_service_and_scaling(client: Client, surveyor: Surveyor) -> None:
    made = site(client)
    made.create(desiredCount=1)
    client("ecs").run_task(
        cluster=CLUSTER, taskDefinition=SERVICE, launchType="FARGATE", networkConfiguration=made.network()
    )
    where = {"ServiceNamespace": "ecs", "ResourceId": f"service/{CLUSTER}/{SERVICE}"}
    where["ScalableDimension"] = "ecs:service:DesiredCount"
    scaling = client("application-autoscaling")
    scaling.register_scalable_target(**where, MinCapacity=1, MaxCapacity=4)
    tracking = {"TargetValue": 60.0}
    tracking["PredefinedMetricSpecification"] = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    scaling.put_scaling_policy(
        PolicyName="cpu", PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking, **where
    )
    scene = surveyor.survey()
    assert only(scene, "task_group").name == f"family:{SERVICE}"
    assert len(scene.within(only(scene, "task_group").id)) == 1
    assert only(scene, "scaling").says == "1 to 4"
    assert only(scene, "policy").says == "ECSServiceAverageCPUUtilization at 60.0"
    assert len(scene.of("alarm")) == 2
    assert faults(lay_out(scene)) == []


def test_hundreds_of_other_things_are_folded_quickly(running: Site, surveyor: Surveyor, client: Client) -> None:
    vpc = client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    elb, ecs = client("elbv2"), client("ecs")
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: elb.create_target_group(Name=f"x{n}", Protocol="HTTP", Port=80, VpcId=vpc, TargetType="ip"),
                range(90),
            )
        )
        list(pool.map(lambda n: elb.create_load_balancer(Name=f"x{n}", Subnets=running.subnets), range(40)))
        list(pool.map(lambda n: ecs.create_cluster(clusterName=f"x{n}"), range(120)))
        common = {"cluster": CLUSTER, "taskDefinition": SERVICE, "desiredCount": 0, "launchType": "FARGATE"}
        common["networkConfiguration"] = running.network()
        list(pool.map(lambda n: ecs.create_service(**common, serviceName=f"x{n:03}"), range(60)))
    surveyor.survey()
    begun = time.perf_counter()
    scene = surveyor.survey()
    took = time.perf_counter() - begun
    assert took < 3
    more = dict(scene.more)
    assert more["other target groups"] == 90
    assert more["other load balancers"] == 38
    assert more["clusters"] == 115
    assert more["services"] == 49
    assert len(scene.nodes) < 60
    assert scene.of("service")[0].name == SERVICE
    assert len(scene.of("task")) == 2  # of a service that is shown, though others are not
    said = outline(scene)
    assert "38 other load balancers" in said
    assert "49 more services" in said
    assert faults(lay_out(scene)) == []


def test_one_cluster_alone(running: Site, surveyor: Surveyor, client: Client) -> None:
    client("ecs").create_cluster(clusterName="another")
    assert len(surveyor.survey().of("cluster")) == 2
    surveyor.only = CLUSTER
    assert only(surveyor.survey(), "cluster").name == CLUSTER
    surveyor.only = "nowhere"
    assert surveyor.survey().of("cluster") == []


class Between:
    """A look that lets something happen before one of its calls."""

    def __init__(self, look: Look, before: str, happens: Callable[[], Any]) -> None:
        self.look, self.before, self.happens = look, before, happens

    def aws(self, service: str) -> Any:
        real, outer = self.look.aws(service), self

        class Asked:
            def __getattr__(self, method: str) -> Any:
                if method == outer.before:
                    outer.happens()
                return getattr(real, method)

        return Asked()


@pytest.mark.parametrize("before", ["describe_services", "list_services", "describe_tasks", "list_tasks"])
def test_services_and_clusters_deleted_between_two_calls(
    before: str, running: Site, client: Client, surveyor: Surveyor
) -> None:
    ecs = client("ecs")

    ecs.create_cluster(clusterName="empty")
    happened = []

    def gone() -> None:
        if happened:
            return
        happened.append(before)
        ecs.delete_cluster(cluster="empty")
        ecs.delete_service(cluster=CLUSTER, service=SERVICE, force=True)
        for task in ecs.list_tasks(cluster=CLUSTER)["taskArns"]:
            ecs.stop_task(cluster=CLUSTER, task=task)

    fresh = surveyor.look
    surveyor.look = lambda: Between(fresh(), before, gone)  # type: ignore[arg-type,return-value]
    scene = surveyor.survey()
    assert happened
    assert scene.notes == ()
    assert faults(lay_out(scene)) == []


@pytest.mark.parametrize("before", ["describe_listeners", "describe_rules", "describe_target_health"])
def test_a_load_balancer_deleted_between_two_calls(
    before: str, running: Site, client: Client, surveyor: Surveyor
) -> None:
    elb = client("elbv2")

    def gone() -> None:
        for balancer in elb.describe_load_balancers()["LoadBalancers"]:
            elb.delete_load_balancer(LoadBalancerArn=balancer["LoadBalancerArn"])
        for group in elb.describe_target_groups()["TargetGroups"]:
            elb.delete_target_group(TargetGroupArn=group["TargetGroupArn"])

    fresh = surveyor.look
    surveyor.look = lambda: Between(fresh(), before, gone)  # type: ignore[arg-type,return-value]
    scene = surveyor.survey()
    assert scene.notes == ()
    assert only(scene, "service").name == SERVICE
    assert faults(lay_out(scene)) == []


def test_what_may_not_be_looked_at_becomes_a_note(running: Site, client: Client, tmp_path: Path) -> None:
    """IAM refuses one call, another is not offered, a third answers without sense: the rest is drawn."""
    known: dict[str, Any] = {}

    def refusing(service: str) -> Any:
        if service not in known:
            known[service] = client(service)
            if service == "iam":
                known[service].meta.events.register("before-send.iam.GetRole", lambda **_: answer(403, DENIED))
            if service == "ec2":
                known[service].meta.events.register("before-send.ec2.*", lambda **_: answer(501, "<a>not offered</a>"))
            if service == "application-autoscaling":
                event = "before-send.application-autoscaling.*"
                known[service].meta.events.register(event, lambda **_: answer(200, "no JSON"))
        return known[service]

    surveyor = Surveyor(look=lambda: Look(tmp_path, refusing, world="sandbox"), world="sandbox")
    scene = surveyor.survey()
    assert len(scene.notes) == 2
    assert any("iam get_role: AWS refuses to show this to your identity" in note for note in scene.notes)
    assert any("ec2 describe_subnets was not answered" in note for note in scene.notes)
    assert only(scene, "role").state == "not known"
    assert len(scene.of("task")) == 2
    assert "Note: iam get_role" in outline(scene)
    assert faults(lay_out(scene)) == []


DENIED = (
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User is not authorized</Message></Error></ErrorResponse>"
)


def answer(status: int, body: str) -> Any:
    """What botocore takes for the world's answer."""
    from botocore.awsrequest import AWSResponse

    class Raw:
        def stream(self, *_: Any, **__: Any) -> Any:
            yield body.encode()

    return AWSResponse("http://127.0.0.1/", status, {}, Raw())


def test_a_world_that_is_gone_says_so(tmp_path: Path) -> None:
    client = sandbox_clients("http://127.0.0.1:9", "us-east-1")
    surveyor = Surveyor(look=lambda: Look(tmp_path, client, world="sandbox"), world="sandbox")
    with pytest.raises(WorldNotReady):
        surveyor.survey()
