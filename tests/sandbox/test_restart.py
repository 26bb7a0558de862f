"""After a start the world is as it was: ids, times and all, however the process ended."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import datetime, timedelta

import psutil
import pytest
from click.testing import CliRunner

from course.cli.sandbox import sandbox
from course.home import Home
from course.sandbox import process
from course.sandbox.entry import from_line, to_line
from tests.sandbox.clients import client_of
from tests.sandbox.everything import build, described


def kill(home: Home) -> None:
    running = process.status(home)
    assert running is not None
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(running.pid)], timeout=5) if psutil.pid_exists(running.pid) else None


def journal_facts(home: Home) -> dict[str, object]:
    process.now(home)  # waits until the world is there
    running = process.status(home)
    assert running is not None
    answer: dict[str, object] = process.tell(home, "GET", "status")["journal"]
    return answer


def test_everything_is_there_again_ids_times_and_all(home: Home) -> None:
    endpoint = process.up(home).endpoint
    build(endpoint, "111111111111")
    build(endpoint, "111111111111", "eu-west-1")
    build(endpoint, "222222222222")
    places = [("111111111111", "us-east-1"), ("111111111111", "eu-west-1"), ("222222222222", "us-east-1")]
    before = [described(endpoint, *place) for place in places]
    assert before[0] != before[1] != before[2]
    kill(home)
    process.up(home)
    after = [described(endpoint, *place) for place in places]
    for then, now in zip(before, after, strict=True):
        assert [name for name in then if then[name] != now[name]] == []
    facts = journal_facts(home)
    assert facts["notes"] == []
    assert facts["replayed"]["different"] == 0  # type: ignore[index]


def test_a_second_start_after_more_calls_and_a_polite_end(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ec2 = client_of(endpoint, "ec2", "111111111111")
    made = []
    for name in "abc":
        made.append(ec2.create_security_group(GroupName=name, Description="d")["GroupId"])
        ec2.describe_vpcs()
        process.down(home)
        process.up(home)
        found = ec2.describe_security_groups(GroupIds=made)["SecurityGroups"]
        assert {group["GroupId"] for group in found} == set(made)
    assert len(set(made)) == 3


def test_what_somebody_only_looked_at_is_the_same_too(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ec2, kms = (client_of(endpoint, service, "333333333333", "eu-central-1") for service in ("ec2", "kms"))

    def looked() -> list[object]:
        key = kms.describe_key(KeyId="alias/aws/ssm")["KeyMetadata"]
        return [ec2.describe_vpcs()["Vpcs"], ec2.describe_subnets()["Subnets"], key["KeyId"], key["CreationDate"]]

    before = looked()
    secret = kms.encrypt(KeyId="alias/aws/ssm", Plaintext=b"s3cret")["CiphertextBlob"]
    kill(home)
    process.up(home)
    assert looked() == before
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"s3cret"
    assert journal_facts(home)["inputs"] == 0


def test_chance_that_leaves_nothing_behind_is_fresh_each_time(home: Home) -> None:
    endpoint = process.up(home).endpoint
    secrets = client_of(endpoint, "secretsmanager", "111111111111")
    drawn = {secrets.get_random_password()["RandomPassword"] for _ in range(5)}
    kill(home)
    process.up(home)
    drawn |= {secrets.get_random_password()["RandomPassword"] for _ in range(5)}
    assert len(drawn) == 10


def test_reads_between_calls_and_calls_refused_change_nothing(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecs, ec2 = (client_of(endpoint, service, "111111111111") for service in ("ecs", "ec2"))
    for turn in range(5):
        ecs.list_clusters()
        with pytest.raises(ecs.exceptions.ClientError):
            ecs.create_service(cluster="nowhere", serviceName="a", taskDefinition="b")
        ec2.describe_vpcs()
        ec2.create_vpc(CidrBlock=f"10.{turn}.0.0/16")
    before = ec2.describe_vpcs()["Vpcs"]
    kill(home)
    process.up(home)
    assert ec2.describe_vpcs()["Vpcs"] == before
    assert journal_facts(home)["replayed"]["different"] == 0  # type: ignore[index]


def test_keys_that_were_issued_still_open_their_account(home: Home) -> None:
    endpoint = process.up(home).endpoint
    iam = client_of(endpoint, "iam", "444444444444")
    iam.create_user(UserName="a")
    key = iam.create_access_key(UserName="a")["AccessKey"]["AccessKeyId"]
    kill(home)
    process.up(home)
    assert client_of(endpoint, "sts", key).get_caller_identity()["Account"] == "444444444444"


def test_log_events_and_metric_data_are_kept_in_their_stores(home: Home) -> None:
    endpoint = process.up(home).endpoint
    logs, metrics = (client_of(endpoint, service, "111111111111") for service in ("logs", "cloudwatch"))
    logs.create_log_group(logGroupName="g")
    logs.create_log_stream(logGroupName="g", logStreamName="s")
    written = journal_facts(home)["inputs"]
    event = {"timestamp": round(time.time() * 1000), "message": "hello"}
    logs.put_log_events(logGroupName="g", logStreamName="s", logEvents=[event])
    metrics.put_metric_data(Namespace="n", MetricData=[{"MetricName": "m", "Value": 1}])
    assert journal_facts(home)["inputs"] == written
    kill(home)
    process.up(home)
    assert [e["message"] for e in logs.filter_log_events(logGroupName="g")["events"]] == ["hello"]
    assert [m["MetricName"] for m in metrics.list_metrics(Namespace="n")["Metrics"]] == ["m"]


def test_the_clock_goes_on_where_it_was_and_a_frozen_one_stands(home: Home) -> None:
    process.up(home)
    process.tell(home, "POST", "time/forward", by="24h")
    before = process.now(home)
    kill(home)
    process.up(home)
    gone_on = process.now(home) - before
    assert timedelta(0) < gone_on < timedelta(seconds=30)
    process.tell(home, "POST", "time/freeze")
    process.tell(home, "POST", "time/speed", factor="7")
    frozen = process.now(home)
    kill(home)
    process.up(home)
    assert process.now(home) == frozen
    assert process.tell(home, "GET", "time")["factor"] == 7


def test_the_times_in_the_world_are_sandbox_times(home: Home) -> None:
    endpoint = process.up(home).endpoint
    process.tell(home, "POST", "time/forward", by="30d")
    ecs, iam = (client_of(endpoint, service, "111111111111") for service in ("ecs", "iam"))
    definition = ecs.register_task_definition(
        family="a", containerDefinitions=[{"name": "a", "image": "b", "memory": 64}]
    )
    made: list[datetime] = [
        definition["taskDefinition"]["registeredAt"],
        iam.create_user(UserName="a")["User"]["CreateDate"],
    ]
    now = process.now(home)
    assert all(abs(now - moment) < timedelta(seconds=30) for moment in made)
    token = client_of(endpoint, "sts", "111111111111").get_session_token()["Credentials"]["Expiration"]
    assert token < now  # a token expires by the wall clock, which is the one its holder reads


def test_half_an_entry_at_the_end_is_dropped_with_a_note(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecs = client_of(endpoint, "ecs", "111111111111")
    ecs.create_cluster(clusterName="a")
    kill(home)
    journal = home.sandbox / "world" / "journal"
    with journal.open("ab") as file:
        file.write(b'01234567 ["call",17')
    process.up(home)
    assert len(ecs.list_clusters()["clusterArns"]) == 1
    assert "never acknowledged" in str(journal_facts(home)["notes"])
    told = CliRunner().invoke(sandbox, ["status"], env={"ECS_COURSE_HOME": str(home.root)})
    assert "Note: The last entry was cut short" in told.output
    ecs.create_cluster(clusterName="b")
    kill(home)
    process.up(home)
    assert len(ecs.list_clusters()["clusterArns"]) == 2
    assert journal_facts(home)["notes"] == []


def test_a_replay_that_goes_another_way_is_told_and_the_journal_kept(home: Home) -> None:
    endpoint = process.up(home).endpoint
    ecs = client_of(endpoint, "ecs", "111111111111")
    for name in "abc":
        ecs.create_cluster(clusterName=name)
    process.down(home)
    journal = home.sandbox / "world" / "journal"
    lines = journal.read_bytes().splitlines(keepends=True)
    changed = from_line(lines[1])
    changed.facts["text"] = json.dumps({"clusterName": "other"})
    content = b"".join([lines[0], to_line(changed), *lines[2:]])
    journal.write_bytes(content)
    process.up(home)
    told = journal_facts(home)
    assert "ecs CreateCluster in 111111111111" in str(told["notes"])
    assert told["replayed"]["different"] == 1  # type: ignore[index]
    assert len(ecs.list_clusters()["clusterArns"]) == 3
    assert journal.read_bytes() == content


@pytest.mark.skipif(not hasattr(psutil.Process, "rlimit"), reason="the size of files cannot be limited here")
def test_a_full_disk_refuses_at_once_and_keeps_the_old_world(home: Home) -> None:
    running = process.up(home)
    ecs = client_of(running.endpoint, "ecs", "111111111111")
    ecs.create_cluster(clusterName="a")
    full = (home.sandbox / "world" / "journal").stat().st_size + 20
    psutil.Process(running.pid).rlimit(psutil.RLIMIT_FSIZE, (full, psutil.RLIM_INFINITY))
    with pytest.raises(ecs.exceptions.ClientError, match="cannot write to its journal") as refused:
        ecs.create_cluster(clusterName="b")
    assert refused.value.response["Error"]["Code"] == "SandboxReadOnly"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert len(ecs.list_clusters()["clusterArns"]) == 1
    with pytest.raises(Exception, match="cannot write"):
        process.tell(home, "POST", "time/forward", by="1h")
    assert process.tell(home, "GET", "status")["journal"]["refusal"] != ""
    assert abs(process.tell(home, "GET", "time")["ahead_s"]) < 1
    psutil.Process(running.pid).rlimit(psutil.RLIMIT_FSIZE, (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY))
    ecs.create_cluster(clusterName="c")
    kill(home)
    process.up(home)
    assert sorted(arn.rpartition("/")[2] for arn in ecs.list_clusters()["clusterArns"]) == ["a", "c"]
